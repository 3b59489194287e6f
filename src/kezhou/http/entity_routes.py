"""The calls that every entity answers, the same for all of them, and those that write."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import acts, bulk, repeat, trial, write

from . import entity_docs
from . import entity_reading as reading
from .context import ctx_of
from .entity_answers import kept, result_of, saved
from .etag import etag, expected_version
from .jsonio import answer, body_object, dumps, only

View = Callable[..., HttpResponse]


def router_for(entity: CompiledEntity, *, documented: bool = False) -> Router:
    """All calls of one entity; `documented` with its fields, which takes 12 MB that no request needs."""
    router = Router(tags=[entity.key])
    key, features = entity.key, entity.definition.features

    def add(method: str, path: str, view: View, name: str) -> None:
        router.add_api_operation(
            path,
            [method],
            view,
            operation_id=f"{key}_{name}",
            summary=f"{entity.key}: {name.replace('_', ' ')}",
            openapi_extra=entity_docs.operation(entity, name) if documented else None,
        )

    add("GET", "", lambda request: reading.list_(request, key), "list")
    add("POST", "/search", lambda request: reading.search(request, key), "search")
    add("POST", "/count", lambda request: reading.count(request, key), "count")
    add("POST", "/aggregate", lambda request: reading.group(request, key), "aggregate")
    if entity.definition.list.kanban:
        add("GET", "/board", lambda request: reading.board_(request, key), "board")
    if entity.definition.list.calendar:
        add("GET", "/calendar", lambda request: reading.calendar_(request, key), "calendar")
    if features.create:
        add("POST", "", lambda request: create(request, key), "create")
    add("GET", "/{int:record_id}", _with_id(key, reading.get), "get")
    if features.update:
        add("PATCH", "/{int:record_id}", _with_id(key, update), "update")
    if features.delete:
        add("DELETE", "/{int:record_id}", _with_id(key, delete), "delete")
        add("POST", "/{int:record_id}/restore", _with_id(key, restore), "restore")
    if entity.definition.lines and features.create:
        add("POST", "/check", lambda request: check(request, key), "check")
    if features.bulk:
        add("POST", "/bulk", lambda request: bulk_(request, key), "bulk")
    for action in entity.definition.actions:
        add("POST", f"/{{int:record_id}}/actions/{action.key}", _act(key, action.key), f"action_{action.key}")
    for related in entity.definition.related:
        add(
            "GET",
            f"/{{int:record_id}}/related/{related.key}",
            reading.related(key, related.key),
            f"related_{related.key}",
        )
    return router


def _with_id(key: str, view: Callable[[HttpRequest, str, int], HttpResponse]) -> View:
    def with_id(request: HttpRequest, record_id: int) -> HttpResponse:
        return view(request, key, record_id)

    return with_id


def create(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    data = body_object(request)

    def work() -> repeat.Answer:
        draft = write.create(ctx, entity, data)
        record = saved(ctx, entity, draft)
        location = f"/api/v1/{key}/{draft.id}"
        return repeat.Answer(201, dumps(record), {"ETag": etag(draft.version), "Location": location})

    return kept(repeat.once(ctx, request.headers.get("Idempotency-Key"), f"POST {key}", request.body, work))


def update(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    version = expected_version(request)
    draft = write.update(ctx, entity, record_id, body_object(request), version)
    return answer(saved(ctx, entity, draft), headers={"ETag": etag(draft.version)})


def check(request: HttpRequest, key: str) -> HttpResponse:
    """What a save would make of a document while it is being written: values, lines, what is wrong. Writes nothing."""
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    data = body_object(request)
    found = trial.run(ctx, entity, data.get("id"), {name: value for name, value in data.items() if name != "id"})
    errors = [{"path": e.path, "code": e.code, "message": e.message, "params": e.params} for e in found.errors]
    warnings = [{"path": w.path, "code": w.code, "message": w.message} for w in found.warnings]
    return answer({"values": found.values, "lines": found.lines, "errors": errors, "warnings": warnings})


def delete(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    write.delete(ctx, entity, record_id, expected_version(request))
    return HttpResponse(status=204)


def restore(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    draft = write.restore(ctx, entity, record_id)
    return answer(saved(ctx, entity, draft), headers={"ETag": etag(draft.version)})


def bulk_(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    call = bulk.parse(ctx, entity, only(body_object(request), "op", "ids", "filter", "q", "values"))
    if isinstance(call, bulk.Large):
        return answer({"job": bulk.start(ctx, entity, call)}, status=202)
    return answer({"results": [result_of(request, draft) for draft in bulk.run(ctx, entity, call)]})


def _act(key: str, action: str) -> View:
    def act(request: HttpRequest, record_id: int) -> HttpResponse:
        ctx = ctx_of(request)
        entity = registry.entity(ctx, key)
        data, version = body_object(request), expected_version(request)

        def work() -> repeat.Answer:
            draft = acts.act(ctx, entity, record_id, action, data, version)
            record = saved(ctx, entity, draft)
            return repeat.Answer(200, dumps(record), {"ETag": etag(record["version"])})

        call = f"POST {key}/{record_id}/actions/{action}"
        return kept(repeat.once(ctx, request.headers.get("Idempotency-Key"), call, request.body, work))

    return act
