"""Work with pools beyond one record: many at once, and what went in and out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, KezhouError
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.pools import bulk, checked, due, members, moves, settings
from kezhou.platform.pools.models import PoolMove

from .administer import whole_number
from .context import ctx_of
from .jsonio import answer, body_object, only
from .pool_routes import DUE_DAYS, day_of, record_id_of
from .problems import TITLES

router = Router(tags=["pools"])
MAX_FALLING = 200


@router.post(
    "/pool/bulk", operation_id="pool_bulk", summary="Claim, assign, transfer or release up to 200 records at once"
)
def run_bulk(request: HttpRequest) -> HttpResponse:
    """`{entity, op, ids, owner?, pool?, reason?}` → `{results: [{id, ok, problem?}]}`; a refusal stops nothing else."""
    ctx = ctx_of(request)
    data = only(body_object(request), "entity", "op", "ids", "owner", "pool", "reason")
    entity = checked.pooled(ctx, data.get("entity"))
    ids = data.get("ids")
    if not isinstance(ids, list):
        message = _("This must be a list of ids.")
        raise Invalid(message, errors=[FieldError("ids", "not_a_list", message)])
    found = {name: None if data.get(name) is None else record_id_of(data[name], name) for name in ("owner", "pool")}
    reason = data.get("reason") or ""
    if not isinstance(reason, str):
        message = _("This must be text.")
        raise Invalid(message, errors=[FieldError("reason", "not_text", message)])
    call = bulk.Call(str(data.get("op")), [record_id_of(id_, "ids") for id_ in ids], reason=reason, **found)
    return answer({"results": [_outcome(outcome) for outcome in bulk.run(ctx, entity, call)]})


@router.get("/pool/flows", operation_id="pool_flows", summary="What went into pools and came out, grouped")
def get_flows(request: HttpRequest) -> HttpResponse:
    """`?entity=customer&from=…&to=…&by=day,kind&pool=3` → `{by, rows: [{group, titles, went_in, came_out}]}`, of the
    pools that one administers, of all for who sets them up. `by` takes day, pool, person and kind."""
    ctx = ctx_of(request)
    words = only(request.GET, "entity", "from", "to", "by", "pool")
    entity = checked.pooled(ctx, words.get("entity"))
    by = [word for word in words.get("by", "day,kind").split(",") if word]
    if not by or len(set(by)) != len(by) or not set(by) <= set(moves.GROUPS):
        message = _("Known: %(known)s.") % {"known": ", ".join(moves.GROUPS)}
        raise BadRequest(message, code="bad_by", errors=[FieldError("by", "bad_by", message)])
    pools = _administered(ctx, entity.key)
    if not pools:
        raise Forbidden(code="no_pool_admin")
    if words.get("pool"):
        wanted = whole_number(words["pool"], "pool")
        pools = {wanted: pools[wanted]} if wanted in pools else {}
    today = company_today(ctx.clock)
    first = day_of(words.get("from"), today.replace(day=1))
    found = moves.flows(list(pools), first, day_of(words.get("to"), today), by)
    names = _names(by, found, pools)
    rows = [
        {
            "group": flow.group,
            "titles": [names[word].get(value, "") for word, value in zip(by, flow.group, strict=True)],
            "went_in": flow.went_in,
            "came_out": flow.came_out,
        }
        for flow in found
    ]
    return answer({"by": by, "rows": rows, "full": len(rows) < moves.MAX_GROUPS})


@router.get("/pool/falling", operation_id="pool_falling", summary="What of one's own is recycled in the next days")
def get_falling(request: HttpRequest) -> HttpResponse:
    """`?entity=customer&days=30` → `{items: [{id, title, on, days, pool, pool_name, rule, rule_name}]}`, the nearest
    first, at most `MAX_FALLING`."""
    ctx = ctx_of(request)
    words = only(request.GET, "entity", "days")
    entity = checked.pooled(ctx, words.get("entity"))
    visible(ctx, entity)
    days = min(whole_number(words.get("days", "30"), "days"), DUE_DAYS)
    today = company_today(ctx.clock)
    found = due.falling(ctx, entity, ctx.actor.id or 0, today + timedelta(days=days), MAX_FALLING)
    items = [{"id": id_, "title": title, **asdict(line), "days": (line.on - today).days} for id_, title, line in found]
    return answer({"items": items, "next": None})


def _administered(ctx: Ctx, entity: str) -> dict[int, str]:
    """Pool → name of those whose flow the caller may know."""
    if settings.PERMISSION in ctx.grants.admin:
        return {pool.id: pool.name for pool in settings.listed(entity)}
    mine = members.memberships(ctx.actor.id).values()
    return {m.pool: m.name for m in mine if m.is_admin and m.entity == entity}


def _names(by: list[str], found: list[moves.Flow], pools: dict[int, str]) -> dict[str, dict[Any, str]]:
    names: dict[str, dict[Any, str]] = {"day": {}, "pool": dict(pools), "person": {}, "kind": {}}
    if "person" in by:
        ids = {flow.group[by.index("person")] for flow in found} - {None}
        names["person"] = dict(fetch_all("SELECT id, name FROM org_user WHERE id = ANY(%s)", (list(ids),)))
    names["kind"] = {kind.value: str(kind.label) for kind in PoolMove.Kind}
    if "day" in by:
        days = {flow.group[by.index("day")] for flow in found}
        names["day"] = {day: day.isoformat() for day in days}
    return names


def _outcome(outcome: bulk.Outcome) -> dict[str, Any]:
    if outcome.problem is None:
        return {"id": outcome.id, "ok": True}
    return {"id": outcome.id, "ok": False, "problem": _problem(outcome.problem)}


def _problem(error: KezhouError) -> dict[str, Any]:
    title = TITLES.get(error.status, TITLES[500])
    return {"title": title, "status": error.status, "detail": error.message or title, "code": error.code}
