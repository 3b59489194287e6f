"""What must always be true of a module's rows: `@integrity_check("…")` in its `integrity.py`, run by `kezhou check`."""

from kezhou.platform.base.checks import MAX_FINDINGS, integrity_check

__all__ = ["MAX_FINDINGS", "integrity_check"]
