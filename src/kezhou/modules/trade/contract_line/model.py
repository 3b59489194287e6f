"""Lines of contracts."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.document import DocumentLine
from kezhou.sdk import model as m


class ContractLine(DocumentLine):
    """What was agreed. `ordered` is how much of it approved orders have called for; never more than `quantity`, but for
    a framework contract, whose lines are prices (`limited` is false)."""

    contract = m.ForeignKey("trade.Contract", verbose_name=_("Contract"), on_delete=m.PROTECT, related_name="+")
    ordered = m.DecimalField(_("Ordered"), max_digits=18, decimal_places=4, default=0)
    limited = m.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("Line of a contract")
        verbose_name_plural = _("Lines of contracts")
        indexes = [m.Index(fields=["contract", "position"], name="contract_line_idx")]
        constraints = [
            m.CheckConstraint(
                name="contract_line_ordered",
                condition=m.Q(ordered__gte=0) & (m.Q(limited=False) | m.Q(ordered__lte=m.F("quantity"))),
            )
        ]
