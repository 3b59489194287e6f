"""Requests that wait for a decision about records, or about what hangs on them, told to whoever wants to throw the
records away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import KezhouError, Locked
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from . import kinds

MAX_LEVELS = 3
"""From a record down to what hangs on it: customer → opportunity → sample request."""
NAMED = 3
"""Requests that a refusal names; beyond, only that there are more."""
SHOWN = 10
"""Requests of one record that are read for it."""

_ABOUT = """
SELECT q.record_id, q.id, q.kind, u.name FROM unnest(%s::bigint[]) AS a (id)
  CROSS JOIN LATERAL (SELECT r.record_id, r.id, r.kind, r.asked_by_id FROM approvals_request r
    WHERE r.entity = %s AND r.record_id = a.id AND r.state = 'pending' ORDER BY r.id LIMIT %s) q
  LEFT JOIN org_user u ON u.id = q.asked_by_id ORDER BY q.id"""
_BELOW = """
SELECT a.id, r.id, r.kind, u.name FROM unnest(%s::bigint[]) AS a (id)
  CROSS JOIN LATERAL (SELECT e.id FROM {joins} AND e.deleted_at IS NULL) e
  JOIN approvals_request r ON r.entity = %s AND r.record_id = e.id AND r.state = 'pending'
  LEFT JOIN org_user u ON u.id = r.asked_by_id"""

Waiting = tuple[int, str, str]
"""Id and kind of a request, and who asked."""


def about(entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, KezhouError]:
    """Records that a request of whatever kind waits for, with the refusal that names it; one statement for all."""
    return _told(fetch_all(_ABOUT, (list(ids), entity.key, SHOWN)))


def below(entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, KezhouError]:
    """Records on which something hangs that a request waits for; one statement for all."""
    paths = _paths(entity)
    if not paths:
        return {}
    statement = " UNION ALL ".join(_BELOW.format(joins=joins) for _key, joins in paths)
    params = [value for key, _joins in paths for value in (list(ids), key)]
    return _told(fetch_all(f"{statement} ORDER BY 2", params))


def _told(rows: Sequence[tuple[int, int, str, str | None]]) -> dict[int, KezhouError]:
    found: dict[int, dict[int, Waiting]] = {}
    for record, request, kind, who in rows:
        found.setdefault(record, {})[request] = (request, kind, who or "")
    return {record: _refusal(list(waiting.values())) for record, waiting in found.items()}


def _refusal(waiting: Sequence[Waiting]) -> Locked:
    """Names what waits and who asked, not what it says: the record may be one that the reader does not see."""
    told = []
    for _id, kind, who in waiting[:NAMED]:
        known = kinds.find(kind)
        words = {"kind": str(known.label if known is not None else kind), "who": who}
        told.append(str(_("“%(kind)s” of %(who)s") % words if who else _("“%(kind)s”") % words))
    if len(waiting) > NAMED:
        told.append(str(_("and more")))
    text = _("A decision is still to be made: %(requests)s. Have it decided or taken back first.")
    requests = {"approvals": [{"id": id_, "kind": kind} for id_, kind, _who in waiting[:NAMED]]}
    return Locked(text % {"requests": ", ".join(told)}, code="approval_running", extra=requests)


# -- what hangs on what ----------------------------------------------------------------------------------------------


def _paths(entity: CompiledEntity) -> Sequence[tuple[str, str]]:
    """Entities whose records hang on this one's and can be approved, each with the tables on the way: the last is `e`,
    the first names the record `a.id`."""
    found: Sequence[tuple[str, str]] | None = entity.cache.get("approvals_below")
    if found is None:
        found = tuple(_walk(entity, "a.id", "", 1))
        entity.cache["approvals_below"] = found
    return found


def _walk(above: CompiledEntity, key: str, joins: str, level: int) -> Iterator[tuple[str, str]]:
    for child in registry.native().values():
        for column in _hangs(child, above):
            step = (
                f"{child.table} %s ON %s.{column} = {key}" if joins else f"{child.table} %s WHERE %s.{column} = {key}"
            )
            if child.definition.approval is not None or any(k.entity == child.key for k in kinds.every().values()):
                yield child.key, _joined(joins, step, "e")
            if level < MAX_LEVELS:
                yield from _walk(child, f"p{level}.id", _joined(joins, step, f"p{level}"), level + 1)


def _joined(joins: str, step: str, alias: str) -> str:
    """The way so far with one more table. A condition ends the first step, so that later ones stand before it."""
    here = step % (alias, alias)
    if not joins:
        return here
    table, condition = joins.split(" WHERE ", 1)
    return f"{table} JOIN {here} WHERE {condition}"


def _hangs(child: CompiledEntity, above: CompiledEntity) -> Iterator[str]:
    """The columns by which records of `child` belong to one of `above`: links that hand down rights, and those without
    which the record cannot be."""
    scope = child.definition.scope
    if scope.line or child.key == above.key:
        return
    bound = {*scope.parents, *scope.followed}
    for spec in child.fields.values():
        if spec.link == above.key and spec.columns and not spec.type.multiple and (spec.required or spec.name in bound):
            yield ident(spec.columns[0])
