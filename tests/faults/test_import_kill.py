"""F8: whoever carries out an import is killed with -9; the next one goes on at the last committed chunk, without loss
and without a row twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.entities import dictionaries, registry
from kezhou.platform.exchange.imports import runs, undo, work
from kezhou.platform.exchange.models import ImportRun, RowOutcome
from tests.exchange.conftest import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, CHUNK = 300, 50
VICTIM = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.exchange.imports import work
run_id, user_id, place, chunks = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
work.CHUNK = {chunk}
seen = 0
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def tick(done, total):
    global seen
    seen += 1
    if place == "between" and seen == chunks:
        die()
copy = work._copy_outcomes
def inside(run, outcomes):
    copy(run, outcomes)
    if place == "inside" and seen + 1 == chunks:
        die()
work._copy_outcomes = inside
work.carry_out(run_id, lambda: ctx_for_user(user_id), tick)
"""


@pytest.fixture
def company() -> Iterator[World]:
    yield make_world()
    registry.forget()
    dictionaries.choices.cache_clear()


def text() -> str:
    rows = [f"公司{n:03d},{'A' if n % 10 else 'Z'}" for n in range(ROWS)]
    return "名称,级别\n" + "\n".join(rows) + "\n"


def nothing(done: int, total: int | None) -> None:
    """Progress that nobody watches."""


def kill_at(run: ImportRun, user_id: int, place: str, chunks: int) -> None:
    """Carry the import out in a process of its own that dies at a given point."""
    connection.close()
    words = [str(run.id), str(user_id), place, str(chunks)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "kezhou.config.settings", "KEZHOU_DB_ROLE": "app"}
    program = VICTIM.format(chunk=CHUNK)
    done = subprocess.run([sys.executable, "-c", program, *words], env=environment, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("place", "chunks", "left_over"), [("between", 2, 100), ("inside", 3, 100)])
def test_f8_a_killed_import_goes_on_and_an_undo_removes_exactly_its_rows(
    company: World, place: str, chunks: int, left_over: int
) -> None:
    ctx = ctx_for_user(company.head.id)
    bystander = Customer.objects.create(
        name="旁观公司", owner=company.head, created_at=ctx.clock.now(), updated_at=ctx.clock.now()
    )
    made = runs.upload(ctx, "customer", "list.csv", [text().encode()])
    from kezhou.platform.exchange.reading.source import open_table
    from kezhou.platform.exchange.spool import stored

    assert made.file is not None
    with stored(made.file) as path:
        assert work.stage(made.id, open_table(path), nothing) == ROWS
    ImportRun.objects.filter(id=made.id).update(state="running", match=["name"])

    kill_at(made, company.head.id, place, chunks)
    run = ImportRun.objects.get(id=made.id)
    assert (run.done_row, run.counts["done"]) == (left_over + 1, left_over)
    assert RowOutcome.objects.filter(run_id=run.id).count() == left_over

    work.carry_out(made.id, lambda: ctx_for_user(company.head.id), nothing)
    run = ImportRun.objects.get(id=made.id)
    assert run.counts == {"rows": 300, "create": 270, "update": 0, "skip": 0, "error": 30, "done": 300}
    names = list(Customer.objects.exclude(id=bystander.id).values_list("name", flat=True))
    assert len(names) == len(set(names)) == 270
    assert sorted(RowOutcome.objects.filter(run_id=run.id).values_list("row_no", flat=True)) == list(range(2, 302))
    assert AuditEntry.objects.filter(entity="customer", action="import").count() == 270

    ImportRun.objects.filter(id=made.id).update(state="undoing")
    undo.take_back(made.id, lambda: ctx_for_user(company.head.id), nothing)
    assert ImportRun.objects.get(id=made.id).undo_counts["removed"] == 270
    assert list(Customer.objects.filter(deleted_at__isnull=True).values_list("name", flat=True)) == ["旁观公司"]
