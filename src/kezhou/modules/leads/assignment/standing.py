"""What the rules need to know before they choose: which leads fit which rule, and how the people stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.modules.leads.models import ONLY, AssignmentRule, LeadRules
from kezhou.sdk.calendar import is_working_day
from kezhou.sdk.pools import holdings
from kezhou.sdk.query import FALSE, TRUE, CompiledEntity, Sql, fetch_all, rule_sql

from .rules import Rule, Standing

MAX_PEOPLE = 200
"""People of one rule, those of its departments included."""

_OF_DEPARTMENTS = """
SELECT DISTINCT c.ancestor_id, u.id FROM org_departmentclosure c
  JOIN org_user u ON u.department_id = c.descendant_id AND u.status = 'active' AND u.deleted_at IS NULL
 WHERE c.ancestor_id = ANY(%s) ORDER BY 1, 2"""

_LOAD = """
SELECT u.id, count(t.id) FROM org_user u
  LEFT JOIN leads_lead t ON t.owner_id = u.id AND t.deleted_at IS NULL AND t.state IN ('new', 'working', 'qualified')
 WHERE u.id = ANY(%s) AND u.status = 'active' AND u.deleted_at IS NULL GROUP BY u.id"""


def is_open_now(ctx: Ctx, rule: AssignmentRule) -> bool:
    """Whether the rule holds at this hour of this day, in the company's zone."""
    if rule.working_days_only and not is_working_day(company_today(ctx.clock)):
        return False
    if rule.from_minute is None or rule.to_minute is None:
        return True
    there = ctx.clock.now().astimezone(COMPANY_ZONE)
    minute = there.hour * 60 + there.minute
    return rule.from_minute <= minute < rule.to_minute


def compiled(rows: Sequence[AssignmentRule]) -> list[Rule]:
    """The rules with the people of their departments, in their order."""
    wanted = sorted({department for row in rows for department in row.departments})
    members: dict[int, list[int]] = {}
    for department, person in fetch_all(_OF_DEPARTMENTS, (wanted,)) if wanted else ():
        members.setdefault(department, []).append(person)
    found = []
    for row in rows:
        people = [*row.people, *(person for one in row.departments for person in members.get(one, ()))]
        regions = tuple((tuple(one["regions"]), tuple(one["people"])) for one in row.regions)
        listed = tuple(dict.fromkeys(people))[:MAX_PEOPLE]
        found.append(Rule(row.id, row.name, row.strategy, listed, regions, row.pool_id))
    return found


def people_of(rules: Iterable[Rule]) -> list[int]:
    """Everybody whom one of the rules may choose, in the order of their ids."""
    named = {person for rule in rules for person in rule.people}
    return sorted(named | {person for rule in rules for _codes, people in rule.regions for person in people})


def standing(ctx: Ctx, leads: CompiledEntity, rows: Sequence[AssignmentRule], people: Sequence[int]) -> Standing:
    """How the people stand now. How many leads somebody may hold is what pools say of holdings; it is asked per person,
    so for as many as rules name at most."""
    load: dict[int, int] = dict(fetch_all(_LOAD, (list(people),))) if people else {}
    room = {person: holdings(ctx, leads, person).free for person in load}
    return Standing(load, room, away_on(company_today(ctx.clock)), {row.id: row.last_user for row in rows})


def away_on(day: date) -> frozenset[int]:
    """Who gets no leads on this day."""
    kept = LeadRules.objects.filter(id=ONLY).values_list("away", flat=True).first() or []
    return frozenset(one["user"] for one in kept if one["from"] <= day.isoformat() <= one["until"])


def fitting(
    ctx: Ctx, leads: CompiledEntity, rows: Sequence[AssignmentRule], which: Sql, limit: int
) -> list[tuple[int, str, int | None, Mapping[int, bool]]]:
    """(lead, region, owner, rule → whether it fits) of the rows of alias `t` that `which` says, in the order they came
    in. One statement, whatever the number of rules."""
    conditions = [_condition(ctx, leads, row) for row in rows]
    asked = "".join(f", coalesce({condition.text}, FALSE)" for condition in conditions)
    params = [value for condition in conditions for value in condition.params]
    found = fetch_all(
        f"SELECT t.id, t.region, t.owner_id{asked} FROM {leads.table} t "  # noqa: S608 — compiled
        f"WHERE {which.text} AND t.deleted_at IS NULL ORDER BY t.id LIMIT %s",
        (*params, *which.params, limit),
    )
    ids = [row.id for row in rows]
    return [(row[0], row[1], row[2], dict(zip(ids, row[3:], strict=True))) for row in found]


def _condition(ctx: Ctx, leads: CompiledEntity, row: AssignmentRule) -> Sql:
    if row.condition is None:
        return TRUE
    try:
        return rule_sql(ctx, leads, row.condition)
    except BadRequest:
        # It names a field that is gone: nobody gets leads by it until somebody mends it.
        return FALSE
