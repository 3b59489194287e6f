"""An import as its owner handles it: upload, decide, check, run, cancel, undo. Nobody else's imports exist here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, NotFound, TooMany
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.files import store
from kezhou.platform.jobs import records as jobs
from kezhou.platform.records import hooks

from .. import spool
from ..limits import MAX_FILE_BYTES, SAMPLE_ROWS
from ..models import ImportRun
from ..reading.csvfile import GZIP_MAGIC, unzipped
from ..reading.source import open_table
from ..reading.table import Table, cell_text
from . import columns, decisions, tally, undo
from .work import require_right

MAX_OPEN = 50
"""Imports of one person that were uploaded and neither run nor dropped."""
MAX_PAGE = 100
MAX_SAMPLE = 80
ON_MATCH = ("skip", "update", "fill")
ON_DUPLICATE = ("", "skip", "mark", "import")
WORDS = ("mapping", "match", "on_match", "owner", "preset", "preset_name", "historical", "duplicates", "pool")
DECIDABLE = ("uploaded", "checked")
RUNNABLE = ("uploaded", "checked", "failed", "cancelled")
UNDOABLE = ("done", "failed", "cancelled")
BUSY = ("checking", "running", "undoing")


def upload(ctx: Ctx, entity_key: str, name: str, chunks: Iterable[bytes]) -> ImportRun:
    """Check and keep a file, and guess what its columns mean. Raises `Invalid` for what cannot be read."""
    entity = registry.entity(ctx, entity_key)
    require_right(ctx, entity)
    _limit_open(ctx)
    with spool.folder() as place:
        path = place / "upload"
        spool.fill(path, chunks)
        with path.open("rb") as file:
            packed = file.read(2) == GZIP_MAGIC
        if packed:
            inflated = place / "inflated"
            spool.fill(inflated, unzipped(spool.pieces(path), MAX_FILE_BYTES))
            path, name = inflated, name.removesuffix(".gz")
        table = open_table(path)
        run = draft(ctx, entity, store.clean_name(name), table)
        named = name if name.lower().endswith(".csv") or table.form["kind"] != "csv" else f"{name}.csv"
        run.file = store.add_result(ctx, named, spool.pieces(path))  # read by its content, kept as what it is
    with transaction.atomic():
        take_turns("imports", ctx.actor.id)
        _limit_open(ctx)
        run.save()
    return run


def _limit_open(ctx: Ctx) -> None:
    """Asked before the file is read, and again when the import is written, one of a person's uploads at a time."""
    if ImportRun.objects.filter(actor_id=ctx.actor.id, state__in=DECIDABLE).count() >= MAX_OPEN:
        raise TooMany(
            _("You have %(limit)d imports that were not finished; finish or cancel some.") % {"limit": MAX_OPEN}
        )


def draft(ctx: Ctx, entity: CompiledEntity, name: str, table: Table) -> ImportRun:
    """An import that is not saved yet, with the guesses as its decisions."""
    samples: list[list[str]] = [[] for _header in table.headers]
    for at, (_number, cells) in enumerate(table.rows()):
        if at >= SAMPLE_ROWS:
            break
        for column, cell in enumerate(cells[: len(samples)]):
            samples[column].append(cell_text(cell)[:MAX_SAMPLE])
    guesses = columns.guess(ctx, entity, table.headers)
    mapping = {str(at): guess.field for at, guess in enumerate(guesses) if guess is not None}
    now = ctx.clock.now()
    return ImportRun(
        entity=entity.key,
        actor_id=ctx.actor.id,
        file_name=name,
        form=table.form,
        headers=list(table.headers),
        samples=samples,
        mapping=mapping,
        preset=decisions.fitting_preset(entity, table.headers, mapping),
        match=columns.usual_match(ctx, entity, mapping),
        on_match="skip" if entity.definition.exchange.identity is None else "update",
        created_at=now,
        updated_at=now,
    )


def own(ctx: Ctx, run_id: int) -> ImportRun:
    """One of the actor's imports, its state brought in line with its job. Raises `NotFound`."""
    run = _mine(ctx).filter(id=run_id).select_related("file", "job").first()
    if run is None:
        raise NotFound()
    return _settled(run)


def listed(ctx: Ctx, entity_key: str | None, limit: int, before: int | None = None) -> list[ImportRun]:
    """The actor's imports, newest first."""
    runs = _mine(ctx).select_related("file", "job")
    if entity_key is not None:
        runs = runs.filter(entity=entity_key)
    if before is not None:
        runs = runs.filter(id__lt=before)
    return [_settled(run) for run in runs.order_by("-id")[: min(limit, MAX_PAGE)]]


def change(ctx: Ctx, run_id: int, data: Mapping[str, Any]) -> ImportRun:
    """Decide what the columns mean and what happens to matches. A dry run that was made before no longer counts."""
    unknown = [name for name in data if name not in WORDS]
    if unknown:
        message = _("Unknown parameter “%(name)s”. Known are: %(known)s.")
        raise BadRequest(message % {"name": unknown[0][:60], "known": ", ".join(WORDS)}, code="unknown_parameter")
    with transaction.atomic():
        run = _locked(ctx, run_id, DECIDABLE)
        entity = registry.entity(ctx, run.entity)
        require_right(ctx, entity)
        if "preset" in data:
            decisions.choose_preset(ctx, entity, run, data["preset"])
        if "mapping" in data:
            run.mapping = decisions.mapping_of(ctx, entity, run, data["mapping"])
            run.preset = decisions.fitting_preset(entity, run.headers, run.mapping)
        if "match" in data or "mapping" in data or "preset" in data:
            run.match = decisions.match_of(ctx, entity, run, data.get("match"))
        if "on_match" in data:
            if data["on_match"] not in ON_MATCH:
                raise decisions.wrong("on_match", "bad_on_match", _("on_match must be skip, update or fill."))
            run.on_match = data["on_match"]
        if "duplicates" in data:
            if data["duplicates"] not in ON_DUPLICATE:
                known = ", ".join(word for word in ON_DUPLICATE if word)
                text = _("Known are: %(known)s.") % {"known": known}
                raise decisions.wrong("duplicates", "unknown_choice", text)
            run.duplicates = data["duplicates"]
        if "owner" in data or "pool" in data:
            decisions.choose_place(ctx, entity, run, data)
        if "historical" in data:
            run.historical = decisions.historical_of(ctx, data["historical"])
        if data.get("preset_name"):
            columns.keep_preset(ctx, entity, str(data["preset_name"]), run.headers, run.mapping)
        run.state, run.check_counts, run.check_errors, run.message = "uploaded", {}, [], ""
        run.updated_at = ctx.clock.now()
        run.save()
    return run


def start_check(ctx: Ctx, run_id: int) -> ImportRun:
    """The dry run, as a job."""
    return _start(ctx, run_id, DECIDABLE, "checking", "import_check", _("Check import of %(file)s"))


def start_run(ctx: Ctx, run_id: int) -> ImportRun:
    """The import itself, as a job; one that failed or was cancelled goes on where it stood."""
    return _start(ctx, run_id, RUNNABLE, "running", "import_rows", _("Import %(file)s"))


def start_undo(ctx: Ctx, run_id: int) -> ImportRun:
    """Take it back, as a job."""
    run = own(ctx, run_id)
    if run.swept:
        message = _("The rows of this import are no longer kept, so it cannot be taken back.")
        raise Conflict(message, code="import_swept")
    return _start(ctx, run_id, UNDOABLE, "undoing", "import_undo", _("Undo import of %(file)s"))


def cancel(ctx: Ctx, run_id: int) -> ImportRun:
    """Stop a running step at its next chunk, or drop an import that was not run. What is committed stays."""
    run = own(ctx, run_id)
    if run.state in BUSY and run.job_id is not None:
        jobs.request_cancel(ctx, run.job_id)
        return own(ctx, run_id)
    with transaction.atomic():
        run = _locked(ctx, run_id, DECIDABLE)
        run.state, run.updated_at = "cancelled", ctx.clock.now()
        run.save(update_fields=["state", "updated_at"])
    return run


def describe(ctx: Ctx, run: ImportRun) -> dict[str, Any]:
    """An import as the API shows it."""
    entity = registry.entity(ctx, run.entity)
    guesses = columns.guess(ctx, entity, run.headers)
    ran = run.done_row > 0 or run.state in ("running", "done", "undoing", "undone")
    comparable = columns.match_specs(ctx, entity)
    return {
        "id": run.id,
        "entity": run.entity,
        "file": {"id": run.file_id, "name": run.file_name, "size": run.file.size if run.file else None},
        "form": run.form,
        "state": run.state,
        "rows": run.staged_rows,
        "columns": [
            {
                "index": at,
                "header": header,
                "sample": run.samples[at] if at < len(run.samples) else [],
                "guess": None if guess is None else {"field": guess.field, "via": guess.via},
            }
            for at, (header, guess) in enumerate(zip(run.headers, guesses, strict=True))
        ],
        "presets": columns.presets(ctx, entity, run.headers),
        "match_keys": [name for name in columns.offered_match(entity, run.mapping) if name in comparable],
        "together": entity.definition.exchange.identity is not None,
        "mapping": run.mapping,
        "preset": run.preset,
        "match": run.match,
        "on_match": run.on_match,
        "duplicates": run.duplicates,
        "owner": run.owner_id,
        "pool": run.pool_id,
        "pools": [{"id": id_, "name": name} for id_, name in hooks.pools_for_new(ctx, entity).items()],
        "historical": run.historical,
        "counts": (run.counts if ran else run.check_counts) or tally.nothing(run.staged_rows or 0),
        "errors": run.errors if ran else run.check_errors,
        "undo": run.undo_counts or undo.nothing(),
        "can_undo": run.state in UNDOABLE and not run.swept and run.done_row > 0,
        "message": run.message,
        "job": run.job_id,
        "created_at": run.created_at,
        "updated_at": run.updated_at,
    }


def finish(run_id: int, busy: str, state: str, message: str = "") -> None:
    """The step ended; an import that somebody moved on meanwhile stays as it is."""
    ImportRun.objects.filter(id=run_id, state=busy).update(state=state, message=message[:500])


def _start(ctx: Ctx, run_id: int, allowed: tuple[str, ...], state: str, job: str, title: Any) -> ImportRun:
    with transaction.atomic():
        run = _locked(ctx, run_id, allowed)
        entity = registry.entity(ctx, run.entity)
        require_right(ctx, entity)
        if not run.mapping:
            raise decisions.wrong("mapping", "required", _("Say what at least one column means."))
        decisions.match_of(ctx, entity, run, run.match)
        record = jobs.start_job(
            ctx, job, title=str(title % {"file": run.file_name}), total=run.staged_rows, run_id=run.id
        )
        run.job_id, run.state, run.message, run.updated_at = record.id, state, "", ctx.clock.now()
        run.save(update_fields=["job", "state", "message", "updated_at"])
    return run


def _mine(ctx: Ctx) -> QuerySet[ImportRun]:
    if ctx.actor.id is None:
        return ImportRun.objects.none()
    return ImportRun.objects.filter(actor_id=ctx.actor.id)


def _locked(ctx: Ctx, run_id: int, allowed: tuple[str, ...]) -> ImportRun:
    """The import, held for a change of state. Raises `NotFound`, or `Conflict` in a state that does not allow it."""
    run = _mine(ctx).select_for_update(of=("self",)).filter(id=run_id).first()
    if run is None:
        raise NotFound()
    run = _settled(run)
    if run.state not in allowed:
        message = _("This cannot be done while the import is “%(state)s”.") % {"state": run.state}
        raise Conflict(message, code="wrong_state", extra={"state": run.state})
    return run


def _settled(run: ImportRun) -> ImportRun:
    """A step whose job ended without telling (cancelled while it waited, out of tries) has ended too."""
    job = run.job
    if run.state in BUSY and job is not None and job.state in ("failed", "cancelled"):
        fallback = "uploaded" if run.state == "checking" else job.state
        run.state, run.message = fallback, job.message
        run.save(update_fields=["state", "message"])
    return run
