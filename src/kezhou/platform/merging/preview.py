"""What a merge would do: the values side by side, the proposal, and how much moves along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query import select
from kezhou.platform.query.words import ListQuery

from . import choose
from .merge import count
from .places import places_of
from .together import MAX_LOSERS, ids_of, locked
from .undo import DAYS


def preview(ctx: Ctx, entity: CompiledEntity, winner: int, losers: Any) -> dict[str, Any]:
    """`{records, fields: [{name, label, values: {id: …}, source, newest, fullest, conflict, …}], moves, undo_days}`.

    Values come through the read door: hidden fields are absent, protected ones shortened. The numbers of rows count
    what the actor cannot see as well, since all of it moves. Asks for the rights of the merge, and changes nothing.
    """
    ids = ids_of(winner, losers)
    first, others = locked(ctx, entity, winner, ids, None)
    choices = choose.proposal(ctx, entity, first, others)
    shown = _records(ctx, entity, [winner, *ids], [choice.spec.name for choice in choices])
    rights = field_rights(ctx, entity)
    fields = [
        {
            "name": choice.spec.name,
            "label": choice.spec.label,
            "values": {str(id_): shown[id_].get(choice.spec.name) for id_ in (winner, *ids)},
            "source": choice.source,
            "newest": choice.newest,
            "fullest": choice.fullest,
            "conflict": choice.conflict,
            "editable": rights[choice.spec.name].edit,
            "several": choice.spec.type.multiple,
        }
        for choice in choices
        if any(value is not None for value in choice.values.values())
    ]
    return {
        "records": [shown[id_] for id_ in (winner, *ids)],
        "fields": fields,
        "moves": _moves(ctx, entity, ids),
        "undo_days": DAYS,
        "max_losers": MAX_LOSERS,
    }


def _records(
    ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], names: Sequence[str]
) -> Mapping[int, dict[str, Any]]:
    wanted = parse({"field": "id", "op": "in", "value": list(ids)})
    always = [n for n in ("owner", "pool", "created_at", "updated_at", entity.title) if n in entity.fields]
    fields = tuple(dict.fromkeys((*always, *names)))
    page = select.page(ctx, entity, ListQuery(where=wanted, fields=fields, limit=len(ids)))
    return {record["id"]: record for record in page.items}


def _moves(ctx: Ctx, entity: CompiledEntity, losers: Sequence[int]) -> list[dict[str, Any]]:
    """Rows per kind of thing, what links in several ways put together."""
    places = places_of(ctx, entity)
    counts = count(places, losers)
    found: dict[str, dict[str, Any]] = {}
    for place in places:
        if place.key in counts:
            key = place.entity.key if place.entity else str(place.model._meta.db_table)
            line = found.setdefault(key, {"key": key, "label": place.label, "count": 0})
            line["count"] += counts[place.key]
    return sorted(found.values(), key=lambda line: (-line["count"], line["key"]))
