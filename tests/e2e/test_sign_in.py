"""Coming in and going out."""

import re

from playwright.sync_api import Browser, expect

from tests.conftest import Instance

from .app import App


def strange_tab(browser: Browser, instance: Instance) -> App:
    app = App(browser.new_context(locale="zh-CN").new_page(), instance.url, "nobody")
    app.watch()
    app.allowed = {401}
    return app


def test_a_wrong_password_says_so_and_keeps_the_name(browser: Browser, running_instance: Instance) -> None:
    app = strange_tab(browser, running_instance)
    app.open("/r/customer")
    expect(app.page).to_have_url(re.compile("/sign-in"))
    app.page.locator("#username").fill("sales2")
    app.page.locator("#password").fill("not the password")
    app.page.keyboard.press("Enter")
    expect(app.page.get_by_role("alert")).to_be_visible()
    expect(app.page.locator("#username")).to_have_value("sales2")
    expect(app.page.locator("#password")).to_have_value("")
    app.page.locator("#password").fill(running_instance.logins["sales2"])
    app.page.keyboard.press("Enter")
    expect(app.page).to_have_url(f"{running_instance.url}/r/customer")
    expect(app.page.locator("tbody tr").first).to_be_visible()
    app.page.get_by_role("button", name=re.compile("的菜单$")).click()
    app.page.get_by_role("menuitem", name="退出登录").click()
    expect(app.page).to_have_url(re.compile("/sign-in"))
    assert app.page.request.get(f"{running_instance.url}/api/v1/me").status == 401
    assert app.problems == []
    app.page.context.close()


def test_an_address_of_another_site_is_no_way_back(browser: Browser, running_instance: Instance) -> None:
    app = strange_tab(browser, running_instance)
    app.open("/sign-in?next=%2F%2Fevil.example%2Fr")
    app.page.locator("#username").fill("sales2")
    app.page.locator("#password").fill(running_instance.logins["sales2"])
    app.page.keyboard.press("Enter")
    expect(app.page.locator("#main")).to_be_visible()
    assert app.page.url.startswith(running_instance.url)
    app.page.context.close()
