"""Sums and reasons of an import, added up chunk by chunk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .chunk import Outcome

MAX_KINDS = 200
"""Different reasons that are kept; rows beyond still count."""
MAX_SAMPLE_ROWS = 5
COUNTED = {"created": "create", "updated": "update", "skipped": "skip", "error": "error"}


def nothing(rows: int) -> dict[str, int]:
    return {"rows": rows, "create": 0, "update": 0, "skip": 0, "error": 0, "done": 0}


def add_counts(counts: dict[str, int], outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        counts[COUNTED[outcome.state]] += 1
    counts["done"] += len(outcomes)


def add_errors(errors: list[dict[str, Any]], outcomes: Sequence[Outcome]) -> None:
    """One entry per column and code: the first row and value, the message, how often, and the first rows. Warnings of
    rows that were taken stand among them with `level` “warning”."""
    kinds = {(kind["column"], kind["code"]): kind for kind in errors}
    for outcome in outcomes:
        level = "error" if outcome.problems else "warning"
        for problem in outcome.problems or outcome.warnings:
            kind = kinds.get((problem.column, problem.code))
            if kind is None:
                if len(kinds) >= MAX_KINDS:
                    continue
                kind = {
                    "row": outcome.row_no,
                    "column": problem.column,
                    "value": problem.value,
                    "code": problem.code,
                    "message": problem.message,
                    "count": 0,
                    "rows": [],
                    **({"level": level} if level == "warning" else {}),
                }
                kinds[(problem.column, problem.code)] = kind
                errors.append(kind)
            kind["count"] += 1
            if len(kind["rows"]) < MAX_SAMPLE_ROWS:
                kind["rows"].append(outcome.row_no)
