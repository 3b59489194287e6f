"""The instance that is measured: a folder of its own, its database, and `kezhou up` as a person would start it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 180
STOP_SECONDS = 60
UNLIMITED = str(10**12)


def prepare() -> Path:
    """Points this process, and all that it starts, at the bench's own instance."""
    folder = Path(os.environ.get("BENCH_HOME") or ROOT / ".kezhou" / "bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the database's system user passes through it
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "KEZHOU_DB_ROLE", "KEZHOU_PROCESS"):
        os.environ.pop(name, None)
    os.environ |= {
        "KEZHOU_HOME": str(folder),
        "KEZHOU_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "kezhou.config.settings",
        # One person here reads more than a whole company would in that time.
        "KEZHOU_CALLS_PER_MINUTE": UNLIMITED,
        "KEZHOU_ROWS_REPORTED": UNLIMITED,
        "KEZHOU_ROWS_PER_HOUR": UNLIMITED,
    }
    return folder


def command(*words: str) -> None:
    """One `kezhou` command in a process of its own. Raises when it fails."""
    subprocess.run([sys.executable, "-m", "kezhou.config.cli", *words], check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True, slots=True)
class Instance:
    """A running instance and its processes."""

    port: int
    up: psutil.Process
    cold_start: float
    """Seconds from the command to the line that says it is ready."""

    def web(self) -> list[psutil.Process]:
        """The web server and its workers."""
        return [p for child in self._children("kezhou.config.web") for p in (child, *child.children(recursive=True))]

    def worker(self) -> list[psutil.Process]:
        return self._children("kezhou.config.worker")

    def everything(self) -> list[psutil.Process]:
        """All processes of the instance but the database's, which is no child of it."""
        return [self.up, *self.web(), *self.worker()]

    def _children(self, word: str) -> list[psutil.Process]:
        return [child for child in self.up.children() if word in " ".join(child.cmdline())]


@contextmanager
def running() -> Iterator[Instance]:
    """`kezhou up` on a free port until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(os.environ["KEZHOU_HOME"])
    began = time.monotonic()
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "kezhou.config.cli", "up"],
            env={**os.environ, "KEZHOU_PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        while b"Kezhou is ready" not in (folder / "up.log").read_bytes():
            if process.poll() is not None or time.monotonic() - began > READY_SECONDS:
                raise SystemExit(f"`kezhou up` did not become ready; see {folder / 'up.log'}")
            time.sleep(0.05)
        yield Instance(port, psutil.Process(process.pid), time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def database_process() -> psutil.Process:
    """PostgreSQL's first process, of which all others are children."""
    from kezhou.config import embedded

    cluster = embedded.known()
    pid = None if cluster is None else embedded.process_id(cluster)
    if pid is None:
        raise SystemExit("The database of the bench is not running.")
    return psutil.Process(pid)
