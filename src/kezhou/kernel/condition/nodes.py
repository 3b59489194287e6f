"""What a condition is made of: the parsed tree, the resolved tests, and what the surroundings know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from ..clock import COMPANY_ZONE, company_today
from ..ctx import Ctx

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class And(Generic[Part]):
    """All parts hold; without parts it is true."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Or(Generic[Part]):
    """At least one part holds; without parts it is false."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Not(Generic[Part]):
    """The part does not hold."""

    part: Part


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison as it was written. `value` is raw JSON, lists as tuples; None where the operator takes none."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Range:
    """Between two bounds; None is open. `within` gives `[low, high)`."""

    low: Any = None
    high: Any = None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison with typed values. It is true or false, never unknown:

    | op | value | true when |
    |---|---|---|
    | `eq` / `ne` | typed value | `v IS NOT DISTINCT FROM value` (value is never null) / `v IS DISTINCT FROM value` |
    | `in` / `not_in` | tuple | null is in no list: `in` is false, `not_in` true for null; with `()` for every value |
    | `range` / `not_range` | `Range` | inside the bounds, false for null / its negation, so true for null |
    | `contains`, `starts` | text | `lower(v)` has / begins with `lower(value)`; false for null |
    | `not_contains` | text | negation of `contains`, so true for null |
    | `empty` / `not_empty` | None | null, `''` or an empty list / the negation |
    | `under` | tuple of nodes | `v` is one of the nodes or lies below one; false for null |
    | `has_any` / `has_all` | tuple | the list `v` shares an element / has every element; false for null and for `()` |

    Text is compared by code point (the database is C.UTF-8); equality minds the case, `contains` and `starts` do not.
    """

    __test__ = False  # not a class of tests

    field: str
    op: str
    value: Any = None


Condition: TypeAlias = "And[Condition] | Or[Condition] | Not[Condition] | Leaf"
"""As parsed."""
Resolved: TypeAlias = "And[Resolved] | Or[Resolved] | Not[Resolved] | Test"
"""With typed values, ready for SQL and for `evaluate`."""

Kind = Literal["date", "moment", "other"]


class Typing(Protocol):
    """What the resolver must know of the fields; unknown fields, operators and bad values are its `BadRequest`."""

    def kind(self, field: str) -> Kind:
        """Whether the field holds a calendar day, a moment, or something else."""
        ...

    def parse(self, field: str, raw: Any, path: str) -> Any:
        """The typed value of one raw JSON value; never None. `path` goes into the error."""
        ...


def _no_tree(field: str, node: Any, value: Any) -> bool:
    raise LookupError(f"nobody said what lies under what for the field {field}")


@dataclass(frozen=True, slots=True)
class Env:
    """The surroundings of one evaluation: the day, and who asks."""

    today: date
    zone: tzinfo = COMPANY_ZONE
    """The company's zone, in which days, weeks and months begin."""
    me: int | None = None
    my_dept: int | None = None
    my_dept_tree: tuple[int, ...] = ()
    my_reports: tuple[int, ...] = ()
    under: Callable[[str, Any, Any], bool] = _no_tree
    """`under(field, node, value)`: whether the value is the node or lies below it."""

    @staticmethod
    def of(ctx: Ctx, under: Callable[[str, Any, Any], bool] = _no_tree) -> "Env":
        """The surroundings of a call."""
        actor = ctx.actor
        return Env(
            company_today(ctx.clock), COMPANY_ZONE, actor.id, actor.dept_id, actor.dept_tree, actor.reports, under
        )


def fields(condition: "Condition | Resolved") -> frozenset[str]:
    """Every field that the condition speaks of."""
    match condition:
        case And(parts) | Or(parts):
            return frozenset().union(*map(fields, parts))
        case Not(part):
            return fields(part)
        case _:
            return frozenset((condition.field,))


def to_json(condition: Condition) -> dict[str, Any]:
    """The JSON that `parse` reads back to an equal condition."""
    match condition:
        case And(parts):
            return {"and": [to_json(part) for part in parts]}
        case Or(parts):
            return {"or": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Leaf(field, op, None):
            return {"field": field, "op": op}
        case Leaf(field, op, value):
            return {"field": field, "op": op, "value": _plain(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value
