"""Products: what the company sells, goods and services alike."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Product(m.Record):
    """One thing that can be quoted. Prices are per base unit with up to six digits, with or without tax as
    `tax_included` says; price books and policies speak of prices in the same sense.

    `floor_price` is the least that may be asked without an approval, `cost` what it costs the company.
    """

    name = m.CharField(_("Product name"), max_length=200)
    code = m.CharField(_("Product code"), max_length=60, blank=True, default="")
    category = m.ForeignKey(
        "catalog.ProductCategory",
        verbose_name=_("Product category"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
        db_index=False,
    )
    series = m.CharField(_("Product series"), max_length=60, blank=True, default="")
    spec = m.CharField(_("Specification"), max_length=200, blank=True, default="")
    unit = m.ForeignKey(
        "catalog.Unit", verbose_name=_("Base unit"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    tax_rate = m.CharField(_("Tax rate"), max_length=10, default="13")
    list_price = m.MoneyField(_("List price"), decimal_places=6)
    tax_included = m.BooleanField(_("Prices include tax"), default=True)
    floor_price = m.MoneyField(_("Floor price"), decimal_places=6)
    cost = m.MoneyField(_("Cost"), decimal_places=6)
    status = m.CharField(_("Sales status"), max_length=10, default="on_sale")
    description = m.TextField(_("Description"), blank=True, default="")
    image = m.ForeignKey(
        "files.StoredFile", verbose_name=_("Picture"), null=True, blank=True, on_delete=m.SET_NULL, related_name="+"
    )

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Product")
        verbose_name_plural = _("Products")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["category", "-updated_at", "-id"], name="product_category_idx", condition=m.LIVE),
        ]
        constraints = [
            m.UniqueConstraint(fields=["code"], condition=m.LIVE & ~m.Q(code=""), name="product_code_uniq"),
            m.CheckConstraint(
                name="product_prices",
                condition=(
                    (m.Q(list_price__isnull=True) | m.Q(list_price__gte=0))
                    & (m.Q(floor_price__isnull=True) | m.Q(floor_price__gte=0))
                    & (m.Q(cost__isnull=True) | m.Q(cost__gte=0))
                ),
            ),
        ]
