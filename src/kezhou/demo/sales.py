"""A year and a half of selling: opportunities that went their way, in the names of those who worked on them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import acts, write

from . import sales_words as words
from .customers import as_person
from .staff import Staff

OPPORTUNITIES = 400
DAYS = 540
SPELL = 20
"""What a person did in so many days is written at once: one call for many rows costs less than many calls."""
SELLERS = 14
BY_CODE = write.Options(internal=True)
OPEN = ("standard.1", "standard.2", "standard.3", "standard.4", "standard.5", "standard.6")
WON, LOST, INVALID = "standard.7", "standard.8", "standard.9"
STAY = (9, 16, 20, 11, 14, 9)
"""Days that an opportunity usually stands in each open stage."""
REGISTERED = 0.45

_CUSTOMERS = """
SELECT c.id, c.owner_id, c.name, c.created_at,
       (SELECT array_agg(t.id ORDER BY t.id) FROM parties_contact t WHERE t.customer_id = c.id AND t.deleted_at IS NULL)
  FROM parties_customer c WHERE c.owner_id = ANY(%s) AND c.deleted_at IS NULL ORDER BY c.created_at, c.id"""


@dataclass(slots=True)
class Course:
    """An opportunity to be: first values, and on which day of the past it moved where, with what."""

    owner: int
    values: dict[str, Any]
    moves: list[tuple[datetime, dict[str, Any]]]
    customer: int
    contacts: Sequence[int]
    begun: datetime
    id: int = 0
    state: str = "open"
    stage: int = 0
    rivals: list[int] = field(default_factory=list)


def go_on(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Everything; the oldest first."""
    sellers = [staff.users[p.username] for p in staff.posts if p.role in ("sales", "manager")][:SELLERS]
    users = {user.id: user for user in sellers}
    rivals, nobody = _rivals(staff.users["marketing1"], chance, now)
    stages: dict[str, int] = dict(fetch_all("SELECT code, id FROM sales_salesstage WHERE code LIKE 'standard.%%'"))
    customers = fetch_all(_CUSTOMERS, (list(users),))
    if not customers:
        return
    products = [row[0] for row in fetch_all("SELECT id FROM catalog_product WHERE deleted_at IS NULL ORDER BY id")]
    courses = [_course(customers, rivals, nobody, stages, chance, now) for _number in range(OPPORTUNITIES)]
    for course in courses:
        course.values["product"] = chance.choice(products) if products and chance.random() < 0.7 else None
    _play(courses, users, now)
    _around(courses, users, chance, now)
    _ask(staff, courses, now)


def _course(
    customers: Sequence[Sequence[Any]],
    rivals: Sequence[int],
    nobody: int,
    stages: Mapping[str, int],
    chance: random.Random,
    now: datetime,
) -> Course:
    ago = chance.random() ** 1.3 * DAYS
    begun = (now - timedelta(days=ago)).replace(hour=chance.randint(1, 9), minute=chance.randint(0, 59), second=0)
    known = [row for row in customers if row[3] <= begun] or customers[: max(len(customers) // 5, 1)]
    id_, owner, name, _since, contacts = chance.choice(known)
    amount = round(min(chance.lognormvariate(11.6, 1.0), 4_000_000), -2)
    values: dict[str, Any] = {
        "name": f"{name[:4]}{chance.choice(words.NAMES)}",
        "customer": id_,
        "owner": owner,
        "contact": chance.choice(contacts) if contacts else None,
        "kind": "project" if amount > 400_000 else "normal",
        "origin": "public" if chance.random() < 0.2 else "personal",
        "source": chance.choice(("existing", "referral", "exhibition", "website", "telesales", "tender", "partner")),
        "amount": {"amount": f"{amount:.2f}", "currency": "CNY"},
        "expected_on": (begun + timedelta(days=chance.randint(40, 130))).date().isoformat(),
        "requirement": chance.choice(words.REQUIREMENTS),
        "next_step": chance.choice(words.NEXT),
        "opened_on": begun.astimezone(COMPANY_ZONE).date().isoformat(),
        "stage": stages[OPEN[0]],
    }
    if values["kind"] == "project":
        values["budget"] = {"amount": f"{round(amount * 0.02, -2):.2f}", "currency": "CNY"}
    if chance.random() < REGISTERED:
        until = begun + timedelta(days=90)
        values |= {
            "registration_state": "registered" if until > now else "expired",
            "registered_until": until.date().isoformat(),
        }
    course = Course(owner, values, [], id_, contacts or (), begun)
    course.rivals = chance.sample(list(rivals), chance.choice((0, 0, 1, 1, 2)))
    _walk(course, stages, rivals, nobody, chance, now)
    if course.state == "open":
        values["expected_on"] = (now + timedelta(days=chance.randint(-12, 95))).date().isoformat()
        values["next_step_on"] = (now + timedelta(days=chance.randint(-3, 14))).date().isoformat()
    return course


def _walk(
    course: Course,
    stages: Mapping[str, int],
    rivals: Sequence[int],
    nobody: int,
    chance: random.Random,
    now: datetime,
) -> None:
    """From stage to stage until it ends, or until today."""
    at = course.begun
    for place, days in enumerate(STAY):
        at += timedelta(days=0.5 + chance.expovariate(1 / days))
        if at >= now:
            return
        dice = chance.random()
        if dice < 0.04:
            course.state = "invalid"
            reason = chance.choice(list(words.NONE))
            course.moves.append((at, {"stage": stages[INVALID], "lost_reason": reason, "summary": words.NONE[reason]}))
            return
        if dice < 0.04 + 0.10 * (place >= 1):
            course.state = "lost"
            reason = chance.choice(list(words.LOST))
            rival = chance.choice(course.rivals) if course.rivals else chance.choice([*rivals, nobody])
            told = {"lost_reason": reason, "competitor": rival, "summary": words.LOST[reason]}
            course.moves.append((at, {"stage": stages[LOST], **told}))
            return
        if place + 1 < len(OPEN):
            course.stage = place + 1
            course.moves.append((at, {"stage": stages[OPEN[place + 1]]}))
    course.state = "won"
    course.moves.append((at, {"stage": stages[WON], "summary": chance.choice(words.WON)}))


def _play(courses: Sequence[Course], users: Mapping[int, User], now: datetime) -> None:
    """In spells of time, per person: what began, then where everything stands at its end."""
    epoch = registry.current_schema_epoch()
    for spell in range(DAYS // SPELL + 1, -1, -1):
        start, end = now - timedelta(days=(spell + 1) * SPELL), now - timedelta(days=spell * SPELL)
        for owner, user in users.items():
            mine = [one for one in courses if one.owner == owner]
            new = [one for one in mine if start <= one.begun < end]
            if new:
                ctx = as_person(user, max(one.begun for one in new), epoch)
                for one, id_ in zip(new, _write(ctx, "opportunity", [_first(one) for one in new]), strict=True):
                    one.id = id_
            moving = {one.id: moved for one in mine if (moved := _last(one, start, end)) is not None}
            if moving:
                last = max(at for one in mine for at, _values in one.moves if start <= at < end)
                ctx = as_person(user, last, epoch)
                entity = registry.entity(ctx, "opportunity")
                for draft in write.update_many(ctx, entity, list(moving), moving, None, BY_CODE):
                    if draft.problem is not None:
                        raise RuntimeError(f"a demo move was refused: {draft.values}") from draft.problem


def _first(course: Course) -> dict[str, Any]:
    return {name: value for name, value in course.values.items() if value is not None}


def _last(course: Course, start: datetime, end: datetime) -> dict[str, Any] | None:
    """Where it stands at the end of the spell, if it moved in it."""
    moved = [values for at, values in course.moves if start <= at < end]
    return moved[-1] if moved and course.id else None


def _rivals(user: User, chance: random.Random, now: datetime) -> tuple[list[int], int]:
    """Competitors with products and news; and the one that stands for nobody."""
    ctx = as_person(user, now - timedelta(days=DAYS), registry.current_schema_epoch())
    names = ("name", "short_name", "threat", "reach", "region", "strengths", "weaknesses", "answer")
    rows: list[dict[str, Any]] = [{n: v for n, v in zip(names, one, strict=True) if v} for one in words.RIVALS]
    rows.append({"name": words.NOBODY[0], "short_name": words.NOBODY[1], "threat": "low", "is_nobody": True})
    *ids, nobody = _write(ctx, "competitor", rows)
    products = [
        {
            "competitor": rival, "name": name, "compares_with": ours,
            "price": {"amount": f"{int(price) * chance.uniform(8000, 12000):.2f}"},
        }
        for rival in ids
        for name, ours, price in chance.sample(words.PRODUCTS, 2)
    ]  # fmt: skip
    _write(ctx, "competitor_product", products)
    news = [
        {
            "competitor": rival, "title": title.format(name=row[1]), "impact": impact,
            "on": (now - timedelta(days=chance.randint(2, 160))).date().isoformat(),
        }
        for rival, row in zip(ids, words.RIVALS, strict=True)
        for title, impact in chance.sample(words.NEWS, 2)
    ]  # fmt: skip
    _write(as_person(user, now - timedelta(days=1)), "competitor_news", news)
    return ids, nobody


def _around(courses: Sequence[Course], users: Mapping[int, User], chance: random.Random, now: datetime) -> None:
    """Competitors, who decides, other parties, expenses and samples of what is worth it; past plans are done."""
    epoch = registry.current_schema_epoch()
    for owner, user in users.items():
        mine = [one for one in courses if one.owner == owner and one.id]
        ctx = as_person(user, now - timedelta(days=1), epoch)
        outcome = {"won": "lost", "lost": "left", "invalid": "left", "open": "open"}
        rivals = [
            {
                "opportunity": one.id, "competitor": rival, "threat": chance.choice(("high", "medium", "low")),
                "outcome": "won" if rival == one.moves[-1][1].get("competitor") else outcome[one.state],
            }
            for one in mine
            if one.moves
            for rival in one.rivals
        ]  # fmt: skip
        _write(ctx, "opportunity_rival", rivals)
        projects = [one for one in mine if one.values["kind"] == "project"]
        seats = [
            {
                "opportunity": one.id, "contact": contact, "role": chance.choice(words.ROLES),
                "attitude": chance.choice(("supports", "neutral", "opposes", "unknown")),
                "influence": chance.choice("2345"), "wants": chance.choice(words.WANTS),
            }
            for one in projects
            for contact in list(one.contacts)[:3]
        ]  # fmt: skip
        _write(ctx, "opportunity_seat", seats)
        spent = [
            {
                "opportunity": one.id, "kind": kind, "purpose": purpose, "spender": owner,
                "amount": {"amount": f"{chance.randint(low, high)}.00"},
                "on": (one.begun + (now - one.begun) * chance.random() * 0.98).date().isoformat(),
            }
            for one in projects
            for kind, purpose, low, high in chance.sample(words.EXPENSES, 2)
        ]  # fmt: skip
        _write(as_person(user, now, epoch), "opportunity_expense", spent)
        _finish_plans(ctx, [one.id for one in mine], now)


def _finish_plans(ctx: Any, ids: Sequence[int], now: datetime) -> None:
    """What was planned for the past is done, all but the last few days."""
    rows = fetch_all(
        "SELECT id, due_on FROM sales_opportunityactivity WHERE opportunity_id = ANY(%s) AND due_on < %s ORDER BY id",
        (list(ids), (now - timedelta(days=4)).date()),
    )
    done = {id_: {"state": "done", "done_on": due.isoformat()} for id_, due in rows}
    if done:
        entity = registry.entity(ctx, "opportunity_activity")
        write.update_many(ctx, entity, list(done), done, None, BY_CODE)


def _ask(staff: Staff, courses: Sequence[Course], now: datetime) -> None:
    """Two salespeople wait for the decision on a registration, one for a sample."""
    for number, username in enumerate(("sales1", "sales2")):
        user = staff.users[username]
        ctx = as_person(user, now - timedelta(hours=5 - number), registry.current_schema_epoch())
        free = [
            one
            for one in courses
            if one.owner == user.id and one.state == "open" and "registration_state" not in one.values
        ]
        if free:
            entity = registry.entity(ctx, "opportunity")
            acts.act(ctx, entity, free[0].id, "register", {"note": "客户已口头确认，预算在年度计划内"})
            row = {
                "opportunity": free[0].id,
                "item": "数据采集网关 DG-200",
                "quantity": "2",
                "reason": "客户现场试用两周",
            }
            (sample,) = _write(ctx, "sample_request", [row])
            acts.act(ctx, registry.entity(ctx, "sample_request"), sample, "submit", {})


def _write(ctx: Any, key: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new records. A refused row is a mistake of the demo and stops it."""
    ids = []
    for draft in write.create_many(ctx, registry.entity(ctx, key), rows, BY_CODE) if rows else ():
        if draft.problem is not None or draft.id is None:
            raise RuntimeError(f"a demo {key} was refused: {draft.values}") from draft.problem
        ids.append(draft.id)
    return ids
