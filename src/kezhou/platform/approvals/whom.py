"""Strategies → people. Whoever has left is no answer; the starter is one only where the node allows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .company import ASKED, Company, Person
from .facts import Asker
from .flow import Decision, Who

MAX_APPROVERS = 50
"""People of one step."""


def approvers(
    node: Decision, asker: Asker, values: Mapping[str, Any], chosen: Sequence[int], company: Company = ASKED
) -> list[int]:
    """The people of an approval node, each once, in the order in which they are asked."""
    found = people(node.who, asker, values, chosen, company)
    if node.self_rule == "refuse":
        found = [user for user in found if user != asker.id]
    return found[:MAX_APPROVERS]


def people(
    strategies: Sequence[Who],
    asker: Asker,
    values: Mapping[str, Any],
    chosen: Sequence[int],
    company: Company = ASKED,
) -> list[int]:
    """Everybody whom the strategies name, each once; only people who can act."""
    found: list[int] = []
    for who in strategies:
        found += _of(who, asker, values, chosen, company)
    return list(dict.fromkeys(found))


def is_in_turn(node: Decision) -> bool:
    """Several superiors are asked one after the other, whatever the mode."""
    return any(who.type == "superiors" for who in node.who)


def active(ids: Sequence[int], company: Company = ASKED) -> list[int]:
    """Those of the people who can act, in the given order."""
    known = company.active(ids)
    return [user for user in dict.fromkeys(ids) if user in known]


def _of(who: Who, asker: Asker, values: Mapping[str, Any], chosen: Sequence[int], company: Company) -> Sequence[int]:
    match who.type:
        case "people":
            return active(who.users, company)
        case "role":
            return _nearest(company.role(who.id), asker, company, near=who.near)
        case "position":
            return _nearest(company.position(who.id), asker, company, near=who.near)
        case "head":
            return heads(asker, company)[who.level - 1 : who.level]
        case "superior":
            return superiors(asker, company)[who.level - 1 : who.level]
        case "superiors":
            return superiors(asker, company)[: who.level]
        case "field":
            return active(_ids(values.get(who.field)), company)
        case "chosen":
            return active(chosen, company)[: who.level]
    return []


def heads(asker: Asker, company: Company = ASKED) -> list[int]:
    """Who leads the starter's department, the one above and so on, each once. The starter is nobody's head here: who
    leads the own department goes to the next one."""
    line = [] if asker.dept is None else company.line(asker.dept)
    leaders = [leader for _dept, leader in line if leader is not None]
    return [leader for leader in dict.fromkeys(leaders) if leader != asker.id]


def superiors(asker: Asker, company: Company = ASKED) -> Sequence[int]:
    """The starter's superior, that one's superior and so on; leavers are passed over."""
    return [] if asker.id is None else company.superiors(asker.id)


def _nearest(found: Sequence[Person], asker: Asker, company: Company, *, near: bool) -> list[int]:
    if not near:
        return [user for user, _dept in found]
    for dept, _leader in [] if asker.dept is None else company.line(asker.dept):
        there = [user for user, at in found if at == dept and user != asker.id]
        if there:
            return there
    return []


def _ids(value: Any) -> list[int]:
    items = value if isinstance(value, list) else [value]
    found = [item.get("id") if isinstance(item, Mapping) else item for item in items]
    return [item for item in found if isinstance(item, int)]
