"""How many records one way of matching finds, estimated on a sample of search texts that the process keeps.

Pairs of letters depend on each other (科技有限 is common, any other order of its initials is not), so the share of a
whole text cannot be told from the shares of its pairs; looking at some rows tells it.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from kezhou.kernel.text.plan import Alternative
from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

SAMPLE_ROWS = 2_000
KEPT_SECONDS = 300.0
MAX_ANSWERS = 2_000
"""Estimates that are remembered beside one sample."""

# A share of the blocks that holds about so many rows; a small table is taken whole.
_SAMPLE = """
SELECT t.search_text FROM {table} t TABLESAMPLE SYSTEM (
  (SELECT least(100, 100.0 * %s / greatest(reltuples, 1)) FROM pg_class WHERE oid = %s::regclass))
WHERE t.deleted_at IS NULL LIMIT %s"""


@dataclass(slots=True)
class _Sample:
    at: float
    texts: list[str]
    answers: dict[Alternative, float] = field(default_factory=dict)


_samples: dict[str, _Sample] = {}


def share(entity: CompiledEntity, alternative: Alternative) -> float:
    """The part of an entity's records, from 0 to 1, that match in this way."""
    sample = _sample(entity)
    found = sample.answers.get(alternative)
    if found is None:
        expression = None if alternative.regex is None else re.compile(alternative.regex, re.DOTALL)
        hits = sum(
            all(piece in text for piece in alternative.like) and (expression is None or bool(expression.search(text)))
            for text in sample.texts
        )
        found = hits / max(1, len(sample.texts))
        if len(sample.answers) < MAX_ANSWERS:
            sample.answers[alternative] = found
    return found


def _sample(entity: CompiledEntity) -> _Sample:
    found = _samples.get(entity.table)
    now = time.monotonic()
    if found is None or now - found.at > KEPT_SECONDS:
        rows = fetch_all(_SAMPLE.format(table=entity.table), (SAMPLE_ROWS, entity.table, SAMPLE_ROWS))
        found = _samples[entity.table] = _Sample(now, [row[0] for row in rows])
    return found


@forgotten_by
def forget() -> None:
    """Drop the samples; for tests that change tables under the process."""
    _samples.clear()
