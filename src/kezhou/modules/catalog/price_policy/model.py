"""Price policies (价格政策)."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.reach import Reaching
from kezhou.sdk import model as m

KINDS = ("fixed", "discount", "amount_off", "tier_price", "tier_discount")
TIERS_BY = ("quantity", "amount")
MAX_TIERS_TEXT = 500


class PricePolicy(Reaching):
    """What changes the base price of products, for some customers, quantities and days.

    `product`, or `category` with everything below it, or neither for the whole catalogue. `price` and `amount_off`
    are per base unit in `currency`; `discount` is percent off. `tiers` says from which quantity or amount of the line
    on a price or discount holds: `10:5;100:8`. Of the policies that fit a line one wins; a `promotion` comes on top
    of it. The order is in `pricing.rules`.
    """

    name = m.CharField(_("Name"), max_length=100)
    kind = m.CharField(_("Kind"), max_length=20, default="discount")
    promotion = m.BooleanField(_("On top of others"), default=False)
    product = m.ForeignKey(
        "catalog.Product", verbose_name=_("Product"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    category = m.ForeignKey(
        "catalog.ProductCategory",
        verbose_name=_("Product category"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
    )
    currency = m.CharField(_("Currency"), max_length=3, blank=True, default="")
    min_quantity = m.DecimalField(_("From quantity"), max_digits=18, decimal_places=6, null=True, blank=True)
    min_amount = m.DecimalField(_("From amount of the line"), max_digits=20, decimal_places=2, null=True, blank=True)
    price = m.DecimalField(_("Fixed price"), max_digits=20, decimal_places=6, null=True, blank=True)
    discount = m.DecimalField(_("Percent off"), max_digits=5, decimal_places=2, null=True, blank=True)
    amount_off = m.DecimalField(_("Amount off"), max_digits=20, decimal_places=6, null=True, blank=True)
    tier_by = m.CharField(_("Steps by"), max_length=10, default="quantity")
    tiers = m.CharField(_("Steps"), max_length=MAX_TIERS_TEXT, blank=True, default="")

    class Meta(Reaching.Meta):
        abstract = False
        verbose_name = _("Price policy")
        verbose_name_plural = _("Price policies")
        indexes = [
            *Reaching.Meta.indexes,
            m.Index(fields=["priority", "id"], name="pricepolicy_order_idx", condition=m.LIVE),
        ]
        constraints = [
            m.CheckConstraint(name="price_policy_kind", condition=m.Q(kind__in=KINDS)),
            m.CheckConstraint(name="price_policy_tier_by", condition=m.Q(tier_by__in=TIERS_BY)),
            m.CheckConstraint(name="price_policy_of", condition=m.Q(product__isnull=True) | m.Q(category__isnull=True)),
            m.CheckConstraint(
                name="price_policy_numbers",
                condition=(m.Q(price__isnull=True) | m.Q(price__gte=0))
                & (m.Q(amount_off__isnull=True) | m.Q(amount_off__gte=0))
                & (m.Q(discount__isnull=True) | m.Q(discount__gte=0, discount__lte=100)),
            ),
        ]
