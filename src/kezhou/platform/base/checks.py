"""Checks of the stored data that an operator runs: a room says what must always be true of its rows.

A room registers them in its `integrity.py`; `kezhou check` runs them all.
"""

from collections.abc import Callable

Check = Callable[[], list[str]]
"""Looks at the stored data and returns one sentence per thing that is wrong; an empty list is a pass."""

MAX_FINDINGS = 100
"""How many findings a check should return at most; more only bury the first."""

_checks: dict[str, Check] = {}


def integrity_check(name: str) -> Callable[[Check], Check]:
    """Registers a check under a name such as `audit: the chain is unbroken`. Two checks of one name are a mistake."""

    def register(check: Check) -> Check:
        if name in _checks:
            raise ValueError(f"There are two integrity checks named {name!r}.")
        _checks[name] = check
        return check

    return register


def all_checks() -> list[tuple[str, Check]]:
    """Every registered check, by name."""
    return sorted(_checks.items())
