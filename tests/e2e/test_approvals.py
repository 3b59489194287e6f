"""The designer of flows, the inbox and deputies, as people see them; what decides is proved in tests/approvals."""

from datetime import UTC, datetime, timedelta

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


def test_signed_on_the_phone_in_two_taps_and_printed(tabs: OpenApp) -> None:
    admin, seller, head = tabs("sysadmin"), tabs("sales1"), tabs("manager1", **PHONE)
    who = [{"type": "head", "level": 1}]
    nodes = [{"type": "approve", "key": "head", "name": "部门负责人", "who": who, "sign": True}]
    flow = admin.api("GET", "approval_flow/sample_request")
    saved = admin.api("PUT", "approval_flow/sample_request", {"definition": {"nodes": nodes}},
                      **{"If-Match": f'"{flow["version"]}"'})  # fmt: skip
    done = admin.api("POST", "approval_flow/sample_request/publish", {}, **{"If-Match": f'"{saved["version"]}"'})
    customer = seller.make("customer", name="镇江签名样品机械有限公司")
    wanted = seller.make("opportunity", name="签名样品", customer=customer)
    sample = seller.api("POST", "sample_request", {"opportunity": wanted, "item": "签名样品密封圈", "quantity": "2"})
    try:
        path = f"sample_request/{sample['id']}/actions/submit"
        seller.api("POST", path, {}, **{"If-Match": f'"{sample["version"]}"'})
        head.open("/approvals")
        item = head.page.locator(".approvals li", has_text=sample["item"])
        head.button("同意", item).click()
        dialog = head.page.locator(".ant-modal")
        box = dialog.locator(".signature canvas").bounding_box()
        assert box is not None
        expect(head.button("同意", dialog)).to_be_disabled()
        head.page.mouse.move(box["x"] + 40, box["y"] + 60)
        head.page.mouse.down()
        head.page.mouse.move(box["x"] + 160, box["y"] + 110, steps=5)
        head.page.mouse.up()
        head.button("同意", dialog).click()
        expect(head.page.locator(".approvals li", has_text=sample["item"])).to_have_count(0)
    finally:
        admin.api("POST", "approval_flow/sample_request/switch", {"active": False},
                  **{"If-Match": f'"{done["version"]}"'})  # fmt: skip
    asked = head.api("GET", "approval?box=done&kind=sample_request")["items"][0]["id"]
    head.open(f"/approvals/{asked}/print")
    picture = head.page.locator(".sheet__signature")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    assert findings(head, f"/approvals/{asked}") + findings(head, f"/approvals/{asked}/print") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_pages_of_approvals(tabs: OpenApp, scheme: str) -> None:
    manager, admin = tabs("manager1", color_scheme=scheme), tabs("sysadmin", color_scheme=scheme)
    found = findings(manager, "/approvals") + findings(manager, "/approvals/deputies")
    found += findings(admin, "/settings/approval-flows") + findings(admin, "/settings/approval-flows/pool_extension")
    found += findings(tabs("manager1", color_scheme=scheme, **PHONE), "/approvals")
    assert found == []
