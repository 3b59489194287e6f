"""The work of a salesperson: log a follow-up with a picture in three taps on the phone, check in, plan visits."""

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from .app import App
from .conftest import PHONE, OpenApp
from .test_access import faults, findings

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC"
)
THERE = {"geolocation": {"latitude": 22.5431, "longitude": 114.0579, "accuracy": 14}, "permissions": ["geolocation"]}


def newest(app: App, entity: str, customer: int) -> dict[str, Any]:
    found = app.api("GET", f"{entity}?customer={customer}&sort=-created_at&limit=1")["items"][0]
    return dict(app.api("GET", f"{entity}/{found['id']}"))


def test_a_follow_up_with_a_picture_in_three_taps_on_the_phone(tabs: OpenApp) -> None:
    app = tabs("sales2", **PHONE)
    customer = app.make("customer", name="三步跟进有限公司")
    app.record("customer", customer)

    app.button("记一笔").tap()
    sheet = app.page.locator(".bottom-sheet")
    with app.page.expect_file_chooser() as chooser:
        app.button("拍照", sheet).tap()
    chooser.value.set_files({"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(sheet.locator(".picked img")).to_be_visible()
    app.button("保存跟进", sheet).tap()

    app.toast("跟进已保存")
    expect(sheet).to_have_count(0)
    kept = newest(app, "follow_up", customer)
    assert [file["name"] for file in kept["attachments"]] == ["现场.png"]
    assert (kept["kind"], kept["effective"]) == ("call", True)
    app.page.get_by_role("tab", name="动态").tap()
    entry = app.page.locator(".event", has_text="电话").first
    expect(entry.locator(".attached img")).to_have_js_property("naturalWidth", 1)


def test_words_survive_a_reload_and_the_next_time_reaches_the_customer(manager: App) -> None:
    customer = manager.make("customer", name="草稿还在有限公司")
    record = manager.record("customer", customer)
    form = record.write("跟进")
    manager.button("微信", form).click()
    form.locator("textarea").fill("微信里确认了下周来访的时间和人数")
    manager.page.wait_for_function(
        "id => localStorage.getItem(`kezhou.draft.follow_up.customer.${id}`)?.includes('下周来访')", arg=customer
    )
    manager.page.reload()
    expect(form.locator("textarea")).to_have_value("微信里确认了下周来访的时间和人数")
    manager.button("3 天后", form).click()
    form.get_by_placeholder("下次做什么").fill("准备会议室")

    manager.button("保存跟进", form).click()

    manager.toast("跟进已保存")
    expect(form.locator("textarea")).to_have_value("")
    entry = record.timeline.locator(".event", has_text="微信里确认了").first
    expect(entry).to_contain_text("准备会议室")
    kept = newest(manager, "follow_up", customer)
    told = manager.api("GET", f"customer/{customer}")
    assert (kept["kind"], told["next_follow_up_at"]) == ("wechat", kept["next_at"])
    manager.button("任务", record.timeline.locator(".timeline__kinds")).click()
    expect(record.timeline.locator(".event")).to_have_count(0)


def test_checking_in_with_consent_and_finishing(tabs: OpenApp) -> None:
    app = tabs("sales3", **PHONE, **THERE)
    app.api("POST", "visits/consent", {"agree": False})
    customer = app.make("customer", name="签到测试有限公司")
    visit = app.make("visit", customer=customer, purpose="看现场", planned_at="2030-01-08T02:00:00Z")
    app.record("visit", visit)
    banner, sheet = app.page.locator(".visit-banner"), app.page.locator(".bottom-sheet")

    app.button("签到", banner).tap()
    expect(sheet).to_contain_text("只有您本人和您的上级能看到")
    app.button("同意并定位", sheet).tap()
    expect(sheet).to_contain_text("已定位，精度约 14 米")
    app.button("签到", sheet).tap()

    expect(banner).to_contain_text("22.54310, 114.05790")
    app.button("完成拜访", banner).tap()
    sheet.get_by_label("拜访结果").fill("看了车间，对方要两套样机")
    app.button("完成拜访", sheet).tap()
    expect(app.page.locator(".record-head")).to_contain_text("已完成")
    kept = newest(app, "follow_up", customer)
    assert (kept["kind"], kept["visit"]["id"]) == ("visit", visit)


def test_a_tap_on_a_number_offers_to_log_the_call(manager: App) -> None:
    customer = manager.make("customer", name="打个电话有限公司")
    manager.record("customer", customer)
    # Numbers are shown in part to most people; a number that is shown in full is such a link.
    manager.page.evaluate(
        "() => { const a = document.createElement('a'); a.href = 'tel:13800001234'; a.textContent = '13800001234';"
        " a.addEventListener('click', (e) => e.preventDefault()); document.querySelector('.record-head').append(a); }"
    )
    manager.page.get_by_role("link", name="13800001234").click()

    manager.button("记录这次通话").click()

    expect(manager.page.locator(".bottom-sheet").get_by_role("button", name="电话", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_visits_are_planned_from_those_who_are_due(tabs: OpenApp) -> None:
    app = tabs("sales1")
    app.open("/visits/plan")
    place = app.page.get_by_role("region", name="该联系的客户")
    place.locator(".plan__row input").first.check()
    place.locator(".plan__row input").nth(1).check()
    form = app.page.get_by_role("region", name="排入计划")
    expect(form).to_contain_text("已选 2 位")
    form.get_by_label("拜访目的").fill("年底回访")

    app.button("排入计划", form).click()

    app.toast("已计划 2 个拜访")
    expect(app.page.get_by_role("region", name="接下来两周")).to_contain_text(re.compile("年底回访"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_everybody_can_read_and_reach_it(tabs: OpenApp, scheme: str, *, phone: bool) -> None:
    app = tabs("sales1", color_scheme=scheme, **(PHONE if phone else {}))
    visit = app.api("GET", "visit?state=planned&limit=1")["items"][0]
    customer = visit["customer"]["id"]
    pages = ("/visits/plan", f"/r/visit/{visit['id']}", "/r/follow_up", f"/r/customer/{customer}?tab=timeline")
    found = [fault for path in pages for fault in findings(app, path)]
    if phone:
        app.button("记一笔").tap()
        app.button("更多", app.page.locator(".bottom-sheet")).tap()
        expect(app.page.locator(".bottom-sheet .activity__more")).to_be_visible()
        found += faults(app, "sheet")
    assert found == []
