"""What roles say about work logs: they are their author's and those above, not everybody's who may read customers."""

from collections.abc import Mapping

from kezhou.kernel.ctx import Level
from kezhou.sdk.roles import grant_by_default

_OWN: Mapping[str, Level] = dict.fromkeys(("create", "update", "delete"), "own")
_STAFF: Mapping[str, Level] = {**_OWN, "view": "own_and_reports", "review": "own_and_reports", "export": "none"}
_LEADS: Mapping[str, Level] = {**_OWN, **dict.fromkeys(("view", "review", "export"), "dept_tree")}
_CHIEF: Mapping[str, Level] = {**_OWN, **dict.fromkeys(("view", "review", "export"), "all")}

GRANTS: Mapping[str, Mapping[str, Level]] = {
    "ceo": _CHIEF,
    "director": _LEADS,
    "manager": _LEADS,
    **dict.fromkeys(("sales", "service", "marketing", "finance", "readonly"), _STAFF),
}


def register() -> None:
    """Called once at start-up."""
    grant_by_default("journal", GRANTS)
