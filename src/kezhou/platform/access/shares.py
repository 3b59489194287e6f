"""Records opened to a person one by one, as team member or share: what that opens of them and of their children.

The predicate compares the row's own columns with ids that were resolved before: the record's own id, or the link to the
parent through which it hangs on a shared record, to any depth (architecture 9.2, 9.3). What lies in a pool or in the
trash opens nothing: its team has to claim it like everybody else, and is back when somebody has, or has restored it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import FALSE, Sql, any_of, fetch_all, fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

MAX_SHARED_IDS = 1_000
"""Records of one entity that may be open to one person this way; whoever shares one more is refused."""
MAX_REACHED = 50_000
"""Rows between a shared record and its grandchildren that are resolved for one predicate, newest first."""
MAX_DEPTH = 8
OPENED_ACTIONS = frozenset({"view", "update", "import", "create"})
"""What membership opens: reading; with the right to write changing, and making children of the record. It never lets
anybody delete or hand over."""

KINDS: Mapping[str, Any] = {
    "assistant": pgettext_lazy("share", "Team member"),
    "share": pgettext_lazy("share", "Shared"),
}
RIGHTS = {False: pgettext_lazy("share", "read only"), True: pgettext_lazy("share", "read and write")}

_OPENED = """
SELECT entity, record_id FROM access_share
WHERE user_id = %s AND entity = ANY(%s) AND coalesce(until >= %s, TRUE) AND (NOT %s OR write)
  AND (entity = %s OR coalesce(%s = ANY(children), TRUE)){apart}
ORDER BY id DESC LIMIT %s"""
_AWAY = "EXISTS (SELECT 1 FROM {table} p WHERE p.id = record_id AND (p.deleted_at IS NOT NULL{pool}))"

_MEMBERSHIPS = """
SELECT entity, record_id, kind, write, until, children FROM access_share
WHERE user_id = %s AND (entity, record_id) IN (SELECT * FROM unnest(%s::text[], %s::bigint[])) ORDER BY id"""


@dataclass(frozen=True, slots=True)
class Step:
    """One step up: the entity that rows hang on, and the column that leads there."""

    entity: CompiledEntity
    column: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One person on one record: the asked one, or one above it (`above`)."""

    entity: CompiledEntity
    kind: str
    write: bool
    until: date | None
    children: Sequence[str] | None
    above: bool
    pooled: bool
    """The record lies in a pool, where its team has no part in it."""
    trashed: bool
    """So it has none in what lies in the trash."""


def lineages(ctx: Ctx, entity: CompiledEntity) -> Sequence[Sequence[Step]]:
    """For each link to a parent: the entities that hand owner and rights down through it, the nearest first."""
    found: Sequence[Sequence[Step]] | None = entity.cache.get("lineages")
    if found is None:
        climbed = (_climb(ctx, entity, link) for link in entity.definition.scope.parents)
        found = entity.cache["lineages"] = tuple(line for line in climbed if line)
    return found


def _climb(ctx: Ctx, entity: CompiledEntity, link: str | None) -> list[Step]:
    steps: list[Step] = []
    seen = {entity.key}
    while link and len(steps) < MAX_DEPTH:
        spec = entity.fields[link]
        above = registry.all_entities(ctx).get(spec.link or "")
        if above is None or above.key in seen:
            break
        seen.add(above.key)
        steps.append(Step(above, ident(spec.column)))
        entity, link = above, above.definition.scope.parent
    return steps


def children(ctx: Ctx, entity: CompiledEntity) -> list[CompiledEntity]:
    """The entities whose rows hang on rows of this one, directly or through others."""
    below = registry.all_entities(ctx).values()
    return [
        child for child in below if any(step.entity.key == entity.key for line in lineages(ctx, child) for step in line)
    ]


def opened(ctx: Ctx, entity: CompiledEntity, action: str, alias: str = "t") -> Sql:
    """The rows that shares open to the actor for an action of `OPENED_ACTIONS`."""
    lines = lineages(ctx, entity)
    if ctx.actor.id is None or (action == "create" and not lines):
        return FALSE
    sources = {entity.key: entity, **{step.entity.key: step.entity for line in lines for step in line}}
    keys = list(sources)
    apart = "".join(f" AND NOT (entity = %s AND {_away(source)})" for source in sources.values())
    today, limit = company_today(ctx.clock), MAX_SHARED_IDS * len(keys)
    shared: dict[str, list[int]] = {}
    words = (ctx.actor.id, keys, today, action != "view", entity.key, entity.key)
    params = (*words, *keys, limit)
    for key, record_id in fetch_all(_OPENED.format(apart=apart), params, prepared=True):
        shared.setdefault(key, []).append(record_id)
    if not shared:
        return FALSE
    parts = []
    if action != "create" and entity.key in shared:
        parts.append(Sql(f"{alias}.id = ANY(%s)", (shared[entity.key],)))
    if _hands_down(entity, action):
        reached = [(line[0].column, _reached(line, shared)) for line in lines]
        parts += [Sql(f"{alias}.{column} = ANY(%s)", (parents,)) for column, parents in reached if parents]
    return any_of(parts)


def _away(entity: CompiledEntity) -> str:
    """SQL of whether the shared record lies where its team has no part in it."""
    return _AWAY.format(table=entity.table, pool=" OR p.pool_id IS NOT NULL" if entity.pooled else "")


def _hands_down(entity: CompiledEntity, action: str) -> bool:
    """Whether membership above opens this act on the row: what somebody signed as author only they change."""
    return action in ("view", "create") or not entity.definition.scope.author


def _reached(line: Sequence[Step], shared: Mapping[str, list[int]]) -> list[int]:
    """The ids of direct parents that are shared themselves or hang on something that is."""
    reached: list[int] = []
    for at in range(len(line) - 1, -1, -1):
        step = line[at]
        below: list[int] = []
        if reached:
            statement = f"SELECT id FROM {step.entity.table} WHERE {line[at + 1].column} = ANY(%s) ORDER BY id DESC"  # noqa: S608
            below = [row[0] for row in fetch_all(f"{statement} LIMIT %s", (reached, MAX_REACHED))]
        reached = [*shared.get(step.entity.key, ()), *below]
    return reached


def memberships(ctx: Ctx, entity: CompiledEntity, record_id: int) -> list[Membership]:
    """Every word about the actor on this record and on those above it, expired ones too."""
    if ctx.actor.id is None:
        return []
    places = {entity.key: (entity, record_id)}
    for line in lineages(ctx, entity):
        at, at_id = entity, record_id
        for step in line:
            row = fetch_one(f"SELECT {step.column} FROM {at.table} WHERE id = %s", (at_id,))  # noqa: S608
            if row is None or row[0] is None:
                break
            at, at_id = step.entity, row[0]
            places[at.key] = (at, at_id)
    keys, ids = list(places), [place[1] for place in places.values()]
    rows = fetch_all(_MEMBERSHIPS, (ctx.actor.id, keys, ids))
    lies = {key: _lies(*places[key]) for key in {row[0] for row in rows}}
    return [Membership(places[r[0]][0], r[2], r[3], r[4], r[5], r[0] != entity.key, *lies[r[0]]) for r in rows]


def _lies(entity: CompiledEntity, record_id: int) -> tuple[bool, bool]:
    """Whether the record lies in a pool, and whether in the trash."""
    pool = "pool_id IS NOT NULL" if entity.pooled else "FALSE"
    row = fetch_one(f"SELECT {pool}, deleted_at IS NOT NULL FROM {entity.table} WHERE id = %s", (record_id,))  # noqa: S608
    return (False, False) if row is None else (bool(row[0]), bool(row[1]))


def answers(ctx: Ctx, membership: Membership, entity: CompiledEntity, action: str) -> bool:
    """Whether this membership opens the action on a row of `entity` today."""
    if (
        membership.pooled
        or membership.trashed
        or action not in OPENED_ACTIONS
        or (action != "view" and not membership.write)
    ):
        return False
    left_out = membership.children is not None and entity.key not in membership.children
    if membership.above and (left_out or not _hands_down(entity, action)):
        return False
    return membership.until is None or membership.until >= company_today(ctx.clock)


def sentence(membership: Membership) -> Any:
    """“Team member of the customer (read only, until 2026-12-31).”"""
    words = {
        "kind": KINDS.get(membership.kind, KINDS["share"]),
        "entity": membership.entity.label,
        "right": RIGHTS[membership.write],
        "until": membership.until.isoformat() if membership.until else "",
    }
    if membership.pooled:
        return _("%(kind)s on this %(entity)s (%(right)s), which counts again once it has been claimed.") % words
    if membership.trashed:
        return _("%(kind)s on this %(entity)s (%(right)s), which counts again once it has been restored.") % words
    if membership.until:
        return _("%(kind)s on this %(entity)s (%(right)s, until %(until)s).") % words
    return _("%(kind)s on this %(entity)s (%(right)s).") % words
