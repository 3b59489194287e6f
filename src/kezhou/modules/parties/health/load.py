"""The values that health is judged by, read for records whose reader has been checked, masked for nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.sdk.query import CompiledEntity, fetch_all, ident

from . import rules

NAMES = (*rules.FILLED, "mobile", "kind", "legal_form", "founded_on", "credit_code_ok", "confirmed_on", "created_at")


def values_of(customers: CompiledEntity, ids: Sequence[int], *, lock: bool = False) -> dict[int, Mapping[str, Any]]:
    """id → values by field name, “nothing” as None; of live records only."""
    specs = [customers.fields[name] for name in NAMES]
    columns = ", ".join(f"t.{ident(column)}" for spec in specs for column in spec.columns)
    statement = (
        f"SELECT t.id, {columns} FROM {customers.table} t "  # noqa: S608
        "WHERE t.id = ANY(%s) AND t.deleted_at IS NULL ORDER BY t.id" + (" FOR UPDATE OF t" if lock else "")
    )
    found: dict[int, Mapping[str, Any]] = {}
    for row in fetch_all(statement, (list(ids),)):
        values: dict[str, Any] = {}
        at = 1
        for spec in specs:
            width = len(spec.columns)
            values[spec.name] = spec.type.load(tuple(row[at : at + width]), spec)
            at += width
        found[row[0]] = values
    return found
