"""The tree of product categories."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class ProductCategory(m.Record):
    """A shelf of the catalogue. What is said of a category (a price policy) holds for everything below it."""

    name = m.CharField(_("Name"), max_length=100)
    code = m.CharField(_("Code"), max_length=40, blank=True, default="")
    parent = m.ForeignKey(
        "self", verbose_name=_("Category above"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    position = m.IntegerField(_("Order"), default=100)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Product category")
        verbose_name_plural = _("Product categories")
        constraints = [
            m.UniqueConstraint(fields=["code"], condition=m.LIVE & ~m.Q(code=""), name="product_category_code_uniq"),
            m.CheckConstraint(name="product_category_not_own", condition=~m.Q(parent=m.F("id"))),
        ]
