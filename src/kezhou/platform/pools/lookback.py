"""What a rule would have done in the last 90 days, had it been in force: from the ledger and the times of its fact.

Conditions and exceptions are judged by the records as they are today; holds of that time are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from .due import day_of_moment, subjects
from .facts import RecycleFact, recycle_facts
from .limits import midnight
from .models import PoolRule

DAYS = 90
MAX_PEOPLE = 500

_OWNED = """
lines AS (
  SELECT m.record_id, m.at, m.from_owner_id, m.to_owner_id, lead(m.at) OVER w AS next_at, row_number() OVER w AS nth
    FROM pools_move m WHERE m.entity = %s WINDOW w AS (PARTITION BY m.record_id ORDER BY m.id)),
owned AS (
  SELECT record_id, to_owner_id AS owner_id, at AS since, coalesce(next_at, 'infinity') AS until
    FROM lines WHERE to_owner_id IS NOT NULL AND coalesce(next_at, 'infinity') >= %s
  UNION ALL
  SELECT l.record_id, l.from_owner_id, t.created_at, l.at
    FROM lines l JOIN {table} t ON t.id = l.record_id WHERE l.nth = 1 AND l.from_owner_id IS NOT NULL AND l.at >= %s
  UNION ALL
  SELECT t.id, t.owner_id, t.created_at, 'infinity' FROM {table} t
   WHERE t.owner_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lines l WHERE l.record_id = t.id))"""

_FALLEN = """
WITH {owned}, anchors AS ({anchors}),
steps AS (SELECT a.*, lead(a.at) OVER (PARTITION BY a.record_id, a.since ORDER BY a.at) AS next_at FROM anchors a)
SELECT s.owner_id, u.name, count(DISTINCT s.record_id)
  FROM steps s JOIN {table} t ON t.id = s.record_id JOIN org_user u ON u.id = s.owner_id
 WHERE t.deleted_at IS NULL AND {subjects} AND {due} >= %s AND {due} <= %s
   AND {due} <= {until} AND (s.next_at IS NULL OR {due} <= {next})
 GROUP BY s.owner_id, u.name ORDER BY 3 DESC, 1 LIMIT %s"""

_DID = """
SELECT count(DISTINCT record_id) FROM pools_move WHERE entity = %s AND kind = 'recycle' AND at >= %s"""


@dataclass(frozen=True, slots=True)
class Person:
    """So many records the rule would have taken from this person."""

    owner: int
    name: str
    would: int


@dataclass(frozen=True, slots=True)
class Lookback:
    """`would`: records that the rule would have taken; `did`: those that were recycled by whatever rule.

    `complete`: every time that the fact happened is known. Otherwise only the last time is, and what would have fallen
    before it is not counted.
    """

    days: int
    would: int
    did: int
    complete: bool
    people: Sequence[Person]


def look_back(ctx: Ctx, entity: CompiledEntity, rule: PoolRule) -> Lookback:
    """The last `DAYS` days with this rule, new or changed, in force."""
    today = company_today(ctx.clock)
    first = today - timedelta(days=DAYS)
    did = fetch_all(_DID, (entity.key, midnight(first)))[0][0]
    fact = recycle_facts.get(rule.fact)
    anchors = _anchors(ctx, entity, rule, fact)
    complete = rule.basis == PoolRule.Basis.ON or (fact is not None and fact.happened is not None)
    if anchors is None:
        return Lookback(DAYS, 0, did, complete, [])
    about = subjects(ctx, entity, rule)
    due, given = _due(rule)
    statement = _FALLEN.format(
        owned=_OWNED.format(table=entity.table), anchors=anchors.text, table=entity.table, subjects=about.text, due=due,
        until=day_of_moment("s.until"), next=day_of_moment("s.next_at"),
    )  # fmt: skip
    begin = midnight(first)
    params = (
        *(entity.key, begin, begin, *anchors.params, *about.params),
        *(*given, first, *given, today, *given, *given, MAX_PEOPLE),
    )
    people = [Person(*row) for row in fetch_all(statement, params)]
    return Lookback(DAYS, sum(person.would for person in people), did, complete, people)


def _due(rule: PoolRule) -> tuple[str, tuple[object, ...]]:
    protected = f"{day_of_moment('t.created_at')} + %s::int"
    if rule.basis == PoolRule.Basis.ON:
        return f"greatest(%s::date, {protected})", (rule.on_date, rule.protect_days)
    return f"greatest({day_of_moment('s.at')} + %s::int, {protected})", (rule.days, rule.protect_days)


def _anchors(ctx: Ctx, entity: CompiledEntity, rule: PoolRule, fact: RecycleFact | None) -> Sql | None:
    """`(record_id, owner_id, since, until, at)`: every moment from which the days were counted while somebody owned."""
    each = "SELECT o.record_id, o.owner_id, o.since, o.until, {at} AS at FROM owned o"
    begin = each.format(at="o.since")
    if rule.basis == PoolRule.Basis.ON:
        return Sql(f"{begin} WHERE {day_of_moment('o.since')} < %s::date", (rule.on_date,))
    moment = fact.moment(ctx, entity, "f") if fact else None
    if fact is None or moment is None:
        return None
    without = rule.basis == PoolRule.Basis.WITHOUT
    times = fact.happened(ctx, entity) if fact.happened else None
    if times is not None:
        # What was written down before the module kept its happenings still stands in the record.
        last = f"SELECT f.id, {moment.text} FROM {entity.table} f WHERE {moment.text} IS NOT NULL"  # noqa: S608
        all_times = f"({times.text} UNION {last}) h (record_id, at)"
        known = f"{each.format(at='h.at')} JOIN {all_times} ON h.record_id = o.record_id"
        known += " WHERE h.at >= o.since AND h.at < o.until"
        params = (*times.params, *moment.params * 2)
        return Sql(f"{begin} UNION ALL {known}" if without else known, params)
    start = f"greatest(o.since, {moment.text})" if without else moment.text
    happened = moment.text
    text = f"{each.format(at=start)} JOIN {entity.table} f ON f.id = o.record_id "
    only = f"({happened} IS NULL OR {happened} < o.until)" if without else f"{happened} < o.until"
    repeats = 3 if without else 2
    return Sql(f"{text} WHERE {only}", moment.params * repeats)
