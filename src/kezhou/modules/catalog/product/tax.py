"""The tax rates that products have."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.tax import RATES

EXEMPT = "exempt"
TAX_RATES = (
    *((str(rate), f"{rate}%", "blue" if rate else "default") for rate in RATES),
    (EXEMPT, _("Exempt"), "default"),
)
"""Rates of the value-added tax (增值税) in percent; exempt is not the same as a rate of zero."""


def rate_of(code: str) -> Decimal | None:
    """The rate of a product's `tax_rate` in percent, as `kernel.tax` takes it: None for exempt."""
    return None if code == EXEMPT else Decimal(code)
