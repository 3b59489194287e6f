"""Prices of new lines, and what of a quote's prices needs somebody's approval. Registered with `records.fills`.

What counts is what is really asked: the price less the line's discount and less the line's part of the discount on the
whole, as the product means prices, with tax or without. It is judged by the company's rules, not by what the seller may
read of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel import tax
from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.money import round_half_up
from kezhou.modules.catalog.api import MAX_LINES, PriceAnswer, PriceAsk, PriceLine, price_many
from kezhou.modules.trade import acting, amounts
from kezhou.sdk.query import CompiledEntity, entity, field_rights
from kezhou.sdk.records import Draft

PRICED = ("quote", "order")
WRITTEN = (None, "draft", "rejected")
HANGS_ON = {"customer", "currency", "tax_included", "discount"}
"""Fields of the head that prices hang on, beside the lines."""
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A document with the lines whose price can be asked, by their position among all of them."""

    head: Mapping[str, Any]
    rows: Mapping[int, Row]
    share: Decimal
    """What the discount on the whole leaves of each price."""


def fill(ctx: Ctx, of: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Give a line of a known product its price where it is not written, and keep how far the prices lie below what the
    company's books say. The books are asked once for all drafts, and once more for new prices under a discount."""
    if of.key not in PRICED:
        return
    asked: list[tuple[Draft, Asked]] = []
    for draft in drafts:
        if not draft.ok or not _touched(draft):
            continue
        rows = [row.values for row in draft.lines["lines"].rows]
        if found := usable(rows):
            asked.append((draft, Asked(draft.values, found, left_of(draft.values, rows))))
        else:
            _keep(of, draft, False, ZERO)
    if not asked:
        return
    shown = field_rights(ctx, entity(ctx, "product"))["list_price"].view == "full"
    again: list[tuple[Draft, Asked]] = []
    for (draft, one), told in zip(asked, answers(ctx, [one for _draft, one in asked]), strict=True):
        new = _prices(of, one, told, shown=shown)
        if wrong := [] if draft.historical else _wrong_units(told):
            draft.problem = Invalid(_("Some values are not right."), errors=wrong)
        elif new and _discounted(one):
            rows = [row.values for row in draft.lines["lines"].rows]
            again.append((draft, Asked(one.head, one.rows, left_of(draft.values, rows))))
        else:
            _judge(of, draft, one, told)
    for (draft, one), told in zip(again, answers(ctx, [one for _draft, one in again]), strict=True):
        _judge(of, draft, one, told)


def _discounted(one: Asked) -> bool:
    return bool(one.head.get("discount")) or any(row.get("discount_rate") for row in one.rows.values())


def _touched(draft: Draft) -> bool:
    """Whether somebody writes on what its prices hang on; what is submitted or approved stays as it was judged."""
    if "lines" not in draft.lines or (draft.before or {}).get("approval_state") not in WRITTEN:
        return False
    lines = draft.lines["lines"]
    return draft.before is None or bool(lines.changed or lines.gone or HANGS_ON & set(draft.changed()))


def usable(rows: Sequence[Row]) -> dict[int, Row]:
    """The lines whose price can be asked."""
    return {
        at: row
        for at, row in enumerate(rows)
        if row.get("product") is not None and (row.get("quantity") or ZERO) > 0 and (row.get("unit_price") or ZERO) >= 0
    }


def left_of(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Decimal:
    """The part of each price that the discount on the whole leaves; 1 where there is none."""
    discount = head.get("discount") or ZERO
    whole = sum((_gross(head, row) for row in rows), ZERO)
    if discount <= 0 or whole <= 0:
        return ONE
    return max(ZERO, ONE - discount / whole)


def _gross(head: Mapping[str, Any], row: Mapping[str, Any]) -> Decimal:
    quantity, price = row.get("quantity") or ZERO, row.get("unit_price") or ZERO
    if not 0 < quantity * price < amounts.LARGEST:
        return ZERO
    rate, discount = amounts.rate_of(row), row.get("discount_rate")
    return tax.line(quantity, price, rate, discount, included=head.get("tax_included", True)).gross


def answers(ctx: Ctx, asked: Sequence[Asked]) -> list[dict[int, PriceAnswer | FieldError]]:
    """Position of the line → its price, or what is wrong with it; a constant number of statements for all."""
    today, asks, whose = company_today(ctx.clock), list[PriceAsk](), list[tuple[int, list[int]]]()
    for number, one in enumerate(asked):
        places = list(one.rows)
        for first in range(0, len(places), MAX_LINES):
            part = places[first : first + MAX_LINES]
            lines = [_line(one.rows[at], one.share) for at in part]
            currency, included = one.head.get("currency") or "CNY", one.head.get("tax_included", True)
            asks.append(PriceAsk(one.head.get("customer"), today, currency, lines, included))
            whose.append((number, part))
    found: list[dict[int, PriceAnswer | FieldError]] = [{} for _one in asked]
    told = price_many(acting.by_rule(ctx), asks) if asks else []
    for (number, part), lines_told in zip(whose, told, strict=True):
        found[number].update(zip(part, lines_told or (), strict=False))
    return found


def _line(row: Mapping[str, Any], share: Decimal) -> PriceLine:
    return PriceLine(
        row["product"],
        row["quantity"],
        row.get("unit"),
        row.get("choices") or None,
        net_price(row, share),
        amounts.rate_of(row) or ZERO,
    )


def net_price(row: Mapping[str, Any], share: Decimal = ONE) -> Decimal | None:
    """What is really asked: the price less the line's own discount and its part of the one on the whole."""
    if row.get("unit_price") is None:
        return None
    return round_half_up(row["unit_price"] * (HUNDRED - (row.get("discount_rate") or ZERO)) / HUNDRED * share, 6)


def _prices(of: CompiledEntity, one: Asked, told: Mapping[int, PriceAnswer | FieldError], *, shown: bool) -> bool:
    """Write the prices that were left open; whether there were any."""
    new = False
    for at, answer in told.items():
        row = one.rows[at]
        if isinstance(answer, FieldError):
            continue
        if row.get("unit_price") is None and answer.unit_price is not None:
            row["unit_price"], new = answer.unit_price, True
        if of.key == "quote" and shown:
            row["list_price"] = answer.list_price
    return new


def _wrong_units(told: Mapping[int, PriceAnswer | FieldError]) -> list[FieldError]:
    """A price per something that the product is not sold in cannot be judged. Unknown products are for the checks of
    links to name."""
    return [
        FieldError(f"lines/{at}/{answer.path}", answer.code, answer.message)
        for at, answer in told.items()
        if isinstance(answer, FieldError) and answer.path == "unit"
    ]


def _judge(of: CompiledEntity, draft: Draft, one: Asked, told: Mapping[int, PriceAnswer | FieldError]) -> None:
    good = {at: answer for at, answer in told.items() if isinstance(answer, PriceAnswer)}
    discounts = [_discount(one.rows[at], one.share, answer) for at, answer in good.items()]
    _keep(of, draft, any(answer.needs_approval for answer in good.values()), max([ZERO, *discounts]))


def _discount(row: Mapping[str, Any], share: Decimal, answer: PriceAnswer) -> Decimal:
    """How many percent the line lies below its list price."""
    asked = net_price(row, share)
    if asked is None or not answer.list_price:
        return ZERO
    return max(ZERO, round_half_up((answer.list_price - asked) * HUNDRED / answer.list_price, 2))


def _keep(of: CompiledEntity, draft: Draft, below: bool, largest: Decimal) -> None:
    if "below_floor" in of.fields:
        draft.values["below_floor"], draft.values["largest_discount"] = below, largest
