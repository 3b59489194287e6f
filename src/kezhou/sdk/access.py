"""Asking about rights, and opening rows that no level can speak of."""

from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import extra_predicates, may, right, visible
from kezhou.platform.entities.registry import entity
from kezhou.platform.query.where import rule_sql
from kezhou.platform.records.subjects import files, seen_by

__all__ = ["entity", "extra_predicates", "field_rights", "files", "may", "right", "rule_sql", "seen_by", "visible"]
