"""Giving leads their score: those that were saved, or all of them. Written beside the pipeline, without audit and
without a new version, as everything that only follows from other values."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.sdk.jobs import check_time
from kezhou.sdk.query import Sql, entity, execute, fetch_one

from . import store
from .rules import reckoning

CHUNK = 20_000
"""Ids looked at by one statement."""
_OPEN = "t.deleted_at IS NULL AND t.state IN ('new', 'working', 'qualified')"


def score(ctx: Ctx, ids: Sequence[int]) -> int:
    """Reckon these anew, as far as they are open; how many changed. What is over keeps the score that it had."""
    return _set(ctx, Sql("t.id = ANY(%s)", (list(ids),))) if ids else 0


def score_all(ctx: Ctx) -> int:
    """All of them, chunk by chunk; a killed run is simply started again."""
    row = fetch_one("SELECT coalesce(max(id), 0) FROM leads_lead")
    changed = 0
    for start in range(1, (int(row[0]) if row else 0) + 1, CHUNK):
        check_time()
        changed += _set(ctx, Sql("t.id >= %s AND t.id < %s", (start, start + CHUNK)))
    return changed


def _set(ctx: Ctx, which: Sql) -> int:
    leads = entity(ctx, "lead")
    rules, bands, _version = store.current()
    try:
        found = reckoning(ctx, leads, rules, bands).joins
    except BadRequest:
        # A rule names something that is gone. Nobody's work stops for that; scores stay until the rules are mended.
        return 0
    return execute(
        f"UPDATE {leads.table} u SET score = s.score, grade = s.grade, score_rules = s.hits "  # noqa: S608 — compiled
        f"FROM {leads.table} t{found.text} WHERE u.id = t.id AND {which.text} AND {_OPEN} "
        "AND (t.score, t.grade, t.score_rules) IS DISTINCT FROM (s.score, s.grade, s.hits)",
        (*found.params, *which.params),
    )
