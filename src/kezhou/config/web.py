"""The web server: the application is loaded once, then forked into its workers, which share what they never change.

Each worker that loads Kezhou by itself holds 80 MB of its own; forked from a parent that has loaded it, about a third
of that. A worker that ends is replaced within milliseconds for the same reason.
"""

import gc
import multiprocessing
import os
from importlib import import_module

from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

TARGET = "kezhou.config.asgi:app"
BACKLOG = 4096
CONNECTIONS_PER_WORKER = 4096
"""Open event streams count as connections; the queue before Django's threads has its own, much smaller limit."""
STOP_SECONDS = 15


def main() -> None:
    """Serves on `KEZHOU_HOST` and `KEZHOU_PORT` with `KEZHOU_WORKERS` processes until it is told to stop."""
    server = Server(
        TARGET,
        address=os.environ.get("KEZHOU_HOST", "127.0.0.1"),
        port=int(os.environ.get("KEZHOU_PORT", "8000")),
        interface=Interfaces.ASGINL,
        workers=int(os.environ.get("KEZHOU_WORKERS", "2")),
        runtime_mode=RuntimeModes.st,
        backlog=BACKLOG,
        backpressure=CONNECTIONS_PER_WORKER,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        websockets=False,
        respawn_failed_workers=True,
    )
    multiprocessing.set_start_method("fork")
    _load()
    server.serve()


def _load() -> None:
    """Imports all that a request needs and leaves nothing open that two processes must not share."""
    import_module(TARGET.partition(":")[0])
    from django.db import connections
    from django.urls import get_resolver

    import_module("kezhou.http.stream")
    for pattern in get_resolver().url_patterns:
        getattr(pattern, "url_patterns", None)
    connections.close_all()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
