"""Who belongs to whom: groups, suppliers, introducers, decision trees and cards around the largest owners."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kezhou.modules.relations.defaults import TYPES
from kezhou.modules.relations.key_account.parts import PARTS
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import write

from . import words
from .customers import Owned, as_person
from .staff import Staff

PEOPLE = ("sales1", "sales2", "sales3", "manager1", "manager2")
EACH = 12
"""Customers of each person that get relations: a group of six, then suppliers, partners and an introducer."""

_CONTACTS = (
    "SELECT id, customer_id FROM parties_contact WHERE customer_id = ANY(%s) ORDER BY customer_id, is_primary DESC, id"
)


def relate(staff: Staff, owned: Sequence[Owned], chance: random.Random, now: datetime) -> None:
    """For each person the same shape with other customers, so that every sign-in has something to look at."""
    kinds = {row[0]: row[1] for row in fetch_all("SELECT key, id FROM relations_relationtype")}
    assert set(kinds) >= {type_.key for type_ in TYPES}  # noqa: S101 - made a moment ago
    for username in PEOPLE:
        user = staff.users[username]
        contacts = _contacts([one.id for one in owned if one.owner == user.id])
        # Whoever has most contacts first: a decision tree needs people.
        mine = sorted(contacts, key=lambda id_: (-len(contacts[id_]), id_))[:EACH]
        if len(mine) == EACH:
            _of_one(user, mine, contacts, kinds, chance, now)


def _contacts(customers: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for id_, customer in fetch_all(_CONTACTS, (list(customers),)):
        found.setdefault(customer, []).append(id_)
    return found


def _of_one(
    user: User,
    mine: Sequence[int],
    contacts: Mapping[int, Sequence[int]],
    kinds: Mapping[str, int],
    chance: random.Random,
    now: datetime,
) -> None:
    ctx = as_person(user, now - timedelta(days=chance.randint(30, 90)))
    customer, relation = registry.entity(ctx, "customer"), registry.entity(ctx, "relation")
    for child, parent in ((1, 0), (2, 0), (3, 1), (4, 1), (5, 3)):
        write.update(ctx, customer, mine[child], {"parent": mine[parent]})
    between = (("supplier", 6, 0), ("supplier", 0, 7), ("partner", 0, 8), ("competitor", 6, 8), ("introducer", 9, 10))
    rows = [
        {
            "type": kinds[key],
            "from_customer": mine[first],
            "to_customer": mine[second],
            "strength": str(chance.randint(2, 5)),
            "source": chance.choice(("told", "colleague", "public")),
            "note": chance.choice(words.REMARKS),
        }
        for key, first, second in between
    ]
    people = [contacts[id_][0] for id_ in mine]
    rows += [
        {"type": kinds["classmate"], "from_contact": people[0], "to_contact": people[9], "strength": "4"},
        {"type": kinds["colleague"], "from_contact": people[10], "to_contact": people[11], "strength": "3"},
        {"type": kinds["introducer"], "from_contact": people[9], "to_customer": mine[7], "since": "2026-03-01"},
    ]
    write.create_many(ctx, relation, rows)
    also = {"contact": people[8], "customer": mine[0], "title": "外部顾问"}
    write.create(ctx, registry.entity(ctx, "contact_customer"), also)
    _decide(user, mine[0], [*contacts[mine[0]], people[8]], chance, now)
    _card(user, mine[0], chance, now)


def _decide(user: User, customer: int, people: Sequence[int], chance: random.Random, now: datetime) -> None:
    """The first leads, the others report to the first or second."""
    ctx = as_person(user, now - timedelta(days=20))
    seat = registry.entity(ctx, "decision_seat")
    roles = ("decider", "influencer", "buyer", "user", "finance", "gatekeeper")
    attitudes = ("supports", "neutral", "opposes", "supports", "unknown", "neutral")
    for at, contact in enumerate(people[: len(roles)]):
        row: dict[str, Any] = {
            "customer": customer,
            "contact": contact,
            "role": roles[at],
            "attitude": attitudes[at],
            "influence": str(max(1, 5 - at)),
        }
        if at:
            row["reports_to"] = people[0 if at < 3 else chance.randint(0, 1)]
        write.create(ctx, seat, row)


def _card(user: User, customer: int, chance: random.Random, now: datetime) -> None:
    """One part confirmed lately, one long ago, two never."""
    ctx = as_person(user, now - timedelta(days=200))
    card = registry.entity(ctx, "key_account")
    write.update(ctx, registry.entity(ctx, "customer"), customer, {"level": "A"})
    draft = write.create(
        ctx,
        card,
        {
            "customer": customer,
            "responsible": user.id,
            "next_review_on": (now + timedelta(days=chance.randint(-5, 5))).date().isoformat(),
            "business_type": "设备制造与系统集成，主要面向华东地区的工业客户",
            "market_area": "长三角为主，正在进入华南市场",
            "growth_potential": "新产线明年投产，采购量预计增长三成",
            "market_share": "12.50",
            "cooperation": "合作三年，年度框架协议，按季度下单",
            "present_sales": {"amount": "2860000.00", "currency": "CNY"},
            "credit": "账期 60 天，无逾期",
        },
    )
    assert draft.id is not None  # noqa: S101 - the pipeline sets it
    for part, days in ((PARTS[0], 195), (PARTS[3], 12)):
        when = as_person(user, now - timedelta(days=days))
        values = {part.confirmed_at: when.clock.now().isoformat(), part.confirmed_by: user.id}
        options = write.Options(internal=True, event="confirmed", always=True, meta={"part": part.key})
        write.update(when, card, draft.id, values, None, options)
