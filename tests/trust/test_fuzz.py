"""C22: whatever is sent as filter, sort, group, cursor or search text is answered with a list or a 400, nothing else.

Statements are built from registered names and parameters only, so the fuzzer also checks that no word of its own ever
reaches the text of a statement.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kezhou.platform.entities import registry

from .world import ACTIONS, Caller, World

MARK = "zzfuzz"
NASTY = (
    "'", '"', "\\", ";--", "\x00", "%", "_", "%s", "%(a)s", "{}", "’", "＇", "\u202e", "\ufeff", "𠮷", "ﷺ",
    "$me", "$today",
    "1e999", "-0", "NaN", "Infinity", "9" * 40, "2026-02-30", "0001-01-01", "9999-12-31T23:59:59Z",
    "__class__", "_connector",
    "pk", "id", "custom", "t.id", "deleted_at", "owner_id", "owner__password", "(select 1)", "'||'", "/*",
    "true", "null", "",
)  # fmt: skip
OPERATORS = (
    "eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "between", "contains", "not_contains", "starts", "empty",
    "not_empty", "within", "under", "has_any", "has_all", "or", "exact", "regex", "raw", "__gt", "= 1 or",
)  # fmt: skip
KEYS = ("customer", "contact", "user", "gadget")

texts = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=12), st.builds("".join, st.lists(st.sampled_from(NASTY), max_size=3))
).map(lambda text: MARK + text if len(text) % 2 else text)
scalars = st.one_of(
    texts, st.integers(-(2**70), 2**70), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)
)
ranges = st.fixed_dictionaries(
    {"unit": st.sampled_from(("day", "week", "year", "era")), "from": st.integers(-(10**9), 10**9), "to": scalars}
)
values = st.one_of(scalars, st.lists(scalars, max_size=4), ranges, st.dictionaries(texts, scalars, max_size=2))


def names(key: str) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(sorted(registry.native()[key].fields)), texts)


def conditions(key: str) -> st.SearchStrategy[Any]:
    leaf = st.fixed_dictionaries({"field": names(key), "op": st.sampled_from(OPERATORS), "value": values})
    odd = st.one_of(values, st.fixed_dictionaries({"field": names(key), "op": st.sampled_from(OPERATORS)}))
    return st.recursive(
        st.one_of(leaf, leaf, odd),
        lambda inner: st.one_of(
            st.builds(lambda parts: {"and": parts}, st.lists(inner, max_size=3)),
            st.builds(lambda parts: {"or": parts}, st.lists(inner, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
            st.builds(lambda part, name: {"and": [part], name: 1}, inner, texts),
        ),
        max_leaves=6,
    )


@contextmanager
def statements() -> Iterator[list[str]]:
    """The text of every statement that Django's connection carries out."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def judge(caller: Caller, method: str, path: str, body: Any = None) -> None:
    with statements() as seen:
        response = caller.call(method, path, body)
    assert response.status_code in (200, 400), (path, body, response.status_code, response.content[:400])
    if response.status_code == 400:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"]
    assert not [text for text in seen if MARK in text], (path, body)


@pytest.fixture
def reader(world: World) -> Caller:
    """One who may see everything, so that no refusal of a right hides what the query would do."""
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all"), admin=["org", "roles"]))
    for _each in range(2):
        world.record("asker", name="客舟科技", tags=["x"], registered_capital={"amount": "1.00", "currency": "CNY"})
    world.record("asker", "contact")
    return world.caller("asker")


def test_c22_the_fuzzers_subject_answers_sound_questions(reader: Caller) -> None:
    """Otherwise the tests below could pass on a service that refuses everything."""
    sound = {"field": "name", "op": "contains", "value": "客舟"}
    assert len(reader.post("customer/search", {"filter": sound, "sort": "-name"}).json()["items"]) == 2
    assert reader.get("customer?tags__has_any=x&limit=5").json()["items"] != []
    assert reader.post("customer/aggregate", {"group_by": ["owner"]}).json()["rows"][0]["values"] == [3]
    with statements() as seen:
        assert reader.get("customer?q=zzfuzz").json()["items"] == []
    assert any("parties_customer" in text for text in seen)


quiet = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("key", KEYS)
@quiet
@given(data=st.data())
def test_c22_filters_are_answered_or_refused(reader: Caller, key: str, data: st.DataObject) -> None:
    condition = data.draw(conditions(key))
    call = data.draw(st.sampled_from(("search", "count", "aggregate", "get", "several")))
    if call == "get":
        judge(reader, "GET", f"{key}?filter={quote(json.dumps(condition))}")
    elif call == "several":
        judge(reader, "POST", f"{key}/count", {"filters": {"a": condition, MARK: None}})
    else:
        judge(reader, "POST", f"{key}/{call}", {"filter": condition})


@pytest.mark.parametrize("key", KEYS)
@quiet
@given(data=st.data())
def test_c22_words_of_a_list_are_answered_or_refused(reader: Caller, key: str, data: st.DataObject) -> None:
    words = st.sampled_from(("limit", "cursor", "page", "total", "sort", "fields", "q", "view", "trash", "filter"))
    name = data.draw(st.one_of(words, names(key), st.builds("{}__{}".format, names(key), st.sampled_from(OPERATORS))))
    value = data.draw(values)
    text = value if isinstance(value, str) else json.dumps(value)
    judge(reader, "GET", f"{key}?{quote(name)}={quote(text)}")
    judge(reader, "POST", f"{key}/search", {name: value})


@pytest.mark.parametrize("key", KEYS)
@quiet
@given(data=st.data())
def test_c22_groups_and_measures_are_answered_or_refused(reader: Caller, key: str, data: st.DataObject) -> None:
    measure = st.one_of(
        values,
        st.fixed_dictionaries({"fn": st.sampled_from(("count", "sum", "avg", "min", "max", "a")), "field": names(key)}),
    )
    body = {
        "group_by": data.draw(st.one_of(values, st.lists(names(key), max_size=4))),
        "measures": data.draw(st.one_of(values, st.lists(measure, max_size=3))),
        "limit": data.draw(st.one_of(st.just(5), values)),
        "q": data.draw(values),
    }
    chosen = data.draw(st.sets(st.sampled_from(sorted(body)), min_size=1))
    judge(reader, "POST", f"{key}/aggregate", {name: body[name] for name in chosen})


@quiet
@given(text=texts, key=st.sampled_from(KEYS), limit=scalars)
@example(text="\x00", key="customer", limit=5)
@example(text="[[[[((((a+)+)+)+", key="customer", limit=5)
def test_c22_search_texts_are_answered_or_refused(reader: Caller, text: str, key: str, limit: Any) -> None:
    judge(reader, "GET", f"search?q={quote(text)}&limit={quote(str(limit))}")
    judge(reader, "GET", f"search?q={quote(text)}&entities={quote(text)}")
    judge(reader, "GET", f"{key}?q={quote(text)}")
    judge(reader, "POST", f"{key}/count", {"q": text})


CURSORS = (
    "AAAA",
    "W10",
    "bnVsbA",
    "eyJhIjoxfQ",
    "WyItdXBkYXRlZF9hdCIsWzFdLDFd",
    "WyItdXBkYXRlZF9hdCIsWyJ4Il0sMV0",
    "\x00",
    "==",
    "%",
)


@pytest.mark.parametrize("cursor", CURSORS)
def test_c22_foreign_cursors_are_refused(reader: Caller, cursor: str) -> None:
    for key in KEYS:
        judge(reader, "GET", f"{key}?cursor={quote(cursor)}")
        judge(reader, "GET", f"{key}?sort=-updated_at&cursor={quote(cursor)}")


IDS = ("0", "9" * 18, "9" * 19, "9" * 40, "00", "1.0", "-1", "1%00", "one", "1;2", "１")


@pytest.mark.parametrize("id_", IDS)
def test_c22_ids_of_any_shape_are_found_or_not(reader: Caller, id_: str) -> None:
    for path in (f"customer/{id_}", f"customer/{id_}/timeline", f"customer/{id_}/comments", f"customer/{id_}/files",
                 f"files/{id_}", f"jobs/{id_}", f"customer/{id_}/related/contacts",
                 f"customer/{id_}/explain?action=view"):  # fmt: skip
        assert reader.get(path).status_code in (400, 404), path
    bulk = reader.post(
        "customer/bulk", {"op": "delete", "ids": [int(id_)] if id_.isascii() and id_.isdigit() else [id_]}
    )
    assert bulk.status_code in (200, 400)
    assert reader.patch(f"customer/{id_}", {"name": "x"}).status_code in (400, 404, 405)


NUMBERS = ("²", "①", "١", "--5", "9" * 19, "9" * 5000, "1.5", "")


@pytest.mark.parametrize("text", NUMBERS)
def test_c22_what_only_looks_like_a_number_is_refused(reader: Caller, text: str) -> None:
    number = quote(text)
    for path in (
        f"customer?view={number}",
        f"customer?owner={number}",
        f"customer?limit={number}",
        f"search?q=a&limit={number}",
        f"calendar?from=2026-01-01&to=2026-01-02&people={number}",
        f"graph?entity=customer&id=1&depth=1&types={number}",
        f"customer/board?within={number}",
        f"jobs?limit={number}",
    ):
        assert reader.get(path).status_code in (200, 400, 404, 422), path


@quiet
@given(data=st.data())
def test_c22_records_of_any_shape_are_saved_or_refused(reader: Caller, data: st.DataObject) -> None:
    """A body with a valid name and one odd value: made, or refused with words — 500 and half a record are neither."""
    key = data.draw(st.sampled_from(("customer", "contact", "gadget")))
    name = data.draw(st.sampled_from(sorted(registry.native()[key].fields)))
    value = data.draw(values)
    response = reader.post(key, {"name": "客舟", name: value})
    assert response.status_code in (201, 403, 422, 409), (name, value, response.status_code, response.content[:300])
    filter_ = {"field": "name", "op": "eq", "value": value}
    assert reader.post(f"{key}/views", {"name": "v", "filter": filter_}).status_code in (201, 400, 409, 422)
