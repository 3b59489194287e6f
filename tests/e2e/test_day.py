"""The rest of a day: reminders chosen, a note spoken, a meeting moved by finger, visits planned from who is near."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kezhou.kernel.clock import COMPANY_ZONE

from .app import App
from .conftest import PHONE, OpenApp
from .test_access import findings
from .test_activities import newest
from .test_calendar import beginnings, next_monday, series

HERE = {"latitude": 22.5410, "longitude": 114.0570, "accuracy": 10}
LOCATED = {"geolocation": HERE, "permissions": ["geolocation"]}
TONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
};"""
"""A tone in the place of the microphone, which no test machine has; what records it is the real thing."""


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desk", "phone"])
def test_everybody_can_read_and_reach_the_pages_of_a_day(tabs: OpenApp, screen: dict[str, Any]) -> None:
    app = tabs("manager1", **screen, **LOCATED)
    found = []
    for path in ("/today", "/team", "/journals", "/calendar", "/settings/reminders", "/visits/plan", "/visits/nearby"):
        found += findings(app, path)
    assert found == []


def test_somebody_chooses_how_to_be_reminded(tabs: OpenApp) -> None:
    app = tabs("sales3")
    app.open("/settings/reminders")

    app.page.get_by_role("radio", name="任务到期: 每日摘要").check()
    digest = app.page.get_by_role("textbox", name="每日摘要时间")
    digest.fill("18:05")
    digest.press("Enter")
    app.button("保存").click()

    expect(app.page.locator(".toast").first).to_be_visible()
    told = app.api("GET", "reminders/settings")
    assert (told["digest_at"], {one["kind"]: one["way"] for one in told["kinds"]}["task_due"]) == ("18:05", "digest")
    app.page.reload()
    expect(app.page.get_by_role("radio", name="任务到期: 每日摘要")).to_be_checked()
    expect(app.page.get_by_role("textbox", name="每日摘要时间")).to_have_value("18:05")


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desk", "phone"])
def test_a_note_is_spoken_sent_and_heard(tabs: OpenApp, screen: dict[str, Any]) -> None:
    app = tabs("sales1", **screen)
    app.page.add_init_script(TONE)
    customer = app.make("customer", name=f"语音测试有限公司{len(screen)}")
    record = app.record("customer", customer)
    if screen:
        app.button("记一笔").tap()
        form = app.page.locator(".bottom-sheet")
    else:
        form = record.write("跟进")

    app.button("语音", form).click()
    expect(form.get_by_role("timer")).to_have_text("0:01")
    app.button("完成", form).click()
    expect(form.locator(".picked .voice")).to_be_visible()
    app.button("保存跟进", form).click()

    app.toast("跟进已保存")
    if screen:
        app.page.get_by_role("tab", name="动态").tap()
    play = app.page.locator(".entry").get_by_role("button", name=re.compile("^播放 语音"))
    play.click()
    sound = app.page.locator(".entry audio")
    expect(sound).to_be_visible()
    app.until("() => document.querySelector('.entry audio').readyState >= 2")
    kept = newest(app, "follow_up", customer)["attachments"]
    assert [file["type"] for file in kept] in (["audio/webm"], ["audio/mp4"], ["audio/ogg"])


def finger(page: Page) -> Callable[[str, float, float], None]:
    """A finger on the glass, as the browser itself gets it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


def test_a_finger_moves_a_meeting_to_another_day_and_takes_it_back(tabs: OpenApp) -> None:
    app = tabs("sales2", **PHONE)
    monday = next_monday() + timedelta(days=28)
    series(app, "手指拖动的例会", monday)
    app.open(f"/calendar?view=agenda&on={monday}")
    line = app.page.locator(".cal-line").filter(has_text="手指拖动的例会").first
    expect(line).to_be_visible()
    box = line.locator(".cal-line__title").bounding_box()
    day = app.page.locator(f'.cal-strip [data-day="{monday + timedelta(days=2)}"]').bounding_box()
    assert box is not None
    assert day is not None
    x, y = box["x"] + 20, box["y"] + box["height"] / 2
    to_x, to_y = day["x"] + day["width"] / 2, day["y"] + day["height"] / 2

    touch = finger(app.page)
    touch("touchStart", x, y)
    expect(app.page.locator(".cal-line.is-pending")).to_have_count(1)
    touch("touchMove", (x + to_x) / 2, (y + to_y) / 2)
    touch("touchMove", to_x, to_y)
    touch("touchEnd", to_x, to_y)
    app.button("此次及以后").click()

    app.toast(re.compile("已改到"))
    moved = [f"{monday + timedelta(days=2):%m-%d} 09:00", f"{monday + timedelta(days=9):%m-%d} 09:00"]
    assert beginnings(app, "手指拖动的例会", monday) == moved
    app.page.locator(".toast").get_by_role("button", name="撤销").click()
    app.toast("已撤销")
    assert beginnings(app, "手指拖动的例会", monday) == [
        f"{monday:%m-%d} 09:00",
        f"{monday + timedelta(days=7):%m-%d} 09:00",
    ]


def place(app: App, name: str, north: float) -> int:
    due = datetime.now(COMPANY_ZONE) - timedelta(days=1)
    customer = app.make("customer", name=name, next_follow_up_at=due.isoformat())
    where = {"lat": HERE["latitude"] + north, "lng": HERE["longitude"]}
    app.api("PUT", "visits/place", {"customer": customer, "location": where, "accuracy": 8})
    return customer


def test_visits_are_planned_from_who_is_near(tabs: OpenApp) -> None:
    app = tabs("service1", **PHONE, **LOCATED)
    names = ("附近测试远公司", "附近测试近公司")
    for name, north in zip(names, (0.009, 0.0045), strict=True):
        place(app, name, north)
    app.open("/visits/nearby")

    rows = app.page.locator(".near-list li").filter(has_text="附近测试")
    expect(rows.nth(0)).to_contain_text("附近测试近公司")
    expect(rows.nth(0)).to_contain_text("500 米")
    expect(rows.nth(1)).to_contain_text("1 公里")
    app.page.get_by_role("button", name=re.compile("^附近测试远公司，")).click()
    card = app.page.locator(".near-card")
    expect(card).to_contain_text("附近测试远公司")
    app.button("选入拜访", card).click()
    app.button("安排 1 家拜访").click()
    expect(app.page.locator(".plan__form")).to_contain_text("已选 1 位")
    app.page.get_by_role("textbox", name="拜访目的").fill("顺路送样品")
    app.button("排入计划").click()

    app.toast("已计划 1 个拜访")
    found = app.api("GET", "visit?purpose=顺路送样品")["items"]
    assert [row["customer"]["title"] for row in found] == ["附近测试远公司"]


def test_a_number_of_the_team_leads_to_rows_whose_filter_has_names(tabs: OpenApp) -> None:
    app = tabs("director")
    department = app.api("GET", "department?limit=1&sort=name")["items"][0]
    wanted = {"field": "author_dept", "op": "under", "value": department["id"]}
    app.open(f"/r/follow_up?f={json.dumps(wanted)}")

    expect(app.page.locator(".chip__text").first).to_contain_text(department["name"])
