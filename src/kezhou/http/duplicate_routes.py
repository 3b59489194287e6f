"""Duplicates: the check before creating, the queue of pairs, rules, weights, the scan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.duplicates import asking, history, jobs, pairs, rules, weights
from kezhou.platform.duplicates.facts import facts_of
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from .administer import administrator, whole_number
from .context import ctx_of
from .cursor import page_words
from .describe_answers import says
from .jsonio import answer, body_object, only

router = Router(tags=["duplicates"])

PERMISSION = "duplicates"
"""Administrative permission for rules, weights and scans; whoever edits dictionaries and fields has it as well."""
PERMISSIONS = (PERMISSION, "customfields")
CHECK = ("entity", *asking.WORDS)


@router.post("/duplicate/check", summary="Who may be this company", operation_id="duplicate_check")
def check(request: HttpRequest) -> HttpResponse:
    """`{name?, credit_code?, phone?, mobile?, email?, website?, address?, entity?}` → `{items}`, best first, at most
    10."""
    ctx = ctx_of(request)
    data = only(body_object(request), *CHECK)
    facts = {name: value for name, value in data.items() if name != "entity"}
    return answer({"items": asking.ask(ctx, _entity(ctx, data.get("entity")), facts)})


@router.post("/duplicates/check", summary="Which records may be this one", operation_id="duplicates_check")
def check_values(request: HttpRequest) -> HttpResponse:
    """`{entity, values, id?}` with values as a form has them; `id` is the record that is being edited. Without values
    those of the record itself."""
    ctx = ctx_of(request)
    data = only(body_object(request), "entity", "values", "id")
    entity = _entity(ctx, data.get("entity"))
    if data.get("values") is None and data.get("id") is not None:
        return answer({"items": asking.ask_record(ctx, entity, data["id"])})
    return answer({"items": asking.ask_values(ctx, entity, data.get("values"), data.get("id"))})


@router.post("/duplicates/ask", summary="Write to who has such a record", operation_id="duplicates_ask")
def ask_owners(request: HttpRequest) -> HttpResponse:
    """`{entity, values}` → `{asked}`: how many owners of records out of reach were told."""
    ctx = ctx_of(request)
    data = only(body_object(request), "entity", "values")
    return answer({"asked": asking.ask_owners(ctx, _entity(ctx, data.get("entity")), data.get("values"))})


@router.get("/duplicates/pairs", summary="Pairs that may be one record", operation_id="duplicates_pairs")
def list_pairs(request: HttpRequest) -> HttpResponse:
    """`entity`, `state` open·same·different, `verdict`, `record`, `limit`, `cursor`; strongest first."""
    ctx = ctx_of(request)
    words = page_words(request, pairs.MAX_PAGE, "entity", "state", "verdict", "record")
    entity = _entity(ctx, words.other.get("entity"))
    record = words.other.get("record")
    rows = pairs.listed(
        ctx,
        entity,
        words.other.get("state") or "open",
        words.limit + 1,
        words.before,
        verdict=words.other.get("verdict"),
        record=None if record is None else whole_number(record, "record"),
    )
    return answer(words.envelope(rows))


@router.post("/duplicates/pairs/{int:pair_id}", summary="Say what a pair is", operation_id="duplicates_decide")
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """`{state: same|different|open, reason}`; a pair judged different never comes back."""
    ctx = ctx_of(request)
    data = only(body_object(request), "state", "reason")
    pair = pairs.decide(ctx, pair_id, str(data.get("state", "")), str(data.get("reason") or ""))
    return answer({"id": pair.id, "state": pair.state, "reason": pair.reason, "decided_at": pair.decided_at})


@router.get(
    "/duplicates/rules", summary="What happens when a record looks like another", operation_id="duplicates_rules"
)
def show_rules(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, *PERMISSIONS)
    return answer(rules.listed(_entity(ctx, only(request.GET, "entity").get("entity"))))


@router.put("/duplicates/rules", summary="Change the rules of an entity", operation_id="duplicates_rules_put")
def put_rules(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, *PERMISSIONS)
    return answer(rules.put(ctx, _entity(ctx, only(request.GET, "entity").get("entity")), body_object(request)))


@router.get("/duplicates/weights", summary="How evidence is weighed", operation_id="duplicates_weights")
def show_weights(request: HttpRequest) -> HttpResponse:
    administrator(request, *PERMISSIONS)
    return answer({"items": weights.listed()})


@router.put("/duplicates/weights", summary="Set weights", operation_id="duplicates_weights_put")
def put_weights(request: HttpRequest) -> HttpResponse:
    """`{name: number | null}`; null goes back to the default."""
    weights.put(administrator(request, *PERMISSIONS), body_object(request))
    return answer({"items": weights.listed()})


@router.get("/duplicates/history", summary="Who changed rules and weights", operation_id="duplicates_history")
def show_history(request: HttpRequest) -> HttpResponse:
    """`{items: [{id, at, actor, what: rules|weights, changes}]}`, the newest first, at most 100."""
    administrator(request, *PERMISSIONS)
    only(request.GET)
    return answer({"items": history.changes()})


@router.post("/duplicates/weights/relearn", summary="Estimate weights from verdicts", operation_id="duplicates_relearn")
def relearn(request: HttpRequest) -> HttpResponse:
    return answer(weights.relearn(administrator(request, *PERMISSIONS)))


@router.post(
    "/duplicates/scan",
    summary="Compare everything that exists",
    operation_id="duplicates_scan",
    openapi_extra=says(202),
)
def scan(request: HttpRequest) -> HttpResponse:
    """202 with the job."""
    ctx = administrator(request, *PERMISSIONS)
    data = only(body_object(request), "entity")
    return answer({"job": jobs.start_scan(ctx, _entity(ctx, data.get("entity"))).id}, status=202)


def _entity(ctx: Ctx, named: Any) -> CompiledEntity:
    """The entity by its key; without one the first that has a credit code, which is the customer."""
    if named is None:
        return asking.usual_entity(ctx)
    entity = registry.all_entities(ctx).get(named) if isinstance(named, str) else None
    if entity is None or not facts_of(entity):
        raise NotFound()
    return entity
