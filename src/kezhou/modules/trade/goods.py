"""What deliveries and returns have in common: they take quantities of one order's lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.trade import amounts
from kezhou.sdk import records
from kezhou.sdk.entity import Change, FieldError
from kezhou.sdk.query import fetch_all

ZERO = Decimal(0)
_FOREIGN = "SELECT id FROM trade_orderline WHERE id = ANY(%s) AND (order_id <> %s OR deleted_at IS NOT NULL)"


def validate(change: Change) -> Iterable[FieldError]:
    yield from amounts.validate(change)
    yield from amounts.need_lines(change)


def quantities(ctx: Ctx, entity: str, record_id: int, order_id: int) -> dict[int, Decimal]:
    """Line of the order → quantity; a line that was taken out of the order meanwhile is a `Conflict`."""
    found: dict[int, Decimal] = {}
    for line in records.lines(ctx, entity, record_id)["lines"]:
        id_ = line["order_line"]["id"]
        found[id_] = found.get(id_, ZERO) + Decimal(line["quantity"])
    if fetch_all(_FOREIGN, (list(found), order_id)):
        raise Conflict(_("A line belongs to another order."), code="other_order")
    return found


def customer_of(values: Mapping[str, Any]) -> int:
    return int(values["customer"])
