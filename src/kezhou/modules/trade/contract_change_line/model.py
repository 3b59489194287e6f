"""Lines of changes of contracts."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.document import DocumentLine
from kezhou.sdk import model as m


class ContractChangeLine(DocumentLine):
    """A line of the contract as it shall stand; `contract_line` is empty for one that is new."""

    change = m.ForeignKey("trade.ContractChange", verbose_name=_("Change"), on_delete=m.PROTECT, related_name="+")
    contract_line = m.ForeignKey(
        "trade.ContractLine", verbose_name=_("Line of the contract"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("Line of a change")
        verbose_name_plural = _("Lines of changes")
        indexes = [m.Index(fields=["change", "position"], name="contractchange_line_idx")]
