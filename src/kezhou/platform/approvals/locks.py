"""What an approval forbids: changing a document while its flow runs, and most of it once it is approved or void."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, KezhouError, Locked
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities.compiled import CompiledEntity

from . import kinds, waiting

RUNS = _("An approval is running; take it back before changing this.")
_RUNNING = """
SELECT record_id, kind FROM approvals_request
WHERE entity = %s AND record_id = ANY(%s) AND state = 'pending' AND kind = ANY(%s)"""


def locked(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, Any]:
    """Documents that an approval is running about."""
    if entity.definition.approval is None:
        return {}
    rows = fetch_all(_RUNNING, (entity.key, list(ids), kinds.about(entity.key)))
    return {row[0]: RUNS for row in rows}


def closed(ctx: Ctx, entity: CompiledEntity, sent: Mapping[int, Collection[str]]) -> Mapping[int, KezhouError]:
    """Approved and voided documents of which a person sends more than is left open; of other records what a running
    request is about."""
    declared = entity.definition.approval
    if declared is None:
        return _held(entity, sent)
    free = {*declared.open_fields, entity.responsible}
    asked = {id_: sorted(set(names) - free) for id_, names in sent.items()}
    wanted = [id_ for id_, names in asked.items() if names]
    problems: dict[int, KezhouError] = {}
    for id_, state in _states(entity, declared.field, wanted) if wanted else ():
        if state in ("approved", "cancelled"):
            text = _("What is approved cannot be changed.") if state == "approved" else _("This document is void.")
            errors = [FieldError(name[:60], "approved", text) for name in asked[id_]]
            problems[id_] = Locked(text, code="approved", errors=errors)
    return problems


def _held(entity: CompiledEntity, sent: Mapping[int, Collection[str]]) -> Mapping[int, KezhouError]:
    holding = {key: set(kinds.get(key).holds) for key in kinds.about(entity.key)}
    judged = {name for held in holding.values() for name in held}
    names = {id_: judged.intersection(found) for id_, found in sent.items()}
    wanted = [id_ for id_, found in names.items() if found]
    problems: dict[int, KezhouError] = {}
    for id_, kind in fetch_all(_RUNNING, (entity.key, wanted, list(holding))) if wanted else ():
        barred = sorted(holding[kind] & names[id_])
        if barred:
            errors = [FieldError(name[:60], "approval_running", RUNS) for name in barred]
            problems[id_] = Locked(RUNS, code="approval_running", errors=errors)
    return problems


def kept(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, KezhouError]:
    """Documents that are approved or void never go to the trash; nor does a record while somebody decides about it,
    because what they decide could no longer be done."""
    declared = entity.definition.approval
    found: dict[int, KezhouError] = dict(waiting.about(entity, ids))
    if declared is not None:
        text = _("An approved document is voided, never deleted.")
        closed = [id_ for id_, state in _states(entity, declared.field, ids) if state in ("approved", "cancelled")]
        found |= {id_: Conflict(text, code="void_instead") for id_ in closed}
    return found


def hanging(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, KezhouError]:
    """Nor does a record while somebody decides about what hangs on it, such as an order of the customer: it would be
    approved for somebody who is gone."""
    return waiting.below(entity, ids)


def narrow(entity: CompiledEntity, record: dict[str, Any]) -> None:
    """Take out of a record's `_can` what its approval does not let anybody do now, so that nobody is offered it."""
    declared = entity.definition.approval
    can = record.get("_can")
    if declared is None or can is None:
        return
    state = record.get(declared.field)
    if state in ("approved", "cancelled"):
        can["delete"] = False
        can["update"] = can.get("update", False) and bool(declared.open_fields) and state == "approved"
    elif state == "pending":
        free = {action.key for action in entity.definition.actions if action.while_locked}
        can.update({name: False for name in can if name not in free and name != "reveal"})


def _states(entity: CompiledEntity, field: str, ids: Sequence[int]) -> list[tuple[int, str]]:
    column = ident(entity.fields[field].column)
    statement = f"SELECT id, {column} FROM {entity.table} WHERE id = ANY(%s)"  # noqa: S608
    return [(row[0], row[1]) for row in fetch_all(statement, (list(ids),))]
