"""`kezhou up`: the whole instance in the foreground: database, schema, demo company, web and worker."""

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import nullcontext
from types import FrameType

from .. import database, embedded, supervisor
from ..home import ensure_home, home
from .demo import print_logins

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
READY_SECONDS = 180
TICK_SECONDS = 0.25


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("up", help="start everything and stay in the foreground")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    folder = ensure_home()
    os.environ["KEZHOU_HOME"] = str(folder)
    marker = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RuntimeError(f"The instance in {folder} is already running.") from None
    host, port = os.environ.get("KEZHOU_HOST", "127.0.0.1"), int(os.environ.get("KEZHOU_PORT", "8000"))
    _refuse_taken_port(host, port)
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    try:
        with nullcontext() if database.is_external() else embedded.use():
            return _serve(host, port)
    except _Stopped:
        return 0
    finally:
        os.close(marker)


class _Stopped(Exception):
    """Somebody asked the instance to stop."""


def _stop(number: int, frame: FrameType | None) -> None:
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise _Stopped


def _serve(host: str, port: int) -> int:
    _command("migrate")
    if os.environ.get("KEZHOU_DEMO", "1") != "0" and not (home() / "demo-logins.json").exists():
        _command("demo")
    environment = {"MALLOC_ARENA_MAX": "2", **os.environ}  # threads that mostly wait need no heap each: 6 MB less
    place = {"KEZHOU_HOST": host, "KEZHOU_PORT": str(port), "KEZHOU_PROCESS": "web"}
    children = [
        supervisor.Child("web", [sys.executable, "-m", "kezhou.config.web"], {**environment, **place}),
        supervisor.Child("worker", [sys.executable, "-m", "kezhou.config.worker"], environment),
    ]
    try:
        for child in children:
            child.start()
        _watch(children, "127.0.0.1" if host in ("0.0.0.0", "::") else host, port)  # noqa: S104 - compared only
    finally:
        supervisor.stop(children)
    return 1


def _watch(children: list[supervisor.Child], host: str, port: int) -> None:
    """Tends the children and the embedded database until the instance is stopped; says once when it is ready."""
    deadline: float | None = time.monotonic() + READY_SECONDS
    while True:
        for child in children:
            child.tend()
        if not database.is_external():
            cluster = embedded.known()
            if cluster is not None and embedded.process_id(cluster) is None:
                sys.stderr.write("The database has ended; it starts again.\n")
                embedded.ensure_running()
        if deadline is not None:
            answer = _readiness(host, port)
            if answer is None:
                deadline = None
                print_logins()
                print(f"Kezhou is ready at http://{host}:{port}", flush=True)
            elif time.monotonic() > deadline:
                raise RuntimeError(f"Kezhou was not ready within {READY_SECONDS} s: {answer}")
        time.sleep(TICK_SECONDS)


def _readiness(host: str, port: int) -> str | None:
    """None when the instance is ready, else what is missing."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=5):
            return None
    except urllib.error.HTTPError as error:
        return error.read(2000).decode(errors="replace")
    except OSError as error:
        return str(error)


def _command(name: str) -> None:
    """Runs another command in a process of its own, so that this one stays small. Its messages are shown as they
    are."""
    done = subprocess.run([sys.executable, "-m", "kezhou.config.cli", name], stdout=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"`kezhou {name}` failed; see above.")


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            raise RuntimeError(f"KEZHOU_HOST is {host!r}, which is no address of this machine.") from None
        except OSError as error:
            raise RuntimeError(
                f"Port {port} of {host} is not free ({error.strerror}). KEZHOU_PORT chooses another."
            ) from None
