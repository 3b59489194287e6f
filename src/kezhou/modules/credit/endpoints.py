"""Calls of credit beyond its entity: where a customer stands, what would happen, what was asked, and releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.credit import check, panel, release
from kezhou.modules.credit.rules import KINDS
from kezhou.sdk.endpoint import Endpoint, Input, endpoint

CUSTOMER = Input("link", required=True)


def _standing(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return panel.standing(ctx, data["customer"])


def _checks(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return panel.checks(ctx, data["customer"], data["before"])


def _weigh(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    panel.guard(ctx, data["customer"])
    if data["kind"] not in KINDS:
        message = _("One of %(allowed)s.") % {"allowed": ", ".join(KINDS)}
        raise Invalid(message, errors=[FieldError("kind", "not_a_choice", message)])
    found = check.weigh(ctx, data["customer"], data["kind"], data["amount"])
    return {
        "answer": found.answer,
        "currency": found.currency,
        "available": None if found.available is None else f"{found.available:.2f}",
        "reasons": list(found.reasons),
        "words": list(found.words),
    }


def _release(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    panel.guard(ctx, data["customer"])
    asked = release.ask(ctx, data["customer"], data["amount"], data["until"], data["reason"])
    return {"id": asked.id, "state": asked.state}


def _release_document(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    asked = release.ask_for(ctx, data["entity"], data["id"], data["until"], data["reason"])
    return {"id": asked.id, "state": asked.state}


ENDPOINTS = (
    Endpoint(
        "credit/standing",
        _standing,
        permission="credit_profile:view",
        input={"customer": CUSTOMER},
        summary="Limit, exposure and overdue money of a customer",
    ),
    Endpoint(
        "credit/checks",
        _checks,
        permission="credit_profile:view",
        input={"customer": CUSTOMER, "before": Input("link")},
        summary="Which documents were checked against the credit of a customer",
    ),
    Endpoint(
        "credit/weigh",
        _weigh,
        method="POST",
        permission="credit_profile:view",
        input={"customer": CUSTOMER, "kind": Input(required=True), "amount": Input("money", required=True)},
        summary="Whether a document of this amount would go ahead",
    ),
    Endpoint(
        "credit/release",
        _release,
        method="POST",
        permission="credit_profile:view",
        input={
            "customer": CUSTOMER,
            "amount": Input("money", required=True),
            "until": Input("date", required=True),
            "reason": Input(required=True, max_length=300),
        },
        summary="Ask that a customer may go beyond the limit",
        status=201,
    ),
    Endpoint(
        "credit/release_document",
        _release_document,
        method="POST",
        input={
            "entity": Input(required=True, max_length=64),
            "id": Input("link", required=True),
            "until": Input("date", required=True),
            "reason": Input(required=True, max_length=300),
        },
        summary="Ask that a document goes ahead although the customer's credit refused it",
        status=201,
    ),
)


def register() -> None:
    """Called once at start-up."""
    for each in ENDPOINTS:
        endpoint(each)
