"""Two rows of one file that are the same company."""

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.duplicates.models import DuplicatePair
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.imports import work as steps
from kezhou.platform.exchange.models import ImportRun
from tests.exchange.conftest import World, work

TEXT = (
    "名称,电话,级别\n"
    "深圳市蓝海测试仪器有限公司,,\n"  # 2
    "广州远山软件有限公司,,\n"  # 3
    "深圳蓝海测试仪器有限公司,,\n"  # 4: row 2
    "青岛白帆渔具厂,0532-86660001,Z\n"  # 5: no such level
    "青岛白帆渔具厂,0532-86660001,A\n"  # 6: row 5 became nothing
    "广州远山软件有限公司北京分公司,,\n"  # 7: a branch is not its company
    "蓝海测试仪器(深圳)有限公司,,\n"  # 8: row 2
)


def brought(world: World, text: str, step: str = "run", **words: str) -> ImportRun:
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "list.csv", [text.encode()])
    runs.change(ctx, made.id, {"match": [], **words})
    (runs.start_check if step == "check" else runs.start_run)(ctx, made.id)
    work()
    return runs.own(ctx, made.id)


def told(errors: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(e["column"], e["value"], e["code"], e["rows"]) for e in errors]


def names() -> set[str]:
    return set(Customer.objects.values_list("name", flat=True))


def test_later_rows_name_the_row_that_they_repeat(world: World) -> None:
    run = brought(world, TEXT, duplicates="skip")
    assert told(run.errors) == [
        ("名称", "深圳蓝海测试仪器有限公司", "duplicate_row", [4, 8]),
        ("级别", "Z", "not_a_choice", [5]),
    ]
    assert run.errors[0]["message"] in (
        "Row 2 of this file is almost certainly the same.", "Row 2 of this file is probably the same."
    )  # fmt: skip
    assert names() == {
        "深圳市蓝海测试仪器有限公司", "广州远山软件有限公司", "青岛白帆渔具厂", "广州远山软件有限公司北京分公司"
    }  # fmt: skip
    assert fetch_all("SELECT count(*) FROM exchange_rowkey") == [(0,)]


def test_the_dry_run_says_the_same_across_chunks(world: World, monkeypatch: object) -> None:
    before = steps.CHUNK
    steps.CHUNK = 2
    try:
        checked = brought(world, TEXT, "check", duplicates="skip")
        ran = brought(world, TEXT, duplicates="skip")
    finally:
        steps.CHUNK = before
    assert told(checked.check_errors) == told(ran.errors)
    assert {e["code"]: e["rows"] for e in ran.errors} == {"duplicate_row": [4, 8], "not_a_choice": [5]}
    assert checked.check_counts["create"] == ran.counts["create"] == 4


def test_where_duplicates_are_marked_both_come_in_and_the_pair_is_queued(world: World) -> None:
    run = brought(world, "名称\n深圳市蓝海测试仪器有限公司\n深圳蓝海测试仪器有限公司\n", duplicates="mark")
    assert (run.counts["create"], run.errors) == (2, [])
    pair = DuplicatePair.objects.get()
    assert {pair.a, pair.b} == set(Customer.objects.values_list("id", flat=True))


def test_where_nobody_looks_everything_comes_in(world: World) -> None:
    run = brought(world, "名称\n深圳市蓝海测试仪器有限公司\n深圳市蓝海测试仪器有限公司\n", duplicates="import")
    assert (run.counts["create"], DuplicatePair.objects.count()) == (2, 0)
