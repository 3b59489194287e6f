"""The company's rules for activities: what counts, what is late, how long a position stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kezhou.modules.activities.models import ONLY, ActivityRules

MIN_CONTENT = 10
EFFECTIVE: Mapping[str, Any] = {
    "and": [
        {"field": "kind", "op": "ne", "value": "other"},
        {
            "or": [
                {"field": "content_length", "op": "gte", "value": MIN_CONTENT},
                {"field": "file_count", "op": "gte", "value": 1},
            ]
        },
    ]
}
"""Unless an administrator says otherwise: ten characters or a file, and not of kind “other”."""
LATE_MINUTES = 15
POSITION_DAYS = 180


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds now; `version` is what a change must name."""

    effective: Mapping[str, Any] = field(default_factory=lambda: EFFECTIVE)
    late_minutes: int = LATE_MINUTES
    position_days: int = POSITION_DAYS
    version: int = 0


def current() -> Rules:
    """The stored rules, or the defaults."""
    row = ActivityRules.objects.filter(id=ONLY).first()
    return Rules() if row is None else Rules(row.effective, row.late_minutes, row.position_days, row.version)
