"""What stands in the calendars of some people between two moments: meetings by their rules, tasks, visits, follow-ups.

Everything is read through the read door with the rights of whoever looks; the number of statements does not depend on
the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, NotFound
from kezhou.kernel.recurrence import occurrences, parse
from kezhou.sdk import records
from kezhou.sdk.calendar import special_days

MAX_DAYS = 62
MAX_PEOPLE = 50
PER_KIND = 200
"""Rows of one kind that a calendar shows; `more` says where there are others."""
MAX_OCCURRENCES = 1_000

MEETING_FIELDS = (
    *("title", "kind", "starts_at", "ends_at", "all_day", "location", "customer", "owner", "rrule", "left_out"),
    *("series", "instead_of", "remind_minutes"),
)
VISIT_MINUTES = 60


def between(ctx: Ctx, first: date, last: date, people: Sequence[int]) -> dict[str, Any]:
    """Everything from the day `first` to the day `last`, both included, in the company's zone, earliest first.

    Raises `Invalid` for a span or a number of people beyond the limits.
    """
    begin, end = span(first, last)
    if len(people) > MAX_PEOPLE:
        message = _("Choose at most %(limit)d people.") % {"limit": MAX_PEOPLE}
        raise Invalid(message, errors=[FieldError("people", "too_many", message)])
    more: list[str] = []
    items = [
        *meetings(ctx, begin, end, people, more),
        *_tasks(ctx, begin, end, people, more),
        *_visits(ctx, begin, end, people, more),
        *_follow_ups(ctx, begin, end, people, more),
    ]
    special = [{"day": one.day, "working": one.working, "name": one.name} for one in special_days(first, last)]
    items.sort(key=lambda item: (item["starts_at"], item["title"], item["id"]))
    return {"items": items, "more": more, "days": special}


def span(first: date, last: date, limit: int = MAX_DAYS) -> tuple[datetime, datetime]:
    """The moments between which the days lie. Raises `Invalid`."""
    if not timedelta(0) <= last - first < timedelta(days=limit):
        message = _("Choose 1 to %(limit)d days.") % {"limit": limit}
        raise Invalid(message, errors=[FieldError("to", "out_of_range", message)])
    begin = datetime.combine(first, time.min, COMPANY_ZONE)
    return begin.astimezone(UTC), datetime.combine(last + timedelta(days=1), time.min, COMPANY_ZONE).astimezone(UTC)


def meetings(
    ctx: Ctx, begin: datetime, end: datetime, people: Sequence[int], more: list[str]
) -> Iterator[dict[str, Any]]:
    """Occurrences that touch the span, of meetings that the people own or the asker takes part in."""
    whose: list[Mapping[str, Any]] = [{"field": "owner", "op": "in", "value": list(people)}]
    if ctx.actor.id in people:
        whose.append({"field": "$participating", "op": "eq", "value": True})
    condition = {
        "and": [
            {"field": "starts_at", "op": "lt", "value": end.isoformat()},
            {
                "or": [
                    {"field": "last_end", "op": "empty"},
                    {"field": "last_end", "op": "gte", "value": begin.isoformat()},
                ]
            },
            {"or": whose},
        ]
    }
    found = _found(ctx, "meeting", condition, MEETING_FIELDS, "-starts_at", more)
    replaced = _replaced(ctx, [row["id"] for row in found if row["rrule"]])
    left = MAX_OCCURRENCES
    for row in found:
        for at in _beginnings(row, begin, end, replaced.get(row["id"], ())):
            if left == 0:
                more.append("meeting")
                return
            left -= 1
            yield _meeting(ctx, row, at)


def _beginnings(
    row: Mapping[str, Any], begin: datetime, end: datetime, replaced: Sequence[datetime]
) -> Iterator[datetime]:
    starts, ends = moment(row["starts_at"]), moment(row["ends_at"])
    if not row["rrule"]:
        if starts < end and (ends > begin or starts >= begin):
            yield starts
        return
    gone = [*replaced, *(moment(text) for text in row["left_out"].split())]
    length = ends - starts
    for at in occurrences(starts, parse(row["rrule"]), COMPANY_ZONE, after=begin - length, before=end, left_out=gone):
        if at + length > begin or at >= begin:
            yield at


def _replaced(ctx: Ctx, series: Sequence[int]) -> dict[int, list[datetime]]:
    """Series → the beginnings that rows of their own stand for, wherever those were moved to."""
    if not series:
        return {}
    found: dict[int, list[datetime]] = {}
    condition = {"field": "series", "op": "in", "value": list(series)}
    for row in _found(ctx, "meeting", condition, ("series", "instead_of"), "-instead_of", []):
        found.setdefault(row["series"]["id"], []).append(moment(row["instead_of"]))
    return found


def _meeting(ctx: Ctx, row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    length = moment(row["ends_at"]) - moment(row["starts_at"])
    return {
        "kind": "meeting",
        "entity": "meeting",
        "id": row["id"],
        "version": row["version"],
        "title": row.get("title") or "",
        "what": row.get("kind") or "",
        "starts_at": at,
        "ends_at": at + length,
        "all_day": bool(row.get("all_day")),
        "location": row.get("location") or "",
        "customer": row.get("customer"),
        "owner": row["owner"],
        "occurrence": at if row["rrule"] else None,
        "series": bool(row["rrule"] or row["series"]),
        "can_move": _is(row["owner"], ctx.actor.id),
    }


def _tasks(
    ctx: Ctx, begin: datetime, end: datetime, people: Sequence[int], more: list[str]
) -> Iterator[dict[str, Any]]:
    fields = ("title", "due_at", "all_day", "state", "priority", "customer", "owner")
    condition = _in_span("due_at", begin, end, people, {"field": "state", "op": "ne", "value": "cancelled"})
    for row in _found(ctx, "task", condition, fields, "due_at", more):
        at = moment(row["due_at"])
        yield _item(ctx, "task", row, at, at, all_day=row["all_day"], done=row["state"] == "done")


def _visits(
    ctx: Ctx, begin: datetime, end: datetime, people: Sequence[int], more: list[str]
) -> Iterator[dict[str, Any]]:
    known = ("purpose", "planned_at", "planned_minutes", "state", "customer", "owner", "address")
    condition = _in_span("planned_at", begin, end, people, {"field": "state", "op": "ne", "value": "cancelled"})
    for row in _found(ctx, "visit", condition, known, "planned_at", more):
        at = moment(row["planned_at"])
        until = at + timedelta(minutes=row.get("planned_minutes") or VISIT_MINUTES)
        yield _item(ctx, "visit", row, at, until, done=row["state"] == "done") | {"location": row.get("address") or ""}


def _follow_ups(
    ctx: Ctx, begin: datetime, end: datetime, people: Sequence[int], more: list[str]
) -> Iterator[dict[str, Any]]:
    condition = _in_span("next_follow_up_at", begin, end, people)
    for row in _found(ctx, "customer", condition, ("name", "next_follow_up_at", "owner"), "next_follow_up_at", more):
        at = moment(row["next_follow_up_at"])
        item = _item(ctx, "customer", row, at, at)
        yield item | {"kind": "follow_up", "customer": {"id": row["id"], "title": row["name"]}}


def _item(
    ctx: Ctx,
    entity: str,
    row: Mapping[str, Any],
    starts: datetime,
    ends: datetime,
    *,
    all_day: bool = False,
    done: bool = False,
) -> dict[str, Any]:
    customer = row.get("customer")
    title = row.get("title") or row.get("purpose") or row.get("name") or (customer or {}).get("title") or ""
    return {
        "kind": entity,
        "entity": entity,
        "id": row["id"],
        "version": row["version"],
        "title": title,
        "what": row.get("priority") or row.get("state") or "",
        "starts_at": starts,
        "ends_at": ends,
        "all_day": all_day,
        "location": "",
        "customer": customer,
        "owner": row["owner"],
        "occurrence": None,
        "series": False,
        "done": done,
        "can_move": not done and _is(row["owner"], ctx.actor.id),
    }


def _in_span(
    field: str, begin: datetime, end: datetime, people: Sequence[int], *more: Mapping[str, Any]
) -> Mapping[str, Any]:
    return {
        "and": [
            {"field": field, "op": "gte", "value": begin.isoformat()},
            {"field": field, "op": "lt", "value": end.isoformat()},
            {"field": "owner", "op": "in", "value": list(people)},
            *more,
        ]
    }


def _found(
    ctx: Ctx, entity: str, condition: Mapping[str, Any], fields: Sequence[str], sort: str, more: list[str]
) -> list[dict[str, Any]]:
    """Nothing where the asker has no right to the entity, or to the fields by which a calendar finds its rows."""
    try:
        page = records.find(ctx, entity, condition, fields=fields, sort=sort, limit=PER_KIND)
    except (BadRequest, Forbidden, NotFound):
        return []
    if page.next is not None:
        more.append(entity)
    return page.items


def _is(owner: Any, user_id: int | None) -> bool:
    return isinstance(owner, Mapping) and owner.get("id") == user_id


def moment(value: Any) -> datetime:
    """A moment as the read door tells it, or as it stands in `left_out`."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.astimezone(UTC)
