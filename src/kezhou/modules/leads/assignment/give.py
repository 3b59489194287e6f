"""Giving leads to whom the rules say: locked, chosen, moved and written down in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.modules.leads.models import Assignment, AssignmentRule
from kezhou.sdk.pools import Target, move, serialize
from kezhou.sdk.query import Sql, entity, execute

from .rules import Decision, Rule, choose
from .standing import compiled, fitting, is_open_now, people_of, standing

MAX_AT_ONCE = 1_000
"""Leads of one call; an import comes in chunks that are smaller."""
MAX_REASON = 300
_TURNS = """
UPDATE leads_assignmentrule r SET last_user = v.person FROM unnest(%s::bigint[], %s::bigint[]) AS v(id, person)
 WHERE r.id = v.id AND r.last_user IS DISTINCT FROM v.person"""


def assign(ctx: Ctx, ids: Sequence[int], channel: str | None) -> Mapping[int, Decision]:
    """Give each of these open leads to whom the rules say; lead → decision, without those that no rule takes.

    `channel` is how they came in; None asks all rules whatever their channels. Rights are the caller's business. The
    rules stay locked until the transaction ends: whoever assigns at the same time waits, and then knows of these turns.
    """
    if not ids or not AssignmentRule.objects.filter(active=True).exists():
        return {}
    with transaction.atomic():
        held = list(AssignmentRule.objects.select_for_update(of=("self",)).filter(active=True).order_by("id"))
        rows = sorted((row for row in held if _counts(ctx, row, channel)), key=lambda row: (row.position, row.id))
        if not rows:
            return {}
        leads = entity(ctx, "lead")
        rules = compiled(rows)
        people = people_of(rules)
        for person in people:
            serialize(person)
        known = standing(ctx, leads, rows, people)
        open_ones = Sql("t.id = ANY(%s) AND t.state IN ('new', 'working', 'qualified')", (list(ids),))
        decided = {}
        for lead, region, _owner, fits in fitting(ctx, leads, rows, open_ones, MAX_AT_ONCE):
            if (decision := choose(rules, fits, region, known)) is not None:
                decided[lead] = decision
        _carry_out(ctx, {rule.id: rule for rule in rules}, decided)
        turns = {rule: person for rule, person in known.last.items() if person is not None}
        execute(_TURNS, (list(turns), list(turns.values())))
    return decided


def _counts(ctx: Ctx, row: AssignmentRule, channel: str | None) -> bool:
    return (channel is None or not row.channels or channel in row.channels) and is_open_now(ctx, row)


def _carry_out(ctx: Ctx, rules: Mapping[int, Rule], decided: Mapping[int, Decision]) -> None:
    """One move per target; the log has a line for each lead, those included that lie there already."""
    leads = entity(ctx, "lead")
    targets: dict[tuple[int, int | None, int | None], list[int]] = {}
    for lead, decision in decided.items():
        targets.setdefault((decision.rule, decision.owner, decision.pool), []).append(lead)
    for (rule, owner, pool), ids in targets.items():
        reason = _("Rule “%(name)s”") % {"name": rules[rule].name}
        kind = "transfer" if owner is None else "assign"
        move(ctx, leads, ids, Target(owner=owner, pool=pool), kind, reason=reason[:MAX_REASON])
    Assignment.objects.bulk_create(
        Assignment(
            lead_id=lead,
            rule=decision.rule,
            rule_name=rules[decision.rule].name,
            strategy=rules[decision.rule].strategy,
            owner_id=decision.owner,
            pool_id=decision.pool,
            why=decision.why(),
            at=ctx.clock.now(),
        )
        for lead, decision in decided.items()
    )
