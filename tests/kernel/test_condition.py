"""The condition language: its shape, its tokens and days, and that every test is true or false."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.condition import (
    Condition,
    Env,
    Range,
    Test,
    evaluate,
    fields,
    lower,
    parse,
    resolve,
    to_json,
)
from kezhou.kernel.condition.nodes import Kind
from kezhou.kernel.errors import BadRequest

TODAY = date(2026, 11, 22)  # a Sunday
ENV = Env(
    TODAY,
    me=7,
    my_dept=3,
    my_dept_tree=(3, 4),
    my_reports=(8, 9),
    under=lambda field, node, value: str(value).startswith(str(node).rstrip("0")),
)


class Fields:
    """`on` is a day, `at` a moment, `sum` a number; everything else stays as it is."""

    def kind(self, field: str) -> Kind:
        return {"on": "date", "at": "moment"}.get(field, "other")  # type: ignore[return-value]

    def parse(self, field: str, raw: Any, path: str) -> Any:
        if field == "on":
            return date.fromisoformat(raw)
        if field == "at":
            return datetime.fromisoformat(raw)
        return Decimal(str(raw)) if field == "sum" else raw


def holds(source: Any, env: Env = ENV, **record: Any) -> bool:
    return evaluate(resolve(parse(source), Fields(), env), record.get, env)


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


def refusal(source: Any) -> tuple[str, str]:
    with pytest.raises(BadRequest) as refused:
        resolve(parse(source), Fields(), ENV)
    assert refused.value.status == 400
    assert str(refused.value.message)
    return refused.value.errors[0].path, refused.value.errors[0].code


def deep(levels: int) -> dict[str, Any]:
    return leaf("a", "empty") if levels == 1 else {"not": deep(levels - 1)}


@pytest.mark.parametrize(
    ("source", "path", "code"),
    [
        (None, "filter", "not_an_object"),
        ([], "filter", "not_an_object"),
        ({}, "filter", "shape"),
        ({"xor": []}, "filter", "shape"),
        ({"and": [], "or": []}, "filter", "shape"),
        ({"and": {}}, "filter.and", "not_a_list"),
        ({"and": [{"or": [leaf("a", "eq", 1), 5]}]}, "filter.and.0.or.1", "not_an_object"),
        ({"not": leaf("a", "like", 1)}, "filter.not.op", "unknown_op"),
        ({"field": "a", "op": ["eq"], "value": 1}, "filter.op", "unknown_op"),
        ({"field": "a"}, "filter.op", "unknown_op"),
        ({"field": "a", "op": "eq", "value": 1, "case": True}, "filter", "unknown_key"),
        (leaf("a;drop", "eq", 1), "filter.field", "field"),
        (leaf(5, "eq", 1), "filter.field", "field"),  # type: ignore[arg-type]
        (leaf("a", "eq", None), "filter.value", "value"),
        (leaf("a", "eq", [1]), "filter.value", "value"),
        (leaf("a", "eq", {"x": {"y": 1}}), "filter.value", "value"),
        (leaf("a", "eq", float("nan")), "filter.value", "value"),
        (leaf("a", "eq", 2**63), "filter.value", "value"),
        (leaf("a", "eq", "x\x00"), "filter.value", "characters"),
        (leaf("a", "eq", "\ud800"), "filter.value", "characters"),
        (leaf("a", "eq", "x" * 1001), "filter.value", "too_long"),
        (leaf("a", "in", 5), "filter.value", "list"),
        (leaf("a", "in", []), "filter.value", "list"),
        (leaf("a", "in", [1, None]), "filter.value.1", "value"),
        (leaf("a", "in", [1] * 1001), "filter.value", "too_many"),
        (leaf("a", "between", [1]), "filter.value", "two_values"),
        (leaf("a", "contains", ""), "filter.value", "text"),
        (leaf("a", "contains", 5), "filter.value", "text"),
        (leaf("a", "empty", True), "filter.value", "no_value"),
        (leaf("on", "within", {"unit": "hour"}), "filter.value.unit", "unit"),
        (leaf("on", "within", {"unit": "day", "from": 1.5}), "filter.value.from", "number"),
        (leaf("on", "within", {"unit": "day", "from": -1001}), "filter.value.from", "number"),
        (leaf("on", "within", {"unit": "day", "from": 1}), "filter.value", "order"),
        (leaf("on", "within", {"unit": "day", "until": 1}), "filter.value", "within"),
        (leaf("a", "within", {"unit": "day"}), "filter.value", "not_a_date"),
        (leaf("a", "eq", "$you"), "filter.value", "unknown_token"),
        (leaf("a", "eq", "$my_dept_tree"), "filter.value", "several"),
        (leaf("a", "eq", "$today"), "filter.value", "not_a_date"),
        (leaf("at", "eq", "2026-02-30"), "filter.value", "date"),
        (leaf("at", "in", ["2026-02-03"]), "filter.value.0", "moment"),
    ],
)
def test_a_malformed_condition_is_refused_with_its_place(source: Any, path: str, code: str) -> None:
    assert refusal(source) == (path, code)


def test_size_is_bounded() -> None:
    assert parse(deep(8))
    assert refusal(deep(9)) == ("filter" + ".not" * 8, "too_deep")
    assert parse({"or": [leaf("a", "empty")] * 99})
    assert refusal({"or": [leaf("a", "empty")] * 100}) == ("filter.or.99", "too_many")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["$me", "and", "eq"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["and", "or", "not", "field", "op", "value", "unit", "from"]) | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_c22_whatever_comes_is_a_condition_or_a_400(source: Any) -> None:
    try:
        condition = parse(source)
    except BadRequest:
        return
    assert parse(to_json(condition)) == condition


leaves = st.one_of(
    st.builds(leaf, st.sampled_from("ab"), st.sampled_from(["eq", "ne", "lt", "gte"]), st.integers(0, 3)),
    st.builds(leaf, st.sampled_from("ab"), st.sampled_from(["in", "not_in"]), st.lists(st.integers(0, 3), min_size=1)),
    st.builds(leaf, st.sampled_from("ab"), st.sampled_from(["empty", "not_empty"])),
    st.builds(
        leaf, st.sampled_from("ab"), st.just("between"), st.tuples(st.integers(0, 3), st.integers(0, 3)).map(list)
    ),
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.builds(lambda key, parts: {key: parts}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=8,
).filter(lambda tree: _fits(tree))


def _fits(tree: Any) -> bool:
    try:
        return bool(parse(tree))
    except BadRequest:
        return False


def oracle(tree: dict[str, Any], record: dict[str, Any]) -> bool:
    if "and" in tree:
        return all(oracle(part, record) for part in tree["and"])
    if "or" in tree:
        return any(oracle(part, record) for part in tree["or"])
    if "not" in tree:
        return not oracle(tree["not"], record)
    v, op = record[tree["field"]], tree["op"]
    x: Any = tree.get("value")
    if op in ("ne", "not_in"):
        return v not in (x if op == "not_in" else [x])
    if op in ("empty", "not_empty"):
        return bool((v is None) == (op == "empty"))
    if v is None:
        return False
    answers: dict[str, Callable[[], bool]] = {
        "eq": lambda: v == x,
        "lt": lambda: v < x,
        "gte": lambda: v >= x,
        "in": lambda: v in x,
        "between": lambda: x[0] <= v <= x[1],
    }
    return bool(answers[op]())


values = st.none() | st.integers(0, 3)


@given(trees, values, values)
def test_answers_are_those_of_an_independent_reading(tree: Any, a: int | None, b: int | None) -> None:
    record: dict[str, Any] = {"a": a, "b": b}
    assert holds(tree, **record) is oracle(tree, record)
    assert holds({"not": tree}, **record) is not oracle(tree, record)


@given(trees)
def test_json_goes_there_and_back(tree: Any) -> None:
    condition: Condition = parse(tree)
    assert parse(to_json(condition)) == condition
    assert fields(condition) <= {"a", "b"}


@pytest.mark.parametrize(
    ("op", "value", "null", "blank", "match", "other"),
    [
        ("eq", "华为A", False, False, True, False),
        ("ne", "华为A", True, True, False, True),
        ("contains", "为a", False, False, True, False),
        ("not_contains", "为a", True, True, False, True),
        ("starts", "华为a", False, False, True, False),
        ("in", ["华为A"], False, False, True, False),
        ("not_in", ["华为A"], True, True, False, True),
        ("empty", None, True, True, False, False),
        ("not_empty", None, False, False, True, True),
        ("gte", "华", False, False, True, False),
    ],
)
def test_text_and_null(op: str, value: Any, null: bool, blank: bool, match: bool, other: bool) -> None:
    source = leaf("name", op, *([] if value is None else [value]))
    assert [holds(source, name=name) for name in (None, "", "华为A", "一")] == [null, blank, match, other]


def test_lower_case_is_the_databases() -> None:
    assert lower("ÀΣİ华A") == "àσi华a"


def test_lists_and_trees() -> None:
    assert holds(leaf("tags", "has_any", ["a", "b"]), tags=["b", "c"])
    assert not holds(leaf("tags", "has_all", ["a", "b"]), tags=["b", "c"])
    assert holds(leaf("tags", "has_all", ["b"]), tags=["b", "c"])
    assert not holds(leaf("tags", "has_any", ["a"]), tags=None)
    assert holds(leaf("tags", "empty"), tags=[])
    assert holds(leaf("region", "under", "440000"), region="440305")
    assert holds(leaf("region", "under", ["110000", "440300"]), region="440305")
    assert not holds(leaf("region", "under", "440000"), region=None)


def test_tokens_stand_for_the_one_who_asks() -> None:
    assert holds(leaf("owner", "eq", "$me"), owner=7)
    assert holds(leaf("owner", "in", ["$me", "$my_reports"]), owner=9)
    assert holds(leaf("dept", "in", "$my_dept_tree"), dept=4)
    assert not holds(leaf("dept", "in", "$my_dept_tree"), dept=5)
    assert holds(leaf("name", "eq", "$$me"), name="$me")
    assert holds(leaf("name", "contains", "$me"), name="x$me")


def test_a_token_without_a_value_equals_nothing() -> None:
    nobody = Env(TODAY)
    for op, expected in (("eq", False), ("ne", True), ("lt", False)):
        assert [holds(leaf("owner", op, "$me"), nobody, owner=owner) for owner in (None, 7)] == [expected, expected]
    assert not holds(leaf("owner", "between", ["$me", 9]), nobody, owner=8)
    assert not holds(leaf("owner", "in", ["$me"]), nobody, owner=None)
    assert holds(leaf("owner", "not_in", ["$me"]), nobody, owner=7)


@pytest.mark.parametrize(
    ("unit", "start", "end", "low", "high"),
    [
        ("day", -6, 0, date(2026, 11, 16), date(2026, 11, 23)),
        ("day", 1, 1, date(2026, 11, 23), date(2026, 11, 24)),
        ("week", 0, 0, date(2026, 11, 16), date(2026, 11, 23)),
        ("week", -1, -1, date(2026, 11, 9), date(2026, 11, 16)),
        ("month", 0, 1, date(2026, 11, 1), date(2027, 1, 1)),
        ("month", -11, -11, date(2025, 12, 1), date(2026, 1, 1)),
        ("quarter", 0, 0, date(2026, 10, 1), date(2027, 1, 1)),
        ("quarter", -3, -1, date(2026, 1, 1), date(2026, 10, 1)),
        ("year", -1, 0, date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_within_takes_whole_units_around_today(unit: str, start: int, end: int, low: date, high: date) -> None:
    test = resolve(parse(leaf("on", "within", {"unit": unit, "from": start, "to": end})), Fields(), ENV)
    assert test == Test("on", "range", Range(low, high, high_included=False))


def test_days_of_a_moment_begin_at_midnight_of_the_company() -> None:
    inside, before = datetime(2026, 11, 21, 16, 0, tzinfo=UTC), datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)
    after = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    for source, expected in [
        (leaf("at", "within", {"unit": "day"}), [False, True, False, False]),
        (leaf("at", "eq", "$today"), [False, True, False, False]),
        (leaf("at", "ne", "2026-11-22"), [True, False, True, True]),
        (leaf("at", "lt", "$today"), [True, False, False, False]),
        (leaf("at", "lte", "$today"), [True, True, False, False]),
        (leaf("at", "gt", "$today"), [False, False, True, False]),
        (leaf("at", "gte", "$today"), [False, True, True, False]),
        (leaf("at", "between", ["2026-11-21", "2026-11-22"]), [True, True, False, False]),
        (leaf("at", "between", ["2026-11-22", "2026-11-22T16:00:00Z"]), [False, True, True, False]),
    ]:
        assert [holds(source, at=at) for at in (before, inside, after, None)] == expected, source


def test_days_of_a_date_field() -> None:
    assert [holds(leaf("on", "lte", "$today"), on=day) for day in (date(2026, 11, 22), date(2026, 11, 23))] == [
        True,
        False,
    ]
    assert holds(leaf("on", "between", ["2026-11-01", "$today"]), on=TODAY)
    assert holds(leaf("sum", "gt", "12.49"), sum=Decimal("12.50"))
