"""`kezhou import` and `kezhou export`: the same code as the jobs, in the foreground."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from django.utils import translation

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError
from kezhou.platform.entities import registry
from kezhou.platform.entities.definition import Companion
from kezhou.platform.jobs.hooks import ctx_for_user
from kezhou.platform.org.models import User

from .exports import call as exports
from .exports import files as export_files
from .imports import columns, errorfile, runs, work
from .models import ImportRun
from .reading.source import open_table

MAX_REASONS = 20


def import_file(
    entity_key: str, path: Path, preset: str | None, username: str | None, on_match: str, out: TextIO
) -> int:
    """Read a file of any size into an entity in the name of a person; 0 when every row found its place.

    Refused rows do not fail the command: they stand in `<file>.errors.xlsx` beside the working folder.
    """
    user = _person(username)
    source = _source(user)
    ctx = source()
    with translation.override(ctx.locale):
        entity = registry.entity(ctx, entity_key)
        work.require_right(ctx, entity)
        declared = entity.definition.exchange
        for companion in declared.companions.get(preset or "", ()):
            _bring_along(companion, path.parent, username, out)
        ctx = source()
        entity = registry.entity(ctx, entity_key)
        table = open_table(path)
        run = runs.draft(ctx, entity, path.name[:200], table)
        run.on_match = on_match
        if preset is not None:
            placed = columns.by_headers(columns.find_preset(ctx, entity, preset), table.headers)
            run.mapping, run.preset = placed, preset if preset in entity.definition.exchange.presets else ""
            run.historical = preset in declared.historical
            run.match = [key for key in entity.definition.exchange.match_keys if key in placed.values()]
        run.save()
        out.write(f"{run.file_name}: {len(table.headers)} columns, import {run.id}.\n")
        for at, header in enumerate(table.headers):
            out.write(f"  {header} → {run.mapping.get(str(at), '-')}\n")
        show = _progress(out)
        ImportRun.objects.filter(id=run.id).update(staged_rows=None, state="running")
        try:
            work.stage(run.id, table, show)
            work.carry_out(run.id, source, show)
        except BaseException:
            runs.finish(run.id, "running", "failed")
            raise
        runs.finish(run.id, "running", "done")
        return _report(ImportRun.objects.get(id=run.id), ctx, path, out)


def _bring_along(companion: Companion, folder: Path, username: str | None, out: TextIO) -> None:
    """A file beside the one that was named, brought in first. What is not there is said and passed over."""
    path = folder / companion.file
    if companion.run is not None:
        # Staff and definitions are the operator's matter: whoever runs commands on this machine administers it.
        out.write(f"{companion.file or companion.run.__name__}: {companion.run(Ctx.system('import'), path)}\n")
    elif companion.entity not in registry.native():
        out.write(f"{companion.file}: passed over, there is no {companion.entity} here.\n")
    elif not path.exists():
        out.write(f"{companion.file}: passed over, it is not beside the file.\n")
    else:
        import_file(companion.entity, path, companion.preset, username, companion.on_match, out)


def export_file(entity_key: str, path: Path, username: str | None, out: TextIO) -> int:
    """Write what a person may see of an entity to a csv or xlsx, by the file's ending."""
    ctx = _source(_person(username))()
    with translation.override(ctx.locale):
        if path.is_dir() or not path.parent.is_dir():
            raise KezhouError(f"{path} cannot be written: name a file in a folder that exists.")
        call = exports.parse(ctx, entity_key, {"format": path.suffix.lstrip(".").lower(), "reason": "kezhou export"})
        rows = export_files.write(ctx, call, path, _progress(out))
        exports.leave_trace(ctx, call, rows)
    out.write(f"{path}: {rows:,} rows.\n")
    return 0


def _report(run: ImportRun, ctx: Ctx, path: Path, out: TextIO) -> int:
    counts = run.counts or {"rows": 0, "create": 0, "update": 0, "skip": 0, "error": 0}
    out.write(
        f"{counts['rows']:,} rows = {counts['create']:,} created + {counts['update']:,} updated"
        f" + {counts['skip']:,} skipped + {counts['error']:,} errors.\n"
    )
    for error in run.errors[:MAX_REASONS]:
        out.write(
            f"  {error['count']:>7,} × {error.get('level', 'error')}: {error['column']} {error['code']}: "
            f"{error['message']} (row {error['row']})\n"
        )
    if counts["error"]:
        target = Path.cwd() / f"{path.name.split('.')[0]}.errors.xlsx"
        errorfile.write(target, run, ctx.locale)
        out.write(f"The refused rows are in {target}.\n")
    return 0


def _person(username: str | None) -> User:
    """Whose rights apply. Without a name: the only active person, so that nobody acts in a random name."""
    people = User.objects.filter(status=User.Status.ACTIVE, deleted_at__isnull=True)
    if username is not None:
        user = people.filter(username=username).first()
        if user is None:
            raise KezhouError(f"There is no active person with the sign-in name {username!r}.")
        return user
    found = list(people.order_by("id")[:2])
    if len(found) != 1:
        raise KezhouError("Say in whose name with --as USER: the rights of that person apply.")
    return found[0]


def _source(user: User) -> Callable[[], Ctx]:
    return lambda: ctx_for_user(user.id)


def _progress(out: TextIO) -> Callable[[int, int | None], None]:
    def show(done: int, total: int | None) -> None:
        if out is sys.stdout and out.isatty() and done:
            out.write(f"\r  {done:,}" + (f" of {total:,}" if total else ""))
            out.flush()

    return show
