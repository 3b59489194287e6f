"""What a customer pays: the base price, the policy that wins, what comes on top of it, and why. Pure.

The order, which also settles every tie:

1. **Base.** Of the price books in the asked currency that hold for the customer on the day and name the product, the
   most particular one answers: a book for the customer before one for its group, before level, before region, before
   one for all; then the smaller priority, then the older book. In the book the highest quantity step that is reached
   counts. Without such a book the list price is the base. What chosen options cost is added.
2. **Policies** that fit the line stand in the order: smaller priority; more particular customer (as above); product
   before nearer category before whole catalogue; older policy. The first one wins, all others lose to it.
3. **Promotions** that fit come on top, one after the other, in the same order.

Prices have six digits, rounded half up after each step, and never fall below zero. A price below the floor stands and
is marked as needing an approval, as is one that the seller asked below what their authority allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from kezhou.kernel.money import round_half_up
from kezhou.modules.catalog.pricing.facts import ZERO, Book, Buyer, Item, Policy, Priced, Reach, Step

PRICE_DIGITS = 6
HUNDRED = Decimal(100)


def sort_key(policy: Policy, categories: Sequence[int]) -> tuple[int, int, int, int]:
    """Where a policy stands for a product of these categories; no two are equal."""
    if policy.product is not None:
        near = 0
    elif policy.category is not None:
        near = 1 + (categories.index(policy.category) if policy.category in categories else len(categories))
    else:
        near = 1 + len(categories) + 1
    return policy.priority, -policy.reach.rank, near, policy.id


def price(
    item: Item,
    buyer: Buyer,
    day: date,
    currency: str,
    books: Sequence[Book],
    policies: Sequence[Policy],
    max_discount: Decimal | None,
) -> Priced:
    """What the customer pays for one line. The order in which books and policies are given does not matter.

    `max_discount`: percent that the seller may go below the answer without an approval; None: no limit is kept.
    """
    steps: list[Step] = []
    base = _base(item, buyer, day, books, steps)
    if base is None:
        steps.append(Step("base", "note", "no_price", params={"currency": currency}))
        return Priced(None, _per_unit(item.list_price, item), _per_unit(item.floor, item), steps)
    current = base + item.options
    if item.options:
        steps.append(Step("options", "applied", "options", price=_unit(current, item), params={"amount": item.options}))
    current = _policies(item, buyer, day, currency, current, policies, steps)
    return _judged(item, current, max_discount, steps)


def _base(item: Item, buyer: Buyer, day: date, books: Sequence[Book], steps: list[Step]) -> Decimal | None:
    """The price that everything begins with; the books are told in their order, those that are not reached too."""
    quantity = item.quantity * item.factor
    base: Decimal | None = None
    winner = ""
    for book in sorted(books, key=lambda one: (-one.reach.rank, one.priority, one.id)):
        levels = book.prices.get(item.product)
        if not levels:
            continue
        if missed := book.reach.missed(buyer, day):
            steps.append(_missed("base", book.id, book.name, missed, book.reach))
            continue
        reached = [price for start, price in sorted(levels) if start <= quantity]
        if not reached:
            least = min(start for start, _price in levels)
            steps.append(Step("base", "not_met", "min_quantity", book.name, book.id, params={"least": least}))
        elif base is not None:
            steps.append(Step("base", "lost", "lost_to_book", book.name, book.id, params={"winner": winner}))
        else:
            base, winner = reached[-1], book.name
            steps.append(Step("base", "applied", "book", book.name, book.id, _unit(base, item)))
    if base is not None or item.list_price is None:
        return base
    steps.append(Step("base", "applied", "list", price=_unit(item.list_price, item)))
    return item.list_price


def _policies(
    item: Item,
    buyer: Buyer,
    day: date,
    currency: str,
    base: Decimal,
    policies: Sequence[Policy],
    steps: list[Step],
) -> Decimal:
    of_item = [one for one in policies if _is_of(one, item)]
    ordered = sorted(of_item, key=lambda one: (one.promotion, sort_key(one, item.categories)))
    quantity = item.quantity * item.factor
    current, winner = base, ""
    for policy in ordered:
        word: Literal["policy", "promotion"] = "promotion" if policy.promotion else "policy"
        if missed := policy.reach.missed(buyer, day):
            steps.append(_missed(word, policy.id, policy.name, missed, policy.reach))
            continue
        if unmet := _unmet(policy, currency, quantity, base * quantity):
            steps.append(Step(word, "not_met", unmet[0], policy.name, policy.id, params=unmet[1]))
            continue
        if not policy.promotion and winner:
            steps.append(Step(word, "lost", "lost_to", policy.name, policy.id, params={"winner": winner}))
            continue
        changed, code, params = _apply(policy, current, quantity, base * quantity)
        current = max(ZERO, round_half_up(changed, PRICE_DIGITS))
        steps.append(Step(word, "applied", code, policy.name, policy.id, _unit(current, item), params))
        if not policy.promotion:
            winner = policy.name
    return current


def _is_of(policy: Policy, item: Item) -> bool:
    """Whether a policy speaks of this product at all; those that do not are not told."""
    if policy.product is not None:
        return policy.product == item.product
    return policy.category is None or policy.category in item.categories


def _unmet(policy: Policy, currency: str, quantity: Decimal, amount: Decimal) -> tuple[str, Mapping[str, Any]] | None:
    """Which condition of the line a policy misses."""
    if policy.currency and policy.currency != currency:
        return "currency", {"currency": policy.currency}
    if policy.min_quantity is not None and quantity < policy.min_quantity:
        return "min_quantity", {"least": policy.min_quantity}
    if policy.min_amount is not None and amount < policy.min_amount:
        return "min_amount", {"least": policy.min_amount}
    if policy.kind.startswith("tier_"):
        measure = amount if policy.tier_by == "amount" else quantity
        least = min((start for start, _value in policy.tiers), default=None)
        if least is None or measure < least:
            return ("min_amount" if policy.tier_by == "amount" else "min_quantity"), {"least": least or ZERO}
    return None


def _apply(
    policy: Policy, current: Decimal, quantity: Decimal, amount: Decimal
) -> tuple[Decimal, str, Mapping[str, Any]]:
    """The price after a policy that fits, and how to tell it."""
    value: Decimal | None
    match policy.kind:
        case "fixed":
            return policy.price or ZERO, "fixed", {}
        case "amount_off":
            value = policy.amount_off or ZERO
            return current - value, "amount_off", {"amount": value}
        case "tier_price" | "tier_discount":
            measure = amount if policy.tier_by == "amount" else quantity
            start, value = max((one for one in policy.tiers if one[0] <= measure), key=lambda one: one[0])
            words = {"start": start, "value": value, "by": policy.tier_by}
            if policy.kind == "tier_price":
                return value, "tier_price", words
            return current * (HUNDRED - value) / HUNDRED, "tier_discount", words
        case _:
            value = policy.discount or ZERO
            return current * (HUNDRED - value) / HUNDRED, "discount", {"value": value}


def _judged(item: Item, current: Decimal, max_discount: Decimal | None, steps: list[Step]) -> Priced:
    """The answer per unit of the line, and what must be approved of it or of the price that the seller asks."""
    answer, floor = _unit(current, item), _per_unit(item.floor, item)
    reasons = []
    wanted = answer if item.asked is None else item.asked
    if floor is not None and wanted < floor:
        reasons.append("below_floor")
        steps.append(Step("floor", "note", "below_floor", price=floor, params={"asked": wanted}))
    if item.asked is not None and item.asked < answer and max_discount is not None:
        given = (answer - item.asked) * HUNDRED / answer
        words = {"given": round_half_up(given, 2), "most": max_discount}
        if given > max_discount:
            reasons.append("beyond_authority")
            steps.append(Step("authority", "note", "beyond_authority", params=words))
        else:
            steps.append(Step("authority", "note", "within_authority", params=words))
    return Priced(answer, _per_unit(item.list_price, item), floor, steps, bool(reasons), reasons)


def _missed(kind: Literal["base", "policy", "promotion"], id_: int, name: str, missed: str, reach: Reach) -> Step:
    params: dict[str, Any] = {}
    if missed in ("level", "region"):
        params = {missed: getattr(reach, missed)}
    elif missed == "early":
        params = {"day": reach.valid_from}
    elif missed == "late":
        params = {"day": reach.valid_until}
    return Step(kind, "not_met", missed, name, id_, params=params)


def _unit(value: Decimal, item: Item) -> Decimal:
    return round_half_up(value * item.factor, PRICE_DIGITS)


def _per_unit(value: Decimal | None, item: Item) -> Decimal | None:
    return None if value is None else _unit(value, item)
