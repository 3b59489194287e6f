"""Customers that are there twice, as they come about: a list from a fair and an old file, names cut short or heard
wrong. They wait in the queue of pairs for somebody's word."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.duplicates import pairs, statistics
from kezhou.platform.duplicates.facts import facts_of, party_of
from kezhou.platform.duplicates.find import find_many, rows_of
from kezhou.platform.duplicates.force import in_force
from kezhou.platform.duplicates.watch import watched
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import User
from kezhou.platform.records import write

from .customers import DOUBLES, Owned, as_person, lately
from .staff import Staff

HOLDERS = ("sales1", "sales2", "sales3", "manager1", "manager2", "service1")
"""Who signs in and finds pairs of their own."""
EACH = 3
HITS = 3
LATELY = timedelta(days=20)
HEARD = str.maketrans("华信恒瑞鼎宏远博诚源", "化兴衡睿顶弘元柏成元")
"""Characters that sound alike on the phone."""
KEPT = ("short_name", "region", "address", "industry", "legal_form", "website")
BY_CODE = write.Options(internal=True)

_ORIGINALS = """
SELECT c.id, c.name, c.short_name, c.region, c.address, c.industry, c.legal_form, c.website, c.phone, c.mobile
  FROM parties_customer c WHERE c.id = ANY(%s) AND (c.phone <> '' OR c.mobile <> '')"""
_COLUMNS = ("id", "name", "short_name", "region", "address", "industry", "legal_form", "website", "phone", "mobile")


def come_twice(ctx: Ctx, staff: Staff, owned: Sequence[Owned], chance: random.Random, now: datetime) -> None:
    """Written one by one in the names of their owners, then compared with all others and queued."""
    made = [
        _again(staff.users[holder], row, chance, now) for holder, rows in _chosen(staff, owned, chance) for row in rows
    ]
    _queue(ctx, registry.entity(ctx, "customer"), made)


def _chosen(
    staff: Staff, owned: Sequence[Owned], chance: random.Random
) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Whose record the second one is, and which it is a second one of."""
    found: list[tuple[str, Sequence[Mapping[str, Any]]]] = []
    for holder in HOLDERS:
        mine = [one.id for one in owned if one.owner == staff.users[holder].id]
        found.append((holder, _originals(mine, EACH, chance)))
    # The rest of them belongs to two people: only those above see both.
    held = {staff.users[holder].id for holder in HOLDERS}
    left = DOUBLES - sum(len(rows) for _holder, rows in found)
    found.append(("marketing1", _originals([one.id for one in owned if one.owner not in held], left, chance)))
    return found


def _originals(ids: Sequence[int], number: int, chance: random.Random) -> Sequence[Mapping[str, Any]]:
    rows = sorted(fetch_all(_ORIGINALS, (list(ids),)))
    return [dict(zip(_COLUMNS, row, strict=True)) for row in chance.sample(rows, min(number, len(rows)))]


def _again(owner: User, row: Mapping[str, Any], chance: random.Random, now: datetime) -> int:
    """The same company as somebody else wrote it down."""
    moment = lately(now - LATELY * chance.random(), now)
    again = {name: row[name] for name in (*chance.sample(KEPT, 5), "phone", "mobile") if row[name]}
    again |= {"name": other_name(str(row["name"]), chance), "owner": owner.id, "source": "exhibition"}
    ctx = as_person(owner, moment, registry.current_schema_epoch())
    made = write.create(ctx, registry.entity(ctx, "customer"), again, BY_CODE)
    assert made.id is not None  # noqa: S101 - the pipeline sets it
    return made.id


def other_name(name: str, chance: random.Random) -> str:
    """Another spelling of a company's name, never the same: without the form, with another one, or misheard."""
    short = name.replace("市", "", 1).replace("（", "").replace("）", "")
    ways = [
        short.replace("有限责任公司", "有限公司").replace("集团有限公司", "集团"),
        short.removesuffix("有限责任公司").removesuffix("股份有限公司").removesuffix("有限公司"),
        name.translate(HEARD),
    ]
    return chance.choice([way for way in ways if way != name])


def _queue(ctx: Ctx, entity: CompiledEntity, made: Sequence[int]) -> None:
    """As the scan would, for these alone: the statistics first, which tell a rare name from a usual one."""
    statistics.recount(ctx, entity, watched(entity))
    settings, facts = in_force(entity), facts_of(entity)
    parties = [party_of(facts, values) for values in _in_order(rows_of(entity, facts, set(made)), made)]
    found = find_many(ctx, entity, parties, settings.weights, HITS, list(made), row=watched(entity))
    pairs.put(
        ctx,
        entity,
        [
            (one, hit.record_id, hit.judgement)
            for one, hits in zip(made, found, strict=True)
            for hit in hits
            if hit.judgement.verdict in ("likely", "certain")
        ],
    )


def _in_order(rows: Mapping[int, Mapping[str, Any]], ids: Sequence[int]) -> list[Mapping[str, Any]]:
    return [rows[id_] for id_ in ids]
