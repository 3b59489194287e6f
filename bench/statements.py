"""How many statements one call sends to the database, counted in this process, which runs the server's code."""

import json
from typing import Any

from .cases import Case
from .clients import Request


def count(case: Case) -> int:
    """Statements of the case's first call."""
    request, _bare = case.calls(1)[0]
    return sent(request, case.asker.bearer)


def sent(request: Request, bearer: str, *, times: int = 2) -> int:
    """Statements of a call the second time it is made: caches of rights and definitions are warm. One that cannot be
    made twice is made once, with `times=1`."""
    from django.db import connection
    from django.test import Client

    client = Client(headers={"authorization": bearer.partition(": ")[2].strip()}, SERVER_NAME="127.0.0.1")
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    body = "" if request.body is None else json.dumps(request.body)
    for _ in range(times):
        seen.clear()
        with connection.execute_wrapper(note):
            answer = client.generic(
                request.method, request.path, body, "application/json", headers=dict(request.headers)
            )
        if answer.status_code >= 300:
            raise SystemExit(f"{request.path}: {answer.status_code} {answer.content[:400].decode()}")
    return len(seen)
