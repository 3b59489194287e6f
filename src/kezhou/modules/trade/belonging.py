"""Documents that hang on another take customer and currency from it, and their lines come from its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

ABOVE = {
    "delivery": ("order", "trade_order"),
    "return_order": ("order", "trade_order"),
    "contract_change": ("contract", "trade_contract"),
}
"""Entity → the link to the document it hangs on, and that one's table."""
TAKEN = ("customer", "currency", "tax_included")
ORIGIN = {
    "order": ("contract", "contract_line", "trade_contractline", "contract_id"),
    "delivery": ("order", "order_line", "trade_orderline", "order_id"),
    "return_order": ("order", "order_line", "trade_orderline", "order_id"),
    "contract_change": ("contract", "contract_line", "trade_contractline", "contract_id"),
}
"""Entity → the head's link, the line's link, and where the line it leads to says whose it is."""


def fill(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.fills`: one statement for all drafts."""
    if entity.key not in ABOVE:
        return
    link, table = ABOVE[entity.key]
    ids = {d.values[link] for d in drafts if d.values.get(link) is not None}
    if not ids:
        return
    rows = fetch_all(f"SELECT id, customer_id, currency, tax_included FROM {table} WHERE id = ANY(%s)", (list(ids),))  # noqa: S608
    known = {row[0]: row[1:] for row in rows}
    for draft in drafts:
        if draft.values.get(link) in known:
            draft.values.update(zip(TAKEN, known[draft.values[link]], strict=True))


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: a line never points into another document than its head does."""
    if entity.key not in ORIGIN:
        return {}
    head, link, table, owner = ORIGIN[entity.key]
    rows = [
        (at, place, draft.values.get(head), row.values[link])
        for at, draft in enumerate(drafts)
        for place, row in enumerate(draft.lines["lines"].rows if "lines" in draft.lines else ())
        if row.values.get(link) is not None
    ]
    if not rows:
        return {}
    ids = sorted({row[3] for row in rows})
    statement = f"SELECT id, {owner} FROM {table} WHERE id = ANY(%s) AND deleted_at IS NULL"  # noqa: S608
    whose: dict[int, int] = dict(fetch_all(statement, (ids,)))
    problems: dict[int, list[FieldError]] = {}
    for at, place, document, line in rows:
        if document is None or whose.get(line) != document:
            text = _("This line belongs to another document.")
            problems.setdefault(at, []).append(FieldError(f"lines/{place}/{link}", "other_document", text))
    return problems
