"""The prices in a price book."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class PriceEntry(m.Record):
    """The price of a product per base unit, in the book's currency, from a quantity on (0: from the first)."""

    book = m.ForeignKey("catalog.PriceBook", verbose_name=_("Price book"), on_delete=m.CASCADE, related_name="+")
    product = m.ForeignKey("catalog.Product", verbose_name=_("Product"), on_delete=m.CASCADE, related_name="+")
    min_quantity = m.DecimalField(_("From quantity"), max_digits=18, decimal_places=6, default=0)
    price = m.DecimalField(_("Price"), max_digits=20, decimal_places=6)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Price in a book")
        verbose_name_plural = _("Prices in books")
        constraints = [
            m.UniqueConstraint(fields=["book", "product", "min_quantity"], condition=m.LIVE, name="price_entry_uniq"),
            m.CheckConstraint(name="price_entry_numbers", condition=m.Q(price__gte=0, min_quantity__gte=0)),
        ]
