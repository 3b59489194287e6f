"""What was reached, from the rows that the actor may see: per measure, person, department and month, in one statement
for any number of targets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import CompiledEntity, ListQuery, Sql, entity, fetch_all, parse, predicate

from .measures import Measure, known, readable

MAX_ASKED = 5_000
"""Targets whose completion is reckoned in one call."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One target as far as its completion is concerned: from `first` up to and without `end`."""

    id: int
    measure: str
    subject: str
    person: int | None
    department: int | None
    customer: int | None
    first: date
    end: date


_REACHED = """
WITH facts AS MATERIALIZED ({facts}),
wanted AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
                                %s::date[], %s::date[])
             AS w (id, measure, subject, person, department, customer, first, finish))
SELECT w.id, sum(f.amount) FROM wanted w JOIN facts f ON f.measure = w.measure AND f.person = w.person
 WHERE w.subject = 'person' AND f.month >= w.first AND f.month < w.finish GROUP BY w.id
UNION ALL
SELECT w.id, sum(f.amount) FROM wanted w JOIN facts f ON f.measure = w.measure AND f.customer = w.customer
 WHERE w.subject = 'customer' AND f.month >= w.first AND f.month < w.finish GROUP BY w.id
UNION ALL
SELECT w.id, sum(f.amount) FROM wanted w JOIN org_departmentclosure c ON c.ancestor_id = w.department
  JOIN facts f ON f.measure = w.measure AND f.department = c.descendant_id
 WHERE w.subject = 'department' AND f.month >= w.first AND f.month < w.finish GROUP BY w.id
UNION ALL
SELECT w.id, sum(f.amount) FROM wanted w JOIN facts f ON f.measure = w.measure
 WHERE w.subject = 'company' AND f.month >= w.first AND f.month < w.finish GROUP BY w.id"""


def reached(ctx: Ctx, wanted: Sequence[Wanted], action: str = "view") -> dict[int, Decimal | None]:
    """Target → what was reached so far, of rows reached by this right; None where the actor may not read what it is
    reckoned from."""
    wanted = wanted[:MAX_ASKED]
    found: dict[int, Decimal | None] = {}
    parts = []
    for key in sorted({one.measure for one in wanted}):
        measure = known(key)
        mine = [one for one in wanted if one.measure == key]
        if measure is None or not readable(ctx, measure, action):
            found.update(dict.fromkeys((one.id for one in mine), None))
            continue
        found.update(dict.fromkeys((one.id for one in mine), ZERO))
        customers = {one.customer for one in mine if one.customer is not None}
        first, end = min(one.first for one in mine), max(one.end for one in mine)
        parts += [_facts(ctx, key, part, sign, first, end, customers, action) for part, sign in measure.parts]
    if not parts:
        return found
    text = " UNION ALL ".join(part.text for part in parts)
    columns = [
        [getattr(one, name) for one in wanted]
        for name in ("id", "measure", "subject", "person", "department", "customer", "first", "end")
    ]
    params = (*(value for part in parts for value in part.params), *columns)
    for id_, amount in fetch_all(_REACHED.format(facts=text), params):
        if found.get(id_) is not None:
            found[id_] = Decimal(amount)
    return found


def by_month(ctx: Ctx, measure: Measure, first: date, end: date) -> list[tuple[int | None, int | None, date, Decimal]]:
    """(person, department, first day of the month, amount) of all rows in reach; one statement."""
    parts = [_facts(ctx, measure.key, part, sign, first, end, ()) for part, sign in measure.parts]
    text = " UNION ALL ".join(part.text for part in parts)
    rows = fetch_all(
        f"SELECT person, department, month, sum(amount) FROM ({text}) f GROUP BY 1, 2, 3",  # noqa: S608 — own names
        tuple(value for part in parts for value in part.params),
    )
    return [(row[0], row[1], row[2], Decimal(row[3])) for row in rows]


def _facts(
    ctx: Ctx,
    key: str,
    measure: Measure,
    sign: int,
    first: date,
    end: date,
    customers: Collection[int | None],
    action: str = "view",
) -> Sql:
    """One source of the measure `key` by month, counted with its sign. Rows are told apart by customer only where a
    target asks for one."""
    over = entity(ctx, measure.entity)
    last = end - timedelta(days=1)
    days: Mapping[str, Any] = {
        "field": measure.date_field, "op": "between", "value": [first.isoformat(), last.isoformat()]
    }  # fmt: skip
    where = {"and": [days, *([measure.where] if measure.where else [])]}
    seen = predicate(ctx, over, ListQuery(where=parse(where)), action)
    customer = "NULL::bigint"
    if customers and measure.customer:
        column = "t.id" if measure.customer == "id" else over.fields[measure.customer].expression()
        customer = f"CASE WHEN {column} = ANY(%s) THEN {column} END"
    amount = "count(*)" if measure.field is None else f"coalesce(sum({_value(over, measure.field)}), 0)"
    person, dept = over.fields[measure.person].expression(), over.fields[measure.department].expression()
    text = (
        f"SELECT %s::text AS measure, {person} AS person, {dept} AS department, {customer} AS customer, "  # noqa: S608
        f"{_month(over, measure.date_field)} AS month, ({amount})::numeric * {sign:d} AS amount "
        f"FROM {over.table} t WHERE {seen.text} GROUP BY 2, 3, 4, 5"
    )
    asked = (sorted(one for one in customers if one is not None),) if "%s" in customer else ()
    return Sql(text, (key, *asked, *seen.params))


def _value(over: CompiledEntity, name: str) -> str:
    spec = over.fields[name]
    return spec.type.sum_expression(spec)


def _month(over: CompiledEntity, name: str) -> str:
    spec = over.fields[name]
    value = spec.expression()
    local = f"{value} AT TIME ZONE '{COMPANY_ZONE.key}'" if spec.type.key == "moment" else f"{value}::timestamp"
    return f"date_trunc('month', {local})::date"
