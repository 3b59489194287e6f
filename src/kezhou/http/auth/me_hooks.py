"""Figures that other rooms add to `GET me`; filled at start-up by `config`."""

from collections.abc import Callable

from kezhou.kernel.ctx import Ctx

unread: list[Callable[[Ctx], int]] = []
"""How many unread messages the person has; the sum of all sources, 0 without one."""
