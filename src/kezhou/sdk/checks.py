"""What must always hold between a module's rows; `kezhou check` asks."""

from kezhou.platform.base.checks import integrity_check

__all__ = ["integrity_check"]
