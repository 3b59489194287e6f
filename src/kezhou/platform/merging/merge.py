"""Several records become one: one transaction, set-based, remembered for the undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.base.sql import fetch_all, fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.notify.inbox import notify
from kezhou.platform.pools import ledger
from kezhou.platform.records import ownership, steps
from kezhou.platform.records.draft import Draft

from . import choose, follow, names, pairs, traces
from .models import Loser, Merge
from .move import move
from .places import Place, places_of
from .rules import kept_at_the_end
from .save import mark, parts, save, stored
from .together import ids_of, locked, reason_of

MAX_ROWS = 200_000
"""Rows that may move along with one merge."""
MAX_DEPTH = 100
"""Levels of a tree that are looked at for a circle."""
INBOX = "merged"


def merge(
    ctx: Ctx,
    entity: CompiledEntity,
    winner: int,
    losers: Any,
    values: Mapping[str, Any] | None = None,
    take: Mapping[str, Any] | None = None,
    reason: Any = "",
    version: int | None = None,
) -> Merge:
    """Merge the losers into the winner.

    `values` and `take` (see `choose.chosen`) say what the winner gets, the proposal says the rest. Needs the right to
    change the winner and to change and delete every loser. Raises `NotFound`, `Forbidden`, `Stale`, `Locked`,
    `Invalid`, `Conflict`; nothing is changed then.
    """
    ids, why = ids_of(winner, losers), reason_of(reason)
    with transaction.atomic(), kept_at_the_end(entity):
        first, others = locked(ctx, entity, winner, ids, version)
        places = places_of(ctx, entity)
        counts = count(places, ids)
        if sum(counts.values()) > MAX_ROWS:
            message = _("At most %(limit)d rows can move along with one merge.") % {"limit": MAX_ROWS}
            raise Invalid(message, code="too_many_rows")
        decided = choose.chosen(ctx, entity, first, others, values or {}, take or {})
        _refuse_closed(ctx, entity, first, decided)
        made = Merge.objects.create(
            entity=entity.key, winner_id=winner, reason=why, by_id=ctx.actor.id, at=ctx.clock.now()
        )
        _remember(entity, made, others)
        follow.remember(ctx, entity, made.id, ids)
        _hand_over(ctx, entity, first, ids, why)
        made.counts = _move_all(ctx, made, places, winner, ids)
        _retire(ctx, entity, made, first, others)
        _change(ctx, entity, made, first, decided, ids)
        _refuse_circle(entity, winner)
        ownership.follow(ctx, entity, {winner: first.values.get("owner")})
        follow.settled(ctx, entity, made.id)
        pairs.settle(ctx, entity, made.id, winner, ids, why)
        names.refresh(entity, winner)
        _tell(ctx, entity, first, others)
        made.save(update_fields=["before", "after", "counts"])
    return made


def count(places: Sequence[Place], losers: Sequence[int]) -> dict[str, int]:
    """How many rows of each place name one of the records, the trash left out; one statement."""
    if not places:
        return {}
    selects, params = [], []
    for place in places:
        points = place.points(losers)
        live = " AND t.deleted_at IS NULL" if place.has_trash else ""
        own = " AND t.id <> ALL(%s)" if place.entity is not None and place.entity.key == place.target else ""
        selects.append(f"SELECT %s AS place, count(*) FROM {place.table} t WHERE {points.text}{live}{own}")  # noqa: S608
        params += [place.key, *points.params, *([list(losers)] if own else [])]
    return {row[0]: int(row[1]) for row in fetch_all(" UNION ALL ".join(selects), params) if row[1]}


def _remember(entity: CompiledEntity, made: Merge, losers: Sequence[Draft]) -> None:
    entered = "t.pool_entered_at" if entity.pooled else "NULL::timestamptz"
    ids = [draft.id for draft in losers]
    rows = fetch_all(f"SELECT t.id, {entered} FROM {entity.table} t WHERE t.id = ANY(%s)", (ids,))  # noqa: S608
    since: dict[int, Any] = dict(rows)
    Loser.objects.bulk_create(
        Loser(
            merge=made,
            entity=entity.key,
            loser_id=draft.id or 0,
            owner_id=draft.values.get("owner"),
            pool_id=draft.values.get("pool"),
            pool_entered_at=since[draft.id or 0],
        )
        for draft in losers
    )


def _move_all(ctx: Ctx, made: Merge, places: Sequence[Place], winner: int, losers: Sequence[int]) -> dict[str, int]:
    counts = {}
    for place in places:
        if moved := move(ctx, made.id, place, winner, losers):
            counts[place.key] = moved
            ids = fetch_all(
                "SELECT row_id FROM merging_move WHERE merge_id = %s AND place = %s AND op <> 'removed'",
                (made.id, place.key),
            )
            traces.leave(ctx, made.id, place, [row[0] for row in ids])
    return counts


def _refuse_closed(ctx: Ctx, entity: CompiledEntity, winner: Draft, values: Mapping[str, Any]) -> None:
    """What somebody decides about at this moment a merge changes no more than people do."""
    assert winner.id is not None  # noqa: S101 — locked rows have ids
    changing = {name for name, value in values.items() if value != winner.values.get(name)}
    steps.guard_closed(ctx, entity, [winner], {winner.id: changing})
    if winner.problem is not None:
        raise winner.problem


def _refuse_circle(entity: CompiledEntity, winner: int) -> None:
    """A company that is above and below itself once two of a tree become one. The winner's own link to a loser was
    cleared by the merge; what lies between them is for people to decide.
    """
    spec = entity.fields.get(choose.TREE)
    if spec is None or spec.link != entity.key or not spec.columns:
        return
    column = ident(spec.column)
    row = fetch_one(
        f"WITH RECURSIVE line(id, depth) AS (SELECT t.{column}, 1 FROM {entity.table} t WHERE t.id = %s "  # noqa: S608
        f"UNION ALL SELECT t.{column}, line.depth + 1 FROM line JOIN {entity.table} t ON t.id = line.id "
        "WHERE line.depth < %s AND line.id <> %s) SELECT 1 FROM line WHERE id = %s LIMIT 1",
        (winner, MAX_DEPTH, winner, winner),
    )
    if row is not None:
        message = _("The merged record would be part of itself. Change “%(field)s” of a record between them first.")
        error = FieldError(spec.name, "circle", message % {"field": spec.label})
        raise Invalid(_("Some values are not right."), errors=[error])


def _hand_over(ctx: Ctx, entity: CompiledEntity, winner: Draft, losers: Sequence[int], reason: str) -> None:
    """Losers and what follows them belong to whom the winner belongs; the pools' ledger has a line for each move."""
    if entity.pooled and not (entity.definition.scope.parent or entity.definition.scope.follows):
        target = ledger.Target(owner=winner.values.get("owner"), pool=winner.values.get("pool"))
        ledger.move(ctx, entity, losers, target, "merge", reason=reason)


def _retire(ctx: Ctx, entity: CompiledEntity, made: Merge, winner: Draft, losers: Sequence[Draft]) -> None:
    """Losers leave every list."""
    why = {"reason": made.reason} if made.reason else {}
    for draft in losers:
        draft.meta.update({"merge": made.id, "merged_into": winner.id, **why})
    mark(ctx, entity, losers, ctx.clock.now(), "merge", "merged")


def _change(
    ctx: Ctx, entity: CompiledEntity, made: Merge, winner: Draft, values: Mapping[str, Any], losers: Sequence[int]
) -> None:
    """Give the winner its values, and keep what the row said before and after."""
    assert winner.id is not None  # noqa: S101 — locked rows have ids
    old = stored(entity, winner.id)
    winner.values.update(values)
    winner.meta.update({"merge": made.id, "losers": list(losers), **({"reason": made.reason} if made.reason else {})})
    save(ctx, entity, winner, "merge", "merged")
    specs = [entity.fields[name] for name in winner.changed() if name in entity.fields]
    specs = [spec for spec in specs if (spec.columns or spec.custom) and spec.name not in choose.BY_WINNER]
    made.before, made.after = parts(specs, old), parts(specs, stored(entity, winner.id))


def _tell(ctx: Ctx, entity: CompiledEntity, winner: Draft, losers: Sequence[Draft]) -> None:
    """Whoever loses a record hears of it; the record's name was theirs to know, the winner's may not be."""
    for draft in losers:
        owner = draft.values.get("owner")
        if owner is not None and owner not in (ctx.actor.id, winner.values.get("owner")):
            title = _("“%(name)s” was merged into another record by %(actor)s")
            params = {"name": str(draft.values.get(entity.title) or f"#{draft.id}")[:100], "actor": ctx.actor.name}
            notify(ctx, [owner], INBOX, title, entity=entity.key, record_id=draft.id, params=params)
