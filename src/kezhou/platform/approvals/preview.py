"""The way a request would take: predicted from the facts, before anybody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict

from . import engine, facts, flow_parse, walk, whom
from .flow import Decision, Flow
from .models import ApprovalRequest, ApprovalVersion


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that lies ahead. `users` nobody where the flow finds nobody; `empty` says what happens then."""

    node: str
    name: str
    mode: str
    users: tuple[int, ...]
    choose: int
    """How many people the starter may name for it; 0: none."""
    empty: str


def ahead(
    ctx: Ctx, kind: str, flow: Flow, told: Mapping[str, Any], chosen: Mapping[str, Any], after: str
) -> list[Ahead]:
    """The approval nodes behind `after` (empty: all) as far as they can be foreseen. Raises `Conflict` (`no_rate`)."""
    asker, values = facts.asker_of(told), told.get("values") or {}
    found = []
    try:
        for stop in walk.upcoming(flow, after, facts.holds_for(ctx, kind, told)):
            if isinstance(stop, Decision):
                users = whom.approvers(stop, asker, values, chosen.get(stop.key, ()))
                mode = "turn" if whom.is_in_turn(stop) else stop.mode
                found.append(Ahead(stop.key, stop.name, mode, tuple(users), names_needed(stop), stop.empty))
    except walk.NoWay:
        return found
    return found


def of_request(ctx: Ctx, asked: ApprovalRequest) -> list[Ahead]:
    """What still lies ahead of a running request; nothing where that cannot be foreseen."""
    if asked.flow_version_id is None or asked.state != "pending":
        return []
    try:
        return ahead(ctx, asked.kind, engine.flow_of(asked), asked.facts, asked.chosen, asked.node)
    except Conflict:
        return []


def of_version(ctx: Ctx, kind: str, version: ApprovalVersion, told: Mapping[str, Any]) -> list[Ahead]:
    """The whole way of a request that nobody has opened yet."""
    return ahead(ctx, kind, flow_parse.parse(version.definition), told, {}, "")


def choosing(ctx: Ctx, kind: str, version: ApprovalVersion, told: Mapping[str, Any]) -> list[Decision]:
    """The nodes on the way for which the starter names people."""
    flow = flow_parse.parse(version.definition)
    try:
        return [node for node in walk.decisions(flow, facts.holds_for(ctx, kind, told)) if names_needed(node)]
    except walk.NoWay:
        return []


def names_needed(node: Decision) -> int:
    return sum(who.level for who in node.who if who.type == "chosen")
