"""The organisation's tables, for the module that describes them, and which days are worked."""

from kezhou.platform.access.models import Role
from kezhou.platform.org.calendar import is_working_day
from kezhou.platform.org.models import Department, Position, User

__all__ = ["Department", "Position", "Role", "User", "is_working_day"]
