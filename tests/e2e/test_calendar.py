"""The calendar by hand: a meeting made by a click, one of a series moved and put back, the list on a phone."""

import re
from datetime import date, datetime, time, timedelta

from playwright.sync_api import Locator, expect

from kezhou.kernel.clock import COMPANY_ZONE

from .app import App, Form
from .conftest import PHONE, OpenApp


def next_monday() -> date:
    """Of a week that lies wholly ahead and holds nothing but what a test puts there."""
    today = datetime.now(COMPANY_ZONE).date()
    return today + timedelta(days=70 - today.weekday())


def at(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), COMPANY_ZONE).isoformat()


def item(app: App, title: str, day: date) -> Locator:
    return app.page.locator(f'.cal-column[data-day="{day}"] .cal-item').filter(has_text=title)


def beginnings(app: App, title: str, first: date) -> list[str]:
    """The local times of what is called so, within the two weeks from the day on."""
    found = app.api("GET", f"calendar?from={first}&to={first + timedelta(days=13)}")["items"]
    moments = [datetime.fromisoformat(one["starts_at"]) for one in found if one["title"] == title]
    return [f"{moment.astimezone(COMPANY_ZONE):%m-%d %H:%M}" for moment in moments]


def series(app: App, title: str, monday: date) -> None:
    app.make("meeting", title=title, starts_at=at(monday, 9), ends_at=at(monday, 10), rrule="FREQ=WEEKLY;COUNT=2")


def test_a_click_on_an_hour_makes_a_meeting_then(tabs: OpenApp) -> None:
    app = tabs("sales1")
    day = next_monday() + timedelta(days=3)
    app.open(f"/calendar?view=week&on={day}")
    column = app.page.locator(f'.cal-column[data-day="{day}"]')
    expect(column).to_be_visible()

    column.locator(".cal-slot").nth(14).click()
    form = Form(app)
    form.fill("主题", "点击新建的会议")
    form.save()
    form.closed()

    expect(item(app, "点击新建的会议", day)).to_contain_text("14:00")
    assert beginnings(app, "点击新建的会议", day) == [f"{day:%m-%d} 14:00"]


def test_one_of_a_series_is_dragged_and_put_back(tabs: OpenApp) -> None:
    app = tabs("sales2")
    monday = next_monday()
    tuesday, later = monday + timedelta(days=1), monday + timedelta(days=7)
    series(app, "拖动的例会", monday)
    app.open(f"/calendar?view=week&on={monday}")
    chip = item(app, "拖动的例会", monday)
    expect(chip).to_be_visible()

    box = chip.bounding_box()
    target = app.page.locator(f'.cal-column[data-day="{tuesday}"]').bounding_box()
    assert box is not None
    assert target is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    app.page.mouse.move(x + 20, y + 10)
    app.page.mouse.move(target["x"] + target["width"] / 2, y + target["height"] / 24 * 2)
    app.page.mouse.up()
    app.button("仅此次").click()

    app.toast(re.compile("已改到"))
    expect(item(app, "拖动的例会", tuesday)).to_contain_text("11:00")
    assert beginnings(app, "拖动的例会", monday) == [f"{tuesday:%m-%d} 11:00", f"{later:%m-%d} 09:00"]
    app.page.locator(".toast").get_by_role("button", name="撤销").click()
    expect(chip).to_contain_text("09:00")
    assert beginnings(app, "拖动的例会", monday) == [f"{monday:%m-%d} 09:00", f"{later:%m-%d} 09:00"]


def test_the_keys_move_a_whole_series(tabs: OpenApp) -> None:
    app = tabs("sales2")
    monday = next_monday() + timedelta(days=14)
    wednesday = monday + timedelta(days=2)
    series(app, "按键的例会", monday)
    app.open(f"/calendar?view=week&on={monday}")

    item(app, "按键的例会", monday).focus()
    for day in (1, 2):
        app.page.keyboard.press("ArrowRight")
        expect(item(app, "按键的例会", monday + timedelta(days=day))).to_be_focused()
    app.page.keyboard.press("ArrowUp")
    expect(item(app, "按键的例会", wednesday)).to_contain_text("08:45")
    app.page.keyboard.press("Enter")
    app.button("全部").click()

    app.toast(re.compile("已改到"))
    expected = [f"{wednesday:%m-%d} 08:45", f"{wednesday + timedelta(days=7):%m-%d} 08:45"]
    assert beginnings(app, "按键的例会", monday) == expected


def test_a_phone_shows_a_list_below_the_week(tabs: OpenApp) -> None:
    app = tabs("sales1", **PHONE)
    monday = next_monday() + timedelta(days=21)
    series(app, "手机上的例会", monday)
    app.open(f"/calendar?on={monday - timedelta(days=7)}")

    app.page.locator(".cal-strip__day").nth(2).click()
    expect(app.page).to_have_url(re.compile(f"on=.*{monday - timedelta(days=5)}"))
    line = app.page.locator(".cal-line").filter(has_text="手机上的例会").first
    expect(line).to_contain_text("09:00")
    line.get_by_role("button").click()
    expect(app.page.locator(".ant-modal")).to_contain_text("每周，共 2 次")
    app.button("参加").click()
    expect(app.button("参加")).to_have_attribute("aria-pressed", "true")


def test_holidays_are_pasted_and_marked(tabs: OpenApp) -> None:
    app = tabs("sysadmin")
    app.open("/settings/holidays?year=2031")
    app.button("粘贴列表").click()
    app.page.locator(".ant-modal textarea").fill("2031-01-01 休 元旦\n2031-01-04 班 元旦")
    app.button("加入", app.page.locator(".ant-modal")).click()
    app.page.get_by_role("button", name=re.compile("^5月1日")).click()
    app.button("保存").click()

    app.toast("工作日历已保存")
    days = app.api("GET", "workdays?year=2031")["days"]
    assert [(one["day"], one["working"], one["name"]) for one in days] == [
        ("2031-01-01", False, "元旦"),
        ("2031-01-04", True, "元旦"),
        ("2031-05-01", False, ""),
    ]
