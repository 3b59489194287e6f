"""Rows of a file that go straight into a pool: who may, by which word, what is written down, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Invalid
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.models import ImportRun
from kezhou.platform.org.models import User
from kezhou.platform.pools import integrity, members, settings
from kezhou.platform.pools.models import Pool, PoolMove

from .conftest import World, work

Bring = Callable[..., ImportRun]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    members.forget()


def pool(world: World, name: str, admin: User | None = None, **words: Any) -> Pool:
    who = [{"user": admin.id, "is_admin": True}] if admin else []
    return settings.create(Ctx.system("test"), {"entity": "customer", "name": name, "members": who, **words})


def placed() -> dict[str, tuple[int | None, int | None]]:
    return {name: (owner, pool) for name, owner, pool in Customer.objects.values_list("name", "owner_id", "pool_id")}


def refusals(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(error["row"], error["column"], error["code"]) for error in run.errors]


def test_a_column_names_the_pool_and_the_ledger_has_a_line_for_each(world: World, bring: Bring) -> None:
    south, north = pool(world, "South"), pool(world, "North")
    run = bring(f"名称,负责人,公海\n甲公司,,South\n乙公司,,{north.id}\n丙公司,李四,\n丁公司,,\n")
    assert (run.state, run.counts["create"], run.errors) == ("done", 4, [])
    assert placed() == {
        "甲公司": (None, south.id), "乙公司": (None, north.id), "丙公司": (world.seller.id, None),
        "丁公司": (world.head.id, None),
    }  # fmt: skip
    lines = PoolMove.objects.order_by("record_id").values_list("kind", "from_pool_id", "to_pool_id", "actor_id")
    assert list(lines) == [("import", None, south.id, world.head.id), ("import", None, north.id, world.head.id)]
    assert list(integrity.sums()) == []
    assert Customer.objects.filter(pool__isnull=False, pool_entered_at__isnull=True).count() == 0


def test_the_run_says_where_rows_go_that_do_not_say_it_themselves(world: World, bring: Bring) -> None:
    south, north = pool(world, "South"), pool(world, "North")
    run = bring("名称,负责人,公海\n甲公司,,\n乙公司,李四,\n丙公司,,North\n", pool=south.id)
    assert run.errors == []
    assert placed() == {"甲公司": (None, south.id), "乙公司": (world.seller.id, None), "丙公司": (None, north.id)}
    assert (run.pool_id, run.owner_id) == (south.id, None)


def test_an_administrator_of_one_pool_brings_rows_into_that_one_only(world: World, bring: Bring) -> None:
    south = pool(world, "South", world.seller)
    pool(world, "North")
    run = bring("名称,公海\n甲公司,South\n乙公司,North\n", by=world.seller)
    assert refusals(run) == [(3, "公海", "no_such_record")]
    assert placed() == {"甲公司": (None, south.id)}
    described = runs.describe(world.ctx(world.seller), run)
    assert described["pools"] == [{"id": south.id, "name": "South"}]


def test_who_administers_none_is_offered_none_and_brings_nothing(world: World, bring: Bring) -> None:
    south = pool(world, "South")
    ctx = world.ctx(world.seller)
    made = runs.upload(ctx, "customer", "list.csv", ["名称,公海\n甲公司,South\n".encode()])
    assert made.mapping == {"0": "name"}
    assert runs.describe(ctx, made)["pools"] == []
    for words, path in (({"pool": south.id}, "pool"), ({"mapping": {"0": "name", "1": "pool"}}, "mapping.1")):
        with pytest.raises(Invalid) as caught:
            runs.change(ctx, made.id, words)
        assert [error.path for error in caught.value.errors] == [path]
    assert placed() == {}


def test_a_right_that_was_lost_meanwhile_refuses_the_rows(world: World) -> None:
    south = pool(world, "South", world.seller)
    ctx = world.ctx(world.seller)
    made = runs.upload(ctx, "customer", "list.csv", ["名称\n甲公司\n".encode()])
    runs.change(ctx, made.id, {"pool": south.id})
    runs.start_run(ctx, made.id)
    settings.change(Ctx.system("test"), south.id, {"members": []})
    work()
    run = runs.own(world.ctx(world.seller), made.id)
    assert [(row, code) for row, _column, code in refusals(run)] in ([(2, "not_editable")], [(2, "no_such_pool")])
    assert placed() == {}
    assert PoolMove.objects.count() == 0


def test_an_owner_and_a_pool_contradict_each_other(world: World, bring: Bring) -> None:
    south = pool(world, "South")
    run = bring("名称,负责人,公海\n甲公司,李四,South\n")
    assert refusals(run) == [(2, "公海", "owner_and_pool")]
    assert placed() == {}
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "list.csv", ["名称\n甲公司\n".encode()])
    with pytest.raises(Invalid):
        runs.change(ctx, made.id, {"owner": world.seller.id, "pool": south.id})
    assert runs.change(ctx, made.id, {"owner": world.seller.id}).pool_id is None
    changed = runs.change(ctx, made.id, {"pool": south.id})
    assert (changed.owner_id, changed.pool_id) == (None, south.id)


def test_a_record_that_exists_stays_where_it_is(world: World, bring: Bring) -> None:
    south = pool(world, "South")
    bring("名称\n甲公司\n")
    run = bring("名称,级别,公海\n甲公司,A,South\n", match=["name"], on_match="update")
    assert (run.counts["update"], run.errors) == (1, [])
    assert placed() == {"甲公司": (world.head.id, None)}
    assert PoolMove.objects.filter(to_pool=south).count() == 0


def test_the_dry_run_promises_the_same_and_writes_nothing(world: World) -> None:
    pool(world, "South", world.seller)
    ctx = world.ctx(world.seller)
    made = runs.upload(ctx, "customer", "list.csv", ["名称,公海\n甲公司,South\n乙公司,North\n".encode()])
    runs.start_check(ctx, made.id)
    work()
    checked = runs.own(ctx, made.id)
    assert (checked.check_counts["create"], checked.check_counts["error"]) == (1, 1)
    assert placed() == {}


def test_the_undo_takes_out_what_still_lies_in_the_pool(world: World, bring: Bring) -> None:
    south = pool(world, "South", world.seller, columns=["name"])
    run = bring("名称\n甲公司\n乙公司\n", by=world.seller, pool=south.id)
    Customer.objects.filter(name="乙公司").update(owner=world.head, pool=None, pool_entered_at=None)
    runs.start_undo(world.ctx(world.seller), run.id)
    work()
    undone = runs.own(world.ctx(world.seller), run.id)
    assert (undone.undo_counts["removed"], undone.undo_counts["kept"]) == (1, 1)
    assert dict(Customer.objects.values_list("name", "deleted_at"))["乙公司"] is None
