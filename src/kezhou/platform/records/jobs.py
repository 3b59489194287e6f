"""The jobs of this room, for the worker to find."""

from .bulk import bulk_change

__all__ = ["bulk_change"]
