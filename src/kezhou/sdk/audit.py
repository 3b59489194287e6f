"""Writing down what a module does beside the pipeline."""

from kezhou.platform.audit import Entry, write
from kezhou.platform.audit.actions import register as audit_action

__all__ = ["Entry", "audit_action", "write"]
