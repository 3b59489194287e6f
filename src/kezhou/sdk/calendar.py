"""Which days are worked."""

from kezhou.platform.org.calendar import add_working_days, is_working_day

__all__ = ["add_working_days", "is_working_day"]
