"""The two sets of password and session rules that a company chooses from by the setting `KEZHOU_PASSWORD_PROFILE`
(C17).

`asvs` follows OWASP ASVS and NIST SP 800-63B: long, not common, no forced change. `djbh3` follows the usual reading
of 等保2.0 level 3 (GB/T 22239-2019 §8.1.4.1): complexity, periodic change, idle log-out.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Profile:
    key: str
    min_length: int
    max_length: int
    min_classes: int
    """How many of the four classes lower, upper, digit, other a password must hold."""
    max_age: timedelta | None
    """After this a password must be changed at the next sign-in."""
    history: int
    """How many earlier passwords may not come back."""
    idle_minutes: int
    """A session ends after so long without a call."""
    session_hours: int
    """A session ends after so long whatever happens."""
    first_login_change: bool
    """Whether a password that somebody else set must be changed even when the person applied with it."""


ASVS = Profile(
    key="asvs",
    min_length=12,
    max_length=128,
    min_classes=1,
    max_age=None,
    history=0,
    idle_minutes=12 * 60,
    session_hours=7 * 24,
    first_login_change=False,
)

DJBH3 = Profile(
    key="djbh3",
    min_length=8,
    max_length=128,
    min_classes=3,
    max_age=timedelta(days=90),
    history=5,
    idle_minutes=30,
    session_hours=12,
    first_login_change=True,
)

PROFILES = {profile.key: profile for profile in (ASVS, DJBH3)}


def current() -> Profile:
    """The profile in force. An unknown name stops the call loudly rather than weakening the rules."""
    return PROFILES[getattr(settings, "KEZHOU_PASSWORD_PROFILE", ASVS.key)]
