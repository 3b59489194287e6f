"""Targets come from a spreadsheet: measure, person, month, three figures; what is wrong says where."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from kezhou.modules.targets.target.model import Target
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.models import ImportRun
from tests.exchange.conftest import work
from tests.reports.conftest import TREE, Office

from .test_targets import office  # noqa: F401 — the fixture

HEADERS = ("指标", "对象", "责任人", "周期", "周期起始日", "保底", "目标值", "冲刺")


def sheet(*rows: tuple[Any, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(headers)
    for row in rows:
        page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def bring(office: Office, content: bytes) -> ImportRun:  # noqa: F811 — the fixture
    ctx = ctx_for_user(office.people["mia"].id, office.world.clock)
    made = runs.upload(ctx, "target", "targets.xlsx", [content])
    runs.start_run(ctx, made.id)
    work()
    return runs.own(ctx, made.id)


def test_a_spreadsheet_of_targets(office: Office) -> None:  # noqa: F811 — the fixture
    from datetime import date

    office.world.give(office.people["mia"], {"target": {**TREE, "import": "dept_tree"}})
    run = bring(
        office,
        sheet(
            ("新增客户", "人员", "Ann", "月", date(2026, 11, 15), 3, 4, 5),
            ("合同金额", "人员", "Bob", "季度", "2026-10-01", None, 1250000.5, None),
            ("新增客户", "人员", "Eve", "月", "2026-11-01", None, 4, None),
            ("阳光", "人员", "Ann", "月", "2026-12-01", None, 4, None),
            ("新增客户", "人员", "Ann", "月", "2026-11-01", None, 9, None),
        ),
    )
    kept = Target.objects.order_by("id").values_list("measure", "owner__name", "title", "floor", "goal", "stretch")
    assert [tuple(row) for row in kept] == [
        ("new_customers", "Ann", "2026-11", 3, 9, 5),
        ("contract_amount", "Bob", "2026 Q4", None, 1250000.5, None),
    ]
    assert (run.counts["create"], run.counts["update"]) == (2, 1), "the last row is about the target of the first"
    assert run.counts["error"] == 2
    assert {(error["row"], error["code"]) for error in run.errors} == {
        (4, "outside_scope"),
        (5, "not_a_choice"),
    }
    seen = office.api("mia").get("target/grid", measure="new_customers", year=2026).json()["rows"]
    ann = next(row for row in seen if row["title"] == "Ann")
    assert (ann["cells"]["month 11"]["goal"], ann["actual"][10]) == ("9.00", "2")


def test_the_same_file_again_changes_what_is_there(office: Office) -> None:  # noqa: F811 — the fixture
    """Measure, whose it is and period together name a target: a second file creates, updates and leaves alone."""
    tree = {**TREE, "import": "dept_tree"}
    office.world.give(office.people["mia"], {"target": tree})
    east = office.world.east.name
    headers = (*HEADERS[:3], "目标部门", *HEADERS[3:])

    def rows(*changes: tuple[int, Any]) -> bytes:
        told: list[list[Any]] = [
            ["新增客户", "人员", "Ann", None, "月", "2026-11-15", 3, 4, 5],
            ["新增客户", "人员", "Ann", None, "月", "2026-12-01", 3, 4, 5],
            ["新增客户", "人员", "Bob", None, "月", "2026-11-01", None, 7, None],
            ["新增客户", "部门", "Mia", east, "月", "2026-11-01", None, 40, None],
        ]
        for at, goal in changes:
            told[at][7] = goal
        return sheet(*(tuple(row) for row in told), headers=headers)

    first = bring(office, rows())
    assert (first.counts["create"], first.counts["error"], first.on_match) == (4, 0, "update"), first.errors
    ids = {(row.title, row.subject, row.owner_id): row.id for row in Target.objects.all()}

    more = ("新增客户", "人员", "Bob", None, "年", "2026-05-05", None, 90, None)
    again = bring(office, sheet(*_read(rows((0, 9), (3, 41))), more, headers=headers))
    told = {name: again.counts[name] for name in ("rows", "create", "update", "skip", "error")}
    assert told == {"rows": 5, "create": 1, "update": 2, "skip": 2, "error": 0}, again.errors
    kept = {(row.title, row.subject, row.owner_id): (row.id, row.goal) for row in Target.objects.all()}
    ann, mia = office.people["ann"].id, office.people["mia"].id
    assert kept["2026-11", "person", ann] == (ids["2026-11", "person", ann], 9)
    assert kept["2026-11", "department", mia] == (ids["2026-11", "department", mia], 41)
    assert len(kept) == 5


def test_a_file_changes_no_target_out_of_reach(office: Office) -> None:  # noqa: F811 — the fixture
    office.world.give(office.people["mia"], {"target": {**TREE, "import": "dept_tree"}})
    Target.objects.create(
        measure="new_customers", subject="person", owner=office.people["eve"], dept=office.world.west, unit="month",
        starts_on="2026-11-01", title="2026-11", goal=8, created_at=office.world.clock.now(),
        updated_at=office.world.clock.now(),
    )  # fmt: skip
    run = bring(office, sheet(("新增客户", "人员", "Eve", "月", "2026-11-01", None, 1, None)))
    assert (run.counts["update"], run.counts["create"], run.counts["error"]) == (0, 0, 1)
    assert list(Target.objects.values_list("goal", flat=True)) == [8]


def _read(content: bytes) -> list[tuple[Any, ...]]:
    page = load_workbook(BytesIO(content)).active
    assert page is not None
    return [tuple(row) for row in page.iter_rows(min_row=2, values_only=True)]
