"""Four months of daily work: follow-ups that lead to where each customer stands now, visits, tasks, phrases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.modules.activities import positions
from kezhou.modules.activities.models import PositionConsent, VisitPosition
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import write

from . import work_words as words
from .customers import as_person
from .staff import Staff

DAYS = 120
SPELL = timedelta(days=12)
"""What a person did in such a time is written at once: one call for many rows costs less than many calls."""
BY_CODE = write.Options(internal=True, historical=True)
WORKERS = ("sales", "manager", "service", "marketing", "director")
GAPS = {"trading": 11, "following": 8, "potential": 17, "dormant": 30, "lost": 35}
"""Days between two follow-ups of a customer of a status, on average."""
MAX_CHAIN = 9

_CUSTOMERS = """
SELECT c.id, c.owner_id, c.status, c.created_at, c.last_follow_up_at, c.next_follow_up_at, c.region, c.address,
       (SELECT min(t.id) FROM parties_contact t WHERE t.customer_id = c.id)
  FROM parties_customer c WHERE c.owner_id IS NOT NULL ORDER BY c.id"""

_PLACES = """
INSERT INTO activities_customerplace (customer_id, lat, lng, accuracy, source, at)
SELECT DISTINCT ON (v.customer_id) v.customer_id, p.lat, p.lng, p.accuracy, 'check_in', p.at
  FROM activities_visitposition p JOIN activities_visit v ON v.id = p.visit_id
 ORDER BY v.customer_id, p.at DESC"""
"""Where somebody stood last is where the customer is."""


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as it stands now."""

    id: int
    owner: int
    status: str
    since: datetime
    last: datetime | None
    due: datetime | None
    region: str
    address: str
    contact: int | None


def go_on(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Everything, in the names of those who did it."""
    customers = [Known(*row) for row in fetch_all(_CUSTOMERS)]
    users = {user.id: user for user in staff.users.values()}
    contacts: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for customer in customers:
        for row in _chain(customer, chance, now):
            spell = int((now - row["at"]) / SPELL)
            contacts.setdefault((-spell, customer.owner), []).append(row)
    places = {customer.id: customer.region for customer in customers}
    for (spell, owner), rows in sorted(contacts.items(), key=lambda one: one[0]):
        _write_spell(users[owner], now + spell * SPELL, rows, places, chance)
    execute(_PLACES)
    workers = [staff.users[post.username] for post in staff.posts if post.role in WORKERS]
    for user in workers:
        mine = [customer for customer in customers if customer.owner == user.id]
        if mine:
            _plans(user, mine, chance, now)
    _write(staff.users["director"], now - timedelta(days=100), "phrase", [dict(row) for row in words.PHRASES])


def _chain(customer: Known, chance: random.Random, now: datetime) -> Iterator[dict[str, Any]]:
    """The follow-ups of a customer, the newest first: it is where the customer's own moments come from."""
    if customer.last is None:
        return
    at, start = customer.last, max(customer.since, now - timedelta(days=DAYS))
    for place in range(MAX_CHAIN):
        kind, content, result = _what(customer.status, chance)
        if place == 0 and kind == "other":
            kind = "call"
        row = {
            "customer": customer.id,
            "contact": customer.contact if chance.random() < 0.7 else None,
            "kind": kind,
            "content": content,
            "result": result,
            "at": at,
            "duration": chance.randint(20, 900) if kind == "call" else None,
            "direction": ("in" if chance.random() < 0.2 else "out") if kind == "call" else None,
        }
        if place == 0 and customer.due is not None and customer.due > at:
            row |= {"next_at": customer.due, "next_content": chance.choice(words.NEXT)}
        yield row
        if chance.random() < 0.25:
            missed = at - timedelta(hours=chance.randint(1, 20))
            nothing = dict.fromkeys(("duration", "next_at", "next_content"))
            yield {**row, **nothing, "kind": "call", "content": "未接通", "result": "no_answer", "at": missed}
        at -= timedelta(days=0.6 + chance.expovariate(1 / GAPS[customer.status]))
        if at < start:
            return
        local = at.astimezone(COMPANY_ZONE)
        at = local.replace(hour=chance.randint(9, 17), minute=chance.randint(0, 59), second=0, microsecond=0)


def _what(status: str, chance: random.Random) -> tuple[str, str, str | None]:
    kind = chance.choices([one for one, _share in words.KINDS], [share for _one, share in words.KINDS])[0]
    result = chance.choice(words.RESULTS[status])
    return kind, chance.choice(words.CONTENTS[kind]) + chance.choice(words.ENDINGS), result


def _write_spell(
    user: User, moment: datetime, rows: Sequence[dict[str, Any]], places: Mapping[int, str], chance: random.Random
) -> None:
    visits = [row for row in rows if row["kind"] == "visit"]
    gone_to = [
        {
            "customer": row["customer"],
            "contact": row["contact"],
            "purpose": chance.choice(words.PURPOSES),
            "planned_at": (row["at"] - timedelta(minutes=chance.choice((-20, -10, 0, 0, 5, 10)))).isoformat(),
            "state": "done",
            "checked_in_at": row["at"].isoformat(),
            "checked_out_at": (row["at"] + timedelta(minutes=chance.randint(25, 120))).isoformat(),
            "late": chance.random() < 0.1,
            "result": row["content"],
            "owner": user.id,
        }
        for row in visits
    ]
    ids = _write(user, moment, "visit", gone_to)
    _stand(user, ids, visits, places, chance)
    linked = {id(row): visit for row, visit in zip(visits, ids, strict=True)}
    told = [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        | ({"visit": linked[id(row)]} if id(row) in linked else {})
        for row in sorted(rows, key=lambda row: row["at"])
    ]
    _write(user, moment, "follow_up", told)


def _stand(
    user: User, ids: Sequence[int], rows: Sequence[Mapping[str, Any]], places: Mapping[int, str], chance: random.Random
) -> None:
    """Where the person checked in, having agreed before."""
    if not ids:
        return
    if not PositionConsent.objects.filter(user=user).exists():
        first = min(row["at"] for row in rows) - timedelta(days=1)
        PositionConsent.objects.create(user=user, text_version=positions.TEXT_VERSION, given_at=first)
    VisitPosition.objects.bulk_create(
        VisitPosition(
            visit_id=visit,
            user=user,
            moment="in",
            at=row["at"],
            lat=words.CITIES[places[row["customer"]][:4]][0] + chance.uniform(-0.05, 0.05),
            lng=words.CITIES[places[row["customer"]][:4]][1] + chance.uniform(-0.05, 0.05),
            accuracy=chance.randint(5, 60),
        )
        for visit, row in zip(ids, rows, strict=True)
    )


def _plans(user: User, mine: Sequence[Known], chance: random.Random, now: datetime) -> None:
    """What lies before a person: visits of the coming days, tasks that are due, late or done."""
    today = now.astimezone(COMPANY_ZONE).replace(minute=0, second=0, microsecond=0)
    visits, tasks = [], []
    for customer in chance.sample(list(mine), min(len(mine), 8)):
        day, hour = chance.choice((0, 0, 1, 1, 2, 3, 4, 6, 8)), chance.randint(9, 17)
        at = today.replace(hour=hour) + timedelta(days=day)
        words_of = {"customer": customer.id, "contact": customer.contact, "address": customer.address or None}
        visits.append({**words_of, "purpose": chance.choice(words.PURPOSES), "planned_at": at.isoformat(),
                       "planned_minutes": chance.choice((30, 60, 60, 90)), "owner": user.id})  # fmt: skip
    for customer in chance.sample(list(mine), min(len(mine), 20)):
        due = today.replace(hour=chance.randint(9, 18)) + timedelta(days=round(chance.gauss(0, 7)))
        is_over = due < today and chance.random() < 0.8
        tasks.append({"title": chance.choice(words.TASKS), "customer": customer.id, "due_at": due.isoformat(),
                      "priority": chance.choices(("high", "normal", "low"), (2, 7, 1))[0], "owner": user.id,
                      "state": "done" if is_over else "open",
                      "done_at": (due - timedelta(hours=2)).isoformat() if is_over else None})  # fmt: skip
    moment = now - timedelta(days=2)
    _write(user, moment, "visit", visits)
    _write(user, moment, "task", tasks)


def _write(user: User, moment: datetime, key: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new records. A refused row is a mistake of the demo and stops it."""
    if not rows:
        return []
    ctx = as_person(user, moment, registry.current_schema_epoch())
    ids = []
    for draft in write.create_many(ctx, registry.entity(ctx, key), rows, BY_CODE):
        if draft.problem is not None or draft.id is None:
            raise RuntimeError(f"a demo {key} was refused: {draft.values}") from draft.problem
        ids.append(draft.id)
    return ids
