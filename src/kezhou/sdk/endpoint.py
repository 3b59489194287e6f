"""Calls of a module beyond its entities: `endpoint(Endpoint("parties/today", handler))` in `endpoints.py`,
imported by `apps.py`."""

from kezhou.platform.records.endpoints import JSON, Endpoint, Input
from kezhou.platform.records.endpoints import register as endpoint

__all__ = ["JSON", "Endpoint", "Input", "endpoint"]
