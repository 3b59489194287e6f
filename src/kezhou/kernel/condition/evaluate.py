"""The answer of a resolved condition for one record, exactly as the compiled SQL answers."""

from collections.abc import Callable
from typing import Any

from .nodes import And, Env, Not, Or, Range, Resolved, Test


def evaluate(condition: Resolved, get_value: Callable[[str], Any], env: Env) -> bool:
    """Whether the record that `get_value(field)` reads from fulfils the condition. Lists may be any collection."""
    match condition:
        case And(parts):
            return all(evaluate(part, get_value, env) for part in parts)
        case Or(parts):
            return any(evaluate(part, get_value, env) for part in parts)
        case Not(part):
            return not evaluate(part, get_value, env)
        case Test():
            return _holds(condition, get_value(condition.field), env)


def lower(text: str) -> str:
    """Lower case character by character as PostgreSQL's `lower()` in C.UTF-8 does: no final sigma, no growth."""
    if text.isascii():
        return text.lower()
    return "".join([char.lower()[0] for char in text])


def _holds(test: Test, value: Any, env: Env) -> bool:
    if test.op == "empty":
        return _is_empty(value)
    if test.op in _NEGATIONS:
        return not _positive(_NEGATIONS[test.op], test, value, env)
    return _positive(test.op, test, value, env)


_NEGATIONS = {
    "ne": "eq",
    "not_in": "in",
    "not_range": "range",
    "not_contains": "contains",
    "not_empty": "empty",
}


def _positive(op: str, test: Test, value: Any, env: Env) -> bool:
    if op == "empty":
        return _is_empty(value)
    if value is None:
        return False
    match op:
        case "eq":
            return bool(value == test.value)
        case "in":
            return value in test.value
        case "range":
            return _inside(value, test.value)
        case "contains":
            return lower(test.value) in lower(value)
        case "starts":
            return lower(value).startswith(lower(test.value))
        case "under":
            return any(env.under(test.field, node, value) for node in test.value)
        case "has_any":
            return any(item in value for item in test.value)
        case "has_all":
            return bool(test.value) and all(item in value for item in test.value)
    raise ValueError(f"unknown test {op}")


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple | set | frozenset | dict) and not value)


def _inside(value: Any, bounds: Range) -> bool:
    if bounds.low is not None and not (value >= bounds.low if bounds.low_included else value > bounds.low):
        return False
    if bounds.high is None:
        return True
    return bool(value <= bounds.high if bounds.high_included else value < bounds.high)
