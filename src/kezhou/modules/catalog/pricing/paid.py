"""What a customer paid last for a product: asked of the modules that keep documents, which register here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx


@dataclass(frozen=True, slots=True)
class PaidPrice:
    """The price per base unit that stood in the customer's last document with the product, in the asked currency.

    `entity`, `record` and `number` name the document, which whoever asked may see.
    """

    unit_price: Decimal
    day: date
    entity: str
    record: int
    number: str


PaidPrices = Callable[[Ctx, int, Sequence[int], str], Mapping[int, PaidPrice]]
"""(ctx, customer, products, currency) → product → what was paid last, of documents that the actor may see; one
statement."""

paid_prices: list[PaidPrices] = []


def last_paid(ctx: Ctx, customer: int, products: Sequence[int], currency: str) -> Mapping[int, PaidPrice]:
    """Of all registered sources the youngest price of each product."""
    found: dict[int, PaidPrice] = {}
    for source in paid_prices:
        for product, paid in source(ctx, customer, products, currency).items():
            if product not in found or (paid.day, paid.record) > (found[product].day, found[product].record):
                found[product] = paid
    return found
