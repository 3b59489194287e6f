"""Strategies → people. Whoever has left is no answer; the starter is one only where the node allows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.org.people import MAX_REPORTING_DEPTH

from .facts import Asker
from .flow import Decision, Who

MAX_APPROVERS = 50
"""People of one step."""

_ACTIVE = "SELECT id FROM org_user WHERE id = ANY(%s) AND status = 'active' AND deleted_at IS NULL"
_ROLE = """
SELECT u.id, u.department_id FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
JOIN org_user u ON u.id = ur.user_id
WHERE r.id = %s AND r.deleted_at IS NULL AND u.status = 'active' AND u.deleted_at IS NULL ORDER BY u.sort_key, u.id"""
_POSITION = """
SELECT u.id, u.department_id FROM org_user u
WHERE u.position_id = %s AND u.status = 'active' AND u.deleted_at IS NULL ORDER BY u.sort_key, u.id"""
_DEPARTMENTS = """
SELECT c.ancestor_id, d.leader_id, u.status = 'active' AND u.deleted_at IS NULL FROM org_departmentclosure c
JOIN org_department d ON d.id = c.ancestor_id LEFT JOIN org_user u ON u.id = d.leader_id
WHERE c.descendant_id = %s ORDER BY c.depth"""
_SUPERIORS = """
WITH RECURSIVE line (id, superior_id, depth) AS (
  SELECT id, superior_id, 0 FROM org_user WHERE id = %s
  UNION ALL
  SELECT u.id, u.superior_id, line.depth + 1 FROM org_user u JOIN line ON u.id = line.superior_id WHERE line.depth < %s
) CYCLE id SET is_circle USING path
SELECT line.id FROM line JOIN org_user u ON u.id = line.id
WHERE depth > 0 AND NOT is_circle AND u.status = 'active' AND u.deleted_at IS NULL ORDER BY depth"""


def approvers(node: Decision, asker: Asker, values: Mapping[str, Any], chosen: Sequence[int]) -> list[int]:
    """The people of an approval node, each once, in the order in which they are asked."""
    found = people(node.who, asker, values, chosen)
    if node.self_rule == "refuse":
        found = [user for user in found if user != asker.id]
    return found[:MAX_APPROVERS]


def people(strategies: Sequence[Who], asker: Asker, values: Mapping[str, Any], chosen: Sequence[int]) -> list[int]:
    """Everybody whom the strategies name, each once; only people who can act."""
    found: list[int] = []
    for who in strategies:
        found += _of(who, asker, values, chosen)
    return list(dict.fromkeys(found))


def is_in_turn(node: Decision) -> bool:
    """Several superiors are asked one after the other, whatever the mode."""
    return any(who.type == "superiors" for who in node.who)


def active(ids: Sequence[int]) -> list[int]:
    """Those of the people who can act, in the given order."""
    known = {row[0] for row in fetch_all(_ACTIVE, (list(ids),))} if ids else set()
    return [user for user in dict.fromkeys(ids) if user in known]


def _of(who: Who, asker: Asker, values: Mapping[str, Any], chosen: Sequence[int]) -> list[int]:
    match who.type:
        case "people":
            return active(who.users)
        case "role":
            return _nearest(fetch_all(_ROLE, (who.id,)), asker, near=who.near)
        case "position":
            return _nearest(fetch_all(_POSITION, (who.id,)), asker, near=who.near)
        case "head":
            return heads(asker)[who.level - 1 : who.level]
        case "superior":
            return superiors(asker)[who.level - 1 : who.level]
        case "superiors":
            return superiors(asker)[: who.level]
        case "field":
            return active(_ids(values.get(who.field)))
        case "chosen":
            return active(chosen)[: who.level]
    return []


def heads(asker: Asker) -> list[int]:
    """Who leads the starter's department, the one above and so on, each once. The starter is nobody's head here: who
    leads the own department goes to the next one."""
    if asker.dept is None:
        return []
    leaders = [leader for _dept, leader, can in fetch_all(_DEPARTMENTS, (asker.dept,)) if leader and can]
    return [leader for leader in dict.fromkeys(leaders) if leader != asker.id]


def superiors(asker: Asker) -> list[int]:
    """The starter's superior, that one's superior and so on; leavers are passed over."""
    if asker.id is None:
        return []
    return [row[0] for row in fetch_all(_SUPERIORS, (asker.id, MAX_REPORTING_DEPTH))]


def _nearest(rows: Sequence[Sequence[Any]], asker: Asker, *, near: bool) -> list[int]:
    if not near:
        return [row[0] for row in rows]
    line = [] if asker.dept is None else [row[0] for row in fetch_all(_DEPARTMENTS, (asker.dept,))]
    for dept in line:
        found = [user for user, at in rows if at == dept and user != asker.id]
        if found:
            return found
    return []


def _ids(value: Any) -> list[int]:
    items = value if isinstance(value, list) else [value]
    found = [item.get("id") if isinstance(item, Mapping) else item for item in items]
    return [item for item in found if isinstance(item, int)]
