"""Reading in a module's own words: predicates over an entity's rows, and statements made from them.

A fragment's text is made of registered columns and constants only; what a caller sends is always a parameter.
"""

from kezhou.kernel.condition import parse
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may, right, visible
from kezhou.platform.base.sql import TRUE, Sql, all_of, any_of, execute, fetch_all, fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.registry import entity
from kezhou.platform.query.expand import StoredCondition, meaning, stored_conditions, users_of
from kezhou.platform.query.select import LIVE, predicate
from kezhou.platform.query.where import rule_sql, where_sql
from kezhou.platform.query.words import COUNT_CAP, ListQuery
from kezhou.platform.records.settle import settle
from kezhou.platform.records.subjects import check as check_subject

__all__ = [
    "COUNT_CAP",
    "LIVE",
    "TRUE",
    "CompiledEntity",
    "ListQuery",
    "Sql",
    "StoredCondition",
    "all_of",
    "any_of",
    "check_subject",
    "entity",
    "execute",
    "fetch_all",
    "fetch_one",
    "field_rights",
    "ident",
    "may",
    "meaning",
    "parse",
    "predicate",
    "right",
    "rule_sql",
    "settle",
    "stored_conditions",
    "users_of",
    "visible",
    "where_sql",
]
