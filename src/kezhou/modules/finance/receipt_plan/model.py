"""Receipt plans (回款计划) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk import model as m

STATES = ("waiting", "due", "part", "overdue", "done", "void")
OPEN = ("due", "part", "overdue")


class ReceiptPlan(m.Record):
    """One period (期次) of what a contract, or an order without a contract, brings: how much is to come on which day.

    `received` and `written_off` are kept by what is approved, `outstanding` is what is left; the database holds the
    three to the amount. `state`: waiting until the contract is approved, due, part, overdue, done, void.
    """

    name = m.CharField(_("Name"), max_length=200, blank=True, default="")
    contract = m.ForeignKey(
        "trade.Contract", verbose_name=_("Contract"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    order = m.ForeignKey(
        "trade.Order", verbose_name=pgettext_lazy("sale", "Order"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    period = m.IntegerField(pgettext_lazy("receipt plan", "Period"), default=1)
    planned_on = m.DateField(_("Planned on"))
    amount = m.MoneyField(_("Amount"), null=False, blank=False)
    method = m.CharField(_("Method of payment"), max_length=40, blank=True, default="")
    remind_days = m.IntegerField(_("Remind so many days before"), default=3)
    received = m.MoneyField(_("Received"))
    written_off = m.MoneyField(_("Written off"))
    outstanding = m.MoneyField(_("Outstanding"))
    state = m.CharField(_("State"), max_length=10, default="waiting")
    effective = m.BooleanField(default=False, editable=False)
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Receipt plan")
        verbose_name_plural = _("Receipt plans")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["customer", "-updated_at", "-id"], name="receiptplan_customer_idx", condition=m.LIVE),
            m.Index(fields=["contract", "period", "id"], name="receiptplan_contract_idx"),
            m.Index(fields=["order", "period", "id"], name="receiptplan_order_idx"),
            m.Index(fields=["planned_on", "id"], name="receiptplan_planned_idx", condition=m.LIVE),
            m.Index(fields=["planned_on", "id"], name="receiptplan_open_idx", condition=m.LIVE & m.Q(state__in=OPEN)),
        ]
        constraints = [
            m.CheckConstraint(name="receiptplan_state", condition=m.Q(state__in=STATES)),
            m.CheckConstraint(
                name="receiptplan_basis",
                condition=m.Q(contract__isnull=False, order__isnull=True)
                | m.Q(contract__isnull=True, order__isnull=False),
            ),
            m.CheckConstraint(
                name="receiptplan_money",
                condition=m.Q(
                    amount__gt=0, received__gte=0, written_off__gte=0, outstanding__gte=0,
                    amount=m.F("received") + m.F("written_off") + m.F("outstanding"),
                ),
            ),
        ]  # fmt: skip
