"""The calls that read an entity: one record, lists, counts, groups, boards, calendars, what hangs on a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import And, parse
from kezhou.kernel.errors import BadRequest, NotFound
from kezhou.kernel.text.digits import whole_number
from kezhou.platform.entities import registry
from kezhou.platform.query import aggregate, board, calendar, select
from kezhou.platform.query.words import COUNT_CAP, AggregateQuery, Measure

from . import listing, throttle
from .context import ctx_of
from .entity_answers import envelope, read_page, stored, to_winner
from .etag import etag
from .jsonio import answer, body_object, only

MAX_COUNTS = 30

View = Callable[..., HttpResponse]


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


def related(key: str, related_key: str) -> View:
    def related(request: HttpRequest, record_id: int) -> HttpResponse:
        ctx = ctx_of(request)
        entity = registry.entity(ctx, key)
        stored(ctx, entity, record_id)
        declared = next(r for r in entity.definition.related if r.key == related_key)
        target = registry.entity(ctx, declared.entity)
        query = listing.from_address(ctx, target, request.GET)
        return answer(envelope(read_page(ctx, target, listing.narrowed(query, declared, record_id))))

    return related
