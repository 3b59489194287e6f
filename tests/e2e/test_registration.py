"""A form is made, a stranger fills it in on a phone, and the owner has a customer."""

from itertools import count

from playwright.sync_api import Browser, expect

from .conftest import OpenApp

NUMBERS = count(1)
WIDTH = 390


def test_a_stranger_registers_on_a_phone(tabs: OpenApp, browser: Browser) -> None:
    admin, owner = tabs("sysadmin"), tabs("sales1")
    number = next(NUMBERS)
    title, company = f"展会登记 {number}", f"杭州扫码登记{number}科技有限公司"
    form = {
        "title": title,
        "fields": [
            {"name": "customer.name", "required": True},
            {"name": "contact.name", "required": True},
            {"name": "contact.mobile", "required": True},
        ],
        "notice": "只用于与您联系。",
        "consents": [{"key": "care", "text": "同意接收产品资料", "required": True}],
        "thanks": "谢谢，我们会联系您。",
        "owners": [owner.api("GET", "me")["id"]],
        "active": True,
    }
    path = admin.api("POST", "registration/forms", form)["path"]
    admin.open("/settings/registration")
    admin.button(f"链接与二维码: {title}").click()
    expect(admin.page.get_by_role("img", name="登记表二维码")).to_be_visible()
    expect(admin.page.locator(".ant-modal code")).to_have_text(f"{admin.url}{path}")

    context = browser.new_context(
        viewport={"width": WIDTH, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    stranger = context.new_page()
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(f"{admin.url}{path}")
    assert stranger.evaluate("document.documentElement.scrollWidth") <= WIDTH
    stranger.get_by_label("公司").fill(company)
    stranger.get_by_label("您的姓名").fill("王小明")
    stranger.get_by_label("手机").fill("不是号码")
    stranger.get_by_role("button", name="提交").click()
    expect(stranger.locator('[name="contact.mobile"]')).to_have_attribute("aria-invalid", "true")
    expect(stranger.get_by_label("公司")).to_have_value(company)
    stranger.get_by_label("手机").fill("13800138000")
    stranger.get_by_label("同意接收产品资料").check()
    # The page takes nothing from who had it open for less than two seconds; the policy of the page forbids polling.
    stranger.evaluate("new Promise((done) => setTimeout(done, 2100))")
    stranger.get_by_role("button", name="提交").click()
    expect(stranger.get_by_role("status")).to_have_text("谢谢，我们会联系您。")
    assert all(url.startswith((admin.url, "data:")) for url in asked)
    context.close()

    owner.open("/r/customer")
    listed = owner.api("POST", "customer/search", {"filter": {"field": "name", "op": "eq", "value": company}})["items"]
    record = owner.record("customer", listed[0]["id"])
    expect(record.title).to_have_text(company)
    expect(owner.page.get_by_role("region", name="登记记录")).to_contain_text(title)
    expect(owner.page.get_by_role("region", name="数据健康")).to_be_visible()
