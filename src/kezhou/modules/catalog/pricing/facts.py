"""What prices hang on, and what is answered: plain values without a query or a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

ZERO = Decimal(0)

Outcome = Literal["applied", "lost", "not_met", "note"]


def inside(region: str, other: str) -> bool:
    """Whether a region code lies in a region (GB/T 2260: pairs of zeros at the end stand for everything inside)."""
    head = region
    while head.endswith("00") and len(head) > 2:
        head = head[:-2]
    return bool(other) and other.startswith(head)


@dataclass(frozen=True, slots=True)
class Buyer:
    """The facts of a customer that prices hang on. `groups` are the companies above it and itself."""

    id: int
    level: str = ""
    region: str = ""
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """For whom and when something holds; what is None or empty does not narrow."""

    customer: int | None = None
    group: int | None = None
    level: str = ""
    region: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def rank(self) -> int:
        """How particular it is; customer before group before level before region."""
        return (
            8 * (self.customer is not None)
            + 4 * (self.group is not None)
            + 2 * bool(self.level)
            + 1 * bool(self.region)
        )

    def missed(self, buyer: Buyer, day: date) -> str:
        """The first reason why it does not hold: customer, group, level, region, early, late; empty when it does."""
        if self.customer is not None and self.customer != buyer.id:
            return "customer"
        if self.group is not None and self.group not in buyer.groups:
            return "group"
        if self.level and self.level != buyer.level:
            return "level"
        if self.region and not inside(self.region, buyer.region):
            return "region"
        if self.valid_from is not None and day < self.valid_from:
            return "early"
        return "late" if self.valid_until is not None and day > self.valid_until else ""


@dataclass(frozen=True, slots=True)
class Book:
    """A price book with the steps that it has for the asked products: product → (from quantity, price)."""

    id: int
    name: str
    reach: Reach
    priority: int = 100
    prices: Mapping[int, Sequence[tuple[Decimal, Decimal]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """A price policy as `price_policy.model` describes it."""

    id: int
    name: str
    kind: str
    reach: Reach = Reach()
    priority: int = 100
    promotion: bool = False
    product: int | None = None
    category: int | None = None
    currency: str = ""
    min_quantity: Decimal | None = None
    min_amount: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    amount_off: Decimal | None = None
    tier_by: str = "quantity"
    tiers: Sequence[tuple[Decimal, Decimal]] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line to be priced. Prices are per base unit; `factor` is how many base units one of the line's unit has.

    `categories` is the product's category and what stands above it, the nearest first. `asked` is the price per unit
    of the line that the seller would like.
    """

    product: int
    quantity: Decimal
    list_price: Decimal | None = None
    floor: Decimal | None = None
    categories: Sequence[int] = ()
    factor: Decimal = Decimal(1)
    options: Decimal = ZERO
    asked: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One rule and what became of it: `code` says which sentence tells it, `params` what stands in it."""

    kind: Literal["base", "options", "policy", "promotion", "floor", "authority"]
    outcome: Outcome
    code: str
    name: str = ""
    id: int | None = None
    price: Decimal | None = None
    """The price per unit of the line after this step, of those that changed or judged it."""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Priced:
    """The answer for one line, per unit of the line. None: nothing says a price in this currency."""

    unit_price: Decimal | None
    list_price: Decimal | None
    floor: Decimal | None
    steps: Sequence[Step]
    needs_approval: bool = False
    reasons: Sequence[str] = ()
    """Why it needs an approval: `below_floor`, `beyond_authority`."""
