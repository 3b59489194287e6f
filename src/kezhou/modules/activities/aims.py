"""What of people's work targets are set for: visits that were made, follow-ups that counted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kezhou.modules.targets import api as targets

DONE = {"field": "state", "op": "eq", "value": "done"}
EFFECTIVE = {"field": "effective", "op": "eq", "value": True}


def register() -> None:
    """Called once at start-up."""
    targets.measure(
        targets.Measure(
            "visits", _("Visits made"), "number", "visit", "planned_at", where=DONE, color="orange", order=50
        )
    )
    targets.measure(
        targets.Measure(
            "follow_ups", _("Effective follow-ups"), "number", "follow_up", "at", where=EFFECTIVE, person="author",
            color="cyan", order=60,
        )
    )  # fmt: skip
