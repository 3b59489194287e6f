"""The today page (今日): whom to call, where to go, what to do, and why — of the person who asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.notify import unread_count
from kezhou.sdk.query import Sql, entity, fetch_all, fetch_one, field_rights, may, right

from . import groups
from .groups import PHONES, Group, Line
from .reading import Row, midnight, readable, selected

BUILDERS = (
    groups.follow_ups,
    groups.leads,
    groups.tasks,
    groups.visits,
    groups.recycled,
    groups.celebrations,
    groups.silent,
)
DUTIES = ("follow_ups", "leads", "tasks", "visits")
"""The groups whose lines are today's work; the others are offers."""


def page(ctx: Ctx) -> dict[str, Any]:
    """Everything of the page in a bounded and constant number of statements."""
    today = company_today(ctx.clock)
    built = [group for build in BUILDERS if (group := build(ctx, today)) is not None]
    lines = [line for group in built for line in group.lines]
    customers = _customers(ctx, lines)
    contacts = _contacts(ctx, lines, customers)
    steps = _next_steps(ctx, [line.id for line in lines if line.kind == "follow_up"])
    acts = _Acts(ctx)
    return {
        "date": today,
        "progress": _progress(ctx, today, built),
        "mentions": unread_count(ctx, "mention"),
        "groups": [
            {
                "key": group.key,
                "count": group.count,
                "capped": group.capped,
                "more": group.more if group.count > len(group.lines) else None,
                "items": [_told(line, customers, contacts, steps, acts) for line in group.lines],
            }
            for group in built
        ],
    }


def _told(
    line: Line,
    customers: Mapping[int, Row],
    contacts: Mapping[int, Row],
    steps: Mapping[int, str],
    acts: _Acts,
) -> dict[str, Any]:
    customer = customers.get(line.customer or 0)
    contact = contacts.get(line.customer or 0)
    data = dict(line.data)
    phone = _phone("contact", contact, ("mobile",)) or _phone("customer", customer, PHONES)
    if (lead := data.pop("record", None)) is not None:
        phone = _phone("lead", lead, PHONES)
    return {
        "kind": line.kind,
        "entity": line.entity,
        "id": line.id,
        "version": line.version,
        "title": line.title,
        "reason": line.reason,
        "note": steps.get(line.id, "") if line.kind == "follow_up" else line.note,
        "due": line.due,
        "overdue_days": line.overdue_days,
        "customer": _customer(customer, line.customer),
        "phone": phone,
        "actions": acts.of(
            line.kind, phone is not None, customer is not None or line.kind == "lead", line.due is not None
        ),
        **data,
    }


def _customer(customer: Row | None, record_id: int | None) -> dict[str, Any] | None:
    if record_id is None:
        return None
    if customer is None:
        return {"id": record_id, "title": None}
    return {
        "id": customer["id"],
        "title": customer.get("name"),
        "version": customer["version"],
        "level": customer.get("level"),
        "next_follow_up_at": customer.get("next_follow_up_at"),
    }


def _phone(key: str, record: Row | None, fields: Iterable[str]) -> dict[str, Any] | None:
    """The number to call and where it stands: a number that is shown in part must be revealed before it can be
    called."""
    for name in fields if record else ():
        if record and record.get(name):
            masked = name in record.get("_masked", ())
            who = record.get({"contact": "name", "lead": "contact_name"}.get(key, ""))
            return {
                "value": record[name],
                "masked": masked,
                "entity": key,
                "id": record["id"],
                "field": name,
                "name": who,
            }
    return None


def _customers(ctx: Ctx, lines: Sequence[Line]) -> Mapping[int, Row]:
    ids = sorted({line.customer for line in lines if line.customer is not None})
    if not readable(ctx, "customer"):
        return {}
    rows = selected(
        ctx,
        "customer",
        ("name", "level", "next_follow_up_at", *PHONES),
        Sql("t.id = ANY(%s)", (ids,)),
        order=Sql("t.id"),
        limit=len(ids) + 1,
    )
    return {row["id"]: row for row, _none in rows}


def _contacts(ctx: Ctx, lines: Sequence[Line], customers: Mapping[int, Row]) -> Mapping[int, Row]:
    """customer → the person to call: whose birthday it is, else the primary contact, else the first with a mobile."""
    if not readable(ctx, "contact"):
        return {}
    celebrated = [line.id for line in lines if line.kind == "birthday"]
    rows = selected(
        ctx,
        "contact",
        ("name", "mobile"),
        Sql("t.customer_id = ANY(%s) AND t.mobile <> ''", (list(customers),)),
        order=Sql("t.customer_id, (t.id = ANY(%s)) DESC, t.is_primary DESC, t.id", (celebrated,)),
        limit=len(customers) + 1,
        extra=("t.customer_id",),
        distinct="t.customer_id",
    )
    return {customer: row for row, (customer,) in rows}


def _next_steps(ctx: Ctx, customers: Sequence[int]) -> Mapping[int, str]:
    """customer → what was agreed for the next time, from the newest follow-up that names a next date."""
    if not readable(ctx, "follow_up"):
        return {}
    rows = selected(
        ctx,
        "follow_up",
        ("next_content",),
        Sql("t.customer_id = ANY(%s) AND t.next_at IS NOT NULL", (list(customers),)),
        order=Sql("t.customer_id, t.at DESC, t.id DESC"),
        limit=len(customers) + 1,
        extra=("t.customer_id",),
        distinct="t.customer_id",
    )
    return {customer: row.get("next_content") or "" for row, (customer,) in rows}


class _Acts:
    """What the reader may do with a line: rights are looked at once, the record decides again when it is called."""

    def __init__(self, ctx: Ctx) -> None:
        customer = entity(ctx, "customer")
        self._dates = may(ctx, customer, "update") and field_rights(ctx, customer)["next_follow_up_at"].edit
        self._tasks = readable(ctx, "task") and may(ctx, entity(ctx, "task"), "update")
        self._leads = readable(ctx, "lead") and may(ctx, entity(ctx, "lead"), "update")
        self._visits = readable(ctx, "visit") and may(ctx, entity(ctx, "visit"), "update")
        self._logs = readable(ctx, "follow_up") and may(ctx, entity(ctx, "follow_up"), "create")

    def of(self, kind: str, phone: bool, customer: bool, due: bool) -> list[str]:
        changes = {"task": self._tasks, "visit": self._visits, "lead": self._leads}.get(kind, self._dates)
        found = ["call"] if phone else []
        if self._logs and customer:
            found.append("log")
        if changes and kind in ("follow_up", "task", "visit", "silent", "lead"):
            found.append("postpone")
        if kind in ("silent", "birthday", "anniversary"):
            found.append("put_aside")
        elif changes and kind in ("follow_up", "task", "lead") and (due or kind != "lead"):
            found.append("done")
        elif changes and kind == "visit":
            found.append("check_in")
        return found


def _progress(ctx: Ctx, today: date, built: Sequence[Group]) -> Mapping[str, int]:
    """今天 3/8: customers spoken to and tasks done today, of those and what is still to do."""
    first, end = midnight(today), midnight(today + timedelta(days=1))
    done = 0
    if readable(ctx, "follow_up"):
        seen = right(ctx, entity(ctx, "follow_up"), "view")
        row = fetch_one(
            "SELECT count(DISTINCT (t.customer_id, t.lead_id)) FROM activities_followup t "  # noqa: S608
            f"WHERE t.deleted_at IS NULL AND t.author_id = %s AND t.at >= %s AND t.at < %s AND {seen.text}",
            (ctx.actor.id, first, end, *seen.params),
        )
        done += row[0] if row else 0
    if readable(ctx, "task"):
        seen = right(ctx, entity(ctx, "task"), "view")
        row = fetch_one(
            "SELECT count(*) FROM activities_task t WHERE t.deleted_at IS NULL AND t.owner_id = %s "  # noqa: S608
            f"AND t.state = 'done' AND t.done_at >= %s AND t.done_at < %s AND {seen.text}",
            (ctx.actor.id, first, end, *seen.params),
        )
        done += row[0] if row else 0
    left = sum(group.count for group in built if group.key in DUTIES)
    return {"done": done, "total": done + left}


def is_own_line(ctx: Ctx, kind: str, record_id: int) -> bool:
    """Whether the record of a line that can be put aside may be seen at all."""
    key = "contact" if kind == "birthday" else "customer"
    seen = right(ctx, entity(ctx, key), "view")
    table = entity(ctx, key).table
    rows = fetch_all(
        f"SELECT 1 FROM {table} t WHERE t.id = %s AND t.deleted_at IS NULL AND {seen.text}",  # noqa: S608
        (record_id, *seen.params),
    )
    return bool(rows)
