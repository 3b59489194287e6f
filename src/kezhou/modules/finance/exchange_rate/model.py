"""Exchange rates (汇率)."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class ExchangeRate(m.Record):
    """What one unit of a currency is worth in the base currency from a day on, until the next rate of that currency.

    What is written in the currency is told in the base currency by the rate of its own day (architecture 9.13): the
    rate of a later day changes nothing that stands already; one that is added, corrected or removed for its day does.
    """

    currency = m.CharField(_("Currency"), max_length=3)
    valid_from = m.DateField(_("Valid from"))
    rate = m.DecimalField(_("Rate to the base currency"), max_digits=18, decimal_places=8)
    source = m.CharField(_("Source of the rate"), max_length=100, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Exchange rate")
        verbose_name_plural = _("Exchange rates")
        constraints = [
            m.UniqueConstraint(fields=["currency", "valid_from"], condition=m.LIVE, name="exchange_rate_day_uniq"),
            m.CheckConstraint(name="exchange_rate_positive", condition=m.Q(rate__gt=0)),
            m.CheckConstraint(name="exchange_rate_foreign", condition=~m.Q(currency="CNY")),
        ]
