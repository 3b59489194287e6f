"""Other units that a product is sold in."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class ProductUnit(m.Record):
    """One of this unit is `factor` of the product's base unit: a box of 24 pieces has the factor 24."""

    product = m.ForeignKey("catalog.Product", verbose_name=_("Product"), on_delete=m.CASCADE, related_name="+")
    unit = m.ForeignKey("catalog.Unit", verbose_name=_("Unit"), on_delete=m.PROTECT, related_name="+")
    factor = m.DecimalField(_("Base units in one"), max_digits=18, decimal_places=6)
    barcode = m.CharField(_("Bar code"), max_length=60, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Unit of a product")
        verbose_name_plural = _("Units of products")
        constraints = [
            m.UniqueConstraint(fields=["product", "unit"], condition=m.LIVE, name="product_unit_uniq"),
            m.CheckConstraint(name="product_unit_factor", condition=m.Q(factor__gt=0)),
        ]
