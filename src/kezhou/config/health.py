"""Two questions of whoever watches the service: does the process answer, and can it do its work?"""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from kezhou.kernel.clock import SystemClock
from kezhou.platform.jobs.worker import worker_is_alive


def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives. Says nothing of the database, so that a database outage does not get web processes killed."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, its schema is the one of this code and a worker is alive; else 503 and what is
    missing."""
    parts = {"database": _database(), "migrations": False, "worker": False}
    if parts["database"]:
        try:
            parts["migrations"] = _migrated()
            parts["worker"] = parts["migrations"] and worker_is_alive(SystemClock().now())
        except DatabaseError:
            parts["database"] = False
    ready = all(parts.values())
    words = {name: "ok" if good else "failed" for name, good in parts.items()}
    answer = JsonResponse({"status": "ready" if ready else "not_ready", **words}, status=200 if ready else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return False
    return True


@cache
def _seen_migrated() -> list[bool]:
    """Remembers a yes: the schema of a running process does not fall behind its own code again."""
    return []


def _migrated() -> bool:
    seen = _seen_migrated()
    if not seen:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        seen.append(True)
    return True
