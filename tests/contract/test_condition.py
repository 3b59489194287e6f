"""Random conditions over the odd entity: SQL and Python choose the same rows; any answer is 200 or 400 (C22)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kezhou.kernel.condition import parse
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.query.where import where_sql
from tests.contract import oracle, rows
from tests.contract.test_filter import operands
from tests.contract.world import World

pytestmark = pytest.mark.django_db
CONDITIONS = 120
MAX_DEPTH_TRIED = 4


def leaves(world: World) -> list[dict[str, Any]]:
    """One comparison per field, operator and operand."""
    return [
        {"field": name, "op": op} | ({} if operand is None else {"value": operand})
        for name, spec in registry.native()["gadget"].fields.items()
        for op in spec.type.operators
        for operand in operands(world, spec, op)
    ]


def conditions(of: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        st.sampled_from(of),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: {"and": parts}),
            st.lists(inner, max_size=3).map(lambda parts: {"or": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=MAX_DEPTH_TRIED * 2,
    )


def test_sql_and_python_agree_on_any_condition(world: World) -> None:
    entity = world.entity("gadget")
    found = rows.made(world, "gadget")
    ctx = world.ctx(world.admin)

    @settings(max_examples=CONDITIONS, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(condition=conditions(leaves(world)))
    def agree(condition: dict[str, Any]) -> None:
        where = where_sql(ctx, entity, parse(condition))
        told = {r[0] for r in fetch_all(f"SELECT t.id FROM {entity.table} t WHERE {where.text}", where.params)}
        assert told == oracle.matching(world, world.admin, entity, found, condition)

    agree()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["$me", "$today", "$x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["amount", "unit", "from", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def test_no_condition_breaks_the_server(world: World) -> None:
    rows.made(world, "gadget")
    names = [*registry.native()["gadget"].fields, "nonsense", "id", "t.id"]
    every = sorted({op for s in registry.native()["gadget"].fields.values() for op in s.type.operators})

    @settings(max_examples=CONDITIONS, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(field=st.sampled_from(names), op=st.sampled_from([*every, "like"]), value=JSON)
    def answered(field: str, op: str, value: Any) -> None:
        sent = {"filter": {"field": field, "op": op, "value": value}}
        assert world.admin.post("gadget/search", sent).status_code in (200, 400), sent

    answered()
