"""From raw values to typed tests: tokens, days and `within` become bounds, once, for SQL and for Python.

Tokens stand for one value (`$me`, `$my_dept`, `$today`) or, in `in`, `not_in`, `has_any`, `has_all` and `under`, for
several (`$my_dept_tree`, `$my_reports`). A text that really begins with `$` is written `$$`. A token without a value
(nobody is signed in) equals nothing: `ne` is then true, any other comparison false. `contains`, `not_contains` and
`starts` know no tokens. What a token stands for must fit the field like any other value.

A calendar day (`2026-11-22`, `$today`) compared with a moment means the whole day in the company's zone: `eq` is inside
it, `lte` up to its end, `gt` after it.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ..text.sentence import sentence as _
from .nodes import And, Condition, Env, Leaf, Not, Or, Range, Resolved, Test, Typing
from .parse import BARE_OPS, LIST_OPS, TEXT_OPS
from .problems import refuse

ONE_VALUE = frozenset({"$me", "$my_dept", "$today"})
SEVERAL_VALUES = frozenset({"$my_dept_tree", "$my_reports"})
TOKENS = ONE_VALUE | SEVERAL_VALUES

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def resolve(condition: Condition, typing: Typing, env: Env, path: str = "filter") -> Resolved:
    """The same condition with typed tests; `BadRequest` with a path where a value does not fit its field."""
    match condition:
        case And(parts):
            return And(tuple(resolve(part, typing, env, f"{path}.and.{at}") for at, part in enumerate(parts)))
        case Or(parts):
            return Or(tuple(resolve(part, typing, env, f"{path}.or.{at}") for at, part in enumerate(parts)))
        case Not(part):
            return Not(resolve(part, typing, env, f"{path}.not"))
        case Leaf():
            return _test(condition, typing, env, f"{path}.value")


def span_of(unit: str, start: int, end: int, today: date) -> tuple[date, date]:
    """First day and the day after the last of the units `start` to `end` around today; weeks begin on Monday."""
    if unit == "day":
        return today + timedelta(days=start), today + timedelta(days=end + 1)
    if unit == "week":
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=start), monday + timedelta(weeks=end + 1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    base = (today.year * 12 + today.month - 1) // months
    return _month((base + start) * months), _month((base + end + 1) * months)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _start_of(day: date, env: Env) -> datetime:
    return datetime.combine(day, time.min, env.zone).astimezone(UTC)


def _test(leaf: Leaf, typing: Typing, env: Env, path: str) -> Test:
    field, op, raw = leaf.field, leaf.op, leaf.value
    kind = typing.kind(field)
    if op in BARE_OPS:
        return Test(field, op)
    if op in TEXT_OPS:
        return Test(field, op, raw)
    if op == "within":
        if kind == "other":
            raise refuse(path, "not_a_date", _("Only dates and moments can lie within a period"))
        first, after = span_of(raw["unit"], raw["from"], raw["to"], env.today)
        bounds = (first, after) if kind == "date" else (_start_of(first, env), _start_of(after, env))
        return Test(field, "range", Range(*bounds, high_included=False))
    if op in LIST_OPS or op == "under":
        return Test(field, op, _several(leaf, typing, env, path))
    if op == "between":
        low, high = (_bound(leaf, item, typing, env, f"{path}.{at}") for at, item in enumerate(raw))
        if low is None or high is None:
            return Test(field, "in", ())
        return Test(field, "range", _between(low, high, env))
    value = _bound(leaf, raw, typing, env, path)
    if value is None:
        return Test(field, "not_in" if op == "ne" else "in", ())
    return _compared(field, op, value, env)


class _Day:
    """A whole calendar day against which a moment is compared."""

    def __init__(self, day: date) -> None:
        self.day = day


def _bound(leaf: Leaf, raw: Any, typing: Typing, env: Env, path: str) -> Any:
    """The typed value, a `_Day`, or None for a token that stands for nothing."""
    kind = typing.kind(leaf.field)
    token = _token(raw, path)
    if token in SEVERAL_VALUES:
        raise refuse(path, "several", _("%(token)s stands for several values; use in or not_in", token=token))
    if token == "$today":  # noqa: S105 (a token of the condition language)
        if kind == "other":
            raise refuse(path, "not_a_date", _("$today can be compared with dates and moments only"))
        return _Day(env.today) if kind == "moment" else env.today
    if token is not None:
        found = env.me if token == "$me" else env.my_dept  # noqa: S105
        return None if found is None else typing.parse(leaf.field, found, path)
    if kind == "moment" and isinstance(raw, str) and _DAY.fullmatch(raw):
        return _Day(_day(raw, path))
    return typing.parse(leaf.field, _unescaped(raw), path)


def _day(raw: str, path: str) -> date:
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise refuse(path, "date", _("%(value)s is not a day of the calendar", value=raw)) from None
    if not date(2, 1, 1) <= day <= date(9998, 12, 31):
        raise refuse(path, "date", _("%(value)s is not a day of the calendar", value=raw))
    return day


def _token(raw: Any, path: str) -> str | None:
    if not isinstance(raw, str) or not raw.startswith("$") or raw.startswith("$$"):
        return None
    if raw not in TOKENS:
        raise refuse(path, "unknown_token", _("Unknown token %(token)s", token=raw[:64]))
    return raw


def _unescaped(raw: Any) -> Any:
    return raw[1:] if isinstance(raw, str) and raw.startswith("$$") else raw


def _several(leaf: Leaf, typing: Typing, env: Env, path: str) -> tuple[Any, ...]:
    items = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    found: list[Any] = []
    for at, raw in enumerate(items):
        place = f"{path}.{at}" if isinstance(leaf.value, tuple) else path
        token = _token(raw, place)
        if token in SEVERAL_VALUES:
            ids = env.my_dept_tree if token == "$my_dept_tree" else env.my_reports  # noqa: S105
            found += [typing.parse(leaf.field, one, place) for one in ids]
            continue
        value = _bound(leaf, raw, typing, env, place)
        if isinstance(value, _Day):
            raise refuse(place, "moment", _("A list of moments cannot hold a whole day"))
        if value is not None:
            found.append(value)
    return tuple(dict.fromkeys(found))


def _compared(field: str, op: str, value: Any, env: Env) -> Test:
    if isinstance(value, _Day):
        start, after = _start_of(value.day, env), _start_of(value.day + timedelta(days=1), env)
        ranges = {
            "eq": Range(start, after, high_included=False),
            "lt": Range(None, start, high_included=False),
            "lte": Range(None, after, high_included=False),
            "gt": Range(after, None),
            "gte": Range(start, None),
        }
        return Test(field, "not_range" if op == "ne" else "range", ranges["eq" if op == "ne" else op])
    match op:
        case "lt" | "lte":
            return Test(field, "range", Range(None, value, high_included=op == "lte"))
        case "gt" | "gte":
            return Test(field, "range", Range(value, None, low_included=op == "gte"))
        case _:
            return Test(field, op, value)


def _between(low: Any, high: Any, env: Env) -> Range:
    open_end = isinstance(high, _Day)
    low_value = _start_of(low.day, env) if isinstance(low, _Day) else low
    high_value = _start_of(high.day + timedelta(days=1), env) if isinstance(high, _Day) else high
    return Range(low_value, high_value, high_included=not open_end)
