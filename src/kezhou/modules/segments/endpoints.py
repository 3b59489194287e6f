"""The calls of segments: keep, look, count, and who uses one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.query import users_of

from . import api, preview
from .segment import sizes, store
from .segment.model import Segment

ENTITY = Input("text", max_length=60, help="key of the entity; customers where it is left out")
BODY = {
    "name": Input("text", max_length=60),
    "description": Input("text", max_length=300),
    "condition": Input(JSON),
    "shared": Input("boolean"),
}
DEFAULT_ENTITY = "customer"
MAX_USERS = 100


def register() -> None:
    """Called once at start-up."""
    ids = "segment/{int:segment_id}"
    for one in (
        Endpoint("segment", _list, input={"entity": ENTITY}, summary="Segments that one may use"),
        Endpoint("segment", _create, "POST", input={"entity": ENTITY, **BODY}, summary="A new segment", status=201),
        Endpoint(ids, _get, summary="One segment with its trend"),
        Endpoint(ids, _change, "PATCH", input=BODY, summary="Other words or sharing"),
        Endpoint(ids, _delete, "DELETE", summary="Put a segment away", status=204),
        Endpoint(f"{ids}/count", _count, "POST", summary="Count it now"),
        Endpoint(f"{ids}/uses", _uses, summary="Saved views, rules and segments that use it"),
        Endpoint(
            "segment/preview",
            _preview,
            "POST",
            input={"entity": ENTITY, "condition": Input(JSON, required=True), "id": Input("integer")},
            summary="How many and whom a condition holds; against a saved segment, who joins and leaves",
        ),
    ):
        endpoint(one)


def _list(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"items": described(ctx, store.listed(ctx, values["entity"] or DEFAULT_ENTITY)), "next": None}


def _create(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: values[name] for name in store.WORDS}
    segment = store.create(ctx, values["entity"] or DEFAULT_ENTITY, words)
    sizes.refresh(ctx, segment)
    return _one(ctx, segment.id)


def _get(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return _one(ctx, values["segment_id"])


def _change(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: value for name, value in values.items() if name in store.WORDS}
    segment = store.change(ctx, values["segment_id"], words)
    if segment.counted_at is None:
        sizes.refresh(ctx, segment)
    return _one(ctx, segment.id)


def _delete(ctx: Ctx, values: Mapping[str, Any]) -> None:
    store.delete(ctx, values["segment_id"])


def _count(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """`visible` is how many the asker sees; the kept size is the owner's."""
    segment = store.find(ctx, values["segment_id"])
    sizes.refresh(ctx, segment)
    return {**_one(ctx, segment.id), "visible": sizes.count(ctx, segment)}


def _uses(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    segment = store.find(ctx, values["segment_id"])
    found = []
    for kept in users_of(segment.entity, api.TOKEN, segment.id):
        found.append({"kind": kept.kind, "name": kept.name})
        if len(found) >= MAX_USERS:
            break
    return {"items": found, "next": None}


def _preview(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    segment = None if values["id"] is None else store.find(ctx, values["id"])
    key = segment.entity if segment else values["entity"] or DEFAULT_ENTITY
    return preview.preview(ctx, key, values["condition"], segment)


def _one(ctx: Ctx, segment_id: int) -> dict[str, Any]:
    return described(ctx, [store.find(ctx, segment_id)])[0]


def described(ctx: Ctx, segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """What of segments is shown. Sizes are counted with the owner's rights, so they are the owner's alone; others ask
    how many of their own records a segment holds."""
    trends = sizes.trends(ctx, [segment.id for segment in segments])
    return [
        {
            "id": one.id,
            "version": one.version,
            "entity": one.entity,
            **{word: getattr(one, word) for word in store.WORDS},
            "owner": {"id": one.owner_id, "title": one.owner.name},
            "mine": one.owner_id == ctx.actor.id,
            "can_change": store.may_change(ctx, one),
            **_size(one, trends.get(one.id, []) if one.owner_id == ctx.actor.id else None),
        }
        for one in segments
    ]


def _size(segment: Segment, trend: list[sizes.DaySize] | None) -> dict[str, Any]:
    if trend is None:
        return {"size": None, "counted_at": None, "problem": "", "trend": []}
    days = [{"on": day.on, "size": day.size} for day in trend]
    return {"size": segment.size, "counted_at": segment.counted_at, "problem": segment.problem, "trend": days}
