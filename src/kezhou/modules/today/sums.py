"""Sums of activities per person: from the sums that triggers keep, or, where a grant has a condition, from the rows.

Both ask the same scope. Kept sums are per person, so they answer only for readers whose grants open whole people
(architecture 9.8).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import FALSE, Sql, all_of, any_of, entity, fetch_all, only_whole_levels, people_reached, right
from kezhou.sdk.reports import Span

from .reading import midnight, readable
from .spans import pieces

METRICS = ("calls", "visits", "follow_ups", "effective", "new_customers", "tasks", "journals")
SOURCE = {"calls": "follow_up", "visits": "follow_up", "follow_ups": "follow_up", "effective": "follow_up",
          "new_customers": "customer", "tasks": "task", "journals": "journal"}  # fmt: skip
Values = Mapping[str, int]
Sums = dict[int, dict[str, int]]


def of_people(ctx: Ctx, spans: Sequence[Span], *, people: Sequence[int] | None = None) -> list[Sums]:
    """For each span: person → metric → number. `people` None means everybody in reach."""
    return _kept(ctx, spans, people) if whole_people(ctx) else _live(ctx, spans, people)


def whole_people(ctx: Ctx) -> bool:
    """Whether kept sums may answer: no grant on what is counted has a condition."""
    return all(only_whole_levels(ctx, entity(ctx, key)) for key in set(SOURCE.values()) if readable(ctx, key))


def by_day(ctx: Ctx, days: Span, grain: str, people: Sequence[int]) -> Sequence[tuple[date, Values]]:
    """The course of a span for these people together: per day, or per month with grain m; none for readers
    whose grants have conditions."""
    if not whole_people(ctx):
        return ()
    names = ", ".join(f"sum(s.{name})::int" for name in METRICS)
    rows = fetch_all(
        f"SELECT s.day, {names} FROM today_activitysum s WHERE s.grain = %s AND s.day >= %s AND s.day < %s "  # noqa: S608
        "AND s.person_id = ANY(%s) GROUP BY s.day ORDER BY s.day",
        (grain, days.first, days.end, list(people)),
    )
    return [(row[0], dict(zip(METRICS, row[1:], strict=True))) for row in rows]


def _kept(ctx: Ctx, spans: Sequence[Span], people: Sequence[int] | None) -> list[Sums]:
    sums = []
    for days in spans:
        parts = pieces(days)
        ranges = any_of(
            Sql("(s.grain = %s AND s.day >= %s AND s.day < %s)", (grain, part.first, part.end))
            for grain, part in (("m", parts.months), ("d", parts.head), ("d", parts.tail))
            if part.first < part.end
        )
        names = ", ".join(f"sum(s.{name})::int" for name in METRICS)
        where = all_of([ranges, *_of(people, "s.person_id")])
        rows = fetch_all(
            f"SELECT s.person_id, {names} FROM today_activitysum s WHERE {where.text} GROUP BY s.person_id",  # noqa: S608
            where.params,
        )
        sums.append({row[0]: dict(zip(METRICS, row[1:], strict=True)) for row in rows})
    return sums


def _live(ctx: Ctx, spans: Sequence[Span], people: Sequence[int] | None) -> list[Sums]:
    """The same from the rows that the actor may see."""
    found: list[Sums] = []
    for days in spans:
        sums: Sums = {}
        low, high = midnight(days.first), midnight(days.end)
        for key, person, columns, where in (
            (
                "follow_up",
                "t.author_id",
                {
                    "calls": "t.kind = 'call'",
                    "visits": "t.kind = 'visit'",
                    "follow_ups": "TRUE",
                    "effective": "t.effective",
                },
                Sql("t.at >= %s AND t.at < %s", (low, high)),
            ),
            (
                "customer",
                "t.owner_id",
                {"new_customers": "TRUE"},
                Sql("t.created_at >= %s AND t.created_at < %s", (low, high)),
            ),
            (
                "task",
                "t.owner_id",
                {"tasks": "TRUE"},
                Sql("t.state = 'done' AND t.done_at >= %s AND t.done_at < %s", (low, high)),
            ),
            (
                "journal",
                "t.owner_id",
                {"journals": "TRUE"},
                Sql(
                    "t.state = 'submitted' AND t.kind = 'day' AND t.\"on\" >= %s AND t.\"on\" < %s",
                    (days.first, days.end),
                ),
            ),
        ):
            if readable(ctx, key):
                counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in columns.values())
                _gather(ctx, key, person, tuple(columns), counts, where, people, sums)
        found.append(sums)
    return found


def _gather(
    ctx: Ctx,
    key: str,
    person: str,
    names: Sequence[str],
    counts: str,
    where: Sql,
    people: Sequence[int] | None,
    into: Sums,
) -> None:
    known = entity(ctx, key)
    scope = all_of([Sql("t.deleted_at IS NULL"), right(ctx, known, "view"), where, *_of(people, person)])
    rows = fetch_all(
        f"SELECT {person}, {counts} FROM {known.table} t WHERE {scope.text} GROUP BY {person}",  # noqa: S608
        scope.params,
    )
    for who, *numbers in rows:
        if who is not None:
            into.setdefault(who, {}).update(zip(names, numbers, strict=True))


def _of(people: Sequence[int] | None, column: str) -> list[Sql]:
    return [] if people is None else [Sql(f"{column} = ANY(%s)", (list(people),))]


def reach(ctx: Ctx, key: str, action: str = "view") -> Sql:
    """The people whose rows of this kind the actor may read, over `people_table`; nobody where that is not granted."""
    return people_reached(ctx, entity(ctx, key), action) if readable(ctx, key) else FALSE


def number_of(values: Mapping[str, Any] | None, hidden: Collection[str] = ()) -> list[int | None]:
    """The metrics in their order; None for what is hidden."""
    return [None if name in hidden else int((values or {}).get(name, 0)) for name in METRICS]
