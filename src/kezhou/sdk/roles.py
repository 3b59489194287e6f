"""What the roles of a new installation say about an entity of a module, where that is not what they say of all."""

from kezhou.platform.access.defaults import EVERYTHING, grant_by_default, restrict_by_default

__all__ = ["EVERYTHING", "grant_by_default", "restrict_by_default"]
