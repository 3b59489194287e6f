"""Roles compiled into `Grants`, cached for as long as nothing in the organisation changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, cast

import orjson

from kezhou.kernel.ctx import LEVELS, FieldRight, Grant, Grants, Level
from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.base.sql import fetch_all

CACHED_PEOPLE = 4096

_cache: OrderedDict[tuple[int, int, int], Grants] = OrderedDict()
_lock = threading.Lock()

_ROLES = """
SELECT r.id, r.key, r.name, r.admin FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
WHERE ur.user_id = %s AND r.deleted_at IS NULL ORDER BY r.id"""
_GRANTS = "SELECT role_id, entity, action, level, depts, condition FROM access_rolegrant WHERE role_id = ANY(%s)"
_FIELDS = "SELECT role_id, entity, field, view, edit FROM access_rolefield WHERE role_id = ANY(%s)"
_BELOW = "SELECT DISTINCT descendant_id FROM org_departmentclosure WHERE ancestor_id = ANY(%s)"


def grants_for(user_id: int, access_epoch: int, user_epoch: int) -> Grants:
    """All rights of a person at these epochs (the global one of roles and tree, and the person's own)."""
    key = (user_id, access_epoch, user_epoch)
    with _lock:
        if (found := _cache.get(key)) is not None:
            _cache.move_to_end(key)
            return found
    grants = load(user_id)
    with _lock:
        _cache[key] = grants
        while len(_cache) > CACHED_PEOPLE:
            _cache.popitem(last=False)
    return grants


def load(user_id: int) -> Grants:
    """Read and compile a person's roles, past the cache."""
    roles = fetch_all(_ROLES, (user_id,))
    names = {row[0]: row[1] or row[2] for row in roles}
    ids = list(names)
    actions: dict[str, dict[str, list[Grant]]] = {}
    for role_id, entity, action, level, depts, condition in fetch_all(_GRANTS, (ids,)):
        grant = Grant(names[role_id], cast(Level, level), _with_below(depts), _text(condition))
        actions.setdefault(entity, {}).setdefault(action, []).append(grant)
    fields: dict[str, dict[str, list[FieldRight]]] = {}
    for _role, entity, field, view, edit in fetch_all(_FIELDS, (ids,)):
        fields.setdefault(entity, {}).setdefault(field, []).append(FieldRight(view, edit))
    return Grants(
        roles=tuple(row[1] for row in roles),
        actions={e: {a: tuple(g) for a, g in by.items()} for e, by in actions.items()},
        fields={e: {f: tuple(r) for f, r in by.items()} for e, by in fields.items()},
        admin=frozenset(permission for row in roles for permission in row[3]),
    )


def _with_below(depts: list[int]) -> tuple[int, ...]:
    return tuple(row[0] for row in fetch_all(_BELOW, (depts,))) if depts else ()


def _text(condition: Any) -> str | None:
    if condition is None or isinstance(condition, str):
        return condition
    return orjson.dumps(condition).decode()


@forgotten_by
def forget() -> None:
    """Empty the cache; for tests that roll the database back."""
    with _lock:
        _cache.clear()


def widest(grants: Mapping[str, tuple[Grant, ...]], action: str) -> Level:
    """The widest level that any role grants for an action, for display."""
    levels = [grant.level for grant in grants.get(action, ())]
    return max(levels, key=LEVELS.index, default="none")
