"""Contracts and orders that ask less than the floor: somebody approves them even where no flow is drawn, unless the
document that they come from was approved at these prices. Quotes say it themselves, as `below_floor`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.modules.trade import acting
from kezhou.modules.trade.quote.prices import Asked, answers, left_of, net_price, usable
from kezhou.sdk import records
from kezhou.sdk.query import entity, fetch_one

BELOW = "below_floor"
Row = dict[str, Any]
Key = tuple[str, Any, Any]
"""What a price was agreed for: a line of the contract, or a product in a unit."""


def demand(key: str) -> Callable[[Ctx, Mapping[str, Any]], bool]:
    """For `approvals.demand_approval`."""

    def asks_less(ctx: Ctx, values: Mapping[str, Any]) -> bool:
        table = entity(ctx, key).table
        row = fetch_one(f"SELECT id FROM {table} WHERE number = %s", (values.get("number") or "",))  # noqa: S608
        return row is not None and _asks_less(acting.by_rule(ctx), key, row[0])

    return asks_less


def _asks_less(ctx: Ctx, key: str, record_id: int) -> bool:
    head, rows = _read(ctx, key, record_id)
    share, agreed = left_of(head, rows), _agreed(ctx, head, rows)
    open_ = {at: row for at, row in usable(rows).items() if not _was_agreed(row, share, agreed)}
    if not open_:
        return False
    (told,) = answers(ctx, [Asked(head, open_, share)])
    return any(not isinstance(answer, FieldError) and BELOW in answer.reasons for answer in told.values())


def _was_agreed(row: Row, share: Decimal, agreed: Mapping[Key, Decimal]) -> bool:
    asked = net_price(row, share)
    known = [agreed[key] for key in _keys(row) if key in agreed]
    return asked is not None and bool(known) and asked >= min(known)


def _agreed(ctx: Ctx, head: Mapping[str, Any], rows: Sequence[Row]) -> dict[Key, Decimal]:
    """The prices of the approved documents that this one comes from."""
    found: dict[Key, Decimal] = {}
    for source in ("contract", "quote"):
        if head.get(source) is None or records.get(ctx, source, head[source]) is None:
            continue
        above, lines = _read(ctx, source, head[source])
        if above["approval_state"] != "approved" or above["currency"] != head["currency"]:
            continue
        if above["tax_included"] != head["tax_included"]:
            continue
        share = left_of(above, lines)
        for line in lines:
            asked = net_price(line, share)
            if asked is None:
                continue
            for key in _keys(line, source):
                found[key] = min(found.get(key, asked), asked)
    return found


def _keys(row: Row, source: str = "") -> list[Key]:
    """Of a line of a contract the line itself, of others what is sold."""
    line = row["id"] if source == "contract" else row.get("contract_line")
    own: list[Key] = [("line", line, None)] if line is not None else []
    return own if source == "contract" else [*own, ("product", row["product"], row.get("unit"))]


def _read(ctx: Ctx, key: str, record_id: int) -> tuple[dict[str, Any], list[Row]]:
    """The document and its lines as Python values."""
    record = records.get(ctx, key, record_id) or {}
    head = {name: _plain(value) for name, value in record.items()}
    head["discount"] = _number(record.get("discount"))
    rows = []
    for line in records.lines(ctx, key, record_id).get("lines", []):
        row = {name: _plain(value) for name, value in line.items()}
        rows.append(row | {name: _number(line.get(name)) for name in ("quantity", "unit_price", "discount_rate")})
    return head, rows


def _plain(value: Any) -> Any:
    """A link as its id."""
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
