"""Take an import back: what it made goes to the trash, what it changed gets its old values where nobody changed it
since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import may
from kezhou.platform.base.sql import FALSE, Sql, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import hooks, lines, load, steps, store, trace, write
from kezhou.platform.records.draft import Draft

from ..models import ImportRun, RowOutcome
from .chunk import recalled
from .work import CtxSource, Tick, require_right

CHUNK = 500
MAX_KEPT_BACK = 200
"""Records that could not be taken back and are named in the result; beyond, only their number."""
_NEXT = """
SELECT DISTINCT record_id FROM exchange_rowoutcome
WHERE run_id = %s AND state IN ('created', 'updated') AND record_id > %s ORDER BY record_id LIMIT %s"""


def take_back(run_id: int, ctx_source: CtxSource, tick: Tick) -> None:
    """Undo chunk by chunk, in the order of record ids; a killed undo goes on behind the last chunk."""
    total = RowOutcome.objects.filter(run_id=run_id, state__in=("created", "updated")).aggregate(n=Max("record_id"))[
        "n"
    ]
    while total is not None and (done := _chunk(run_id, ctx_source)) is not None:
        tick(done, None)


def nothing() -> dict[str, Any]:
    return {"removed": 0, "restored": 0, "kept": 0, "kept_records": []}


def _chunk(run_id: int, ctx_source: CtxSource) -> int | None:
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(id=run_id)
        ids = [row[0] for row in fetch_all(_NEXT, (run_id, run.undo_bookmark, CHUNK))]
        if not ids or run.state != "undoing":
            return None
        ctx = ctx_source()
        entity = registry.entity(ctx, run.entity)
        require_right(ctx, entity)
        outcomes: dict[int, list[RowOutcome]] = {}
        wanted = RowOutcome.objects.filter(run_id=run_id, state__in=("created", "updated"), record_id__in=ids)
        for outcome in wanted.order_by("row_no"):
            outcomes.setdefault(outcome.record_id or 0, []).append(outcome)
        made = [id_ for id_ in ids if any(one.state == "created" for one in outcomes[id_])]
        changed = {id_: outcomes[id_] for id_ in ids if id_ not in set(made)}
        with translation.override(ctx.locale):
            drafts = [*_remove(ctx, entity, run, made), *_restore(ctx, entity, run, changed)]
        _count(run, drafts, set(made))
        run.undo_bookmark, run.updated_at = ids[-1], ctx.clock.now()
        run.save(update_fields=["undo_counts", "undo_bookmark", "updated_at"])
    return int(sum(run.undo_counts[name] for name in ("removed", "restored", "kept")))


def _remove(ctx: Ctx, entity: CompiledEntity, run: ImportRun, ids: Sequence[int]) -> list[Draft]:
    """Into the trash with their lines, under the right to delete, with the audit's own word for it."""
    drafts = load.locked(ctx, entity, ids, ["delete"], besides=_in_own_pools(ctx, entity)) if ids else []
    for draft in drafts:
        draft.refuse_unless("delete")
        draft.meta["import"] = run.id
    steps.guard_locks(ctx, entity, drafts)
    steps.guard_delete(ctx, entity, drafts)
    good = [draft for draft in drafts if draft.ok]
    if good:
        store.update(ctx, entity, good, [{"deleted_at": ctx.clock.now()} for _draft in good])
        lines.into_trash(ctx, entity, good)
        trace.leave(ctx, entity, good, "import_undo", "deleted")
        for hook in hooks.saved:
            hook(ctx, entity, good)
    return drafts


def _in_own_pools(ctx: Ctx, entity: CompiledEntity) -> Sql:
    """What still lies in a pool into which the person may put records may be taken out of it by the same person."""
    pools = hooks.pools_for_new(ctx, entity) if may(ctx, entity, "delete") else {}
    return Sql("t.pool_id = ANY(%s)", (list(pools),)) if pools else FALSE


def _restore(ctx: Ctx, entity: CompiledEntity, run: ImportRun, outcomes: dict[int, list[RowOutcome]]) -> list[Draft]:
    """The values from before the import's first touch, for records whose version is still the one it left."""
    values: dict[int, dict[str, Any]] = {}
    versions: dict[int, int] = {}
    for id_, touches in outcomes.items():
        old: dict[str, Any] = {}
        for touch in reversed(touches):
            old.update(touch.before or {})
        values[id_] = {name: recalled(entity.fields[name], kept) for name, kept in old.items() if name in entity.fields}
        versions[id_] = touches[-1].version or 0
    if not values:
        return []
    options = write.Options(
        historical=True, internal=True, moves_free=True, action="import_undo", meta={"import": run.id}
    )
    return write.update_many(ctx, entity, sorted(values), values, versions, options)


def _count(run: ImportRun, drafts: Sequence[Draft], made: set[int]) -> None:
    counts = run.undo_counts or nothing()
    for draft in drafts:
        if draft.ok:
            counts["removed" if draft.id in made else "restored"] += 1
            continue
        counts["kept"] += 1
        if len(counts["kept_records"]) < MAX_KEPT_BACK and draft.problem is not None:
            counts["kept_records"].append({"id": draft.id, "code": draft.problem.code})
    run.undo_counts = counts
