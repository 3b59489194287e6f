"""The plans of all bare statements, as PostgreSQL carried them out, in one file for reading."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from .cases import Case


def write(connection: "psycopg.Connection[tuple[Any, ...]]", cases: Iterable[Case], target: Path) -> None:
    parts = []
    for case in cases:
        _call, bare = case.calls(1)[0]
        with connection.transaction(force_rollback=True):
            rows = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS) {bare.text}", bare.params).fetchall()
        plan = "\n".join(str(line) for (line,) in rows)
        parts.append(f"== {case.name} ({case.sql}.sql)\n{bare.params}\n{plan}\n")
    target.write_text("\n".join(parts), encoding="utf-8")
