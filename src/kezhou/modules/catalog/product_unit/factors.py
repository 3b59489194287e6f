"""How quantities in different units of a product compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from kezhou.sdk.query import fetch_all

_FACTORS = """
SELECT product_id, unit_id, factor FROM catalog_productunit WHERE product_id = ANY(%s) AND deleted_at IS NULL"""


def unit_factors(products: Collection[int]) -> Mapping[tuple[int, int], Decimal]:
    """(product, unit) → how many base units are in one; the base unit itself is not among them. One statement."""
    return {(row[0], row[1]): row[2] for row in fetch_all(_FACTORS, (list(products),))}
