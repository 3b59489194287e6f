"""A whole instance of its own for the fault tests — web, worker, database — and clients that never give up.

Run as a program inside of the instance's environment it makes one person who may do everything and prints a token.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

READY_SECONDS = 90
RETRY_SECONDS = 0.1
PATIENCE_SECONDS = 40
"""How long one client tries to get one write acknowledged before the test fails."""


@dataclass
class Stack:
    """A running instance."""

    folder: Path
    url: str
    up: psutil.Process
    environment: dict[str, str]
    token: str = ""

    def web_workers(self) -> list[psutil.Process]:
        """The processes that answer requests: children of the web server's own process."""
        masters = [child for child in self.up.children() if "kezhou.config.web" in " ".join(child.cmdline())]
        return [
            worker
            for master in masters
            for worker in master.children()
            if "resource_tracker" not in " ".join(worker.cmdline())
        ]

    def listening(self) -> list[psutil.Process]:
        """Those of the web workers that have come up."""

        def listens(worker: psutil.Process) -> bool:
            try:
                return any(each.status == psutil.CONN_LISTEN for each in worker.net_connections("tcp"))
            except psutil.NoSuchProcess:
                return False

        return [worker for worker in self.web_workers() if listens(worker)]

    def postmaster(self) -> psutil.Process:
        record = json.loads((self.folder / "database.json").read_text(encoding="utf-8"))
        return psutil.Process(int((Path(record["data"]) / "postmaster.pid").read_text().split("\n", 1)[0]))

    def call(self, method: str, path: str, body: Any = None, timeout: float = 10, **headers: str) -> tuple[int, Any]:
        """One try: status and JSON. Raises `OSError` where no answer came."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        address = f"{self.url}/api/v1/{path}"
        request = urllib.request.Request(address, data, sent, method=method)  # noqa: S310 — our own address
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
                content = answer.read()
                return answer.status, json.loads(content) if content else None
        except urllib.error.HTTPError as refused:
            content = refused.read()
            return refused.code, json.loads(content) if content else None

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        from kezhou.config import embedded

        record = json.loads((self.folder / "database.json").read_text(encoding="utf-8"))
        with embedded.Cluster(**record).connect(embedded.SUPERUSER, autocommit=True) as connection:
            return connection.execute(statement).fetchall()


@contextmanager
def running(**environment: str) -> Iterator[Stack]:
    """`kezhou up` without the demo company, on a free port; everything ends and goes with the test."""
    folder = Path(tempfile.mkdtemp(prefix="kezhou-faults-", dir=os.environ.get("KEZHOU_TEST_FOLDER")))
    folder.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KEZHOU_", "DATABASE_", "DJANGO_"))
    }
    settings = {"KEZHOU_HOME": str(folder), "KEZHOU_PORT": str(port), "KEZHOU_DEMO": "0", "KEZHOU_WORKERS": "2",
                "KEZHOU_PG_SETTINGS": "shared_buffers=64MB"}  # fmt: skip
    kept |= settings | environment
    from kezhou.config.testing.template import copy_to  # late: importing it makes this process one of tests

    copy_to(folder)
    log = (folder / "up.log").open("wb")
    up = subprocess.Popen([sys.executable, "-u", "-m", "kezhou.config.cli", "up"], env=kept, stdout=log, stderr=log)
    try:
        stack = Stack(folder, f"http://127.0.0.1:{port}", psutil.Process(up.pid), kept)
        until(
            lambda: (folder / "up.log").read_bytes().count(b"Kezhou is ready") or up.poll() is not None, READY_SECONDS
        )
        assert up.poll() is None, (folder / "up.log").read_text()
        made = subprocess.run(
            [sys.executable, "-m", "tests.faults.stack"],
            env=kept,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        stack.token = made.stdout.strip()
        yield stack
    finally:
        up.terminate()
        try:
            up.wait(40)
        except subprocess.TimeoutExpired:
            for process in [*psutil.Process(up.pid).children(recursive=True), psutil.Process(up.pid)]:
                process.kill()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def until(true: Any, seconds: float) -> None:
    """Look ten times a second until it is so; the other processes are real, so the clock is too."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"did not become so within {seconds} s"
        threading.Event().wait(0.1)


@dataclass
class Load:
    """Clients that create customers, each with a key of its own, and repeat until the write is acknowledged."""

    stack: Stack
    clients: int = 4
    acknowledged: dict[str, int] = field(default_factory=dict)
    """Name → id, as the answer said."""
    repeated: int = 0
    unanswered: int = 0
    surprises: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        self._threads = [threading.Thread(target=self._work, daemon=True) for _each in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS + 15)
            assert not thread.is_alive(), "a client hangs"

    def _work(self) -> None:
        while not self._stop.is_set():
            self._one(f"load {uuid.uuid4().hex}")

    def _one(self, name: str) -> None:
        key, end = uuid.uuid4().hex, time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                status, body = self.stack.call("POST", "customer", {"name": name}, **{"Idempotency-Key": key})
            except (OSError, ValueError):  # the connection ended, or the answer did in its middle
                with self._lock:
                    self.unanswered += 1
            else:
                if status == 201:
                    with self._lock:
                        self.acknowledged[name] = body["id"]
                    return
                if status not in (409, 429, 503):
                    with self._lock:
                        self.surprises.append(f"{status} {str(body)[:300]}")
                with self._lock:
                    self.repeated += 1
            threading.Event().wait(RETRY_SECONDS)
        with self._lock:
            self.surprises.append(f"{name} was never acknowledged")

    def wait_for(self, more: int, seconds: float) -> None:
        """Until so many further writes are acknowledged."""
        goal = len(self.acknowledged) + more
        until(lambda: len(self.acknowledged) >= goal, seconds)


def invariants(stack: Stack) -> dict[str, Any]:
    """What must hold of every customer that the load made: one row, one audit entry, one event, one kept answer."""
    statement = """
      SELECT c.name, c.id,
        (SELECT count(*) FROM audit_entry a WHERE a.entity = 'customer' AND a.record_id = c.id AND a.action = 'create'),
        (SELECT count(*) FROM events_event e WHERE e.entity = 'customer' AND e.record_id = c.id)
      FROM parties_customer c WHERE c.name LIKE 'load %'"""
    rows = stack.sql(statement)
    return {
        "ids": {name: id_ for name, id_, _audits, _events in rows},
        "doubled": len(rows) - len({name for name, *_rest in rows}),
        "not once": [name for name, _id, audits, events in rows if (audits, events) != (1, 1)],
        "audits of nothing": stack.sql(
            "SELECT count(*) FROM audit_entry a WHERE a.entity = 'customer' AND a.action = 'create'"
            " AND NOT EXISTS (SELECT 1 FROM parties_customer c WHERE c.id = a.record_id)"
        )[0][0],
        "answers": stack.sql("SELECT count(*) FROM records_keptanswer")[0][0],
    }


def check(stack: Stack, load: Load) -> None:
    """No acknowledged write is lost and none was done twice; what is there is whole."""
    found = invariants(stack)
    assert load.surprises == []
    assert {name: found["ids"].get(name) for name in load.acknowledged} == load.acknowledged
    assert (found["doubled"], found["not once"], found["audits of nothing"]) == (0, [], 0)
    assert found["answers"] == len(found["ids"])


def make_person() -> str:
    from kezhou.config.instance import ready

    with ready("app"):
        from kezhou.kernel.clock import SystemClock
        from kezhou.kernel.ctx import Ctx
        from kezhou.platform.access.models import Role, RoleGrant, UserRole
        from kezhou.platform.identity import tokens
        from kezhou.platform.org import epochs, people, tree

        ctx = Ctx.system("faults")
        now = ctx.clock.now()
        department = tree.create_department(ctx, name="head office", kind="company")
        user = people.create_user(ctx, username="tester", name="Tester", department_id=department.id)
        role = Role.objects.create(name="tester", key="tester", created_at=now, updated_at=now)
        for action in ("view", "create", "update", "delete", "assign", "export", "import", "reveal"):
            RoleGrant.objects.create(role=role, entity="*", action=action, level="all")
        UserRole.objects.create(user=user, role=role)
        epochs.bump_access(None)
        return tokens.issue_by_name("tester", SystemClock())


if __name__ == "__main__":
    sys.stdout.write(make_person() + "\n")
