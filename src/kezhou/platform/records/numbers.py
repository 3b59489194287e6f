"""Business numbers for new documents, as late as possible before their rows are written: whoever is issued the next
number waits for the end of this transaction."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.numbering.issue import issue as next_numbers
from kezhou.platform.numbering.issue import pass_over, rule_of

from .draft import Draft

MAX_TRIES = 100


def issue(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Number the drafts that have none; one that was imported keeps its own."""
    declared = entity.definition.number
    if declared is None:
        return
    missing = [d for d in drafts if not d.values.get(declared.field)]
    if not missing:
        return
    rule, today = rule_of(entity.key, declared.rule), company_today(ctx.clock)
    for _try in range(MAX_TRIES):
        numbers = next_numbers(entity.key, rule, today, [d.values.get("dept") for d in missing])
        for draft, number in zip(missing, numbers, strict=True):
            draft.values[declared.field] = number
        taken = _taken(entity, declared.field, numbers)
        missing = [d for d in missing if d.values[declared.field] in taken]
        if not missing:
            return
        column = ident(entity.fields[declared.field].column)
        pass_over(entity.key, rule, today, [d.values.get("dept") for d in missing], entity.table, column)


def _taken(entity: CompiledEntity, field: str, numbers: Sequence[str]) -> set[str]:
    """Those that an imported document bears already; the serial goes past them."""
    column = ident(entity.fields[field].column)
    rows = fetch_all(f"SELECT {column} FROM {entity.table} WHERE {column} = ANY(%s)", (list(numbers),))  # noqa: S608
    return {row[0] for row in rows}
