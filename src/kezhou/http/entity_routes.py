"""The calls that every entity answers, the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.condition import And, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, NotFound
from kezhou.kernel.text.digits import whole_number
from kezhou.platform.approvals import locks
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.merging.resolve import winner_of
from kezhou.platform.query import aggregate, board, calendar, select
from kezhou.platform.query.words import COUNT_CAP, AggregateQuery, ListQuery, Measure, Page
from kezhou.platform.records import acts, bulk, lines, repeat, trial, write
from kezhou.platform.records.draft import Draft

from . import entity_docs, listing, throttle
from .context import ctx_of
from .etag import etag, expected_version
from .jsonio import answer, body_object, dumps, only
from .problems import problem

MAX_COUNTS = 30
ROW_ACTIONS = ("update", "delete", "assign", "reveal")

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

    add("GET", "", lambda request: list_(request, key), "list")
    add("POST", "/search", lambda request: search(request, key), "search")
    add("POST", "/count", lambda request: count(request, key), "count")
    add("POST", "/aggregate", lambda request: group(request, key), "aggregate")
    if entity.definition.list.kanban:
        add("GET", "/board", lambda request: board_(request, key), "board")
    if entity.definition.list.calendar:
        add("GET", "/calendar", lambda request: calendar_(request, key), "calendar")
    if features.create:
        add("POST", "", lambda request: create(request, key), "create")
    add("GET", "/{int:record_id}", _with_id(key, get), "get")
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
        add("GET", f"/{{int:record_id}}/related/{related.key}", _related(key, related.key), f"related_{related.key}")
    return router


def _with_id(key: str, view: Callable[[HttpRequest, str, int], HttpResponse]) -> View:
    def with_id(request: HttpRequest, record_id: int) -> HttpResponse:
        return view(request, key, record_id)

    return with_id


def list_(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    return answer(envelope(read_page(ctx, entity, listing.from_address(ctx, entity, request.GET))))


def search(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    return answer(envelope(read_page(ctx, entity, listing.from_object(ctx, entity, body_object(request)))))


def count(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    data = only(body_object(request), "filter", "q", "view", "trash", "filters", "exact")
    query = listing.from_object(ctx, entity, {k: v for k, v in data.items() if k not in ("exact", "filters")})
    cap = None if data.get("exact") is True else COUNT_CAP
    if (several := data.get("filters")) is None:
        number, capped = select.count(ctx, entity, query, cap)
        return answer({"count": number, "capped": capped})
    if not isinstance(several, dict) or len(several) > MAX_COUNTS:
        raise BadRequest(_("filters must be an object of at most %(limit)d conditions.") % {"limit": MAX_COUNTS})
    counts = {}
    for name, condition in several.items():
        parts = tuple(part for part in (query.where, None if condition is None else parse(condition)) if part)
        number, capped = select.count(ctx, entity, replace(query, where=And(parts) if parts else None), cap)
        counts[name] = {"count": number, "capped": capped}
    return answer({"counts": counts})


def group(request: HttpRequest, key: str) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    data = only(body_object(request), "group_by", "measures", "filter", "q", "limit")
    measures = data.get("measures", [{"fn": "count"}])
    groups = data.get("group_by", [])
    shaped = (
        isinstance(measures, list)
        and all(isinstance(m, dict) and set(m) <= {"fn", "field"} and "fn" in m for m in measures)
        and isinstance(groups, list)
        and all(isinstance(name, str) for name in groups)
        and isinstance(data.get("limit", 1), int)
    )
    if not shaped:
        raise BadRequest(_("group_by must be a list of fields, measures a list of {fn, field}."), code="bad_aggregate")
    query = AggregateQuery(
        group_by=groups,
        measures=[Measure(m["fn"], m.get("field")) for m in measures],
        where=None if data.get("filter") is None else parse(data["filter"]),
        q=str(data.get("q") or ""),
        limit=max(1, data.get("limit", 500)),
    )
    return answer({"rows": aggregate.aggregate(ctx, entity, query)})


def board_(request: HttpRequest, key: str) -> HttpResponse:
    """The list as columns: the words of a list call, and `within` where the definition has it. `limit` is per
    column."""
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    words = request.GET.copy()
    sent = words.pop("within", [None])[-1]
    within = None if sent is None else whole_number(sent)
    if sent is not None and within is None:
        raise BadRequest(_("%(name)s must be a whole number.") % {"name": "within"}, code="bad_within")
    query = listing.from_address(ctx, entity, words)
    told = board.board(ctx, entity, query, within)
    throttle.count_rows(ctx, sum(len(column["items"]) for column in told["columns"]))
    return answer(told)


def calendar_(request: HttpRequest, key: str) -> HttpResponse:
    """The list as a month: the words of a list call, and `month` such as 2026-11. `limit` is per day."""
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    words = request.GET.copy()
    month = words.pop("month", [None])[-1]
    query = listing.from_address(ctx, entity, words)
    told = calendar.calendar(ctx, entity, query, month)
    throttle.count_rows(ctx, sum(len(day["items"]) for day in told["days"]))
    return answer(told)


def get(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    entity = registry.entity(ctx, key)
    only(request.GET, "trash", "expand")
    expanded = [name for name in request.GET.get("expand", "").split(",") if name]
    try:
        record = stored(ctx, entity, record_id, trashed=request.GET.get("trash") in ("true", "1"), expanded=expanded)
    except NotFound:
        return to_winner(ctx, entity, record_id)
    return answer(record, headers={"ETag": etag(record["version"])})


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
    return answer({"results": [_result(request, draft) for draft in bulk.run(ctx, entity, call)]})


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


def _related(key: str, related_key: str) -> View:
    def related(request: HttpRequest, record_id: int) -> HttpResponse:
        ctx = ctx_of(request)
        entity = registry.entity(ctx, key)
        stored(ctx, entity, record_id)
        declared = next(r for r in entity.definition.related if r.key == related_key)
        target = registry.entity(ctx, declared.entity)
        query = listing.from_address(ctx, target, request.GET)
        return answer(envelope(read_page(ctx, target, listing.narrowed(query, declared, record_id))))

    return related


def to_winner(ctx: Ctx, entity: CompiledEntity, record_id: int) -> HttpResponse:
    """Who asks for a record that was merged away is led to the one it became. Raises `NotFound` for every other id, and
    where the reader may not see that one.
    """
    winner = winner_of(ctx, entity, record_id)
    if winner is None:
        raise NotFound()
    # Kept by no cache: a merge can be taken back.
    return answer({"merged_into": winner}, status=301, headers={"Location": f"/api/v1/{entity.key}/{winner}"})


def stored(
    ctx: Ctx, entity: CompiledEntity, record_id: int, *, trashed: bool = False, expanded: Sequence[str] = ()
) -> dict[str, Any]:
    """The record with `_can`. Raises `NotFound` for what does not exist or may not be seen."""
    actions = (*ROW_ACTIONS, *(action.key for action in entity.definition.actions))
    record = select.one(ctx, entity, record_id, trashed=trashed, actions=actions, expanded=expanded)
    if record is None:
        raise NotFound()
    locks.narrow(entity, record)
    lifecycle = entity.definition.lifecycle
    if lifecycle is not None and record.get(lifecycle.field) in lifecycle.over:
        record["_can"]["update"] = False
    return record | lines.read(ctx, entity, record_id) if entity.definition.lines else record


def saved(ctx: Ctx, entity: CompiledEntity, draft: Draft) -> dict[str, Any]:
    """A record just written, read back through the read door, with what is worth a warning.

    Who handed a record to somebody beyond the own view gets its id and version only.
    """
    assert draft.id is not None  # noqa: S101 — a draft without a problem has been stored
    try:
        record = stored(ctx, entity, draft.id)
    except NotFound:
        record = {"id": draft.id, "version": draft.version}
    if (approval := draft.meta.get("approval")) is not None:
        record["_approval"] = approval
    if draft.warnings:
        record["_warnings"] = [{"path": w.path, "code": w.code, "message": w.message} for w in draft.warnings]
    return record


def read_page(ctx: Ctx, entity: CompiledEntity, query: ListQuery) -> Page:
    """One page, counted against what a person may read in an hour."""
    page = select.page(ctx, entity, query)
    throttle.count_rows(ctx, len(page.items))
    return page


def envelope(page: Page) -> Mapping[str, Any]:
    result: dict[str, Any] = {"items": page.items, "next": page.next}
    if page.total is not None:
        result["total"] = page.total
        result["total_capped"] = page.capped
    return result


def kept(result: repeat.Answer) -> HttpResponse:
    response = HttpResponse(result.body, status=result.status, content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    for name, text in result.headers.items():
        response[name] = text
    return response


def _result(request: HttpRequest, draft: Draft) -> Mapping[str, Any]:
    if draft.problem is None:
        return {"id": draft.id, "ok": True, "version": draft.version}

    return {"id": draft.id, "ok": False, "problem": orjson.Fragment(problem(request, draft.problem).content)}
