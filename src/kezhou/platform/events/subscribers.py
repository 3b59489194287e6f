"""Importing the dispatcher registers it as a service of the worker."""

from . import dispatch  # noqa: F401
