"""The worker process: the queue, the schedules, the services, the rescue of jobs whose worker died, a sign of life.

One process; jobs run in threads. `run()` returns after SIGTERM or SIGINT, when the running jobs are done or the grace
is over. When the database goes away the worker waits and comes back by itself.
"""

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate import exceptions
from procrastinate.contrib.django import app as queue_app

from . import execution, rescue
from .models import Heartbeat
from .services import Service, all_services

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
ALIVE_SECONDS = 20
"""A worker that has not beaten for this long counts as dead."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The rhythm of a worker, in seconds. A job of a killed worker runs again after at most `stalled + rescue +
    poll`."""

    concurrency: int = 3
    poll: float = 5.0
    beat: float = BEAT_SECONDS
    stalled: float = 20.0
    rescue: float = 5.0
    grace: float = 20.0
    reconnect: float = 2.0


def run(pace: Pace | None = None) -> None:
    """Work until told to stop. Must be called in the main thread of the process, after `django.setup()`."""
    pace = pace or Pace()
    stop = threading.Event()
    threads = [_thread(name, service, stop) for name, service in (*all_services(), ("heartbeat", _beats(pace)))]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_work(pace, stop))
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=pace.grace)
        _forget_beat()


def worker_is_alive(now: datetime) -> bool:
    """Whether some worker gave a sign of life within the last `ALIVE_SECONDS`."""
    return Heartbeat.objects.filter(beaten_at__gt=now - timedelta(seconds=ALIVE_SECONDS)).exists()


def worker_name() -> str:
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


async def _work(pace: Pace, stop: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_stop.set)
    while not asked_to_stop.is_set():
        try:
            await _until_stopped(pace, asked_to_stop)
        except (exceptions.ConnectorException, DatabaseError, InterfaceError, OSError):
            logger.exception("the queue lost its database; trying again in %s s", pace.reconnect)
        if not asked_to_stop.is_set():
            await _wait(asked_to_stop, pace.reconnect)
    stop.set()


async def _until_stopped(pace: Pace, asked_to_stop: asyncio.Event) -> None:
    connector: Any = queue_app.connector
    with queue_app.replace_connector(connector.get_worker_connector()) as app:
        execution.install(app)
        async with app.open_async():
            queue = asyncio.create_task(
                app.run_worker_async(
                    name=worker_name(),
                    concurrency=pace.concurrency,
                    fetch_job_polling_interval=pace.poll,
                    abort_job_polling_interval=pace.poll,
                    shutdown_graceful_timeout=pace.grace,
                    delete_jobs="successful",
                    update_heartbeat_interval=pace.beat,
                    stalled_worker_timeout=pace.stalled,
                    install_signal_handlers=False,
                )
            )
            rescuer = asyncio.create_task(rescue.loop(app, every=pace.rescue, stalled=pace.stalled))
            stopper = asyncio.create_task(asked_to_stop.wait())
            try:
                await asyncio.wait((queue, rescuer, stopper), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (rescuer, stopper, queue):
                    task.cancel()
                results = await asyncio.gather(rescuer, queue, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _thread(name: str, service: Service, stop: threading.Event) -> threading.Thread:
    def forever() -> None:
        while not stop.is_set():
            try:
                close_old_connections()
                service(stop)
            except Exception:
                logger.exception("service %s failed; it starts again in 2 s", name)
                connection.close()
                stop.wait(2)
        connection.close()

    return threading.Thread(target=forever, name=name, daemon=True)


def _beats(pace: Pace) -> Callable[[threading.Event], None]:
    def beat(stop: threading.Event) -> None:
        while not stop.is_set():
            with connection.cursor() as cursor:
                cursor.execute(
                    """INSERT INTO jobs_heartbeat (worker) VALUES (%s)
                       ON CONFLICT (worker) DO UPDATE SET beaten_at = statement_timestamp()""",
                    [worker_name()],
                )
                cursor.execute("DELETE FROM jobs_heartbeat WHERE beaten_at < statement_timestamp() - interval '1 hour'")
            stop.wait(pace.beat)

    return beat


def _forget_beat() -> None:
    """A worker that stops properly is not alive any more; one that cannot say so is found out by its silence."""
    try:
        Heartbeat.objects.filter(worker=worker_name()).delete()
    except DatabaseError:
        logger.warning("the heartbeat of %s could not be removed", worker_name())
    finally:
        connection.close()
