"""Write-offs (核销) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.api import number_unique
from kezhou.sdk import model as m

KINDS = ("bad_debt", "rounding", "allowance", "other")


class WriteOff(m.Record):
    """What is still open on a plan and will not come: bad debt, a rounding difference, an allowance."""

    number = m.CharField(_("Number"), max_length=40, blank=True, default="")
    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    plan = m.ForeignKey(
        "finance.ReceiptPlan", verbose_name=_("Receipt plan"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    kind = m.CharField(_("Kind"), max_length=12, default="bad_debt")
    written_off_on = m.DateField(_("Written off on"))
    amount = m.MoneyField(_("Amount"), null=False, blank=False)
    reason = m.CharField(_("Reason"), max_length=500)
    approval_state = m.CharField(_("Approval"), max_length=10, default="draft")
    remarks = m.TextField(_("Remarks"), max_length=10_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Write-off")
        verbose_name_plural = _("Write-offs")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["customer", "-updated_at", "-id"], name="writeoff_customer_idx", condition=m.LIVE),
            m.Index(fields=["plan", "-id"], name="writeoff_plan_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("writeoff"),
            m.CheckConstraint(name="writeoff_kind", condition=m.Q(kind__in=KINDS)),
            m.CheckConstraint(name="writeoff_amount", condition=m.Q(amount__gt=0)),
        ]
