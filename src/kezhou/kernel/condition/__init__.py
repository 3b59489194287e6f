"""The one condition language: list filters, saved views, visibility, rules — one meaning in SQL and in Python.

    {"and": [..]}   {"or": [..]}   {"not": c}   {"field": "level", "op": "eq", "value": "A"}

Three steps: `parse` checks the shape and gives `And Or Not Leaf` with raw JSON values; `resolve` turns values, tokens
(`$me`, `$today`) and `within` into typed `Test`s; `evaluate` answers for one record, and the query room compiles the
same tests to SQL. **Every test is two-valued** (see `Test`), so `not` is plain negation and both sides agree. Whether
a field offers an operator is for the caller to check, who knows the fields.
"""

from .evaluate import evaluate, lower
from .nodes import And, Condition, Env, Leaf, Not, Or, Range, Resolved, Test, Typing, fields, to_json
from .parse import LIST_OPS, OPERATORS, Limits, parse
from .resolve import resolve, span_of

__all__ = [
    "LIST_OPS",
    "OPERATORS",
    "And",
    "Condition",
    "Env",
    "Leaf",
    "Limits",
    "Not",
    "Or",
    "Range",
    "Resolved",
    "Test",
    "Typing",
    "evaluate",
    "fields",
    "lower",
    "parse",
    "resolve",
    "span_of",
    "to_json",
]
