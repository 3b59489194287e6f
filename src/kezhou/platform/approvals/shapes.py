"""A condition of a branch as the values of its fields: `amount >= 50000 and kind = "new"` → two sets.

What cannot be told this way (texts, people, dates, or-ed fields) is left out; `exact` says whether something was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kezhou.kernel.condition import And, Condition, Leaf, Not, Or
from kezhou.platform.fields.spec import FieldSpec

from .bands import Bands, Choices, Values, above, below, exactly
from .facts import Typing

NUMBERS = frozenset({"integer", "decimal", "percent", "money", "duration"})


@dataclass(frozen=True, slots=True)
class Box:
    """Field → the values that it must have. A field that is not named may have any."""

    sets: Mapping[str, Values] = field(default_factory=dict)
    exact: bool = True

    @property
    def is_empty(self) -> bool:
        return any(values.is_empty for values in self.sets.values())

    def __and__(self, other: Box) -> Box:
        sets = dict(self.sets)
        for name, values in other.sets.items():
            sets[name] = _and(sets[name], values) if name in sets else values
        return Box(sets, self.exact and other.exact)

    def covers(self, other: Box) -> bool:
        """Whether every record in the other box is surely in this one."""
        if not self.exact:
            return False
        for name, values in self.sets.items():
            theirs = other.sets.get(name)
            if theirs is None or not _and(theirs, _not(values)).is_empty:
                return False
        return True


UNKNOWN = Box({}, exact=False)


def box_of(condition: Condition, typing: Typing) -> Box:
    """The condition as sets of values. The fields exist and offer the operators."""
    match condition:
        case And(parts):
            found = Box()
            for part in parts:
                found = found & box_of(part, typing)
            return found
        case Or(parts):
            boxes = [box_of(part, typing) for part in parts]
            names = {name for box in boxes for name in box.sets}
            if boxes and len(names) == 1 and all(box.exact and len(box.sets) == 1 for box in boxes):
                (name,) = names
                joined = boxes[0].sets[name]
                for box in boxes[1:]:
                    joined = _or(joined, box.sets[name])
                return Box({name: joined})
            return UNKNOWN
        case Not(part):
            box = box_of(part, typing)
            if box.exact and len(box.sets) == 1:
                ((name, values),) = box.sets.items()
                return Box({name: _not(values)})
            return UNKNOWN
        case Leaf(name, op, value):
            found_values = _leaf(typing.specs[name], op, value, typing)
            return UNKNOWN if found_values is None else Box({name: found_values})


def _leaf(spec: FieldSpec, op: str, value: Any, typing: Typing) -> Values | None:
    if op in ("empty", "not_empty", "within", "under") or (isinstance(value, str) and value.startswith("$")):
        return None

    def one(raw: Any) -> Any:
        return typing.parse(spec.name, raw, "when")

    if spec.type.key in NUMBERS:
        return _numbers(op, value, lambda raw: Decimal(str(one(raw))))
    if spec.type.key == "choice" and spec.choices and op in ("eq", "ne", "in", "not_in"):
        known = frozenset(choice.value for choice in spec.choices)
        chosen = Choices(frozenset(one(raw) for raw in (value if isinstance(value, tuple) else (value,))), known)
        return ~chosen if op in ("ne", "not_in") else chosen
    return None


def _numbers(op: str, value: Any, number: Callable[[Any], Decimal]) -> Bands | None:
    match op:
        case "eq":
            return exactly([number(value)])
        case "ne":
            return ~exactly([number(value)])
        case "in":
            return exactly(number(one) for one in value)
        case "not_in":
            return ~exactly(number(one) for one in value)
        case "lt" | "lte":
            return below(number(value), included=op == "lte")
        case "gt" | "gte":
            return above(number(value), included=op == "gte")
        case "between":
            return above(number(value[0]), included=True) & below(number(value[1]), included=True)
    return None


def _and(one: Values, other: Values) -> Values:
    if isinstance(one, Bands) and isinstance(other, Bands):
        return one & other
    if isinstance(one, Choices) and isinstance(other, Choices):
        return one & other
    raise TypeError("one field has one kind of values")


def _or(one: Values, other: Values) -> Values:
    if isinstance(one, Bands) and isinstance(other, Bands):
        return one | other
    if isinstance(one, Choices) and isinstance(other, Choices):
        return one | other
    raise TypeError("one field has one kind of values")


def _not(values: Values) -> Values:
    return ~values
