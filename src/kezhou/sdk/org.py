"""The organisation: its tables for the module that describes them, people's rights outside of a request, and which days
are worked."""

from kezhou.platform.access.models import Role
from kezhou.platform.access.people import ctx_for_user, holders
from kezhou.platform.org.calendar import is_working_day
from kezhou.platform.org.models import Department, Position, User

__all__ = ["Department", "Position", "Role", "User", "ctx_for_user", "holders", "is_working_day"]
