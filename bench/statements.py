"""How many statements one call sends to the database, counted in this process, which runs the server's code."""

from typing import Any

from .cases import Case


def count(case: Case) -> int:
    """Statements of the case's first call, the second time it is made: caches of rights and definitions are warm."""
    from django.db import connection
    from django.test import Client

    request, _bare = case.calls(1)[0]
    client = Client(headers={"authorization": case.asker.bearer.partition(": ")[2].strip()}, SERVER_NAME="127.0.0.1")
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    for _ in range(2):
        seen.clear()
        with connection.execute_wrapper(note):
            answer = client.generic(request.method, request.path)
        if answer.status_code != 200:
            raise SystemExit(f"{request.path}: {answer.status_code}")
    return len(seen)
