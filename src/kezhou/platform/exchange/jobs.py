"""The jobs of this room, for the worker to find."""

from .exports.job import export_rows
from .imports.jobs import import_check, import_rows, import_undo, sweep_imports

__all__ = ["export_rows", "import_check", "import_rows", "import_undo", "sweep_imports"]
