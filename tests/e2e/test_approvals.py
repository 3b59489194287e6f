"""The designer of flows, the inbox and deputies, as people see them; what decides is proved in tests/approvals."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, OpenApp
from .test_access import findings


def test_a_flow_is_drawn_and_says_what_is_missing(tabs: OpenApp) -> None:
    admin = tabs("sysadmin")
    admin.open("/settings/approval-flows")
    admin.page.locator("#main table a", has_text="大批量导出").click()
    chart = admin.page.locator(".flow-chart")
    expect(chart).to_be_visible()
    expect(admin.page.locator(".notice", has_text="没有任何审批环节")).to_be_visible()

    chart.locator(".flow__add").first.click()
    admin.page.get_by_role("menuitem", name="审批环节").click()
    drawer = admin.page.locator(".ant-drawer")
    admin.button("添加人员", drawer).click()
    drawer.locator(".ant-drawer-close").click()
    card = chart.locator(".flow__card--approve")
    expect(card).to_contain_text("部门负责人")
    expect(card).to_contain_text("找不到审批人")  # for the head of the company

    chart.locator(".flow__add").first.click()
    admin.page.get_by_role("menuitem", name="条件分支").click()
    expect(chart.locator(".flow__column")).to_have_count(2)
    expect(chart.locator(".flow__card--way").first).to_contain_text("请设置这条路径的条件")
    expect(admin.button("发布", admin.page.locator(".page-head"))).to_be_disabled()
    admin.button("保存草稿", admin.page.locator(".page-head")).click()
    expect(admin.button("保存草稿", admin.page.locator(".page-head"))).to_be_disabled()
    admin.page.reload()
    expect(chart.locator(".flow__column")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_pages_of_approvals(tabs: OpenApp, scheme: str) -> None:
    manager, admin = tabs("manager1", color_scheme=scheme), tabs("sysadmin", color_scheme=scheme)
    found = findings(manager, "/approvals") + findings(manager, "/approvals/deputies")
    found += findings(admin, "/settings/approval-flows") + findings(admin, "/settings/approval-flows/pool_extension")
    found += findings(tabs("manager1", color_scheme=scheme, **PHONE), "/approvals")
    assert found == []
