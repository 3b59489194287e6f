"""What rules would do before they are switched on: who would lose which records, and when. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import shown_title

from .due import active_rules, forecast
from .models import PoolRule

HORIZONS = (1, 7, 30)
"""Days ahead that are looked at: tomorrow, a week, a month."""
MAX_PEOPLE = 500
MAX_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class PersonLoss:
    """What one person would lose until each of the horizons: by the rules as they are, and as they are planned."""

    owner: int
    name: str
    now: Sequence[int]
    planned: Sequence[int]


@dataclass(frozen=True, slots=True)
class RecordLoss:
    """A record that would fall, by the planned rules. Only records that the asker may see are named."""

    id: int
    title: str
    owner: int
    due_on: date
    rule: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """`now` and `planned` are totals until each of `days`; `people` names those who lose or keep the most first."""

    days: Sequence[int]
    now: Sequence[int]
    planned: Sequence[int]
    people: Sequence[PersonLoss]
    records: Sequence[RecordLoss]


def simulate(ctx: Ctx, entity: CompiledEntity, planned: Sequence[PoolRule] | None = None) -> Forecast:
    """Compare the active rules with `planned`, the whole set as it would be (None: the active ones)."""
    present = active_rules(entity)
    wanted = present if planned is None else list(planned)
    now = _by_owner(ctx, entity, present)
    then = now if planned is None else _by_owner(ctx, entity, wanted)
    names: dict[int, str] = dict(fetch_all("SELECT id, name FROM org_user WHERE id = ANY(%s)", (list({*now, *then}),)))
    nothing = [0] * len(HORIZONS)
    people = [
        PersonLoss(owner, names.get(owner, ""), now.get(owner, nothing), then.get(owner, nothing))
        for owner in {*now, *then}
    ]
    people.sort(key=lambda p: (-max(p.planned[-1], p.now[-1]), p.owner))
    return Forecast(HORIZONS, _sum(now), _sum(then), people[:MAX_PEOPLE], _sample(ctx, entity, wanted))


def with_rule(entity: CompiledEntity, rule: PoolRule) -> list[PoolRule]:
    """The active rules as they would be once this one, new or changed, is switched on."""
    others = [known for known in active_rules(entity) if known.id != rule.id]
    return sorted([*others, rule], key=lambda r: (r.order, r.id or 0))


def _until(ctx: Ctx, days: int) -> date:
    return company_today(ctx.clock) + timedelta(days=days)


def _by_owner(ctx: Ctx, entity: CompiledEntity, rules: Sequence[PoolRule]) -> dict[int, list[int]]:
    falling = forecast(ctx, entity, rules, _until(ctx, HORIZONS[-1]))
    if falling is None:
        return {}
    counts = ", ".join("count(*) FILTER (WHERE f.due_on <= %s)" for _days in HORIZONS)
    statement = f"SELECT f.owner_id, {counts} FROM ({falling.text}) f GROUP BY f.owner_id"  # noqa: S608
    rows = fetch_all(statement, (*(_until(ctx, days) for days in HORIZONS), *falling.params))
    return {row[0]: list(row[1:]) for row in rows}


def _sum(losses: dict[int, list[int]]) -> list[int]:
    return [sum(loss[at] for loss in losses.values()) for at in range(len(HORIZONS))]


def _sample(ctx: Ctx, entity: CompiledEntity, rules: Sequence[PoolRule]) -> list[RecordLoss]:
    falling = forecast(ctx, entity, rules, _until(ctx, HORIZONS[-1]))
    seen = right(ctx, entity, "view")
    if falling is None or seen.is_false:
        return []
    statement = (
        f"SELECT t.id, {shown_title(ctx, entity)}, t.owner_id, f.due_on, f.rule_at "  # noqa: S608
        f"FROM ({falling.text}) f JOIN {entity.table} t ON t.id = f.id WHERE {seen.text} "
        "ORDER BY f.due_on, t.id LIMIT %s"
    )
    rows = fetch_all(statement, (*falling.params, *seen.params, MAX_SAMPLE))
    return [RecordLoss(id_, title, owner, day, rules[at].name) for id_, title, owner, day, at in rows]
