"""What a work log begins with: what the person did in the period, by customer, and what stands in the book next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import all_entities, may
from kezhou.sdk.records import find

from .journal.periods import following, last_day, preceding

MAX_ROWS = 200
"""Activities of one period that are looked at; a busy month has more, and its log is a summary anyway."""
MAX_LINES = 40
MAX_CONTENT = 80


def prefill(ctx: Ctx, kind: str, first: date) -> dict[str, Any]:
    """The author's own period: `done` and `plan` as text to go on writing, the figures, and the plan made before."""
    end = following(kind, first)
    follow_ups = _rows(ctx, "follow_up", "author", "at", first, end, ("customer", "kind", "content", "at"))
    done_tasks = _rows(ctx, "task", "owner", "done_at", first, end, ("title", "customer"))
    after = following(kind, end)
    tasks = _rows(ctx, "task", "owner", "due_at", end, after, ("title", "customer", "due_at"), state="open")
    visits = _rows(
        ctx, "visit", "owner", "planned_at", end, after, ("purpose", "customer", "planned_at"), state="planned"
    )
    dates = _rows(ctx, "customer", "owner", "next_follow_up_at", end, after, ("name", "next_follow_up_at"))
    return {
        "kind": kind,
        "on": first,
        "until": last_day(kind, first),
        "existing": existing(ctx, kind, first),
        "counts": {**Counter(row["kind"] for row in follow_ups if row.get("kind")), "tasks": len(done_tasks)},
        "done": _done(follow_ups, done_tasks, kind),
        "plan": _plan(tasks, visits, dates),
        "planned_before": planned_before(ctx, ctx.actor.id, kind, first),
    }


def existing(ctx: Ctx, kind: str, first: date) -> int | None:
    """The id of the author's own log of the period."""
    found = find(ctx, "journal", _of(ctx.actor.id, kind, first), fields=("on",), limit=1).items
    return found[0]["id"] if found else None


def planned_before(ctx: Ctx, author: int | None, kind: str, first: date) -> dict[str, Any] | None:
    """What the same person's log of the period before planned: to hold against what was done."""
    found = find(ctx, "journal", _of(author, kind, preceding(kind, first)), fields=("on", "plan"), limit=1).items
    return {"id": found[0]["id"], "on": found[0]["on"], "plan": found[0]["plan"]} if found else None


def _of(author: int | None, kind: str, first: date) -> Mapping[str, Any]:
    return {
        "and": [
            {"field": "owner", "op": "eq", "value": author},
            {"field": "kind", "op": "eq", "value": kind},
            {"field": "on", "op": "eq", "value": first.isoformat()},
        ]
    }


def _rows(
    ctx: Ctx,
    entity: str,
    whose: str,
    when: str,
    first: date,
    end: date,
    fields: Sequence[str],
    state: str = "",
) -> Sequence[Mapping[str, Any]]:
    """The actor's own rows whose moment lies in [first, end), in order of time; nothing where the actor has no such
    right."""
    known = all_entities(ctx).get(entity)
    if known is None or not may(ctx, known, "view"):
        return ()
    parts: list[Mapping[str, Any]] = [
        {"field": whose, "op": "eq", "value": "$me"},
        {"field": when, "op": "gte", "value": midnight(first).isoformat()},
        {"field": when, "op": "lt", "value": midnight(end).isoformat()},
    ]
    if state:
        parts.append({"field": "state", "op": "eq", "value": state})
    return find(ctx, entity, {"and": parts}, fields=fields, sort=when, limit=MAX_ROWS).items


def midnight(day: date) -> datetime:
    """When the company's day begins."""
    return datetime.combine(day, time(), COMPANY_ZONE)


def _done(follow_ups: Sequence[Mapping[str, Any]], tasks: Sequence[Mapping[str, Any]], kind: str) -> str:
    by_customer: dict[str, list[str]] = {}
    for row in follow_ups:
        content = " ".join((row.get("content") or "").split())
        by_customer.setdefault(_name(row.get("customer")), []).append(content[:MAX_CONTENT])
    lines = []
    for name, contents in by_customer.items():
        told = "；".join(dict.fromkeys(text for text in contents if text)) if kind == "day" else ""
        count = _("%(number)d times") % {"number": len(contents)} if len(contents) > 1 else ""
        lines.append(_line(name, "，".join(part for part in (count, told) if part)))
    lines += [_line(_("Task done"), row.get("title") or "") for row in tasks]
    return _numbered(lines)


def _plan(
    tasks: Sequence[Mapping[str, Any]], visits: Sequence[Mapping[str, Any]], customers: Sequence[Mapping[str, Any]]
) -> str:
    lines = [
        _line(_("Visit %(name)s") % {"name": _name(row.get("customer"))}, row.get("purpose") or "") for row in visits
    ]
    lines += [_line(row.get("title") or "", _name(row.get("customer"))) for row in tasks]
    lines += [_("Follow up %(name)s") % {"name": row.get("name") or ""} for row in customers]
    return _numbered(lines)


def _numbered(lines: Sequence[str]) -> str:
    told = [f"{at}. {line}" for at, line in enumerate(lines[:MAX_LINES], 1)]
    if len(lines) > MAX_LINES:
        told.append(_("… and %(number)d more") % {"number": len(lines) - MAX_LINES})
    return "\n".join(told)


def _line(head: str, rest: str) -> str:
    return f"{head}：{rest}" if head and rest else head or rest


def _name(link: Any) -> str:
    return (link.get("title") or "") if isinstance(link, Mapping) else ""
