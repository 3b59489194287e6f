"""Tracked history of fields: what held when, and how values moved over a time."""

from kezhou.platform.audit.history import Span, flows, spans

__all__ = ["Span", "flows", "spans"]
