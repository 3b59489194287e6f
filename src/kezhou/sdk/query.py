"""Reading in a module's own words: rights, predicates over an entity's rows, and statements made from them.

Every row of an entity that such a statement shows passes through `visible`. A fragment's text is made of registered
columns and constants only; what a caller sends is always a parameter.
"""

from kezhou.kernel.condition import parse
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.access.reach import only_whole_levels, people_reached, people_table, who_may
from kezhou.platform.access.scope import extra_predicates, may, reach, right, visible
from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, any_of, execute, fetch_all, fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.registry import all_entities, entity
from kezhou.platform.query.expand import StoredCondition, meaning, stored_conditions, users_of
from kezhou.platform.query.rows import attach_titles, plan_for
from kezhou.platform.query.select import LIVE, predicate
from kezhou.platform.query.titles import shown_title, title_expression, titles
from kezhou.platform.query.where import rule_sql, where_sql
from kezhou.platform.query.words import COUNT_CAP, ListQuery
from kezhou.platform.records.settle import settle
from kezhou.platform.records.subjects import check as check_subject
from kezhou.platform.records.subjects import files, seen_by

__all__ = [
    "COUNT_CAP",
    "FALSE",
    "LIVE",
    "TRUE",
    "CompiledEntity",
    "ListQuery",
    "Sql",
    "StoredCondition",
    "all_entities",
    "all_of",
    "any_of",
    "attach_titles",
    "check_subject",
    "ctx_for_user",
    "entity",
    "execute",
    "extra_predicates",
    "fetch_all",
    "fetch_one",
    "field_rights",
    "files",
    "ident",
    "may",
    "meaning",
    "only_whole_levels",
    "parse",
    "people_reached",
    "people_table",
    "plan_for",
    "predicate",
    "reach",
    "right",
    "rule_sql",
    "seen_by",
    "settle",
    "shown_title",
    "stored_conditions",
    "title_expression",
    "titles",
    "users_of",
    "visible",
    "where_sql",
    "who_may",
]
