"""What other modules may ask of the catalogue: prices with their reasons, configurations, and where the last price
that a customer paid is known."""

from kezhou.modules.catalog.configuration.facts import Configuration, Configured, Reason
from kezhou.modules.catalog.configuration.rules import configure
from kezhou.modules.catalog.configuration.store import load_many as configurations
from kezhou.modules.catalog.pricing.answer import MAX_LINES, PriceAnswer, PriceAsk, PriceLine, price, price_many
from kezhou.modules.catalog.pricing.facts import Step
from kezhou.modules.catalog.pricing.paid import PaidPrice, PaidPrices, paid_prices
from kezhou.modules.catalog.product.tax import TAX_RATES, rate_of
from kezhou.modules.catalog.product_unit.factors import unit_factors

__all__ = [
    "MAX_LINES",
    "TAX_RATES",
    "Configuration",
    "Configured",
    "PaidPrice",
    "PaidPrices",
    "PriceAnswer",
    "PriceAsk",
    "PriceLine",
    "Reason",
    "Step",
    "configurations",
    "configure",
    "paid_prices",
    "price",
    "price_many",
    "rate_of",
    "unit_factors",
]
"""`configurations(product_ids)` loads, `configure(configuration, choices)` judges without a query."""
