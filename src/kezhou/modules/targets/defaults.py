"""What roles say about targets: managers set those of their people, everybody reads their own."""

from collections.abc import Mapping

from kezhou.kernel.ctx import Level
from kezhou.sdk.roles import EVERYTHING, grant_by_default

_STAFF: Mapping[str, Level] = {"view": "own"}
_LEADS: Mapping[str, Level] = dict.fromkeys(EVERYTHING, "dept_tree")
_CHIEF: Mapping[str, Level] = dict.fromkeys(EVERYTHING, "all")

GRANTS: Mapping[str, Mapping[str, Level]] = {
    "ceo": _CHIEF,
    "director": _LEADS,
    "manager": _LEADS,
    "finance": {"view": "all"},
    **dict.fromkeys(("sales", "service", "marketing"), _STAFF),
}


def register() -> None:
    """Called once at start-up."""
    grant_by_default("target", GRANTS)
