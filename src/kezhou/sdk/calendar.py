"""Which days are worked."""

from kezhou.platform.org.calendar import (
    add_working_days,
    is_working_day,
    next_year_missing,
    replace_year,
    special_days,
)

__all__ = ["add_working_days", "is_working_day", "next_year_missing", "replace_year", "special_days"]
