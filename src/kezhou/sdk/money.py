"""Amounts in the base currency of the company."""

from kezhou.platform.fields.money import BASE_CURRENCY, base_rates, to_base
from kezhou.platform.records.bases import refresh as reckon_base_amounts

__all__ = ["BASE_CURRENCY", "base_rates", "reckon_base_amounts", "to_base"]
