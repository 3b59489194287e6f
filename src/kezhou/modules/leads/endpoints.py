"""Calls of leads beyond the entity: who they are already, why they score and belong as they do, the rules of both, and
what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.modules.leads import candidates, conversion, convert, statistics
from kezhou.modules.leads.assignment import give, simulate
from kezhou.modules.leads.assignment import log as assignment_log
from kezhou.modules.leads.assignment import store as assignment
from kezhou.modules.leads.models import CHANNELS
from kezhou.modules.leads.scoring import store as scoring
from kezhou.sdk.audit import action
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.query import Sql, all_of, check_subject, entity, fetch_all, fetch_one, field_rights, right

ADMIN = "admin:settings"
MAX_IDS = 500


def register() -> None:
    """Called once at start-up."""
    action(convert.ALONG, _("moved to the customer that the lead became"))
    rules, version = Input(JSON, required=True), Input("integer", required=True)
    for one in (
        Endpoint(
            "leads/known", _known, "POST", permission="lead:create", input={"values": Input(JSON, required=True)},
            summary="Customers and contacts that a lead may be already",
        ),
        Endpoint("lead/{int:record_id}/score", _score, summary="The score of a lead with its reasons"),
        Endpoint("lead/{int:record_id}/assignments", _assignments, summary="Why a lead went to whom, newest first"),
        Endpoint("lead/{int:record_id}/conversion", _conversion, summary="Who a lead may be, or what it became"),
        Endpoint("leads/scoring", _scoring, permission=ADMIN, summary="Rules of the score and bands of grades"),
        Endpoint(
            "leads/scoring", _set_scoring, "PUT", permission=ADMIN,
            input={"rules": rules, "bands": Input(JSON, required=True), "version": version},
            summary="Exactly these rules and bands",
        ),
        Endpoint(
            "leads/scoring/preview", _preview, "POST", permission=ADMIN,
            input={"rules": rules, "bands": Input(JSON, required=True)},
            summary="How leads would score, and how well each rule told winners; changes nothing",
        ),
        Endpoint("leads/assignment", _assignment, permission=ADMIN, summary="Rules of assignment, who is away"),
        Endpoint(
            "leads/assignment", _set_assignment, "PUT", permission=ADMIN,
            input={"rules": rules, "away": Input(JSON, required=True), "version": version},
            summary="Exactly these rules in this order",
        ),
        Endpoint(
            "leads/assignment/simulate", _simulate, "POST", permission=ADMIN,
            input={"rules": rules, "last": Input("integer"), "channel": Input("text", max_length=10)},
            summary="Who would have got the newest leads; changes nothing",
        ),
        Endpoint(
            "leads/assign", _assign, "POST", permission="lead:assign", input={"ids": Input(JSON, required=True)},
            summary="Give leads to whom the rules say",
        ),
        Endpoint(
            "leads/statistics", _statistics, permission="lead:view",
            input={"by": Input("text", max_length=20), "from": Input("date"), "to": Input("date")},
            summary="What became of leads, by source, campaign, month, owner, grade or region",
        ),
    ):  # fmt: skip
        endpoint(one)


def _known(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    values = given["values"]
    if not isinstance(values, dict):
        raise _wrong("values", "not_an_object", _("Values are an object of fields."))
    return candidates.known(ctx, {name: values.get(name) for name in candidates.FACTS})


def _score(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{score, grade, reasons: [{points, label}], bands}`."""
    record_id = given["record_id"]
    check_subject(ctx, "lead", record_id)
    if field_rights(ctx, entity(ctx, "lead"))["score"].view != "full":
        raise Forbidden(code="no_right", extra={"field": "score"})
    row = fetch_one("SELECT score, grade, score_rules FROM leads_lead WHERE id = %s", (record_id,))
    score, grade, rules = row if row is not None else (0, "D", [])
    _rules, bands, _version = scoring.current()
    return {"score": score, "grade": grade, "reasons": scoring.reasons(rules), "bands": dict(bands)}


def _assignments(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    check_subject(ctx, "lead", given["record_id"])
    return {"items": assignment_log.of_lead(given["record_id"]), "next": None}


def _conversion(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    check_subject(ctx, "lead", given["record_id"])
    return conversion.told(ctx, given["record_id"])


def _scoring(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    return scoring.told()


def _set_scoring(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    rules, bands = scoring.checked(ctx, given["rules"], given["bands"])
    scoring.save(ctx, rules, bands, given["version"])
    return scoring.told()


def _preview(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    return scoring.preview(ctx, *scoring.checked(ctx, given["rules"], given["bands"]))


def _assignment(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    return assignment.told()


def _set_assignment(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    rules, away = assignment.checked(ctx, given["rules"]), assignment.checked_away(given["away"])
    assignment.save(ctx, rules, away, given["version"])
    return assignment.told()


def _simulate(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    channel = given["channel"]
    if channel is not None and channel not in CHANNELS:
        raise _wrong("channel", "unknown_choice", _("Known are: %(known)s.") % {"known": ", ".join(CHANNELS)})
    last = simulate.MAX_LAST if given["last"] is None else given["last"]
    if not 1 <= last <= simulate.MAX_LAST:
        message = _("This must lie between 1 and %(limit)d.") % {"limit": simulate.MAX_LAST}
        raise _wrong("last", "out_of_range", message)
    return simulate.simulate(ctx, assignment.checked(ctx, given["rules"]), last, channel)


def _assign(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{assigned, left}`. Raises `Forbidden` where one of them may not be handed over, before anything changes."""
    ids = given["ids"]
    if (
        not isinstance(ids, list)
        or not 0 < len(ids) <= MAX_IDS
        or not all(type(i) is int and 0 < i < 2**63 for i in ids)
    ):
        raise _wrong("ids", "not_a_list", _("This must be a list of 1 to %(limit)d ids.") % {"limit": MAX_IDS})
    leads = entity(ctx, "lead")
    may = all_of([Sql("t.id = ANY(%s) AND t.deleted_at IS NULL", (ids,)), right(ctx, leads, "assign")])
    reached = {row[0] for row in fetch_all(f"SELECT t.id FROM {leads.table} t WHERE {may.text}", may.params)}  # noqa: S608
    if reached != set(ids):
        raise Forbidden(_("Some of these leads are not yours to hand over."), code="no_right")
    decided = give.assign(ctx, ids, None)
    return {"assigned": len(decided), "left": len(set(ids)) - len(decided)}


def _statistics(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    return statistics.statistics(ctx, given)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
