"""Which character pairs are so common that walking an ordered index beats looking them up (architecture 9.20)."""

from __future__ import annotations

import time

from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities.compiled import CompiledEntity

COMMON_SHARE = 0.01
"""A pair in more than this share of the rows is left to the ordered index; measured at 1,000,000 customers."""
KEPT_SECONDS = 300.0

_known: dict[str, tuple[float, frozenset[str]]] = {}


def common_grams(entity: CompiledEntity) -> frozenset[str]:
    """The common grams of an entity's search texts, from the statistics of its gram index; refreshed every few
    minutes."""
    index = f"{entity.model._meta.model_name}_gram_idx"
    at, found = _known.get(index, (0.0, frozenset()))
    now = time.monotonic()
    if index not in _known or now - at > KEPT_SECONDS:
        row = fetch_one("SELECT kezhou_common_grams(%s, %s::real)", (index, COMMON_SHARE))
        found = frozenset(row[0] if row else ())
        _known[index] = (now, found)
    return found


@forgotten_by
def forget() -> None:
    _known.clear()
