"""The same change to many records: at once up to 200, in a job beyond, always with an answer per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse as parse_condition
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Invalid
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import records
from kezhou.platform.jobs.registry import job
from kezhou.platform.query.select import predicate
from kezhou.platform.query.words import ListQuery

from . import intake, write
from .draft import Draft
from .models import BulkCall

INLINE_ROWS = 200
MAX_ROWS = 200_000
CHUNK = 500
MAX_FAILURES_KEPT = 100


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be done to many records. `check` refuses values and selections that no row could take, before any row
    is touched; `run` does it for one chunk and answers per row."""

    label: Any
    run: Callable[[Ctx, CompiledEntity, Sequence[int], Mapping[str, Any]], list[Draft]]
    check: Callable[[Ctx, CompiledEntity, Sequence[int], Mapping[str, Any]], object] | None = None
    """None: the operation takes no values."""
    trashed: bool = False


operations: dict[str, Operation] = {
    "update": Operation(
        _("Change"),
        lambda ctx, entity, ids, values: write.update_many(ctx, entity, ids, values),
        lambda ctx, entity, ids, values: intake.clean(ctx, entity, values),
    ),
    "delete": Operation(_("Delete"), lambda ctx, entity, ids, values: write.delete_many(ctx, entity, ids)),
    "restore": Operation(
        _("Restore"), lambda ctx, entity, ids, values: write.restore_many(ctx, entity, ids), trashed=True
    ),
}
"""Further ones are added at start-up (team members)."""


@dataclass(frozen=True, slots=True)
class Small:
    """Rows that are done before the call answers."""

    op: str
    ids: Sequence[int]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Large:
    """Rows for a job; the ids are fixed when the call is made, so that what was chosen is what is changed."""

    op: str
    ids: Sequence[int]
    values: Mapping[str, Any]


def parse(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any]) -> Small | Large:
    """`{op, ids | filter, values}` → the work. Raises `BadRequest`, or `Invalid` for values that no row could take."""
    op, ids, values = data.get("op"), data.get("ids"), data.get("values") or {}
    operation = operations.get(op) if isinstance(op, str) else None
    if operation is None or not isinstance(op, str):
        raise BadRequest(_("op must be one of: %(known)s.") % {"known": ", ".join(operations)}, code="bad_op")
    if not isinstance(values, dict) or (operation.check is not None) != bool(values):
        raise BadRequest(_("Some operations need values, the others take none."), code="bad_values")
    if (ids is None) == ("filter" not in data and "q" not in data):
        raise BadRequest(_("Send either ids or filter."), code="bad_selection")
    if ids is None:
        ids = _matching(ctx, entity, data, trashed=operation.trashed)
    elif not isinstance(ids, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in ids):
        raise BadRequest(_("ids must be a list of numbers."), code="bad_ids")
    ids = list(dict.fromkeys(ids))
    if len(ids) > MAX_ROWS:
        raise Invalid(
            _("At most %(limit)d records can be changed at once.") % {"limit": MAX_ROWS}, code="too_many_rows"
        )
    if operation.check is not None:
        operation.check(ctx, entity, ids, values)
    return Small(op, ids, values) if len(ids) <= INLINE_ROWS else Large(op, ids, values)


def run(ctx: Ctx, entity: CompiledEntity, call: Small | Large) -> list[Draft]:
    """Do it now; one draft per row."""
    return operations[call.op].run(ctx, entity, call.ids, call.values)


def start(ctx: Ctx, entity: CompiledEntity, call: Large) -> int:
    """Leave it to a job that works with the starter's rights; the id of the job record."""
    title = _("%(op)s %(count)d × %(entity)s") % {
        "op": operations[call.op].label,
        "count": len(call.ids),
        "entity": entity.plural,
    }
    with transaction.atomic():
        kept = BulkCall.objects.create(
            entity=entity.key, op=call.op, ids=list(call.ids), values=dict(call.values), created_at=ctx.clock.now()
        )
        record = records.start_job(ctx, "bulk_change", title=title, total=len(call.ids), call_id=kept.id)
    return record.id


@job("bulk_change", timeout=3600, retries=3)
def bulk_change(record_id: int, call_id: int) -> None:
    """The job of `start`. Each chunk is one transaction with its own bookmark, so a killed job goes on where it
    stood."""
    records.begin(record_id)
    while _chunk(record_id, call_id):
        pass
    call = BulkCall.objects.get(id=call_id)
    message = _("%(done)d done, %(failed)d refused") % {"done": call.done - call.failed, "failed": call.failed}
    records.finish(record_id, {"failed": call.failed, "failures": call.failures}, str(message))


def _chunk(record_id: int, call_id: int) -> bool:
    with transaction.atomic():
        call = BulkCall.objects.select_for_update().get(id=call_id)
        ids = call.ids[call.done : call.done + CHUNK]
        if not ids:
            return False
        ctx = records.ctx_of(record_id)
        drafts = run(ctx, registry.entity(ctx, call.entity), Small(call.op, ids, call.values))
        refused = [{"id": d.id, "code": d.problem.code} for d in drafts if d.problem is not None]
        call.done += len(ids)
        call.failed += len(refused)
        call.failures = (call.failures + refused)[:MAX_FAILURES_KEPT]
        call.save(update_fields=["done", "failed", "failures"])
    records.progress(record_id, call.done, len(call.ids))
    return True


def _matching(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], *, trashed: bool) -> list[int]:
    where = None if data.get("filter") is None else parse_condition(data["filter"])
    chosen = predicate(ctx, entity, ListQuery(where=where, q=str(data.get("q") or ""), trash=trashed))
    statement = f"SELECT t.id FROM {entity.table} t WHERE {chosen.text} ORDER BY t.id LIMIT %s"  # noqa: S608
    return [row[0] for row in fetch_all(statement, (*chosen.params, MAX_ROWS + 1))]
