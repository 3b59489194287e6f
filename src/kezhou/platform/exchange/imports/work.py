"""The long steps of an import, chunk by chunk: each chunk is one transaction with its own bookmark, so that work which
was killed goes on where it stood (F8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import hooks
from kezhou.platform.records.write import Options

from ..models import ImportRun, RowOutcome, StagedRow
from ..reading.table import Cell, NumberedRow, Table, dump_cells, load_cells
from . import columns, decisions, planner, tally, twins
from .chunk import Outcome, Plan, process
from .mapper import Mapper
from .matching import KeyIndex

STAGE_CHUNK = 10_000
CHUNK = 2_000
"""Rows of one transaction of the run."""

CtxSource = Callable[[], Ctx]
"""The starter's context with the rights of this moment; asked again for each chunk (C13)."""
Tick = Callable[[int, int | None], None]
"""Told after each chunk how many rows of how many are done; raises when the work shall stop."""


def stage(run_id: int, table: Table, tick: Tick) -> int:
    """Copy the file's rows into the staging table, once; their number."""
    known = ImportRun.objects.values_list("staged_rows", flat=True).get(id=run_id)
    if known is not None:
        return int(known)
    execute("DELETE FROM exchange_stagedrow WHERE run_id = %s", (run_id,))
    rows, staged = table.rows(), 0
    while piece := list(islice(rows, STAGE_CHUNK)):
        with transaction.atomic():
            _copy_staged(run_id, piece)
        staged += len(piece)
        tick(0, None)
    ImportRun.objects.filter(id=run_id).update(staged_rows=staged)
    return staged


def check(run_id: int, ctx_source: CtxSource, tick: Tick) -> None:
    """The dry run: what the run would do with each row. Nothing is written but the sums."""
    run = ImportRun.objects.get(id=run_id)
    seen = KeyIndex(compact=True)
    counts, errors, at = tally.nothing(run.staged_rows or 0), [], 0  # type: ignore[var-annotated]
    twins.forget(run_id)
    while rows := staged_after(run_id, at, CHUNK):
        ctx = ctx_source()
        with translation.override(ctx.locale), transaction.atomic():
            plan = plan_for(ctx, run, is_rehearsal=True, seen=seen)
            outcomes = process(ctx, plan, [plan.mapper.item(number, cells) for number, cells in rows])
        tally.add_counts(counts, outcomes)
        tally.add_errors(errors, outcomes)
        at = rows[-1][0]
        tick(counts["done"], counts["rows"])
    twins.forget(run_id)
    ImportRun.objects.filter(id=run_id).update(check_counts=counts, check_errors=errors)


def carry_out(run_id: int, ctx_source: CtxSource, tick: Tick) -> None:
    """The run, from the bookmark to the end of the file."""
    while (progress := _chunk(run_id, ctx_source)) is not None:
        tick(*progress)
    twins.forget(run_id)
    counts = ImportRun.objects.values_list("counts", flat=True).get(id=run_id) or {}
    if counts.get("create", 0) + counts.get("update", 0) >= planner.LARGE:
        planner.tell()


def _chunk(run_id: int, ctx_source: CtxSource) -> tuple[int, int] | None:
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(id=run_id)
        rows = staged_after(run_id, run.done_row, CHUNK)
        if not rows or run.state != "running":
            return None
        if run.done_row == 0:
            twins.forget(run_id)
        ctx = ctx_source()
        counts = run.counts or tally.nothing(run.staged_rows or 0)
        with translation.override(ctx.locale):
            plan = plan_for(ctx, run, is_rehearsal=False, seen=KeyIndex())
            outcomes = process(ctx, plan, [plan.mapper.item(number, cells) for number, cells in rows])
        _copy_outcomes(run_id, outcomes)
        tally.add_counts(counts, outcomes)
        tally.add_errors(run.errors, outcomes)
        run.counts, run.done_row, run.updated_at = counts, rows[-1][0], ctx.clock.now()
        run.save(update_fields=["counts", "errors", "done_row", "updated_at"])
    return counts["done"], counts["rows"]


def plan_for(ctx: Ctx, run: ImportRun, *, is_rehearsal: bool, seen: KeyIndex) -> Plan:
    """The run compiled with the entity and the rights of this moment. Raises `Forbidden` where the right is gone,
    `Invalid` where a match key may not be compared any more."""
    entity = registry.entity(ctx, run.entity)
    require_right(ctx, entity)
    match = decisions.match_of(ctx, entity, run, run.match)
    rights = field_rights(ctx, entity)
    mapping = {index: name for index, name in run.mapping.items() if name in entity.fields}
    mapper = Mapper(
        entity,
        run.headers,
        mapping,
        preset=run.preset,
        width=run.form.get("width"),
        constants={"owner": run.owner_id} if run.owner_id is not None else {},
        pool=run.pool_id,
        shortened=frozenset(
            name for name, spec in entity.fields.items() if spec.masked or rights[name].view == "masked"
        ),
    )
    meta = {"import": run.id} | ({"duplicates": run.duplicates} if run.duplicates else {})
    pools = frozenset(hooks.pools_for_new(ctx, entity))
    options = Options(historical=run.historical, action="import", also=("import",), meta=meta, pools=pools)
    by = columns.match_by(ctx, entity, match)
    comparison = next((found for of in hooks.alike if (found := of(ctx, entity, run.duplicates))), None)
    same = None if comparison is None else twins.Twins(run.id, comparison)
    return Plan(mapper, by, run.on_match, options, is_rehearsal, seen, same)


def require_right(ctx: Ctx, entity: CompiledEntity) -> None:
    if not entity.definition.features.import_ or not may(ctx, entity, "import"):
        raise Forbidden(
            _("You may not import %(entity)s.") % {"entity": entity.plural},
            code="no_right",
            extra={"entity": entity.key, "action": "import"},
        )


def staged_after(run_id: int, row_no: int, limit: int) -> list[NumberedRow]:
    rows = fetch_all(
        "SELECT row_no, cells FROM exchange_stagedrow WHERE run_id = %s AND row_no > %s ORDER BY row_no LIMIT %s",
        (run_id, row_no, limit),
    )
    return [(number, load_cells(text)) for number, text in rows]


def refused_rows(run_id: int, limit: int = CHUNK) -> Iterator[tuple[int, list[Cell], list[dict[str, str]]]]:
    """(row number, original cells, reasons) of every row that was refused."""
    at = 0
    while True:
        outcomes = list(
            RowOutcome.objects.filter(run_id=run_id, state="error", row_no__gt=at)
            .order_by("row_no")
            .values_list("row_no", "error")[:limit]
        )
        if not outcomes:
            return
        numbers = [number for number, _error in outcomes]
        cells = dict(StagedRow.objects.filter(run_id=run_id, row_no__in=numbers).values_list("row_no", "cells"))
        for number, error in outcomes:
            yield number, load_cells(cells[number]), error or []
        at = numbers[-1]


def _copy_staged(run_id: int, rows: Sequence[NumberedRow]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY exchange_stagedrow (run_id, row_no, cells) FROM STDIN") as copy,
    ):
        for number, cells in rows:
            copy.write_row((run_id, number, dump_cells(cells)))


def _copy_outcomes(run_id: int, outcomes: Sequence[Outcome]) -> None:
    columns = "run_id, row_no, state, record_id, version, before, error"
    with connection.cursor() as cursor, cursor.copy(f"COPY exchange_rowoutcome ({columns}) FROM STDIN") as copy:
        for one in outcomes:
            before = None if one.before is None else Jsonb(one.before)
            error = Jsonb([asdict(problem) for problem in one.problems]) if one.problems else None
            copy.write_row((run_id, one.row_no, one.state, one.record_id, one.version, before, error))
