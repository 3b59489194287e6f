"""What selling costs (费用), as it is stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class OpportunityExpense(OpportunityPart):
    """Money spent on the way to winning, held against the opportunity's budget."""

    on = m.DateField(_("Day"))
    kind = m.CharField(_("Kind"), max_length=40, default="travel")
    amount = m.MoneyField(_("Amount"))
    spender = m.ForeignKey(
        "org.User", verbose_name=_("Spent by"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    purpose = m.CharField(_("What for"), max_length=200, blank=True, default="")

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = _("Sales expense")
        verbose_name_plural = _("Sales expenses")
        indexes = [
            *OpportunityPart.Meta.indexes,
            m.Index(fields=["-on", "-id"], name="opp_expense_on_idx", condition=m.LIVE),
        ]
        constraints = [m.CheckConstraint(condition=m.Q(amount__gt=0), name="opp_expense_positive")]
