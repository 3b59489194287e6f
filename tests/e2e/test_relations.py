"""Relations of a customer as a person records them, sees them drawn, finds a way, and asks who decides."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .app import App
from .conftest import PHONE, OpenApp

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}


def no_fault(app: App) -> None:
    app.page.mouse.move(0, 0)  # what the pointer stands on is lighter
    found = Axe().run(app.page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found] == []


def test_a_relation_is_recorded_drawn_and_walked(manager: App) -> None:
    hub = manager.make("customer", name="昆仑轴承集团有限公司")
    other = manager.make("customer", name="祁连铸造有限公司")
    manager.make("contact", name="沈青山", customer=other, title="总经理")
    page = manager.page
    manager.open(f"/r/customer/{hub}?tab=relations")
    expect(page.get_by_text("还没有登记关系")).to_be_visible()

    page.locator(".relations__bar").get_by_role("button", name="添加关系").click()
    dialog = page.get_by_role("dialog")
    manager.choose(dialog.locator(".ant-select").first, "供应商")
    manager.choose(dialog.locator(".ant-select").nth(1), "祁连铸造")
    manager.button("保存", dialog).click()
    manager.toast("已保存关系")
    line = page.locator(".relations__line", has_text="祁连铸造有限公司")
    expect(line).to_be_visible()
    expect(page.locator(".relations__group h3", has_text="供应商")).to_be_visible()
    no_fault(manager)

    manager.button("图谱").click()
    nodes = page.locator(".react-flow__node")
    expect(nodes).to_have_count(2)
    manager.choose(page.locator(".graph__bar .ant-select").nth(1), "2")
    expect(nodes).to_have_count(3)  # the contact stands two steps away
    expect(nodes.filter(has_text="沈青山")).to_have_count(1)
    manager.button("查找").click()
    expect(page.locator(".way__step").first).to_contain_text("我")
    no_fault(manager)
    manager.button("文字列表").click()
    person = page.locator(".graph-lines__node", has=page.locator(".graph-lines__head", has_text="沈青山"))
    expect(person.locator("ul li")).to_have_text(["公司 祁连铸造有限公司"])

    manager.open(f"/r/customer/{other}?tab=relations")
    expect(page.locator(".relations__group h3", has_text="采购方")).to_be_visible()


def test_a_circle_of_parents_is_refused_in_words(manager: App) -> None:
    top = manager.make("customer", name="天山控股有限公司")
    below = manager.make("customer", name="天山矿业有限公司", parent=top)
    manager.allowed.add(422)
    page = manager.page
    manager.open(f"/r/customer/{top}?tab=relations")
    manager.button("集团").click()
    expect(page.locator(".group__row")).to_have_count(2)

    page.locator(".relations__bar").get_by_role("button", name="添加关系").click()
    dialog = page.get_by_role("dialog")
    manager.choose(dialog.locator(".ant-select").first, "母公司")
    manager.choose(dialog.locator(".ant-select").nth(1), "天山矿业")
    manager.button("保存", dialog).click()

    expect(dialog.locator(".field__error")).to_have_text(
        re.compile("这样会形成循环：.*天山控股有限公司 → 天山矿业有限公司 → 天山控股有限公司")
    )
    assert manager.api("GET", f"customer/{top}")["parent"] is None
    assert manager.api("GET", f"customer/{below}")["parent"]["id"] == top


@pytest.mark.parametrize("phone", [False, True])
def test_who_decides_and_the_card(tabs: OpenApp, phone: bool) -> None:
    app = tabs("manager1", **(PHONE if phone else {}))
    customer = app.make("customer", name="阿尔泰重工有限公司")
    boss, worker = (app.make("contact", name=name, customer=customer) for name in ("顾长风", "宋临溪"))
    app.make("decision_seat", customer=customer, contact=boss, attitude="opposes", influence="5")
    seat = app.make("decision_seat", customer=customer, contact=worker, attitude="supports")
    page = app.page
    app.open(f"/r/customer/{customer}?tab=decisions")
    expect(page.locator(".org-seat")).to_have_count(2)

    page.locator(".org-seat", has_text="宋临溪").click()
    app.choose(page.locator(".decisions__detail .ant-select"), "顾长风")
    app.toast("已调整汇报关系")
    expect(page.locator(".org-chart__tree ul .org-seat", has_text="宋临溪")).to_be_visible()
    assert app.api("GET", f"decision_seat/{seat}")["reports_to"]["id"] == boss
    no_fault(app)

    app.open(f"/r/customer/{customer}?tab=key-account")
    app.button("建立卡片").click()
    part = page.get_by_role("region", name="基础资料", exact=True)
    expect(part.get_by_text("从未确认")).to_be_visible()
    app.button("确认属实", part).click()
    app.toast("已确认“基础资料”")
    expect(part.get_by_text("有效")).to_be_visible()
    no_fault(app)
