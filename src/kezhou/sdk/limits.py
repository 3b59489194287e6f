"""Limits that hold when several people come at once: take turns before counting, or count calls in a window."""

from kezhou.platform.base.turns import take_turns, take_turns_of
from kezhou.platform.identity.limits import hit

__all__ = ["hit", "take_turns", "take_turns_of"]
