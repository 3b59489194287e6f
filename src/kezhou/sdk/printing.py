"""Print templates that a module ships."""

from kezhou.platform.printing.shipped import ensure_template

__all__ = ["ensure_template"]
