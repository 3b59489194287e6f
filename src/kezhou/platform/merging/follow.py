"""Rows that follow a record from hand to hand while their condition holds (`Scope.follows`), such as open tasks: whose
they were is remembered, so that an undo gives each back to whom it belonged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import execute, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import ownership

OWNED = "owned"

_REMEMBER = """
INSERT INTO merging_move (merge_id, place, row_id, op, before)
SELECT %s, %s, t.id, 'owned', {whose} FROM {table} t WHERE t.{link} = ANY(%s)"""

_AFTER = """
UPDATE merging_move m SET after = {whose} FROM {table} t
 WHERE m.merge_id = %s AND m.place = %s AND m.op = 'owned' AND t.id = m.row_id"""

_GIVE_BACK = """
UPDATE {table} t
   SET owner_id = (m.before ->> 'owner')::bigint,
       dept_id = (SELECT u.department_id FROM org_user u WHERE u.id = (m.before ->> 'owner')::bigint){pool}
  FROM merging_move m JOIN merging_loser l ON l.merge_id = m.merge_id AND l.loser_id = (m.before ->> 'of')::bigint
 WHERE m.merge_id = %s AND m.place = %s AND m.op = 'owned' AND t.id = m.row_id AND t.{link} = l.loser_id
   AND ({whose} = m.after OR (t.owner_id IS NOT DISTINCT FROM l.owner_id AND {in_pool}))
   AND {whose} IS DISTINCT FROM m.before"""


def _followers(ctx: Ctx, entity: CompiledEntity) -> Iterator[tuple[str, CompiledEntity, str]]:
    """Key of the place, the entity of the rows, their link."""
    for other in registry.all_entities(ctx).values():
        for link in other.definition.scope.followed:
            if other.fields[link].link == entity.key and ownership.has_columns(other):
                yield f"{other.model._meta.db_table}.owner_id", other, ident(other.fields[link].column)


def _whose(other: CompiledEntity, link: str) -> str:
    pool = ", 'pool', t.pool_id, 'since', t.pool_entered_at" if other.pooled else ""
    return f"jsonb_build_object('of', t.{link}, 'owner', t.owner_id{pool})"


def remember(ctx: Ctx, entity: CompiledEntity, merge_id: int, losers: Sequence[int]) -> None:
    """Write down whose the losers' followers are, before anything changes hands."""
    for key, other, link in _followers(ctx, entity):
        statement = _REMEMBER.format(whose=_whose(other, link), table=other.table, link=link)
        execute(statement, (merge_id, key, list(losers)))


def settled(ctx: Ctx, entity: CompiledEntity, merge_id: int) -> None:
    """Write down whose they are once the merge is through."""
    for key, other, link in _followers(ctx, entity):
        # They name the winner by now; the loser that they came from is what the undo asks for.
        whose = f"jsonb_set({_whose(other, link)}, '{{of}}', m.before -> 'of')"
        execute(_AFTER.format(whose=whose, table=other.table), (merge_id, key))


def give_back(ctx: Ctx, entity: CompiledEntity, merge_id: int) -> None:
    """After the undo: every follower that nobody handed on since belongs to whom it belonged before."""
    for key, other, link in _followers(ctx, entity):
        pool = ", pool_id = (m.before ->> 'pool')::bigint" if other.pooled else ""
        pool += ", pool_entered_at = (m.before ->> 'since')::timestamptz" if other.pooled else ""
        in_pool = "t.pool_id IS NOT DISTINCT FROM l.pool_id" if other.pooled else "TRUE"
        statement = _GIVE_BACK.format(
            table=other.table, pool=pool, link=link, whose=_whose(other, link), in_pool=in_pool
        )
        execute(statement, (merge_id, key))
