"""Targets come from a spreadsheet: measure, person, month, three figures; what is wrong says where."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from kezhou.modules.targets.target.model import Target
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.models import ImportRun
from tests.exchange.conftest import work
from tests.reports.conftest import TREE, Office

from .test_targets import office  # noqa: F401 — the fixture

HEADERS = ("指标", "对象", "责任人", "周期", "周期起始日", "保底", "目标值", "冲刺")


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADERS)
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
        ("new_customers", "Ann", "2026-11", 3, 4, 5),
        ("contract_amount", "Bob", "2026 Q4", None, 1250000.5, None),
    ]
    assert run.counts["create"] == 2
    assert run.counts["error"] == 3
    assert {(error["row"], error["code"]) for error in run.errors} == {
        (4, "outside_scope"),
        (5, "not_a_choice"),
        (6, "taken"),
    }
    seen = office.api("mia").get("target/grid", measure="new_customers", year=2026).json()["rows"]
    ann = next(row for row in seen if row["title"] == "Ann")
    assert (ann["cells"]["month 11"]["goal"], ann["actual"][10]) == ("4.00", "2")
