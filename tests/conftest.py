"""Fixtures for all tests beside those of `kezhou.config.testing` (the database, the application's role, local
sockets only)."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def instance_folder() -> Iterator[Path]:
    """An empty folder for an instance of its own, which a database's system user may pass through; removed
    afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kezhou-instance-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def kezhou() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs the `kezhou` command on an instance: `kezhou(folder, "backup", "file.tar")`."""

    def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("KEZHOU_", "DATABASE_"))}
        environment |= {"KEZHOU_HOME": str(folder), "KEZHOU_PG_SETTINGS": "fsync=off,shared_buffers=32MB"}
        command = [sys.executable, "-m", "kezhou.config.cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    return run


@dataclass(frozen=True, slots=True)
class Instance:
    """A whole instance of Kezhou that runs beside the tests: web, worker, database, demo company."""

    url: str
    folder: Path
    process_id: int
    logins: dict[str, str]
    """Sign-in name → password."""


@pytest.fixture(scope="session")
def running_instance() -> Iterator[Instance]:
    """`kezhou up` on a free port with a folder of its own, ready; stopped in order at the end of the run."""
    folder = Path(tempfile.mkdtemp(prefix="kezhou-instance-"))
    folder.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KEZHOU_", "DATABASE_"))}
    environment |= {"KEZHOU_HOME": str(folder), "KEZHOU_PORT": str(port), "KEZHOU_PG_SETTINGS": "shared_buffers=128MB"}
    command = [sys.executable, "-u", "-m", "kezhou.config.cli", "up"]
    log = folder / "up.log"
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=out) as up:
        try:
            url = f"http://127.0.0.1:{port}"
            assert up.stdout is not None
            ready = f"Kezhou is ready at {url}".encode()
            assert any(ready in line for line in iter(up.stdout.readline, b"")), log.read_text()
            rows = json.loads((folder / "demo-logins.json").read_text(encoding="utf-8"))
            yield Instance(url, folder, up.pid, {row["username"]: row["password"] for row in rows})
        finally:
            up.terminate()
            up.wait(60)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which asks no other host for anything."""
    quiet = "--disable-background-networking --disable-component-update --disable-sync --disable-quic --no-first-run"
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    arguments = ["--no-sandbox", "--disable-gpu", *quiet.split()]
    return {**browser_type_launch_args, "executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk in Shanghai; a test that is about phones asks for its own context of 390 × 844."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }
