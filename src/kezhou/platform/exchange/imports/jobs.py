"""The steps of an import as jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.platform.base.sql import execute
from kezhou.platform.jobs import records
from kezhou.platform.jobs.registry import job

from .. import spool
from ..models import ImportRun
from ..reading.source import open_table
from ..reading.table import refuse
from . import runs, twins, undo, work

ROWS_KEPT_DAYS = 60
"""For this long the rows of an import stay: for its error file and its undo."""
ABANDONED_DAYS = 7
"""An import that was never run loses its rows after this."""
FINAL = ("done", "failed", "cancelled", "undone")


@job("import_check", timeout=3600, retries=3)
def import_check(record_id: int, run_id: int) -> None:
    """Stage the file and say what the run would do."""

    def step() -> None:
        _stage(record_id, run_id)
        work.check(run_id, _source(record_id), _tick(record_id))

    _conduct(record_id, run_id, "checking", "checked", step)


@job("import_rows", timeout=6 * 3600, retries=3)
def import_rows(record_id: int, run_id: int) -> None:
    """Stage the file where that was not done, then carry the import out."""

    def step() -> None:
        _stage(record_id, run_id)
        work.carry_out(run_id, _source(record_id), _tick(record_id))

    _conduct(record_id, run_id, "running", "done", step)


@job("import_undo", timeout=6 * 3600, retries=3)
def import_undo(record_id: int, run_id: int) -> None:
    """Take an import back."""
    _conduct(
        record_id,
        run_id,
        "undoing",
        "undone",
        lambda: undo.take_back(run_id, _source(record_id), _tick(record_id)),
    )


@job("sweep_imports", timeout=600, every="41 3 * * *")
def sweep_imports() -> None:
    """Every night: rows of old imports go; the imports themselves stay in the list."""
    now = SystemClock().now()
    old = ImportRun.objects.filter(swept=False, state__in=FINAL, updated_at__lt=now - timedelta(days=ROWS_KEPT_DAYS))
    left = ImportRun.objects.filter(
        swept=False, state__in=runs.DECIDABLE, updated_at__lt=now - timedelta(days=ABANDONED_DAYS)
    )
    for run_id in [*old.values_list("id", flat=True), *left.values_list("id", flat=True)]:
        execute("DELETE FROM exchange_stagedrow WHERE run_id = %s", (run_id,))
        execute("DELETE FROM exchange_rowoutcome WHERE run_id = %s", (run_id,))
        twins.forget(run_id)
        ImportRun.objects.filter(id=run_id, state__in=runs.DECIDABLE).update(state="cancelled")
        ImportRun.objects.filter(id=run_id).update(swept=True)


def _conduct(record_id: int, run_id: int, busy: str, done: str, step: Callable[[], None]) -> None:
    """Run one step and leave the import in the state that fits its end. What can heal is left to another try."""
    if not ImportRun.objects.filter(id=run_id, state=busy).exists():
        return
    try:
        step()
    except records.JobCancelled:
        runs.finish(run_id, busy, "uploaded" if busy == "checking" else "cancelled")
        raise
    except KezhouError as problem:
        message = "; ".join([str(error.message) for error in problem.errors]) or str(problem.message) or problem.code
        runs.finish(run_id, busy, "failed", message)
        records.fail(record_id, message)
        return
    runs.finish(run_id, busy, done)
    _close(record_id, run_id)


def _close(record_id: int, run_id: int) -> None:
    run = ImportRun.objects.get(id=run_id)
    records.finish(record_id, {"import": run_id, "counts": run.counts or run.check_counts, "undo": run.undo_counts})


def _stage(record_id: int, run_id: int) -> None:
    run = ImportRun.objects.select_related("file").get(id=run_id)
    if run.staged_rows is not None:
        return
    if run.file is None:
        raise refuse("file_gone", _("The file is no longer kept."))
    with spool.stored(run.file) as path, translation.override(_source(record_id)().locale):
        work.stage(run_id, open_table(path), lambda done, total: records.raise_if_cancelled(record_id))


def _source(record_id: int) -> Callable[[], Ctx]:
    return lambda: records.ctx_of(record_id)


def _tick(record_id: int) -> Callable[[int, int | None], None]:
    return lambda done, total: records.progress(record_id, done, total)
