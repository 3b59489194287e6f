"""How a stranger becomes a colleague: an application is decided in one step, and a role may demand a second factor."""

import base64
import hmac
import re
import struct
import time
from hashlib import sha1

from playwright.sync_api import Browser, expect

from tests.conftest import Instance

from .app import App
from .conftest import OpenApp

PASSWORD = "a-long-enough-password-2026"
STEP_SECONDS = 30


def stranger(browser: Browser, instance: Instance, *allowed: int) -> App:
    app = App(browser.new_context(locale="zh-CN").new_page(), instance.url, "stranger")
    app.watch()
    app.allowed = set(allowed)
    return app


def apply(app: App, name: str, username: str, department: str) -> None:
    answer = app.page.request.post(
        f"{app.url}/api/v1/auth/apply",
        data={
            "name": name,
            "username": username,
            "email": f"{username}@example.cn",
            "phone": "13800138000",
            "staff_no": username.upper(),
            "department": department,
            "reason": "新入职",
            "password": PASSWORD,
        },
        headers={"Origin": app.url},
    )
    assert answer.status == 202, answer.text()


def sign_in(app: App, username: str, path: str = "/") -> None:
    app.open(f"/sign-in?next={path}")
    app.page.locator("#username").fill(username)
    app.page.locator("#password").fill(PASSWORD)
    app.page.keyboard.press("Enter")


def code(secret: str, later: int = 0) -> str:
    """What an authenticator shows now, or `later` steps of half a minute from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // STEP_SECONDS + later), sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_one_step_gives_an_applicant_a_department_and_roles(
    browser: Browser, running_instance: Instance, tabs: OpenApp
) -> None:
    admin, new = tabs("secadmin"), stranger(browser, running_instance, 401)
    departments = [node["name"] for node in admin.api("GET", "org/tree")["items"][0]["children"]]
    asked = departments[0]
    apply(new, "申小雨", "shenxiaoyu", asked)

    admin.open("/inbox")
    admin.page.locator(".inbox__item", has_text="申小雨").first.click()
    expect(admin.page).to_have_url(re.compile(r"/approvals/\d+$"))
    admin.open("/approvals")
    line = admin.page.locator(".approvals li", has_text="申小雨")
    admin.button("同意", line).click()
    dialog = admin.page.locator(".ant-modal")
    expect(dialog.locator(".application")).to_contain_text("新入职")
    expect(dialog.locator(".ant-select").first).to_contain_text(asked)

    roles = dialog.locator(".role-pick__item")
    roles.filter(has_text="系统管理员").locator("input").check()
    rival = roles.filter(has=admin.page.locator("strong", has_text="安全管理员"))
    expect(rival.locator("input")).to_be_disabled()
    expect(rival).to_contain_text("与“系统管理员”互斥")
    roles.filter(has=admin.page.locator("strong", has_text="系统管理员")).locator("input").uncheck()
    roles.filter(has=admin.page.locator("strong", has_text=re.compile("^销售$"))).locator("input").check()
    dialog.locator("#application-comment").fill("欢迎")
    admin.button("同意并开通", dialog).click()
    admin.toast("已同意")
    expect(line).to_have_count(0)

    sign_in(new, "shenxiaoyu", "/r/customer")
    expect(new.page.locator("#main h1")).to_have_text("客户")
    me = new.api("GET", "me")
    assert me["department"]["title"] == asked
    assert [item["key"] for item in me["roles"]] == ["sales"]
    assert new.problems == []
    new.page.context.close()


def test_who_is_turned_down_hears_why_and_stays_outside(
    browser: Browser, running_instance: Instance, tabs: OpenApp
) -> None:
    admin, new = tabs("secadmin"), stranger(browser, running_instance, 401)
    apply(new, "何不进", "hebujin", "")
    admin.open("/approvals")
    line = admin.page.locator(".approvals li", has_text="何不进")
    admin.button("拒绝", line).click()
    dialog = admin.page.locator(".ant-modal")
    expect(dialog.get_by_role("button", name="拒绝")).to_be_disabled()
    dialog.locator("textarea").fill("不是本公司员工")
    dialog.get_by_role("button", name="拒绝").click()
    admin.toast("已拒绝")
    expect(line).to_have_count(0)
    admin.page.get_by_role("tab", name="我已处理").click()
    expect(admin.page.locator(".approvals li", has_text="何不进")).to_contain_text("不是本公司员工")
    sign_in(new, "hebujin")
    expect(new.page.get_by_role("alert")).to_be_visible()
    new.page.context.close()


def test_a_role_can_demand_the_second_factor(browser: Browser, running_instance: Instance, tabs: OpenApp) -> None:
    admin, new = tabs("secadmin"), stranger(browser, running_instance, 401, 403, 422)
    apply(new, "双因子", "shuangyinzi", "")
    waiting = admin.api("GET", "org/applications")["items"]
    id_ = next(item["id"] for item in waiting if item["username"] == "shuangyinzi")
    made = admin.api("POST", "roles", {"name": "须两步验证", "require_mfa": True})
    admin.api("POST", f"org/applications/{id_}/approve", {"roles": [made["id"]]})

    sign_in(new, "shuangyinzi", "/inbox")
    expect(new.page).to_have_url(re.compile("/second-factor"))
    new.open("/r/customer")
    expect(new.page).to_have_url(re.compile("/second-factor"))
    assert new.page.request.get(f"{new.url}/api/v1/meta").status == 403
    expect(new.page.locator(".qr")).to_be_visible()
    secret = new.page.locator(".enrol code").inner_text().replace(" ", "")

    box = new.page.get_by_label("动态验证码")
    box.fill("000000" if code(secret) != "000000" else "000001")
    new.button("确认开启").click()
    expect(new.page.get_by_role("alert")).to_contain_text("验证码不正确")
    expect(new.page).to_have_url(re.compile("/second-factor"))
    box.fill(code(secret))
    box.press("Enter")
    expect(new.page).to_have_url(re.compile("/r/customer$"))
    new.page.context.close()

    again = stranger(browser, running_instance, 401)
    sign_in(again, "shuangyinzi", "/inbox")
    box = again.page.locator("#otp")
    box.fill("123456" if code(secret, 1) != "123456" else "123457")
    box.press("Enter")
    expect(again.page.get_by_role("alert")).to_contain_text("验证码不正确")
    # A code is good once; that of the next half minute is taken early, within the clock's allowance.
    box.fill(code(secret, 1))
    box.press("Enter")
    expect(again.page).to_have_url(re.compile("/inbox$"))
    assert again.problems == []
    again.page.context.close()
