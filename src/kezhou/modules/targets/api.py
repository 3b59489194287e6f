"""What other modules bring to targets, what can be aimed at (`measure(Measure(...))` at start-up), and what they ask of
them: the goals of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, visible

from .measures import Measure, measure

__all__ = ["Measure", "goals", "measure"]


def goals(
    ctx: Ctx, key: str, months: Sequence[date], *, department: int | None = None, person: int | None = None
) -> Mapping[date, Decimal]:
    """Month → goal of a measure for the person, else the department, else the company, as far as the reader may see
    one. Months are first days; one without a goal of its own is left out."""
    try:
        seen = visible(ctx, entity(ctx, "target"))
    except Forbidden:
        return {}
    if person is not None:
        whose = Sql("t.subject = 'person' AND t.owner_id = %s", (person,))
    elif department is not None:
        whose = Sql("t.subject = 'department' AND t.department_id = %s", (department,))
    else:
        whose = Sql("t.subject = 'company'")
    where = all_of([Sql("t.deleted_at IS NULL"), seen, whose])
    rows = fetch_all(
        "SELECT t.starts_on, t.goal FROM targets_target t WHERE t.measure = %s AND t.unit = 'month' "  # noqa: S608
        f"AND t.starts_on = ANY(%s) AND {where.text}",
        (key, list(months), *where.params),
    )
    return dict(rows)
