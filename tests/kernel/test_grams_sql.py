"""The SQL function and the Python one agree, and a plan means the same to both."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kezhou.kernel.text.grams import grams, search_text
from kezhou.kernel.text.plan import Alternative, matches, plan

CREATE_GRAMS = import_module("kezhou.platform.base.migrations.0001_functions").CREATE_GRAMS

pytestmark = pytest.mark.django_db

texts = st.lists(
    st.text(
        st.one_of(
            st.sampled_from("\n\n华为ab5%_\\"),
            st.characters(min_codepoint=0xE000, max_codepoint=0xE819),
            st.characters(codec="utf-8", exclude_characters="\x00"),
        ),
        max_size=20,
    ),
    min_size=1,
    max_size=30,
)


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    with connection.cursor() as opened:
        opened.execute("select to_regprocedure('kezhou_grams(text)')")
        if opened.fetchone() == (None,):
            opened.execute(CREATE_GRAMS)
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_both_sides_cut_the_same_pairs(cursor: Any, found: list[str]) -> None:
    cursor.execute("select kezhou_grams(t) from unnest(%s::text[]) with ordinality as u(t, n) order by n", [found])
    assert [set(row[0]) for row in cursor.fetchall()] == [grams(text) for text in found]


def test_nothing_of_nothing(cursor: Any) -> None:
    cursor.execute("select kezhou_grams(null), kezhou_grams(''), kezhou_grams(E'\\n'), kezhou_grams('x')")
    assert cursor.fetchone() == (None, [], [], ["x"])


def condition(one: Alternative) -> tuple[str, list[Any]]:
    words: list[str] = ["kezhou_grams(t) @> %s"]
    values: list[Any] = [sorted(one.grams)]
    if one.any_grams:
        words.append("kezhou_grams(t) && %s")
        values.append(sorted(one.any_grams))
    for piece in one.like:
        words.append("position(%s in t) > 0")
        values.append(piece)
    if one.regex is not None:
        words.append("t ~ %s")
        values.append(one.regex)
    return " and ".join(words), values


NAMES = [
    "华为5G技术（深圳）",
    "TCL科技",
    "西安长安银行",
    "安徽阿里巴巴",
    "鄂尔多斯(ABC)",
    "李宁 Li Ning",
    "国际.鱼",
    "单伟",
    "花卫",
]
QUERIES = """华wei hw huaw hwei h为 xi'an xian tclkeji abc s(a ali 李n j.y j. 国际.y 5g 5gjishu w5 a
changan yinhang|shan w|li ning|guoji yu|e er"""


def queries() -> list[str]:
    words, phrases = QUERIES.splitlines()
    return [*words.split(" "), *phrases.split("|")]


@pytest.mark.parametrize("query", queries())
def test_a_plan_finds_the_same_in_sql(cursor: Any, query: str) -> None:
    stored = [search_text([name], surname=True) for name in NAMES]
    made = plan(query)
    parts = [condition(one) for one in made.alternatives]
    where = " or ".join(f"({words})" for words, _ in parts)
    values = [value for _, given_values in parts for value in given_values]
    cursor.execute(f"select t from unnest(%s::text[]) as u(t) where {where}", [stored, *values])
    assert {row[0] for row in cursor.fetchall()} == {text for text in stored if matches(made, text)}
