"""The calls of this module beyond its entities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations import decisions, group, panel
from kezhou.modules.relations.graph import hints, path, view
from kezhou.modules.relations.key_account import cards
from kezhou.sdk.endpoint import Endpoint, Input, endpoint

WHICH = {"entity": Input(required=True, help="customer or contact"), "id": Input("integer", required=True)}
CUSTOMER = {"customer": Input("integer", required=True)}
DEPTH = 1


def _relations(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return panel.relations_of(ctx, data["entity"], data["id"])


def _graph(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return view.graph(ctx, data["entity"], data["id"], DEPTH if data["depth"] is None else data["depth"], data["types"])


def _path(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    target = (data["to_entity"], data["to_id"])
    if data["from_id"] is None:
        return path.from_me(ctx, target)
    return path.between(ctx, (data["from_entity"] or "customer", data["from_id"]), target)


def _hints(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return hints.hints(ctx, data["entity"], data["id"])


def _group(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return group.group(ctx, data["customer"], data["measure"])


def _decisions(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return decisions.decision_tree(ctx, data["customer"])


def _card(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return cards.card_of(ctx, data["customer"])


def _confirm(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return cards.confirm(ctx, data["card"], data["part"], data["version"])


def _waiting(ctx: Ctx, data: Mapping[str, Any]) -> Any:
    return cards.waiting(ctx, mine=bool(data["mine"]))


ENDPOINTS = (
    Endpoint("relations", _relations, input=WHICH, summary="The relations of a party, named from its side"),
    Endpoint(
        "graph",
        _graph,
        input={
            **WHICH,
            "depth": Input("integer"),
            "types": Input(max_length=400, help="parent,work,superior,ids of kinds"),
        },
        summary="What is connected with a party within a few steps",
    ),
    Endpoint(
        "graph/path",
        _path,
        input={
            "from_entity": Input(help="left out: from me"),
            "from_id": Input("integer"),
            "to_entity": Input(required=True),
            "to_id": Input("integer", required=True),
        },
        summary="The shortest introduction between two parties, or from me",
    ),
    Endpoint("graph/hints", _hints, input=WHICH, summary="Numbers, domains and addresses that two parties share"),
    Endpoint(
        "group-tree",
        _group,
        input={**CUSTOMER, "measure": Input(max_length=60, help="the field that is summed")},
        summary="The group of a customer with its figures",
    ),
    Endpoint("decision-tree", _decisions, input=CUSTOMER, summary="Who decides at a customer"),
    Endpoint("key-accounts/card", _card, input=CUSTOMER, summary="The key-account card of a customer"),
    Endpoint(
        "key-accounts/confirm",
        _confirm,
        method="POST",
        input={
            "card": Input("integer", required=True),
            "part": Input(required=True, help="basics, features, business or dealings"),
            "version": Input("integer"),
        },
        summary="Confirm a part of a key-account card",
    ),
    Endpoint("key-accounts/waiting", _waiting, input={"mine": Input("boolean")}, summary="Cards that wait for a look"),
)


def register() -> None:
    """Called once at start-up."""
    for each in ENDPOINTS:
        endpoint(each)
