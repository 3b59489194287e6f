"""The groups of the today page. A line says what, whose, when, and why it stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.pools import MAX_ASKED, falling
from kezhou.sdk.query import Sql, entity

from . import birthdays, rhythm, words
from .reading import MAX_LINES, company_day, matching, midnight, moment_of, readable, selected, shown

AHEAD = 7
"""Days that birthdays, anniversaries and recycling are told ahead."""
VISITS_BACK = 14
ROUND_YEARS = 5
"""Anniversaries of companies that are told: every fifth year."""
PHONES = ("mobile", "phone")
MAX_NOTE = 80
"""Characters of what a lead needs that stand under its line."""
MINE = {"field": "owner", "op": "eq", "value": "$me"}


@dataclass(slots=True)
class Line:
    """One line; `customer` is its id until the page has the names."""

    kind: str
    entity: str
    id: int
    title: str
    reason: str
    customer: int | None
    due: Any = None
    overdue_days: int = 0
    version: int | None = None
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    key: str
    lines: list[Line]
    count: int
    capped: bool = False
    more: Mapping[str, Any] | None = None
    """The list with all of them: entity, filter, sort."""


def follow_ups(ctx: Ctx, today: date) -> Group | None:
    """Own customers whose next follow-up is due: today's in order, then what is overdue, the latest first."""
    if not readable(ctx, "customer") or not shown(ctx, "customer", "next_follow_up_at"):
        return None
    end = midnight(today + timedelta(days=1))
    where = {"and": [MINE, {"field": "next_follow_up_at", "op": "lt", "value": end.isoformat()}]}
    rows, count, capped = matching(ctx, "customer", where, ("name", "next_follow_up_at"), "-next_follow_up_at")
    lines = []
    for row in rows:
        due = moment_of(row["next_follow_up_at"])
        overdue = max((today - company_day(due)).days, 0)
        reason = words.follow_up(ctx, due, overdue)
        title = row.get("name") or ""
        lines.append(Line("follow_up", "customer", row["id"], title, reason, row["id"], due, overdue, row["version"]))
    lines.sort(key=lambda line: (line.overdue_days, line.due))
    return Group("follow_ups", lines, count, capped, _more("customer", where, "next_follow_up_at"))


def leads(ctx: Ctx, today: date) -> Group | None:
    """Own open leads whose next follow-up is due, in the order of customers; then new ones that nobody called yet."""
    if not readable(ctx, "lead") or not shown(ctx, "lead", "next_follow_up_at", "state"):
        return None
    end = midnight(today + timedelta(days=1))
    due_now = {"field": "next_follow_up_at", "op": "lt", "value": end.isoformat()}
    waits = {"and": [{"field": "state", "op": "eq", "value": "new"}, {"field": "next_follow_up_at", "op": "empty"}]}
    still = {"field": "state", "op": "in", "value": ["new", "working", "qualified"]}
    where = {"and": [MINE, still, {"or": [due_now, waits]}]}
    fields = ("name", "next_follow_up_at", "created_at", "score", "grade", "requirement", *PHONES, "contact_name")
    rows, count, capped = matching(ctx, "lead", where, fields, "-score")
    lines = []
    for row in rows:
        due = moment_of(row["next_follow_up_at"]) if row.get("next_follow_up_at") else None
        overdue = max((today - company_day(due)).days, 0) if due is not None else 0
        since = (today - company_day(moment_of(row["created_at"]))).days
        reason = words.new_lead(since) if due is None else words.follow_up(ctx, due, overdue)
        note = str(row.get("requirement") or "")[:MAX_NOTE]
        data = {"grade": row.get("grade"), "score": row.get("score"), "record": row}
        lines.append(
            Line(
                "lead", "lead", row["id"], row.get("name") or "", reason, None, due, overdue, row["version"], note, data
            )
        )
    lines.sort(key=lambda line: (line.due is None, line.overdue_days, str(line.due or ""), -(line.data["score"] or 0)))
    return Group("leads", lines, count, capped, _more("lead", where, "-score"))


def tasks(ctx: Ctx, today: date) -> Group | None:
    """Own open tasks that are due today or were before."""
    if not readable(ctx, "task") or not shown(ctx, "task", "due_at", "state"):
        return None
    end = midnight(today + timedelta(days=1))
    where = {
        "and": [
            MINE,
            {"field": "state", "op": "eq", "value": "open"},
            {"field": "due_at", "op": "lt", "value": end.isoformat()},
        ]
    }
    fields = ("title", "customer", "due_at", "all_day", "priority")
    rows, count, capped = matching(ctx, "task", where, fields, "-due_at")
    lines = []
    for row in rows:
        due = moment_of(row["due_at"])
        overdue = max((today - company_day(due)).days, 0)
        reason = words.task(ctx, due, overdue, all_day=bool(row.get("all_day")))
        data = {"priority": row.get("priority"), "all_day": row.get("all_day")}
        lines.append(
            Line("task", "task", row["id"], row.get("title") or "", reason, _id(row.get("customer")), due, overdue,
                 row["version"], data=data)
        )  # fmt: skip
    lines.sort(key=lambda line: (line.overdue_days, line.data["priority"] != "high", line.due))
    return Group("tasks", lines, count, capped, _more("task", where, "due_at"))


def visits(ctx: Ctx, today: date) -> Group | None:
    """Own visits of today, and those of the last days that nobody finished."""
    if not readable(ctx, "visit") or not shown(ctx, "visit", "planned_at", "state"):
        return None
    where = {
        "and": [
            MINE,
            {"field": "state", "op": "eq", "value": "planned"},
            {"field": "planned_at", "op": "gte", "value": midnight(today - timedelta(days=VISITS_BACK)).isoformat()},
            {"field": "planned_at", "op": "lt", "value": midnight(today + timedelta(days=1)).isoformat()},
        ]
    }
    fields = ("purpose", "customer", "planned_at", "address", "checked_in_at")
    rows, count, capped = matching(ctx, "visit", where, fields, "-planned_at")
    lines = []
    for row in rows:
        planned = moment_of(row["planned_at"])
        overdue = max((today - company_day(planned)).days, 0)
        data = {"address": row.get("address"), "checked_in_at": row.get("checked_in_at")}
        lines.append(
            Line("visit", "visit", row["id"], row.get("purpose") or "", words.visit(ctx, planned, overdue),
                 _id(row.get("customer")), planned, overdue, row["version"], data=data)
        )  # fmt: skip
    lines.sort(key=lambda line: (line.overdue_days, line.due))
    return Group("visits", lines, count, capped, _more("visit", where, "planned_at"))


def silent(ctx: Ctx, today: date) -> Group | None:
    """Own customers without a next date to whom nobody spoke for 30 days, or for longer than is usual for them."""
    if not readable(ctx, "customer") or not shown(ctx, "customer", "last_follow_up_at", "next_follow_up_at"):
        return None
    long_ago = midnight(today - timedelta(days=rhythm.SILENT_DAYS - 1))
    last = "coalesce(t.last_follow_up_at, t.created_at)"
    unusual = "t.last_follow_up_at < %s - make_interval(days => c.quiet_days)"
    where = Sql(
        f"t.owner_id = %s AND t.next_follow_up_at IS NULL AND t.status <> 'lost' AND a.id IS NULL "
        f"AND ({last} < %s OR {unusual})",
        (ctx.actor.id, long_ago, midnight(today)),
    )
    join = Sql(
        "LEFT JOIN today_closeness c ON c.entity = 'customer' AND c.record_id = t.id "
        "LEFT JOIN today_putaside a ON a.user_id = %s AND a.kind = 'silent' AND a.record_id = t.id AND a.until > %s",
        (ctx.actor.id, today),
    )
    # Who broke a rhythm comes first, then the important ones, then those who fell silent last: easiest won back.
    order = Sql(
        f"(c.quiet_days IS NOT NULL AND {unusual}) DESC, nullif(t.level, '') NULLS LAST, {last} DESC, t.id",
        (midnight(today),),
    )
    extra = ("t.last_follow_up_at", "t.created_at", "c.median_days", "c.quiet_days", "count(*) OVER ()")
    rows = selected(ctx, "customer", ("name", "level"), where, order=order, limit=MAX_LINES, join=join, extra=extra)
    lines = []
    for row, (spoken, made, median, quiet, _total) in rows:
        since = (today - company_day(moment_of(spoken or made))).days
        rhythmic = median if quiet is not None and since > quiet else None
        reason = words.silence(since, never=spoken is None, usual=rhythmic)
        data = {"unusual": rhythmic is not None, "days": since, "usual_days": rhythmic}
        lines.append(
            Line("silent", "customer", row["id"], row.get("name") or "", reason, row["id"], spoken, 0, row["version"],
                 data=data)
        )  # fmt: skip
    total = rows[0][1][-1] if rows else 0
    plain = {
        "and": [
            MINE,
            {"field": "next_follow_up_at", "op": "empty"},
            {"field": "status", "op": "ne", "value": "lost"},
            {
                "or": [
                    {"field": "last_follow_up_at", "op": "empty"},
                    {"field": "last_follow_up_at", "op": "lt", "value": long_ago.isoformat()},
                ]
            },
        ]
    }
    return Group("silent", lines, total, more=_more("customer", plain, "last_follow_up_at"))


def celebrations(ctx: Ctx, today: date) -> Group | None:
    """Birthdays of the contacts of own customers, by the sun and by the moon, and round anniversaries of companies."""
    lines = [*_birthdays(ctx, today), *_anniversaries(ctx, today)]
    lines.sort(key=lambda line: (line.due, line.kind, line.id))
    return Group("celebrations", lines[:MAX_LINES], len(lines))


def _birthdays(ctx: Ctx, today: date) -> Sequence[Line]:
    if not readable(ctx, "contact") or not shown(ctx, "contact", "birthday"):
        return ()
    days = birthdays.keys_between(today, AHEAD + 1)
    key = birthdays.KEY_SQL.format(t="t")
    where = Sql(
        f"t.birthday IS NOT NULL AND {key} = ANY(%s) AND t.owner_id = %s AND {_not_aside('birthday')}",
        (list(days), ctx.actor.id, ctx.actor.id, today),
    )
    extra = ("t.birthday", "t.birthday_is_lunar", "t.customer_id")
    rows = selected(ctx, "contact", ("name", "title"), where, order=Sql("t.id"), limit=MAX_LINES * AHEAD, extra=extra)
    lines = []
    for row, (born, is_lunar, customer) in rows:
        on = birthdays.next_birthday(born, is_lunar, today)
        reason = words.birthday(born, is_lunar, on, today)
        data = {"lunar": is_lunar, "in_days": (on - today).days}
        lines.append(Line("birthday", "contact", row["id"], row.get("name") or "", reason, customer, on, data=data))
    return lines


def _anniversaries(ctx: Ctx, today: date) -> Sequence[Line]:
    if not readable(ctx, "customer") or not shown(ctx, "customer", "founded_on"):
        return ()
    days = birthdays.keys_between(today, AHEAD + 1)
    where = Sql(
        "t.founded_on IS NOT NULL AND (extract(month FROM t.founded_on) * 100 + extract(day FROM t.founded_on))::int"
        f" = ANY(%s) AND t.owner_id = %s AND t.status <> 'lost' AND {_not_aside('anniversary')}",
        (list(days), ctx.actor.id, ctx.actor.id, today),
    )
    rows = selected(
        ctx, "customer", ("name",), where, order=Sql("t.id"), limit=MAX_LINES * AHEAD, extra=("t.founded_on",)
    )
    lines = []
    for row, (founded,) in rows:
        on = days[birthdays.key_of(founded, is_lunar=False)]
        years = on.year - founded.year
        if years > 0 and years % ROUND_YEARS == 0:
            reason = words.anniversary(years, on, today)
            data = {"in_days": (on - today).days}
            lines.append(
                Line("anniversary", "customer", row["id"], row.get("name") or "", reason, row["id"], on, data=data)
            )
    return lines


def recycled(ctx: Ctx, today: date) -> Group | None:
    """Own customers that a rule takes away within the next days."""
    if not readable(ctx, "customer") or ctx.actor.id is None:
        return None
    found = falling(ctx, entity(ctx, "customer"), ctx.actor.id, today + timedelta(days=AHEAD), MAX_ASKED)
    first = {record: due for record, _title, due in found[:MAX_LINES]}
    rows = selected(
        ctx, "customer", ("name",), Sql("t.id = ANY(%s)", (list(first),)), order=Sql("t.id"), limit=MAX_LINES
    )
    lines = []
    for row, _none in rows:
        due = first[row["id"]]
        ahead = (due.on - today).days
        reason = words.recycled(due.pool_name, ahead)
        data = {"pool": {"id": due.pool, "title": due.pool_name}, "in_days": ahead}
        lines.append(
            Line("recycle", "customer", row["id"], row.get("name") or "", reason, row["id"], due.on,
                 version=row["version"], data=data)
        )  # fmt: skip
    lines.sort(key=lambda line: (line.due, line.id))
    ids = {"field": "id", "op": "in", "value": [record for record, _title, _due in found]}
    return Group("recycled", lines, len(found), more=_more("customer", ids, "last_follow_up_at"))


def _not_aside(kind: str) -> str:
    """Two parameters: the reader and today."""
    return (
        "NOT EXISTS (SELECT 1 FROM today_putaside a WHERE a.user_id = %s AND a.until > %s"  # noqa: S608
        f" AND a.kind = '{kind}' AND a.record_id = t.id)"
    )


def _more(key: str, where: Mapping[str, Any], sort: str) -> Mapping[str, Any]:
    return {"entity": key, "filter": where, "sort": sort}


def _id(link: Any) -> int | None:
    return int(link["id"]) if isinstance(link, Mapping) else None
