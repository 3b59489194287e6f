"""Amounts in the base currency of the company."""

from kezhou.platform.fields.money import BASE_CURRENCY, base_rates, to_base

__all__ = ["BASE_CURRENCY", "base_rates", "to_base"]
