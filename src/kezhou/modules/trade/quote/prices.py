"""Prices of new lines, and what of a quote's prices needs somebody's approval. Registered with `records.fills`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.money import round_half_up
from kezhou.modules.catalog.api import PriceAnswer, PriceAsk, PriceLine, price_many
from kezhou.sdk.query import CompiledEntity
from kezhou.sdk.records import Draft

PRICED = ("quote", "order")
ZERO, HUNDRED = Decimal(0), Decimal(100)


def fill(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Give a line of a known product its price, rate and name where they are not written, and keep how far the prices
    lie below what the company's books say. The books are asked once for all drafts."""
    if entity.key not in PRICED:
        return
    touched = [
        draft
        for draft in drafts
        if draft.ok and "lines" in draft.lines and (draft.before is None or draft.lines["lines"].changed)
    ]
    asked: list[tuple[Draft, list[dict[str, Any]]]] = []
    for draft in touched:
        if usable := _usable(draft):
            asked.append((draft, usable))
        else:
            _keep(entity, draft, False, ZERO)
    if not asked:
        return
    today = company_today(ctx.clock)
    answers = price_many(ctx, [_ask(draft, rows, today) for draft, rows in asked])
    for (draft, rows), told in zip(asked, answers, strict=True):
        # An unknown product or unit is for the checks of links to name; without prices nothing is filled.
        if told is not None:
            _fill(entity, draft, rows, told)


def _usable(draft: Draft) -> list[dict[str, Any]]:
    """The lines whose price can be asked."""
    rows = [row.values for row in draft.lines["lines"].rows if row.values.get("product") is not None]
    return [row for row in rows if (row.get("quantity") or ZERO) > 0 and (row.get("unit_price") or ZERO) >= 0]


def _ask(draft: Draft, rows: Sequence[Mapping[str, Any]], today: date) -> PriceAsk:
    lines = [
        PriceLine(row["product"], row["quantity"], row.get("unit"), row.get("choices") or None, _net_price(row))
        for row in rows
    ]
    return PriceAsk(draft.values.get("customer"), today, draft.values.get("currency") or "CNY", lines)


def _fill(entity: CompiledEntity, draft: Draft, rows: Sequence[dict[str, Any]], answers: Sequence[PriceAnswer]) -> None:
    discounts = [ZERO]
    for row, answer in zip(rows, answers, strict=True):
        if row.get("unit_price") is None:
            row["unit_price"] = answer.unit_price
        if entity.key == "quote":
            row["list_price"] = answer.list_price
        discounts.append(_discount(row, answer))
    _keep(entity, draft, any(answer.needs_approval for answer in answers), max(discounts))


def _net_price(row: Mapping[str, Any]) -> Decimal | None:
    """What is really asked: the price less the line's own discount."""
    if row.get("unit_price") is None:
        return None
    return round_half_up(row["unit_price"] * (HUNDRED - (row.get("discount_rate") or ZERO)) / HUNDRED, 6)


def _discount(row: Mapping[str, Any], answer: PriceAnswer) -> Decimal:
    """How many percent the line lies below its list price."""
    asked = _net_price(row)
    if asked is None or not answer.list_price:
        return ZERO
    return max(ZERO, round_half_up((answer.list_price - asked) * HUNDRED / answer.list_price, 2))


def _keep(entity: CompiledEntity, draft: Draft, below: bool, largest: Decimal) -> None:
    if "below_floor" in entity.fields:
        draft.values["below_floor"], draft.values["largest_discount"] = below, largest
