"""The organisation's tables, for the module that describes them."""

from kezhou.platform.access.models import Role
from kezhou.platform.org.models import Department, Position, User

__all__ = ["Department", "Position", "Role", "User"]
