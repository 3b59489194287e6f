"""The organisation: its tables for the module that describes them, and people's rights outside of a request."""

from kezhou.platform.access.models import Role
from kezhou.platform.access.people import ctx_for_user, holders
from kezhou.platform.org.models import Department, Position, User

__all__ = ["Department", "Position", "Role", "User", "ctx_for_user", "holders"]
