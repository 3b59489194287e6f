"""Statements of a module's own over tables of records. Every one begins with `visible()` of what it reads."""

from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.reach import only_whole_levels, people_reached, people_table, who_may
from kezhou.platform.access.scope import may, right, visible
from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, any_of, execute, fetch_all, fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.registry import all_entities, entity
from kezhou.platform.query.rows import attach_titles, plan_for
from kezhou.platform.query.titles import titles

__all__ = [
    "FALSE",
    "TRUE",
    "CompiledEntity",
    "Sql",
    "all_entities",
    "all_of",
    "any_of",
    "attach_titles",
    "entity",
    "execute",
    "fetch_all",
    "fetch_one",
    "field_rights",
    "ident",
    "may",
    "only_whole_levels",
    "people_reached",
    "people_table",
    "plan_for",
    "right",
    "titles",
    "visible",
    "who_may",
]
