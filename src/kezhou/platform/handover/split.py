"""A plan → one line per record: who gets which. Set-based, in the order hand, link, condition, rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.platform.access.scope import right, visible
from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, execute, fetch_all, fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.where import rule_sql, where_sql

from . import reach, rights
from .holdings import alone, count, of_people
from .models import Handover, HandoverDuty
from .plan import Plan, parsed

MAX_RECORDS = 500_000
"""Records in one handover."""

_PLACED = """
INSERT INTO handover_item (handover_id, entity, record_id, from_owner_id, to_owner_id, state, why)
SELECT %s, %s, p.id, p.owner_id, p.target, 'waiting', '' FROM (
  SELECT t.id, t.owner_id, {target} AS target FROM {table} t {join} WHERE {where}) p
 WHERE p.target IS NOT NULL ORDER BY p.id"""

_DEALT = """
INSERT INTO handover_item (handover_id, entity, record_id, from_owner_id, to_owner_id, state, why)
SELECT %s, %s, r.id, r.owner_id, s.user_id, 'waiting', ''
  FROM (SELECT t.id, t.owner_id, row_number() OVER (ORDER BY t.id) AS turn FROM {table} t WHERE {where}) r
  JOIN (SELECT u.user_id, row_number() OVER (ORDER BY (g - 0.5) / u.quota, u.place) AS turn
          FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY AS u (user_id, quota, place),
               generate_series(1, u.quota) g) s ON s.turn = r.turn
 ORDER BY r.id"""

_POOLED = """
INSERT INTO handover_item (handover_id, entity, record_id, from_owner_id, to_pool_id, state, why)
SELECT %s, %s, t.id, t.owner_id, %s, 'waiting', '' FROM {table} t WHERE {where} ORDER BY t.id"""

_HELD = """
SELECT u.id, (SELECT count(*) FROM {table} t WHERE t.owner_id = u.id AND t.deleted_at IS NULL)
           + (SELECT count(*) FROM handover_item i WHERE i.handover_id = %s AND i.entity = %s AND i.to_owner_id = u.id)
  FROM unnest(%s::bigint[]) u (id)"""


def draft(ctx: Ctx, data: Mapping[str, Any]) -> Handover:
    """Plan a handover: lines are made, nothing moves. It replaces the actor's earlier draft.

    Raises `Invalid`, and `Forbidden` where the actor may not hand over every record concerned.
    """
    starter = rights.require_any(ctx)
    plan = parsed(ctx, data)
    if plan.people:
        rights.require_word_over(ctx, plan.people)
    if plan.disable and not rights.administers(ctx):
        raise Forbidden(code="no_right", extra={"permission": rights.ORG})
    reach.require(ctx, plan)
    with transaction.atomic():
        _refuse_denied(ctx, plan)
        _forget_draft(ctx)
        handover = Handover.objects.create(
            people=list(plan.people),
            plan=dict(data),
            reason=plan.reason,
            created_by_id=starter,
            created_at=ctx.clock.now(),
        )
        for key in plan.entities:
            _deal(ctx, registry.entity(ctx, key), plan, handover.id)
        HandoverDuty.objects.bulk_create(
            HandoverDuty(handover=handover, source=key, person_id=person, to_owner_id=user)
            for key, user in plan.duties.items()
            for person in plan.people
        )
    return handover


def selection(ctx: Ctx, entity: CompiledEntity, plan: Plan) -> Sql:
    """The rows that a plan is about, over alias `t`."""
    condition = plan.filters.get(entity.key)
    narrowed = [where_sql(ctx, entity, parse(condition))] if condition is not None else []
    if plan.people:
        return all_of([of_people(entity, plan.people), *narrowed])
    theirs = [successor.user for successor in plan.successors]
    living = Sql("t.deleted_at IS NULL AND t.owner_id IS NOT NULL AND NOT t.owner_id = ANY(%s)", (theirs,))
    return all_of([living, alone(entity), visible(ctx, entity), *narrowed])


def _refuse_denied(ctx: Ctx, plan: Plan) -> None:
    total = 0
    for key in plan.entities:
        entity = registry.entity(ctx, key)
        chosen, may = selection(ctx, entity, plan), right(ctx, entity, "assign")
        row = fetch_one(
            f"SELECT count(*), count(*) FILTER (WHERE NOT coalesce({may.text}, FALSE)) "  # noqa: S608
            f"FROM {entity.table} t WHERE {chosen.text}",
            (*may.params, *chosen.params),
        )
        found, denied = row or (0, 0)
        total += found
        if denied:
            raise Forbidden(
                _("%(count)d × %(entity)s lie beyond what you may hand over.")
                % {"count": denied, "entity": entity.label},
                code="beyond_reach",
                extra={"entity": key, "denied": denied},
            )
    if total > MAX_RECORDS:
        message = _("At most %(limit)d records go in one handover.") % {"limit": MAX_RECORDS}
        raise Invalid(message, code="too_many_records")


def _forget_draft(ctx: Ctx) -> None:
    fetch_all("SELECT pg_advisory_xact_lock(hashtextextended('handover.draft:' || %s::text, 0))", (ctx.actor.id,))
    for old in Handover.objects.filter(created_by_id=ctx.actor.id, state=Handover.State.DRAFT):
        discard(old)


def discard(handover: Handover) -> None:
    """Remove a draft and its lines."""
    execute("DELETE FROM handover_item WHERE handover_id = %s", (handover.id,))
    handover.delete()


def _deal(ctx: Ctx, entity: CompiledEntity, plan: Plan, handover_id: int) -> None:
    hand = plan.hand.get(entity.key, {})
    chosen = selection(ctx, entity, plan)
    if hand:
        known = count(entity, all_of([chosen, Sql("t.id = ANY(%s)", (list(hand),))]))
        if known < len(hand):
            message = _("%(count)d of the records placed by hand are none of those to be handed over.")
            words = message % {"count": len(hand) - known}
            raise Invalid(words, errors=[FieldError("hand", "not_theirs", words)])
        stays = [id_ for id_, user in hand.items() if user is None]
        chosen = all_of([chosen, Sql("NOT t.id = ANY(%s)", (stays,))]) if stays else chosen
    _place(ctx, entity, plan, handover_id, chosen, {id_: user for id_, user in hand.items() if user is not None})
    left = all_of([chosen, unplaced(handover_id, entity)])
    if plan.rule == "pool" and plan.pool is not None and plan.pool.entity == entity.key:
        statement = _POOLED.format(table=entity.table, where=left.text)
        execute(statement, (handover_id, entity.key, plan.pool.id, *left.params))
    elif plan.rule in ("equal", "round_robin") and plan.successors:
        users = [successor.user for successor in plan.successors]
        number = count(entity, left)
        held = _held(entity, handover_id, users) if plan.rule == "equal" else dict.fromkeys(users, 0)
        shares = quotas(number, [held[user] for user in users])
        kept = [(user, share) for user, share in zip(users, shares, strict=True) if share]
        statement = _DEALT.format(table=entity.table, where=left.text)
        execute(
            statement, (handover_id, entity.key, *left.params, [user for user, _n in kept], [n for _user, n in kept])
        )


def _place(
    ctx: Ctx, entity: CompiledEntity, plan: Plan, handover_id: int, chosen: Sql, hand: Mapping[int, int]
) -> None:
    """The lines that a hand, a link to a record that goes, or a condition decides, in this order."""
    join = Sql("")
    targets: list[Sql] = []
    if hand:
        join = Sql(
            "LEFT JOIN unnest(%s::bigint[], %s::bigint[]) AS h (record_id, user_id) ON h.record_id = t.id",
            (list(hand), list(hand.values())),
        )
        targets.append(Sql("h.user_id"))
    before = plan.entities[: list(plan.entities).index(entity.key)]
    links = [s for s in entity.fields.values() if s.link in before and s.columns and not s.type.multiple]
    # What goes along by itself anyway cannot go to somebody else.
    followed = links if plan.follow else [spec for spec in links if spec.name == entity.definition.scope.follows]
    targets += [_planned("to_owner_id", handover_id, str(spec.link), ident(spec.column)) for spec in followed]
    cases = [
        (where_sql(ctx, entity, parse(successor.conditions[entity.key])), successor.user)
        for successor in plan.successors
        if entity.key in successor.conditions
    ]
    if cases:
        text = " ".join(f"WHEN {condition.text} THEN %s::bigint" for condition, _user in cases)
        params = tuple(value for condition, user in cases for value in (*condition.params, user))
        targets.append(Sql(f"CASE {text} END", params))
    if not targets:
        return
    target = Sql(f"coalesce({', '.join(t.text for t in targets)})", tuple(v for t in targets for v in t.params))
    statement = _PLACED.format(table=entity.table, target=target.text, join=join.text, where=chosen.text)
    execute(statement, (handover_id, entity.key, *target.params, *join.params, *chosen.params))


def unplaced(handover_id: int, entity: CompiledEntity) -> Sql:
    """Rows (alias `t`) without a line yet."""
    line = _planned("id", handover_id, entity.key, "id")
    return Sql(f"{line.text} IS NULL", line.params)


def goes_along(ctx: Ctx, entity: CompiledEntity, handover_id: int) -> Sql:
    """Rows (alias `t`) that have no line of their own because what they follow goes into a pool and takes them along:
    open tasks of a customer. FALSE for what follows nothing."""
    scope = entity.definition.scope
    if not scope.follows:
        return FALSE
    link = entity.fields[scope.follows]
    holds = TRUE if scope.follows_while is None else rule_sql(ctx, entity, scope.follows_while)
    taken = Sql(
        "EXISTS (SELECT 1 FROM handover_item i WHERE i.handover_id = %s AND i.entity = %s "  # noqa: S608
        f"AND i.record_id = t.{ident(link.column)} AND i.to_pool_id IS NOT NULL AND i.from_owner_id = t.owner_id)",
        (handover_id, link.link),
    )
    return all_of([taken, holds])


def _planned(column: str, handover_id: int, key: str, own: str) -> Sql:
    """A column of the line about the record that the row's column `own` names. One look into the unique index per row:
    nobody has counted lines that are just being made, so the planner would loop over all of them for a join."""
    return Sql(
        f"(SELECT i.{column} FROM handover_item i WHERE i.handover_id = %s AND i.entity = %s "  # noqa: S608
        f"AND i.record_id = t.{own})",
        (handover_id, key),
    )


def _held(entity: CompiledEntity, handover_id: int, users: Sequence[int]) -> dict[int, int]:
    return dict(fetch_all(_HELD.format(table=entity.table), (handover_id, entity.key, list(users))))


def quotas(number: int, held: Sequence[int]) -> list[int]:
    """How many of `number` new ones each gets, so that all end as equal as can be: who has least is filled first.

    What is left over goes to the first in order among those with least.
    """
    given = [0] * len(held)
    order = sorted(range(len(held)), key=lambda at: (held[at], at))
    left = number
    for size in range(1, len(order) + 1):
        group = order[:size]
        level = held[order[size - 1]] + given[order[size - 1]]
        ceiling = held[order[size]] if size < len(order) else None
        room = left if ceiling is None else min(left, (ceiling - level) * size)
        each, over = divmod(room, size)
        for place, at in enumerate(sorted(group)):
            given[at] += each + (1 if place < over else 0)
        left -= room
        if left == 0:
            break
    return given
