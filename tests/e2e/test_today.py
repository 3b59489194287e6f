"""The first scene: in the morning somebody opens 今日, sees whom to call and why, and one tap does it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from kezhou.kernel.clock import COMPANY_ZONE

from .app import App
from .conftest import PHONE, OpenApp

CALLED = "今日测试待跟进有限公司"


def morning(app: App, name: str = CALLED, mobile: str = "13912345678") -> int:
    """A customer of this person's whom to call now; the demo company has many others."""
    due = datetime.now(COMPANY_ZONE).replace(hour=23, minute=58, second=0, microsecond=0)
    return app.make("customer", name=name, mobile=mobile, next_follow_up_at=due.isoformat())


def line(app: App, name: str) -> Locator:
    return app.page.locator(".today-line").filter(has_text=name)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desk", "phone"])
def test_whom_to_call_and_why(tabs: OpenApp, screen: dict[str, Any]) -> None:
    app = tabs("sales1", **screen)
    name = f"{CALLED}{len(screen)}"
    customer = morning(app, name)
    if screen:
        app.open("/")
        app.page.locator(".phonebar__item", has_text="今日").click()
    else:
        app.open("/today")

    mine = line(app, name)
    expect(mine).to_contain_text("约好今天 23:58 跟进")
    expect(app.page.get_by_role("progressbar")).to_contain_text(re.compile(r"今天 \d+/\d+"))
    app.button(f"打电话给{name}", mine)
    app.button("推迟", mine).click()
    app.page.get_by_role("menuitem", name="明天").click()
    app.toast(re.compile("^已推迟到"))
    expect(mine).to_have_count(0)
    tomorrow = datetime.now(COMPANY_ZONE).date() + timedelta(days=1)
    due = datetime.fromisoformat(app.api("GET", f"customer/{customer}")["next_follow_up_at"])
    assert due.astimezone(COMPANY_ZONE).date() == tomorrow

    app.page.locator(".toast", has_text="已推迟到").get_by_role("button", name="撤销").click()
    expect(mine).to_be_visible()
    app.button("完成", mine).click()
    app.toast("已完成，不再安排下次跟进")
    expect(mine).to_have_count(0)
    assert app.api("GET", f"customer/{customer}")["next_follow_up_at"] is None


def test_one_tap_opens_the_form_that_logs_it(tabs: OpenApp) -> None:
    app = tabs("sales1")
    name = f"{CALLED}记录"
    customer = morning(app, name)
    app.open("/today")

    app.button("记跟进", line(app, name)).click()
    sheet = app.page.locator(".ant-drawer-content, .ant-drawer-section").filter(has_text=name)
    expect(sheet).to_be_visible()
    sheet.locator("textarea").first.fill("电话沟通了报价，约好周五再谈")
    sheet.get_by_role("button", name=re.compile("^(保存|记录|提交|发送)")).first.click()
    expect(sheet).to_have_count(0)
    rows = app.api("GET", f"follow_up?customer={customer}")["items"]
    assert [row["author"]["title"] for row in rows] == [app.api("GET", "me")["name"]]


def test_keys_move_and_open(tabs: OpenApp) -> None:
    app = tabs("sales1")
    morning(app, f"{CALLED}按键")
    app.open("/today")
    expect(line(app, f"{CALLED}按键")).to_be_visible()

    app.page.keyboard.press("j")
    first = app.page.locator(".today-line").first
    expect(first).to_have_class(re.compile("is-active"))
    app.page.keyboard.press("j")
    expect(app.page.locator(".today-line").nth(1)).to_have_class(re.compile("is-active"))
    app.page.keyboard.press("k")
    expect(first).to_have_class(re.compile("is-active"))
    app.page.keyboard.press("Enter")
    expect(app.page).to_have_url(re.compile(r"/r/\w+/\d+"))


def test_the_manager_sees_who_did_what_and_opens_the_rows(manager: App) -> None:
    manager.open("/team?unit=year")
    table = manager.page.locator(".team-table")
    expect(table).to_be_visible()
    number = table.locator("tbody tr").first.locator("td a").first
    expected = number.inner_text()
    number.click()
    expect(manager.page).to_have_url(re.compile("/r/follow_up"))
    expect(manager.page.locator("#main")).to_contain_text(f"共 {expected} 条")


def test_a_log_is_written_from_what_was_done(tabs: OpenApp) -> None:
    app = tabs("sales2")
    app.open("/journals?kind=week")
    done = app.page.get_by_label("完成了什么")
    expect(done).to_be_visible()
    done.fill("本周完成了三次拜访")
    app.button("提交").click()
    app.toast("日志已提交")
    expect(app.page.locator(".strip__day.is-active")).to_have_class(re.compile("strip__day--submitted"))
    app.page.reload()
    expect(app.page.get_by_label("完成了什么")).to_have_value("本周完成了三次拜访")
