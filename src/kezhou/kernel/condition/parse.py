"""Checks the shape of a condition. What is unknown, too deep, too long or of the wrong kind is a 400 with its path."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..text.sentence import sentence as _
from .nodes import And, Condition, Leaf, Not, Or
from .problems import refuse

SCALAR_OPS = frozenset({"eq", "ne", "lt", "lte", "gt", "gte"})
LIST_OPS = frozenset({"in", "not_in", "has_any", "has_all"})
TEXT_OPS = frozenset({"contains", "not_contains", "starts"})
BARE_OPS = frozenset({"empty", "not_empty"})
OPERATORS = SCALAR_OPS | LIST_OPS | TEXT_OPS | BARE_OPS | {"between", "within", "under"}

UNITS = ("day", "week", "month", "quarter", "year")
MAX_UNITS = 1000
"""How far `within` may reach from today, in its own unit."""
MAX_INTEGER = 2**63 - 1
MAX_OBJECT_KEYS = 4
"""A value may be an object of scalars, such as money."""

_FIELD = re.compile(r"\$?[a-z][a-z0-9_]{0,62}(?:\.[a-z][a-z0-9_]{0,62}){0,2}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a condition may be."""

    depth: int = 8
    nodes: int = 100
    items: int = 1000
    """Elements of one list of values."""
    text: int = 1000
    """Characters of one text value."""


def parse(source: Any, limits: Limits = Limits(), path: str = "filter") -> Condition:
    """The condition that the JSON value says; else `BadRequest` with `errors[].path` such as `filter.and.0.op`."""
    return _Parser(limits).node(source, path, 1)


class _Parser:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.nodes = 0

    def node(self, source: Any, path: str, depth: int) -> Condition:
        self.nodes += 1
        if depth > self.limits.depth:
            raise refuse(path, "too_deep", _("A condition may be %(limit)s levels deep", limit=self.limits.depth))
        if self.nodes > self.limits.nodes:
            raise refuse(path, "too_many", _("A condition may have %(limit)s parts", limit=self.limits.nodes))
        if not isinstance(source, Mapping):
            raise refuse(path, "not_an_object", _("A condition is an object"))
        if "field" in source:
            return self.leaf(source, path)
        if len(source) != 1:
            raise refuse(path, "shape", _("A condition has exactly one of the keys and, or, not, field"))
        ((key, inner),) = source.items()
        if key == "not":
            return Not(self.node(inner, f"{path}.not", depth + 1))
        if key not in ("and", "or"):
            raise refuse(path, "shape", _("A condition has exactly one of the keys and, or, not, field"))
        if not isinstance(inner, list | tuple):
            raise refuse(f"{path}.{key}", "not_a_list", _("A list of conditions is expected"))
        parts = tuple(self.node(part, f"{path}.{key}.{at}", depth + 1) for at, part in enumerate(inner))
        return And(parts) if key == "and" else Or(parts)

    def leaf(self, source: Mapping[str, Any], path: str) -> Leaf:
        for key in source:
            if key not in ("field", "op", "value"):
                raise refuse(path, "unknown_key", _("Unknown key %(key)s", key=str(key)[:64]))
        field, op, value = source["field"], source.get("op"), source.get("value")
        if not isinstance(field, str) or not _FIELD.fullmatch(field):
            raise refuse(f"{path}.field", "field", _("The name of a field is expected"))
        if not isinstance(op, str) or op not in OPERATORS:
            raise refuse(f"{path}.op", "unknown_op", _("Unknown operator %(op)s", op=str(op)[:64]))
        return Leaf(field, op, self.value(op, value, f"{path}.value"))

    def value(self, op: str, value: Any, path: str) -> Any:
        if op in BARE_OPS:
            if value is not None:
                raise refuse(path, "no_value", _("The operator %(op)s takes no value", op=op))
            return None
        if op == "within":
            return self.within(value, path)
        if op == "between":
            if not isinstance(value, list | tuple) or len(value) != 2:
                raise refuse(path, "two_values", _("A list of two values is expected"))
            return tuple(self.scalar(item, f"{path}.{at}") for at, item in enumerate(value))
        if op in LIST_OPS and not (isinstance(value, str) and value.startswith("$")):
            return self.items(value, path)
        if op == "under" and isinstance(value, list | tuple):
            return self.items(value, path)
        if op in TEXT_OPS and (not isinstance(value, str) or not value):
            raise refuse(path, "text", _("A text of at least one character is expected"))
        return self.scalar(value, path)

    def items(self, value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or not value:
            raise refuse(path, "list", _("A list of at least one value is expected"))
        if len(value) > self.limits.items:
            raise refuse(path, "too_many", _("A list may have %(limit)s values", limit=self.limits.items))
        return tuple(self.scalar(item, f"{path}.{at}") for at, item in enumerate(value))

    def scalar(self, value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            if not 1 <= len(value) <= MAX_OBJECT_KEYS or not all(isinstance(key, str) for key in value):
                raise refuse(path, "value", _("A single value is expected"))
            return {key: self.plain(item, path) for key, item in value.items()}
        return self.plain(value, path)

    def plain(self, value: Any, path: str) -> Any:
        if isinstance(value, str):
            if len(value) > self.limits.text:
                raise refuse(path, "too_long", _("A text may have %(limit)s characters", limit=self.limits.text))
            if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
                raise refuse(path, "characters", _("The text holds characters that cannot be stored"))
            return value
        if isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) <= MAX_INTEGER:
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        raise refuse(path, "value", _("A single value is expected"))

    def within(self, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not set(value) <= {"unit", "from", "to"} or "unit" not in value:
            raise refuse(path, "within", _("An object with unit, from and to is expected"))
        unit, start, end = value["unit"], value.get("from", 0), value.get("to", 0)
        if unit not in UNITS:
            raise refuse(f"{path}.unit", "unit", _("The unit is one of %(units)s", units=", ".join(UNITS)))
        for name, number in (("from", start), ("to", end)):
            if isinstance(number, bool) or not isinstance(number, int) or abs(number) > MAX_UNITS:
                raise refuse(
                    f"{path}.{name}", "number", _("A whole number within ± %(limit)s is expected", limit=MAX_UNITS)
                )
        if start > end:
            raise refuse(path, "order", _("The first of the two values must not be greater than the second"))
        return {"unit": unit, "from": start, "to": end}
