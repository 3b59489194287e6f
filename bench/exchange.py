"""Import and export of 100,000 real rows, and a bare COPY of the very same rows into the very same table.

The rows are imported by `kezhou import`, exported, taken out by COPY, deleted, put back by a bare COPY, and deleted
again: the base is left as it was.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from . import cpu
from .place import ROOT
from .report import EXPORT_MB, EXPORT_SECONDS, IMPORT_TIMES_COPY, Report

if TYPE_CHECKING:
    import psycopg

FILE = ROOT.parent / "shared" / "data" / "companies_100k.csv.gz"
ROWS = 100_000
CEO = "u1"
TICK_SECONDS = 0.05
LEFT_BEHIND = ("audit_entry", "audit_history", "events_event", "search_contactpoint")


@dataclass(frozen=True, slots=True)
class Run:
    """What a child process took."""

    wall: float
    cpu: float
    """Its own and the database's."""
    peak_mb: float


def measure(
    report: Report, admin: "psycopg.Connection[tuple[Any, ...]]", app_url: str, database: cpu.Database, idle_mb: float
) -> None:
    """`idle_mb`: memory of the idle worker process, in which an export runs as a job."""
    if not FILE.exists():
        print(f"Import and export are left out: {FILE} is not there.")
        return
    before = _scalar(admin, "SELECT max(id) FROM parties_customer")
    began = datetime.now(UTC)
    words = ("customer", str(FILE), "--preset", "cn-registry", "--as", CEO)
    try:
        imported = _run([sys.executable, "-m", "kezhou.config.cli", "import", *words], database)
        rows = int(_scalar(admin, "SELECT count(*) FROM parties_customer WHERE id > %s", before))
        report.add("import_rows", rows, "rows")
        report.add("import_rows_per_second", rows / imported.wall, "1/s")
        report.add("import_peak_memory", imported.peak_mb, "MB")
        target = Path(os.environ["KEZHOU_HOME"]) / "export.xlsx"
        exported = _run([sys.executable, "-m", "bench.export_child", str(target), began.isoformat()], database)
        report.add("export_100k.wall", exported.wall * ROWS / max(rows, 1), "s", EXPORT_SECONDS)
        report.add("export_100k.cpu", exported.cpu, "s")
        report.add("export_100k.memory_above_idle", exported.peak_mb - idle_mb, "MB", EXPORT_MB)
        target.unlink()
        copied = _bare_copy(admin, app_url, int(before), database)
        report.add("bare_copy_rows_per_second", rows / copied.wall, "1/s")
        report.add("import_100k.wall_times_copy", imported.wall / copied.wall, "×", IMPORT_TIMES_COPY)
        report.add("import_100k.cpu_times_copy", imported.cpu / copied.cpu, "×")
    finally:
        entries = "SELECT id FROM audit_entry WHERE record_id > %s AND entity = 'customer'"
        admin.execute(f"DELETE FROM audit_personal WHERE entry_id IN ({entries})", [before])
        for table in LEFT_BEHIND:
            admin.execute(f"DELETE FROM {table} WHERE record_id > %s AND entity = 'customer'", [before])
        admin.execute("TRUNCATE exchange_importrun CASCADE")
        _empty(admin, int(before))


def _bare_copy(admin: "psycopg.Connection[tuple[Any, ...]]", app_url: str, before: int, database: cpu.Database) -> Run:
    import psycopg

    with admin.cursor().copy(f"COPY (SELECT * FROM parties_customer WHERE id > {before}) TO STDOUT") as rows:
        pieces = [bytes(piece) for piece in rows]
    _empty(admin, before)
    with psycopg.connect(app_url, application_name="bench-bare") as connection:
        cpu_before, began = database.seconds(), time.monotonic()
        with connection.cursor().copy("COPY parties_customer FROM STDIN") as copy:
            for piece in pieces:
                copy.write(piece)
        connection.commit()
        return Run(time.monotonic() - began, database.seconds() - cpu_before, 0)


def _empty(admin: "psycopg.Connection[tuple[Any, ...]]", before: int) -> None:
    """What was imported or copied. Nothing names it, and asking every table that could takes hours in a full base."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute("DELETE FROM parties_customer WHERE id > %s", [before])
    admin.execute("VACUUM ANALYZE parties_customer")


def _run(command: list[str], database: cpu.Database) -> Run:
    """Runs a child to its end and watches its memory."""
    database.find_others()
    cpu_before, began, peak, own = database.seconds(), time.monotonic(), 0.0, 0.0
    # The command leaves the refused rows in its working folder: that of the instance, not of the project.
    folder = Path(os.environ["KEZHOU_HOME"])
    log = folder / "exchange.log"
    found = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, "PYTHONPATH": found}
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, env=environment) as child:
        watched = psutil.Process(child.pid)
        while child.poll() is None:
            try:
                peak = max(peak, cpu.pss_mb([watched]))
                own = sum(watched.cpu_times()[:2])
            except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError, StopIteration):
                continue
            time.sleep(TICK_SECONDS)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed; see {log}")
    wall = time.monotonic() - began
    return Run(wall, own + database.seconds() - cpu_before, peak)


def _scalar(admin: "psycopg.Connection[tuple[Any, ...]]", text: str, *params: Any) -> Any:
    row = admin.execute(text, params).fetchone()
    return row[0] if row else None
