"""A real worker process for the fault tests: the product's worker with a quick rhythm and a few jobs to be killed in.

Started as `python -m tests.faults.worker_main FOLDER`; a job leaves a file there when it has begun.
"""

import os
import sys
import threading
from pathlib import Path

import django

os.environ["KEZHOU_PROCESS"] = "worker"
django.setup()

from django.db import transaction  # noqa: E402

from kezhou.kernel.ctx import Ctx  # noqa: E402
from kezhou.platform.events import EventRow, NewEvent, emit, subscriber  # noqa: E402
from kezhou.platform.jobs import records, worker  # noqa: E402
from kezhou.platform.jobs.registry import job  # noqa: E402
from kezhou.platform.ledger.post import Line, post  # noqa: E402

FOLDER = Path(sys.argv[1])
SYSTEM = Ctx.system("fault test")


def first_time(name: str) -> bool:
    """Whether this is the first try; leaves word that it began."""
    try:
        (FOLDER / name).open("x").close()
    except FileExistsError:
        return False
    return True


def hang() -> None:
    threading.Event().wait(300)


@job("killed_before_commit")
def killed_before_commit(record_id: int) -> None:
    with transaction.atomic():
        emit(SYSTEM, [NewEvent("fault.before_commit", "fault", record_id)])
        if first_time("before_commit"):
            hang()


@job("killed_after_commit")
def killed_after_commit(pot: int, bank: int) -> None:
    post(SYSTEM, "fault:1", "receipt", [Line(pot, 100), Line(bank, -100)])
    if first_time("after_commit"):
        hang()


@job("finishes_slowly")
def finishes_slowly(record_id: int) -> None:
    first_time("slow")
    threading.Event().wait(1.0)
    records.progress(record_id, 1, 1)


@subscriber("fault echo", ["fault.seen"])
def echo(ctx: Ctx, event: EventRow) -> None:
    emit(ctx, [NewEvent("fault.echoed", "fault", event.record_id)])
    first_time("echo")


worker.run(worker.Pace(poll=0.2, beat=0.4, stalled=2.0, rescue=0.4, grace=10.0, reconnect=0.3))
