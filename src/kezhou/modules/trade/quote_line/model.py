"""Lines of quotes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.document import DocumentLine
from kezhou.sdk import model as m


class QuoteLine(DocumentLine):
    """What is offered. `list_price` is what the price books say, `choices` how a configurable product was put
    together."""

    quote = m.ForeignKey("trade.Quote", verbose_name=_("Quote"), on_delete=m.PROTECT, related_name="+")
    list_price = m.DecimalField(_("List price"), max_digits=20, decimal_places=6, null=True, blank=True)
    choices: Any = m.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("Line of a quote")
        verbose_name_plural = _("Lines of quotes")
        indexes = [
            m.Index(fields=["quote", "position"], name="quote_line_idx"),
            m.Index(fields=["product", "-id"], name="quote_line_product_idx", condition=m.LIVE),
        ]
