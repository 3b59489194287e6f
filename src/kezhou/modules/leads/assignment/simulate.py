"""What rules would have done with the leads that came in last. Changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.modules.leads.models import AssignmentRule
from kezhou.sdk.org import User
from kezhou.sdk.query import Sql, entity, fetch_all, right

from .rules import choose
from .standing import compiled, fitting, is_open_now, people_of, standing
from .words import sentence

MAX_LAST = 500
MAX_SAMPLE = 20


def simulate(ctx: Ctx, rows: Sequence[AssignmentRule], last: int, channel: str | None) -> dict[str, Any]:
    """`{total, left, people: [{id, title, count, load}], pools: [{id, title, count}], rules: [count], sample}`.

    The newest `last` leads go through the rules as they would at this moment, beginning with the present loads and
    turns; hours and days off count as of now. `left`: how many no rule took. Numbers are the company's; only leads that
    the asker sees are named.
    """
    leads = entity(ctx, "lead")
    numbered = [_copy(row, -at - 1) for at, row in enumerate(rows) if row.active]
    asked = [row for row in numbered if is_open_now(ctx, row)]
    asked = [row for row in asked if channel is None or not row.channels or channel in row.channels]
    rules = compiled(asked)
    people = people_of(rules)
    known = standing(ctx, leads, asked, people)
    before = dict(known.load)
    seen = right(ctx, leads, "view")
    newest = fetch_all(
        f"SELECT t.id, CASE WHEN {seen.text} THEN t.name END FROM {leads.table} t "  # noqa: S608
        "WHERE t.deleted_at IS NULL ORDER BY t.id DESC LIMIT %s",
        (*seen.params, min(last, MAX_LAST)),
    )
    titles: dict[int, str | None] = dict(newest)
    which = Sql("t.id = ANY(%s)", (list(titles),))
    fits = fitting(ctx, leads, asked, which, MAX_LAST)
    decided = {lead: choose(rules, fit, region, known) for lead, region, _owner, fit in fits}
    counts = Counter(d.owner for d in decided.values() if d is not None and d.owner is not None)
    pools = Counter(d.pool for d in decided.values() if d is not None and d.pool is not None)
    by_rule = Counter(d.rule for d in decided.values() if d is not None)
    told = {p for d in decided.values() if d is not None for p, _why in d.passed} | set(people)
    names = dict(User.objects.filter(id__in=told).values_list("id", "name"))
    pool_names: dict[int, str] = dict(fetch_all("SELECT id, name FROM pools_pool WHERE id = ANY(%s)", (list(pools),)))
    of_rule = {row.id: (at, row) for at, row in zip(_places(rows), numbered, strict=True)}
    sample = []
    for lead in [lead for lead in decided if titles[lead] is not None][-MAX_SAMPLE:][::-1]:
        decision = decided[lead]
        line: dict[str, Any] = {"id": lead, "title": titles[lead], "rule": None, "to": None, "why": ""}
        if decision is not None:
            at, row = of_rule[decision.rule]
            to = names.get(decision.owner or 0) or pool_names.get(decision.pool or 0)
            why = sentence(row.name, row.strategy, decision.why(), names)
            line |= {"rule": at, "to": to, "why": why}
        sample.append(line)
    return {
        "total": len(decided),
        "left": sum(decision is None for decision in decided.values()),
        "people": [
            {"id": person, "title": names.get(person, ""), "count": counts[person], "load": before.get(person)}
            for person in people
        ],
        "pools": [{"id": pool, "title": pool_names.get(pool, ""), "count": count} for pool, count in pools.items()],
        "rules": [by_rule.get(-at - 1, 0) for at in range(len(rows))],
        "sample": sample,
    }


def _copy(row: AssignmentRule, number: int) -> AssignmentRule:
    """The rule under a number of its own, for those that are not saved yet."""
    values = {field.attname: getattr(row, field.attname) for field in AssignmentRule._meta.concrete_fields}
    return AssignmentRule(**{**values, "id": number})


def _places(rows: Sequence[AssignmentRule]) -> list[int]:
    return [at for at, row in enumerate(rows) if row.active]
