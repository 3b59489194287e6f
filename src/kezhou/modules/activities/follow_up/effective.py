"""Every follow-up judged again, after an administrator changed what counts."""

from __future__ import annotations

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities.follow_up.after import judge
from kezhou.modules.activities.follow_up.subjects import SUBJECTS
from kezhou.sdk.query import Sql, fetch_one

CHUNK = 20_000
"""Ids looked at in one transaction."""


def judge_all(ctx: Ctx, chunk: int = CHUNK) -> int:
    """Chunk by chunk, each committed by itself; how many customers and leads were touched. Running it again finds less
    to do, and nothing in the end."""
    touched = 0
    row = fetch_one("SELECT coalesce(max(id), 0) FROM activities_followup")
    last = int(row[0]) if row else 0
    for start in range(1, last + 1, chunk):
        with transaction.atomic():
            changed = judge(ctx, Sql("t.id >= %s AND t.id < %s", (start, start + chunk)))
            for subject in SUBJECTS:
                subject.refresh_last(changed[subject.link])
        touched += sum(map(len, changed.values()))
    return touched
