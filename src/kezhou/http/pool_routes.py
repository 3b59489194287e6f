"""Pools (公海): setting them up and looking into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import Leaf
from kezhou.kernel.errors import BadRequest, FieldError, Invalid, NotFound
from kezhou.platform.access.scope import visible
from kezhou.platform.entities import registry
from kezhou.platform.pools import browse, checked, due, facts, limits, lookback, members, report, settings, simulate
from kezhou.platform.pools.models import Pool, PoolRule
from kezhou.platform.query import select
from kezhou.platform.query.words import ListQuery

from . import listing, throttle
from .administer import administrator, version_if_sent, whole_number
from .context import ctx_of
from .describe_answers import says
from .entity_answers import envelope
from .etag import etag
from .jsonio import answer, body_object, only

router = Router(tags=["pools"])

FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
"""Days that have a day before and after them in every zone."""
DUE_DAYS = 366
"""How far ahead the column “falls into the pool in … days” looks."""

# -- pools ----------------------------------------------------------------------------------------------------------


@router.get(
    "/pool", operation_id="pool_list", summary="The pools that one belongs to; all of them for who sets them up"
)
def list_pools(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    key = only(request.GET, "entity").get("entity", "")
    mine = members.memberships(ctx.actor.id)
    all_of_them = settings.PERMISSION in ctx.grants.admin
    shown = [pool for pool in settings.listed(key) if all_of_them or pool.id in mine]
    used = limits.claims_by_pool(ctx, ctx.actor.id)
    lying: dict[int, int] = {}
    for entity in {pool.entity for pool in shown}:
        lying |= browse.counts(registry.entity(ctx, entity), [pool.id for pool in shown if pool.entity == entity])
    return answer({"items": [_listed(pool, mine.get(pool.id), used, lying[pool.id]) for pool in shown], "next": None})


@router.post("/pool", operation_id="pool_create", summary="A new pool, with its members", openapi_extra=says(201))
def create_pool(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    return _pool(settings.create(ctx, body_object(request)), status=201)


@router.get("/pool/{int:pool_id}", operation_id="pool_get", summary="One pool with its members")
def get_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    administrator(request, settings.PERMISSION)
    only(request.GET)
    return _pool(settings.find(pool_id))


@router.patch("/pool/{int:pool_id}", operation_id="pool_change", summary="Other settings or members")
def change_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    return _pool(settings.change(ctx, pool_id, body_object(request), version_if_sent(request)))


@router.delete(
    "/pool/{int:pool_id}",
    operation_id="pool_delete",
    summary="Remove a pool that was never used",
    openapi_extra=says(204),
)
def delete_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    settings.delete(ctx, pool_id, version_if_sent(request))
    return HttpResponse(status=204)


# -- rules and limits -----------------------------------------------------------------------------------------------


@router.get("/pool/facts", operation_id="pool_facts", summary="What recycle rules can reckon with")
def list_facts(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    entity = checked.pooled(ctx, only(request.GET, "entity").get("entity"))
    known = [f for f in facts.recycle_facts.values() if f.moment(ctx, entity, "t") is not None]
    spared = [e for e in facts.exemptions.values() if e.holds(ctx, entity, "t") is not None]
    return answer({name: [{"key": x.key, "label": x.label} for x in found] for name, found in _named(known, spared)})


@router.get("/pool/{int:pool_id}/rules", operation_id="pool_rules", summary="The recycle rules of a pool")
def list_rules(request: HttpRequest, pool_id: int) -> HttpResponse:
    administrator(request, settings.PERMISSION)
    only(request.GET)
    return answer({"items": [_rule(rule) for rule in settings.rules(settings.find(pool_id).id)], "next": None})


@router.post(
    "/pool/{int:pool_id}/rules", operation_id="pool_rule_create", summary="A new recycle rule", openapi_extra=says(201)
)
def create_rule(request: HttpRequest, pool_id: int) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    return answer(_rule(settings.save_rule(ctx, pool_id, body_object(request))), status=201)


@router.patch("/pool/{int:pool_id}/rules/{int:rule_id}", operation_id="pool_rule_change", summary="Another wording")
def change_rule(request: HttpRequest, pool_id: int, rule_id: int) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    return answer(_rule(settings.save_rule(ctx, pool_id, body_object(request), rule_id)))


@router.delete(
    "/pool/{int:pool_id}/rules/{int:rule_id}",
    operation_id="pool_rule_delete",
    summary="Put a rule away",
    openapi_extra=says(204),
)
def delete_rule(request: HttpRequest, pool_id: int, rule_id: int) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    settings.delete_rule(ctx, pool_id, rule_id)
    return HttpResponse(status=204)


@router.post(
    "/pool/{int:pool_id}/simulate",
    operation_id="pool_simulate",
    summary="Who would lose what tomorrow, in 7 and 30 days, as it is and with a rule as planned; changes nothing",
)
def simulate_rule(request: HttpRequest, pool_id: int) -> HttpResponse:
    """`{rule: {…}, rule_id?}`; without a rule: as it is. `lookback`: what the rule would have done in the
    last 90 days."""
    ctx = ctx_of(request)
    settings.require(ctx)
    data = only(body_object(request), "rule", "rule_id")
    entity = registry.entity(ctx, settings.find(pool_id).entity)
    planned, back = None, None
    if data.get("rule") is not None:
        if not isinstance(data["rule"], dict):
            raise BadRequest(_("rule must be an object."), code="bad_rule")
        rule_id = None if data.get("rule_id") is None else record_id_of(data["rule_id"], "rule_id")
        rule = settings.rule_of(ctx, pool_id, data["rule"], rule_id)
        planned, back = simulate.with_rule(entity, rule), lookback.look_back(ctx, entity, rule)
    found = asdict(simulate.simulate(ctx, entity, planned))
    told = None if back is None else asdict(back) | {"by_today": [{"name": n, "label": x} for n, x in back.by_today]}
    return answer({**found, "lookback": told})


@router.get("/pool/limits", operation_id="pool_limits", summary="How many records people may hold")
def get_limits(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    entity = checked.pooled(ctx, only(request.GET, "entity").get("entity"))
    return answer({"items": [checked.limit_json(row) for row in settings.limits(entity.key)]})


@router.put(
    "/pool/limits", operation_id="pool_limits_set", summary="Exactly these limits; person before role before department"
)
def set_limits(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    data = only(body_object(request), "entity", "items")
    rows = settings.set_limits(ctx, checked.pooled(ctx, data.get("entity")).key, data.get("items"))
    return answer({"items": [checked.limit_json(row) for row in rows]})


# -- looking in -----------------------------------------------------------------------------------------------------


@router.get("/pool/{int:pool_id}/records", operation_id="pool_records", summary="What lies in a pool, for its members")
def list_records(request: HttpRequest, pool_id: int) -> HttpResponse:
    """The words of a list call. Columns and masks are the pool's."""
    ctx = ctx_of(request)
    entity = registry.entity(ctx, members.member(ctx, pool_id).entity)
    page = browse.page(ctx, pool_id, listing.from_address(ctx, entity, request.GET))
    throttle.count_rows(ctx, len(page.items))
    return answer(envelope(page))


@router.get(
    "/pool/{int:pool_id}/records/{int:record_id}", operation_id="pool_record", summary="One record; counts as opened"
)
def open_record(request: HttpRequest, pool_id: int, record_id: int) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    return answer(browse.open_one(ctx, pool_id, record_id))


@router.get("/pool/due", operation_id="pool_due", summary="When records are recycled, for a list's column")
def list_due(request: HttpRequest) -> HttpResponse:
    """`?entity=customer&ids=1,2`, at most 200 → `{items: [{id, on, days, pool, pool_name, rule, rule_name}]}`,
    only of what the caller sees and what falls within a year."""
    ctx = ctx_of(request)
    words = only(request.GET, "entity", "ids")
    entity = checked.pooled(ctx, words.get("entity"))
    ids = [whole_number(text, "ids") for text in words.get("ids", "").split(",")]
    if len(ids) > due.MAX_ASKED:
        raise BadRequest(_("At most %(limit)d ids can be asked about.") % {"limit": due.MAX_ASKED}, code="too_many")
    seen = select.page(ctx, entity, ListQuery(where=Leaf("id", "in", tuple(ids)), fields=(), limit=due.MAX_ASKED))
    today = company_today(ctx.clock)
    found = due.due_of(ctx, entity, [item["id"] for item in seen.items], today + timedelta(days=DUE_DAYS))
    lines = [{"id": id_, **asdict(line), "days": (line.on - today).days} for id_, line in sorted(found.items())]
    return answer({"items": lines})


@router.get("/pool/holdings", operation_id="pool_holdings", summary="How many records one holds and may hold")
def get_holdings(request: HttpRequest) -> HttpResponse:
    """`{held, limit, free, source, name}`: held + asked may not exceed limit."""
    ctx = ctx_of(request)
    entity = checked.pooled(ctx, only(request.GET, "entity").get("entity"))
    visible(ctx, entity)
    found = limits.holdings(ctx, entity, ctx.actor.id or 0)
    return answer({**asdict(found), "free": found.free})


@router.get("/pool/{int:pool_id}/report", operation_id="pool_report", summary="What went in and came out, day by day")
def get_report(request: HttpRequest, pool_id: int) -> HttpResponse:
    """`?from=2026-11-01&to=2026-11-30`, both included; for administrators of the pool and of settings."""
    ctx = ctx_of(request)
    words = only(request.GET, "from", "to")
    if settings.PERMISSION not in ctx.grants.admin and not members.member(ctx, pool_id).is_admin:
        raise NotFound()
    today = company_today(ctx.clock)
    first, last = (
        day_of(words.get(name), today.replace(day=1) if name == "from" else today) for name in ("from", "to")
    )
    return answer(asdict(report.report(settings.find(pool_id).id, first, last)))


# -- JSON -----------------------------------------------------------------------------------------------------------


def _listed(
    pool: Pool, mine: members.Membership | None, used: Mapping[int, tuple[int, int]], lying: int
) -> dict[str, Any]:
    """What a member needs to know: what lies there, what may be taken, and what was taken today and this week."""
    day, week = used.get(pool.id, (0, 0)) if mine else (0, 0)
    return {
        **_settings(pool),
        "claims_today": day,
        "claims_this_week": week,
        "records": min(lying, browse.COUNTED),
        "records_capped": lying > browse.COUNTED,
        "member": mine is not None,
        "is_admin": mine is not None and mine.is_admin,
    }


def _pool(pool: Pool, status: int = 200) -> HttpResponse:
    document = {**_settings(pool), "members": settings.members_json(pool)}
    return answer(document, status=status, headers={"ETag": etag(pool.version)})


def _settings(pool: Pool) -> dict[str, Any]:
    return {name: getattr(pool, name) for name in ("id", "version", "entity", *checked.POOL_WORDS)}


def _rule(rule: PoolRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in ("id", *checked.RULE_WORDS)} | {"pool": rule.pool_id}


def _named(known: list[facts.RecycleFact], spared: list[facts.Exemption]) -> list[tuple[str, list[Any]]]:
    return [("facts", list(known)), ("exemptions", list(spared))]


def record_id_of(value: Any, path: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
        return value
    message = _("This must be the id of a record.")
    raise Invalid(message, errors=[FieldError(path, "not_an_id", message)])


def day_of(text: str | None, default: date) -> date:
    if text is None:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise BadRequest(_("Days are written like 2026-11-22."), code="bad_day")
    return day
