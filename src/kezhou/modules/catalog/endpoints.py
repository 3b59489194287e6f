"""Calls of the catalogue beyond its entities: prices, and what can be chosen of a product."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.catalog.configuration import rules, store
from kezhou.modules.catalog.inputs import price_lines
from kezhou.modules.catalog.pricing.answer import PriceAnswer, price
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint

CURRENCY = "CNY"


def _price(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    day, currency = data["day"] or company_today(ctx.clock), data["currency"] or CURRENCY
    answers = price(ctx, data["customer"], day, currency, price_lines(data["lines"]), data["tax_included"])
    return {"day": day.isoformat(), "currency": currency, "lines": [_told(answer) for answer in answers]}


def _told(answer: PriceAnswer) -> dict[str, Any]:
    paid = answer.last_paid
    return {
        "product": answer.product_id,
        "quantity": _text(answer.quantity),
        "unit_price": _text(answer.unit_price),
        "list_price": _text(answer.list_price),
        "floor": _text(answer.floor),
        "tax_rate": answer.tax_rate,
        "tax_included": answer.tax_included,
        "needs_approval": answer.needs_approval,
        "reasons": list(answer.reasons),
        "problems": list(answer.problems),
        "last_paid": None
        if paid is None
        else {
            "unit_price": _text(paid.unit_price),
            "day": paid.day.isoformat(),
            "entity": paid.entity,
            "id": paid.record,
            "number": paid.number,
        },
        "steps": [
            {
                "kind": step.kind,
                "outcome": step.outcome,
                "code": step.code,
                "name": step.name,
                "id": step.id,
                "price": _text(step.price),
                "text": text,
            }
            for step, text in answer.steps
        ],
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _configuration(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    found, changeable = store.load(ctx, data["record_id"])
    return {**store.told(found), "can_change": changeable}


def _save(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return {**store.told(store.save(ctx, data["record_id"], data)), "can_change": True}


def _configure(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    found, _changeable = store.load(ctx, data["record_id"])
    choices = data["choices"] if isinstance(data["choices"], dict) else {}
    verdict = rules.configure(found, choices)
    return {
        "ok": verdict.ok,
        "reasons": [{"path": one.path, "code": one.code, "text": one.text} for one in verdict.reasons],
        "price_change": _text(verdict.price_change),
        "parts": [{"product": product, "quantity": _text(amount)} for product, amount in verdict.parts],
        "chosen": {key: _text(v) if isinstance(v, Decimal) else v for key, v in verdict.chosen.items()},
        "summary": verdict.summary,
        "blocked": rules.blocked(found, choices),
    }


ENDPOINTS = (
    Endpoint(
        "price",
        _price,
        method="POST",
        permission="product:view",
        input={
            "customer": Input("link", help="left out: what holds for everybody"),
            "day": Input("date", help="left out: today"),
            "currency": Input(max_length=3, help="CNY unless named"),
            "tax_included": Input("boolean", help="how prices are meant; left out: as each product means them"),
            "lines": Input(JSON, required=True, help="[{product, quantity, unit?, choices?, unit_price?}]"),
        },
        summary="What a customer pays, with every rule that was applied or lost and why",
    ),
    Endpoint(
        "product/{int:record_id}/configuration",
        _configuration,
        permission="product:view",
        summary="Options, parts and rules of a product",
    ),
    Endpoint(
        "product/{int:record_id}/configuration",
        _save,
        method="PUT",
        permission="product:view",
        input={
            "options": Input(JSON),
            "parts": Input(JSON),
            "rules": Input(JSON),
            "version": Input("integer", required=True),
        },
        summary="Replace options, parts and rules of a product",
    ),
    Endpoint(
        "product/{int:record_id}/configure",
        _configure,
        method="POST",
        permission="product:view",
        input={"choices": Input(JSON)},
        summary="Whether choices go together, and why not",
    ),
)


def register() -> None:
    """Called once at start-up."""
    for each in ENDPOINTS:
        endpoint(each)
