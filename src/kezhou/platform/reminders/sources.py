"""What reminds of what. Modules register their sources at start-up; the room asks each of them every minute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql

Way = Literal["off", "inbox", "mail", "digest"]
Due = tuple[int, int, datetime]
"""Record, person to remind, and the moment that it is about (UTC): the cause."""
Find = Callable[[Ctx, datetime, datetime], Sql | Sequence[Due]]

ESCALATION = "escalation"
"""The kind under which a superior chooses how to hear of what the own people left undone."""


@dataclass(frozen=True, slots=True)
class ReminderSource:
    """`due(ctx, after, until)` answers those to be reminded of in `(after, until]`: as a SELECT of the columns
    `record_id, user_id, moment`, or as rows. It asks for no rights: who is reminded is checked afterwards.

    `still` is a constant condition on the record `t` that must hold when the person is told; `needs` are fields that
    the person must be able to see. `moment` is the column of `t` that the moment was taken from: where it has changed
    meanwhile, the old cause is not told any more. `overdue(ctx, since, before)` answers in the same shape what was due
    in `[since, before)` and is not done: that goes to the superior after some days.
    """

    kind: str
    label: Any
    entity: str
    due: Find
    default: Way = "inbox"
    still: str = "TRUE"
    moment: str = "NULL::timestamptz"
    needs: tuple[str, ...] = ()
    overdue: Find | None = None


sources: dict[str, ReminderSource] = {}


def reminder_source(source: ReminderSource) -> None:
    """Add a source. Raises ValueError where its kind is taken."""
    if source.kind in sources or source.kind == ESCALATION:
        raise ValueError(f"two reminder sources are called {source.kind!r}")
    sources[source.kind] = source


def source_of(kind: str) -> ReminderSource | None:
    """The source of a stored kind; `escalation.task_due` belongs to `task_due`."""
    return sources.get(kind.removeprefix(f"{ESCALATION}."))


def label(kind: str) -> str:
    """The name of a kind in the active language."""
    source = source_of(kind)
    return "" if source is None else str(source.label)


def as_sql(found: Sql | Sequence[Due]) -> Sql:
    """Both answers of a source as one shape."""
    if isinstance(found, Sql):
        return found
    columns: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for row in found:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return Sql(
        "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS u(record_id, user_id, moment)", columns
    )
