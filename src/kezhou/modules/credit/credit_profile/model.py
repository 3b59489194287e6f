"""How much the company trusts a customer (信用档案)."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m

CONTROLS = ("none", "warn", "block")


class CreditProfile(m.Pooled):
    """The credit of one customer: limit, days and term, and for each kind of document what happens beyond them:
    nothing, a warning (弱), or a refusal (强). It is read by whoever reads the customer and may read credit at all."""

    customer = m.ForeignKey("parties.Customer", verbose_name=_("Customer"), on_delete=m.CASCADE, related_name="+")
    credit_limit = m.MoneyField(_("Credit limit"))
    days = m.IntegerField(_("Credit days"), default=30)
    term = m.CharField(_("Payment term"), max_length=20, default="monthly")
    valid_until = m.DateField(_("Credit valid until"), null=True, blank=True)
    quote_control = m.CharField(_("On quotes"), max_length=10, default="none")
    contract_control = m.CharField(_("On contracts"), max_length=10, default="warn")
    order_control = m.CharField(_("On orders"), max_length=10, default="block")
    delivery_control = m.CharField(_("On deliveries"), max_length=10, default="block")
    overdue_control = m.CharField(_("While money is overdue"), max_length=10, default="warn")
    remarks = m.TextField(_("Remarks"), blank=True, default="")

    class Meta(m.Pooled.Meta):
        abstract = False
        verbose_name = _("Credit profile")
        verbose_name_plural = _("Credit profiles")
        constraints = [
            *m.Pooled.Meta.constraints,
            m.UniqueConstraint(fields=["customer"], condition=m.LIVE, name="credit_profile_customer_uniq"),
            m.CheckConstraint(name="credit_profile_days", condition=m.Q(days__gte=0, days__lte=3650)),
            m.CheckConstraint(
                name="credit_profile_limit", condition=m.Q(credit_limit__isnull=True) | m.Q(credit_limit__gte=0)
            ),
        ]
