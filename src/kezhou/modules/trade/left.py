"""Nobody writes down more than is left: said when it is saved, and again when it becomes binding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

ZERO = Decimal(0)
OPEN = ("draft", None)
"""The business state of a document that has taken nothing yet."""
SOURCES = {
    "order": (
        "contract_line",
        "SELECT id, name, CASE WHEN limited THEN quantity - ordered END FROM trade_contractline",
    ),
    "delivery": ("order_line", "SELECT id, name, quantity - delivered FROM trade_orderline"),
    "return_order": ("order_line", "SELECT id, name, delivered - returned FROM trade_orderline"),
}
"""Entity → the line's link, and what is left of the lines it leads to; None for what has no limit."""


def is_written(draft: Draft) -> bool:
    """Whether its quantities are written now, or become binding with this save."""
    if "lines" not in draft.lines or draft.values.get("state") not in OPEN:
        return False
    binding = "approval_state" in draft.changed() and draft.values.get("approval_state") in ("pending", "approved")
    return draft.before is None or bool(draft.lines["lines"].changed) or binding


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: one statement for all drafts. Drafts of others are not counted: who is first
    to make it binding gets it."""
    if entity.key not in SOURCES:
        return {}
    link, statement = SOURCES[entity.key]
    rows = [
        (at, place, row.values[link], row.values.get("quantity") or ZERO)
        for at, draft in enumerate(drafts)
        if is_written(draft)
        for place, row in enumerate(draft.lines["lines"].rows)
        if row.values.get(link) is not None
    ]
    if not rows:
        return {}
    found = fetch_all(f"{statement} WHERE id = ANY(%s)", (sorted({row[2] for row in rows}),))
    known = {row[0]: (row[1], row[2]) for row in found}
    taken: dict[tuple[int, int], Decimal] = {}
    problems: dict[int, list[FieldError]] = {}
    for at, place, line, quantity in rows:
        name, left = known.get(line, ("", None))
        taken[at, line] = taken.get((at, line), ZERO) + quantity
        if left is not None and taken[at, line] > left:
            params = {"left": f"{max(left, ZERO).normalize():f}", "line": name}
            text = _("Of “%(line)s” %(left)s is left.") % params
            problems.setdefault(at, []).append(FieldError(f"lines/{place}/quantity", "too_much", text, params))
    return problems
