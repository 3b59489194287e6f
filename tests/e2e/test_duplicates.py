"""A colleague's company is recognised while it is typed, and no more is told; two records become one and two again."""

import re

from playwright.sync_api import expect

from .conftest import PHONE, OpenApp

NAME = "云南滇池数控刀具有限公司"
TWIN = "云南滇池数控刀具有限责任公司"


def test_a_colleagues_company_is_told_at_once_without_a_leak(tabs: OpenApp) -> None:
    theirs = tabs("sales2").make("customer", name=NAME, phone="0871-65171234", remarks="秘密报价")
    app = tabs("sales1")
    form = app.list("customer").new()
    with app.page.expect_response(lambda answer: answer.url.endswith("/duplicates/check")) as asked:
        form.fill("名称", "云南滇池數控刀具有限公司")
    hits = app.page.get_by_test_id("duplicate-hits")

    expect(hits).to_contain_text("公司里已有这个客户")
    expect(hits).to_contain_text("负责人 冯建平")
    (item,) = asked.value.json()["items"]
    assert set(item) <= {"verdict", "owner", "pool", "last_follow_up"}
    assert str(theirs) not in hits.inner_html()
    app.button("联系负责人", hits).click()
    app.toast("已通知负责人")
    assert tabs("sales2").api("GET", "inbox?unread=true")["items"][0]["record_id"] == theirs


def test_two_customers_are_merged_and_taken_apart_again(tabs: OpenApp) -> None:
    app = tabs("ceo")
    winner = app.make("customer", name=NAME + "甲", phone="0871-65171234")
    loser = app.make("customer", name=TWIN + "甲", mobile="13800138000", remarks="展会名片")
    app.make("contact", name="李工", customer=loser)
    customers = app.list("customer")
    customers.search("滇池数控刀具")
    expect(customers.row("公司甲")).to_have_count(2)
    for name in (NAME + "甲", TWIN + "甲"):
        customers.row(name).locator(".grid__check").click()
    app.button("合并", app.page.locator(".bulkbar")).click()
    dialog = app.page.locator(".form-drawer")
    dialog.locator("thead").get_by_role("radio", name=NAME + "甲").check()
    expect(dialog.locator("th.is-master")).to_contain_text(NAME + "甲")
    expect(dialog.locator(".merge__moves")).to_contain_text("联系人 1")
    dialog.get_by_label(f"备注 #{winner}").check()
    app.button("确认合并", dialog).click()
    app.toast(re.compile("已将 2 条记录合并为"))
    expect(customers.row("公司甲")).to_have_count(1)

    app.open(f"/r/customer/{loser}")
    app.page.wait_for_url(f"**/r/customer/{winner}")
    banner = app.page.get_by_test_id("merged-banner")
    expect(banner).to_contain_text(TWIN + "甲")
    merged = app.api("GET", f"customer/{winner}")
    assert (merged["phone"][-4:], merged["mobile"][-4:], merged["remarks"]) == ("1234", "8000", "")

    app.button("撤销合并", banner).click()
    app.button("撤销合并", app.page.locator(".ant-modal")).click()
    app.toast("合并已撤销")
    expect(banner).to_have_count(0)
    assert app.api("GET", f"customer/{loser}/related/contacts")["items"][0]["name"] == "李工"
    assert app.api("GET", f"customer/{winner}")["mobile"] == ""


def test_a_pair_is_judged_on_a_phone(tabs: OpenApp) -> None:
    app = tabs("ceo", **PHONE)
    one = app.make("customer", name=NAME + "乙")
    app.make("customer", name=TWIN + "乙")
    page = app.page
    app.open(f"/r/customer/{one}")
    app.button("查重").click()
    hit = page.locator(".ant-modal .hit").filter(has_text=TWIN + "乙")
    expect(hit).to_contain_text("几乎肯定重复")
    app.button("合并", hit).click()
    dialog = page.locator(".form-drawer")
    expect(dialog.locator("table.merge thead input")).to_have_count(2)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    app.button("确认合并", dialog).click()
    app.toast(re.compile("已将 2 条记录合并为"))
    app.open("/duplicates?tab=merges")
    line = page.locator(".merges__line").filter(has_text=TWIN + "乙").first
    app.button("撤销合并", line).click()
    app.button("撤销合并", page.locator(".ant-modal")).click()
    app.toast("合并已撤销")
    expect(line).to_contain_text("已撤销")
