"""A dashboard that opens the lists behind its numbers, a report that is built and kept, targets typed into a grid."""

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from kezhou.kernel.clock import COMPANY_ZONE

from .conftest import PHONE, OpenApp
from .test_access import faults, findings


@pytest.mark.parametrize("screen", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desk", "phone"])
def test_the_dashboard_of_a_role_opens_with_its_tiles(tabs: OpenApp, screen: dict[str, Any]) -> None:
    app = tabs("director", **screen)
    app.open("/dashboards")
    tile = app.page.get_by_role("region", name="客户级别分布")
    expect(tile.get_by_role("img")).to_be_visible()
    app.button("客户级别分布：更多操作", tile).click()
    app.page.get_by_role("menuitem", name="查看数据").click()
    number = tile.get_by_role("row", name=re.compile("^A 重点客户")).get_by_role("link")
    counted = (number.text_content() or "").replace(",", "")
    assert faults(app, "dashboard") == []
    number.click()
    expect(app.page).to_have_url(re.compile("/r/customer"))
    level = {"filter": '{"field":"level","op":"eq","value":"A"}', "total": "exact"}
    query = "&".join(f"{name}={value}" for name, value in level.items())
    assert str(app.api("GET", f"customer?{query}")["total"]) == counted


def test_a_report_is_built_kept_and_put_on_a_dashboard(tabs: OpenApp) -> None:
    app = tabs("director")
    app.open("/reports/new?template=customers.by_status")
    answer = app.page.get_by_role("region", name="结果")
    expect(answer.get_by_role("img")).to_be_visible()
    drawn = answer.locator("canvas").bounding_box()
    assert drawn is not None
    assert drawn["height"] > 300
    app.page.get_by_text("表格", exact=True).click()
    expect(answer.get_by_role("rowheader", name="合计")).to_be_visible()
    app.button("保存").click()
    app.page.locator("#report-name").fill("测试状态表")
    app.page.get_by_role("dialog").get_by_role("button", name=re.compile("保\\s?存")).click()
    app.toast("已保存")
    expect(app.page).to_have_url(re.compile(r"/reports/\d+$"))
    kept = [one for one in app.api("GET", "report")["items"] if one["name"] == "测试状态表"]
    assert [one["definition"]["chart"] for one in kept] == ["table"]


@pytest.mark.parametrize("screen", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desk", "phone"])
def test_everybody_can_read_the_pages(tabs: OpenApp, screen: dict[str, Any]) -> None:
    app = tabs("manager1", **screen)
    found = []
    for path in (
        "/reports",
        "/reports/new?template=customers.new_by_month",
        "/reports/new?template=funnel.stages",
        "/statistics",
        "/targets",
        "/targets?tab=ranking",
        "/dashboards",
        "/",
    ):
        found += findings(app, path)
    assert found == []


def test_targets_on_the_dashboard_open_what_they_count(tabs: OpenApp) -> None:
    app = tabs("director")
    app.open("/dashboards")
    tile = app.page.get_by_role("region", name="目标完成情况")
    expect(tile.get_by_role("img")).to_be_visible()
    app.button("目标完成情况：更多操作", tile).click()
    app.page.get_by_role("menuitem", name="查看数据").click()
    row = tile.get_by_role("row", name=re.compile(r"^赢单金额 \d{4} "))
    row.get_by_role("link").last.click()
    expect(app.page).to_have_url(re.compile("/r/opportunity"))


def test_a_dashboard_is_taken_away_as_a_picture_and_the_pack_is_sent(tabs: OpenApp) -> None:
    app = tabs("director")
    app.open("/dashboards")
    expect(app.page.get_by_role("region", name="商机漏斗").get_by_role("img")).to_be_visible()
    app.button("更多").click()
    with app.page.expect_download() as got:
        app.page.get_by_role("menuitem", name="导出图片").click()
    picture = got.value.path().read_bytes()
    assert (got.value.suggested_filename, picture[:8]) == ("销售总览.png", b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture[16:20], "big") > 1_500
    assert len(picture) > 100_000
    app.button("更多").click()
    app.page.get_by_role("menuitem", name="发送月结包…").click()
    app.page.get_by_role("dialog").get_by_role("button", name=re.compile("发\\s?送")).click()
    app.toast("已发站内消息给 1 人")


def test_targets_are_typed_into_the_grid(tabs: OpenApp) -> None:
    app = tabs("manager1")
    year = datetime.now(COMPANY_ZONE).year + 1
    app.open(f"/targets?measure=new_customers&year={year}")
    box = app.page.get_by_role("textbox", name=re.compile(r"3 月的目标$")).first
    box.fill("12")
    app.button("保存").click()
    app.toast("已保存 1 处")
    grid = app.api("GET", f"target/grid?measure=new_customers&year={year}")
    assert [row["cells"]["month 3"]["goal"] for row in grid["rows"] if row["cells"]] == ["12.00"]
