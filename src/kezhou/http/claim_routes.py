"""What people do with a record of any entity that can lie in a pool: claim, put back, hand out, move on, hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.approvals import extensions
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.notify import sources
from kezhou.platform.pools import bulk, due, holds, moves
from kezhou.platform.query import select
from kezhou.platform.records import subjects

from .administer import version_if_sent
from .context import ctx_of
from .etag import etag
from .jsonio import answer, body_object, only
from .pool_routes import DUE_DAYS, day_of, record_id_of

router = Router(tags=["pools"])


def _claim(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Mapping[str, Any], version: int | None) -> None:
    only(data)
    bulk.one(ctx, entity, bulk.Call("claim", [record_id], version=version))


def _release(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Mapping[str, Any], version: int | None) -> None:
    only(data, "pool", "reason")
    pool = None if data.get("pool") is None else record_id_of(data["pool"], "pool")
    call = bulk.Call("release", [record_id], pool=pool, reason=_text(data, "reason"), version=version)
    bulk.one(ctx, entity, call)


def _assign(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Mapping[str, Any], version: int | None) -> None:
    only(data, "owner", "reason")
    owner = record_id_of(data.get("owner"), "owner")
    call = bulk.Call("assign", [record_id], owner=owner, reason=_text(data, "reason"), version=version)
    bulk.one(ctx, entity, call)


def _transfer(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Mapping[str, Any], version: int | None) -> None:
    only(data, "pool", "reason")
    pool = record_id_of(data.get("pool"), "pool")
    call = bulk.Call("transfer", [record_id], pool=pool, reason=_text(data, "reason"), version=version)
    bulk.one(ctx, entity, call)


def _hold(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Mapping[str, Any], version: int | None) -> None:
    only(data, "until", "reason")
    until = None if data.get("until") is None else day_of(str(data["until"]), company_today(ctx.clock))
    holds.hold(ctx, entity, record_id, until, _text(data, "reason"), version)


def _extend(ctx: Ctx, entity: CompiledEntity, record_id: int, data: Mapping[str, Any], version: int | None) -> None:
    only(data, "until", "reason")
    if data.get("until") is None:
        message = _("Say until which day.")
        raise Invalid(message, errors=[FieldError("until", "required", message)])
    until = day_of(str(data["until"]), company_today(ctx.clock))
    extensions.ask(ctx, entity, record_id, until, _text(data, "reason"))


VERBS = {
    "claim": (_claim, "Take a record out of a pool"),
    "release": (_release, "Put a record into a pool: {reason, pool?}"),
    "assign": (_assign, "Hand a record of a pool to a colleague: {owner, reason?}"),
    "hold": (_hold, "Keep a record from being recycled: {until | null, reason}"),
    "extend": (_extend, "Ask the pool's administrators to put the recycling off: {until, reason}"),
    "transfer": (_transfer, "Move a record to another pool: {pool, reason?}"),
}


def _mount(key: str) -> None:
    for verb, (act, summary) in VERBS.items():
        router.add_api_operation(
            f"/{key}/{{int:record_id}}/{verb}", ["POST"], _view(key, act), operation_id=f"{key}_{verb}", summary=summary
        )


def _mount_reads(key: str) -> None:
    for word, read, summary in (
        ("moves", _moves, "The record's line of owners and pools, newest first"),
        ("keeping", _keeping, "Whether the record is about to be recycled, held, or an extension was asked for"),
    ):
        router.add_api_operation(
            f"/{key}/{{int:record_id}}/{word}", ["GET"], read(key), operation_id=f"{key}_{word}", summary=summary
        )


def _moves(key: str) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, record_id: int) -> HttpResponse:
        ctx = ctx_of(request)
        only(request.GET)
        entity = registry.entity(ctx, key)
        subjects.check(ctx, key, record_id)
        former = sources.former_records(ctx, entity, record_id)
        return answer({"items": [asdict(line) for line in moves.of_record(entity, record_id, former)], "next": None})

    return view


def _keeping(key: str) -> Callable[..., HttpResponse]:
    """`{due: {rule, rule_name, pool, pool_name, on, days} | null, held_until, asked: {id, until} | null}`."""

    def view(request: HttpRequest, record_id: int) -> HttpResponse:
        ctx = ctx_of(request)
        only(request.GET)
        entity = registry.entity(ctx, key)
        subjects.check(ctx, key, record_id)
        today = company_today(ctx.clock)
        falls = due.due_of(ctx, entity, [record_id], today + timedelta(days=DUE_DAYS)).get(record_id)
        asked = extensions.pending(ctx, entity, record_id)
        return answer(
            {
                "due": None if falls is None else {**asdict(falls), "days": (falls.on - today).days},
                "held_until": holds.held_until(entity, record_id),
                "asked": None if asked is None else {"id": asked.id, "until": asked.payload["until"]},
            }
        )

    return view


def _view(key: str, act: Callable[..., None]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, record_id: int) -> HttpResponse:
        """The record as the caller sees it afterwards; only its id where it is out of the caller's sight."""
        ctx = ctx_of(request)
        entity = registry.entity(ctx, key)
        act(ctx, entity, record_id, body_object(request), version_if_sent(request))
        record = select.one(ctx, entity, record_id)
        if record is None:
            return answer({"id": record_id})
        return answer(record, headers={"ETag": etag(record["version"])})

    return view


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name) or ""
    if isinstance(value, str):
        return value
    message = _("This must be text.")
    raise Invalid(message, errors=[FieldError(name, "not_text", message)])


for _entity in registry.native().values():
    if _entity.moves_alone:
        _mount(_entity.key)
        _mount_reads(_entity.key)
