"""What a rule would have done in the last 90 days, had it been in force: from the ledger and the times of its fact.

A record falls on the first night on which it is due, no hold keeps it, and the rule is about it, by what its tracked
fields held then. What is not tracked is judged as it is today, and the answer names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from .asof import held_at, looked_at, row_at
from .due import day_of_moment, subjects
from .facts import RecycleFact, recycle_facts
from .holds import TRACKED
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
steps AS (SELECT a.*, lead(a.at) OVER (PARTITION BY a.record_id, a.since ORDER BY a.at) AS next_at FROM anchors a),
dues AS (
  SELECT s.record_id, s.owner_id, {due} AS day, least({until}, {next}, %s::date) AS last
    FROM steps s JOIN {table} t ON t.id = s.record_id WHERE t.deleted_at IS NULL),
near AS (
  SELECT d.* FROM dues d
   WHERE d.day <= d.last AND (d.day >= %s OR d.record_id IN (
     SELECT h.record_id FROM audit_history h WHERE h.entity = %s AND h.field = ANY(%s) AND h.valid_from >= %s
     UNION ALL SELECT h.record_id FROM audit_history h
      WHERE h.entity = %s AND h.field = %s AND (h.value #>> '{{}}')::date >= %s
     UNION ALL SELECT p.record_id FROM pools_poolhold p WHERE p.entity = %s AND p.until >= %s)))
SELECT n.owner_id, u.name, count(DISTINCT n.record_id)
  FROM near n JOIN org_user u ON u.id = n.owner_id
  JOIN LATERAL (
    SELECT c.day FROM (
      SELECT n.day
      UNION SELECT {changed} + 1 FROM audit_history h
       WHERE h.entity = %s AND h.record_id = n.record_id AND h.field = ANY(%s) AND h.valid_from IS NOT NULL
      UNION SELECT (h.value #>> '{{}}')::date + 1 FROM audit_history h
       WHERE h.entity = %s AND h.record_id = n.record_id AND h.field = %s
      UNION SELECT p.until + 1 FROM pools_poolhold p WHERE p.entity = %s AND p.record_id = n.record_id) c (day)
      JOIN LATERAL ({row}) t ON TRUE
     WHERE c.day BETWEEN n.day AND n.last AND NOT {held} AND {subjects}
     ORDER BY c.day LIMIT 1) f ON f.day >= %s
 GROUP BY n.owner_id, u.name ORDER BY 3 DESC, 1 LIMIT %s"""

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
    before it is not counted. `by_today`: (name, label) of what the rule looks at and only today's value is known of.
    """

    days: int
    would: int
    did: int
    complete: bool
    people: Sequence[Person]
    by_today: Sequence[tuple[str, str]] = ()


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
    looked = looked_at(ctx, entity, rule)
    about, row, held = subjects(ctx, entity, rule), row_at(entity, looked.tracked, "c.day"), held_at(entity, "c.day")
    due, given = _due(rule)
    statement = _FALLEN.format(
        owned=_OWNED.format(table=entity.table), anchors=anchors.text, table=entity.table, due=due,
        until=day_of_moment("s.until"), next=day_of_moment("coalesce(s.next_at, 'infinity')"),
        changed=day_of_moment("h.valid_from"), row=row.text, held=held.text, subjects=about.text,
    )  # fmt: skip
    begin, names = midnight(first), [*(spec.name for spec in looked.tracked), TRACKED]
    key = entity.key
    params = (
        *(key, begin, begin, *anchors.params, *given, today),
        *(first, key, names, begin, key, TRACKED, first, key, first),
        *(key, names, key, TRACKED, key, *row.params, *held.params, *about.params, first, MAX_PEOPLE),
    )
    people = [Person(*line) for line in fetch_all(statement, params)]
    return Lookback(DAYS, sum(person.would for person in people), did, complete, people, looked.by_today)


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
