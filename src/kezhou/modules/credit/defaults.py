"""What roles say about credit: finance and those who lead grant it, whoever sells reads that of their customers."""

from collections.abc import Mapping

from kezhou.kernel.ctx import Level
from kezhou.sdk.roles import EVERYTHING, grant_by_default

_ALL: Mapping[str, Level] = dict.fromkeys(EVERYTHING, "all")


def _read(level: Level) -> Mapping[str, Level]:
    return {"view": level, "create": "none"}


GRANTS: Mapping[str, Mapping[str, Level]] = {
    **dict.fromkeys(("ceo", "finance"), _ALL),
    **dict.fromkeys(("director", "manager"), _read("dept_tree")),
    "sales": _read("own"),
    **dict.fromkeys(("service", "marketing", "readonly"), _read("none")),
}


def register() -> None:
    """Called once at start-up."""
    grant_by_default("credit_profile", GRANTS)
