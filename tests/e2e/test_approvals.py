"""The designer of flows, the inbox and deputies, as people see them; what decides is proved in tests/approvals."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from .app import App
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
    admin.page.locator(".page-head .crumb a").click()
    admin.button("取消", admin.page.locator(".ant-modal", has_text="放弃未保存的修改？")).click()
    expect(chart.locator(".flow__column")).to_have_count(2)
    admin.button("保存草稿", admin.page.locator(".page-head")).click()
    expect(admin.button("保存草稿", admin.page.locator(".page-head"))).to_be_disabled()
    admin.page.reload()
    expect(chart.locator(".flow__column")).to_have_count(2)


def test_an_order_that_credit_refuses_is_released_from_the_refusal(tabs: OpenApp) -> None:
    seller, finance = tabs("sales1"), tabs("finance1")
    seller.allowed.add(422)
    customer = seller.make("customer", name="镇江信用放行机械有限公司")
    limit = {"amount": "100", "currency": "CNY"}
    finance.make("credit_profile", customer=customer, credit_limit=limit, order_control="block")
    line = {"name": "机械密封", "quantity": "2", "unit_price": "300"}
    order = seller.make("order", name="信用放行订单", customer=customer, lines=[line])

    seller.record("order", order)
    seller.button("提交审批").click()
    dialog = seller.page.locator(".ant-modal")
    seller.button("提交审批", dialog).click()
    expect(dialog).to_contain_text("超过可用额度")
    seller.button("申请放行", dialog).click()
    asking = seller.page.locator(".ant-modal", has_text="申请信用放行")
    asking.locator("#release-until").fill(f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}")
    asking.locator("#release-until").press("Enter")
    asking.locator("#release-reason").fill("老客户，月底回款")
    seller.button("提交申请", asking).click()
    expect(seller.page.locator(".approval-banner")).to_contain_text("等待")

    (waiting,) = [one for one in finance.api("GET", "approval?box=todo")["items"] if one["record_id"] == order]
    finance.api("POST", f"approval/{waiting['id']}/approve", {"comment": "同意"})
    seller.record("order", order)
    seller.button("提交审批").click()
    seller.button("提交审批", dialog).click()
    expect(seller.page.locator(".approval-banner")).to_contain_text("部门负责人审批")


@contextmanager
def signed_samples(admin: App) -> Iterator[None]:
    """While it lasts, whoever approves a sample signs by hand."""
    who = [{"type": "head", "level": 1}]
    nodes = [{"type": "approve", "key": "head", "name": "部门负责人", "who": who, "sign": True}]
    flow = admin.api("GET", "approval_flow/sample_request")
    saved = admin.api("PUT", "approval_flow/sample_request", {"definition": {"nodes": nodes}},
                      **{"If-Match": f'"{flow["version"]}"'})  # fmt: skip
    done = admin.api("POST", "approval_flow/sample_request/publish", {}, **{"If-Match": f'"{saved["version"]}"'})
    try:
        yield
    finally:
        admin.api("POST", "approval_flow/sample_request/switch", {"active": False},
                  **{"If-Match": f'"{done["version"]}"'})  # fmt: skip


def submitted_sample(seller: App, item: str) -> None:
    customer = seller.make("customer", name=f"镇江{item}机械有限公司")
    wanted = seller.make("opportunity", name=f"{item}项目", customer=customer)
    sample = seller.api("POST", "sample_request", {"opportunity": wanted, "item": item, "quantity": "2"})
    path = f"sample_request/{sample['id']}/actions/submit"
    seller.api("POST", path, {}, **{"If-Match": f'"{sample["version"]}"'})


def sign(app: App, dialog: Locator) -> None:
    """Drawn with the mouse or a finger; nobody approves before."""
    box = dialog.locator(".signature canvas").bounding_box()
    assert box is not None
    expect(app.button("同意", dialog)).to_be_disabled()
    app.page.mouse.move(box["x"] + 40, box["y"] + 60)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 160, box["y"] + 110, steps=5)
    app.page.mouse.up()
    app.button("同意", dialog).click()


def test_signed_on_the_phone_in_two_taps_and_printed(tabs: OpenApp) -> None:
    admin, seller, head = tabs("sysadmin"), tabs("sales1"), tabs("manager1", **PHONE)
    item = "签名样品密封圈"
    with signed_samples(admin):
        submitted_sample(seller, item)
        head.open("/approvals")
        line = head.page.locator(".approvals li", has_text=item)
        head.button("同意", line).click()
        sign(head, head.page.locator(".ant-modal"))
        expect(line).to_have_count(0)
    asked = head.api("GET", "approval?box=done&kind=sample_request")["items"][0]["id"]
    head.open(f"/approvals/{asked}/print")
    picture = head.page.locator(".approval-sheet__signature")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    assert findings(head, f"/approvals/{asked}") + findings(head, f"/approvals/{asked}/print") == []


def test_several_are_signed_once_and_what_was_taken_back_is_told(tabs: OpenApp) -> None:
    admin, seller, head = tabs("sysadmin"), tabs("sales1"), tabs("manager1")
    items = ["批量样品轴承", "批量样品叶轮", "批量样品法兰"]
    with signed_samples(admin):
        for item in items:
            submitted_sample(seller, item)
        head.open("/approvals")
        for item in items:
            head.page.locator(".approvals li", has_text=item).get_by_role("checkbox").check()
        (back,) = [
            one for one in seller.api("GET", "approval?box=asked&state=pending")["items"] if items[2] in one["title"]
        ]
        seller.api("POST", f"approval/{back['id']}/withdraw", {})
        head.button("批量同意").click()
        dialog = head.page.locator(".ant-modal")
        expect(dialog).to_contain_text("其中 3 项需要手写签名")
        sign(head, dialog)
        expect(head.page.locator(".approvals-gone")).to_contain_text(f"{items[2]}：该申请已被处理。")
        for item in items:
            expect(head.page.locator(".approvals li", has_text=item)).to_have_count(0)
    done = head.api("GET", "approval?box=done&kind=sample_request")["items"][:2]
    assert {one["title"].rpartition("：")[2] for one in done} == set(items[:2])
    for one in done:
        (task,) = head.api("GET", f"approval/{one['id']}")["steps"][0]["tasks"]
        assert task["signed"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_pages_of_approvals(tabs: OpenApp, scheme: str) -> None:
    manager, admin = tabs("manager1", color_scheme=scheme), tabs("sysadmin", color_scheme=scheme)
    found = findings(manager, "/approvals") + findings(manager, "/approvals/deputies")
    found += findings(admin, "/settings/approval-flows") + findings(admin, "/settings/approval-flows/pool_extension")
    found += findings(tabs("manager1", color_scheme=scheme, **PHONE), "/approvals")
    assert found == []
