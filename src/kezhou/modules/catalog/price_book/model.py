"""Price books (价格表)."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog.reach import Reaching
from kezhou.sdk import model as m


class PriceBook(Reaching):
    """A list of base prices in one currency for some customers and some time. Of several that hold, the most
    particular answers; see `pricing.rules`."""

    name = m.CharField(_("Name"), max_length=100)
    currency = m.CharField(_("Currency"), max_length=3, default="CNY")

    class Meta(Reaching.Meta):
        abstract = False
        verbose_name = _("Price book")
        verbose_name_plural = _("Price books")
        constraints = [m.UniqueConstraint(fields=["name"], condition=m.LIVE, name="price_book_name_uniq")]
