"""The generic list: marking, views, columns, keys, export, phone."""

import io
import re
import zipfile

from playwright.sync_api import expect

from .app import App, ListPage, RecordPage
from .conftest import PHONE, OpenApp

SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth"


def made(app: App, stem: str, count: int) -> None:
    for at in range(count):
        app.make("customer", name=f"{stem}{at + 1}号有限公司")


def test_many_at_once(manager: App) -> None:
    made(manager, "成批修改", 3)
    customers = manager.list("customer", "?q=成批修改")
    expect(customers.rows.first).to_be_visible()
    customers.mark(3)
    expect(manager.page.locator(".bulkbar")).to_contain_text("3")
    manager.button("批量修改").click()
    dialog = manager.page.locator(".ant-modal")
    manager.choose(dialog.locator(".ant-select").first, "客户级别")
    manager.choose(dialog.locator(".ant-select").nth(1), "B 优质客户")
    manager.page.keyboard.press("Escape") if manager.page.locator(".ant-select-dropdown:visible").count() else None
    dialog.locator(".ant-modal-footer .ant-btn-primary").click()
    for at in range(3):
        expect(customers.cell(customers.rows.nth(at), "level")).to_contain_text("B 优质客户")
    manager.toast(re.compile("3"))

    customers.mark(2)
    manager.button("删除", manager.page.locator(".bulkbar")).click()
    manager.button("删除", manager.page.locator(".ant-modal")).click()
    expect(manager.page.locator(".bulkbar")).to_have_count(0)
    manager.page.locator(".toast").get_by_role("button", name="撤销").click()
    for at in range(3):
        expect(customers.row(f"成批修改{at + 1}号有限公司").first).to_be_visible()


def test_a_filter_becomes_a_view_of_ones_own(manager: App) -> None:
    customers = manager.list("customer")
    expect(customers.rows.first).to_be_visible()
    pinned = manager.page.locator(".list__pinned").first.locator(".ant-select")
    manager.choose(pinned, "A 重点客户")
    manager.page.keyboard.press("Escape")
    expect(customers.cell(customers.rows.first, "level")).to_contain_text("A 重点客户")
    customers.save_view("重点看板")
    tab = manager.page.get_by_role("tab", name=re.compile("^重点看板"))
    expect(tab.first).to_have_attribute("aria-selected", "true")
    manager.page.reload()
    expect(tab.first).to_have_attribute("aria-selected", "true")
    levels = customers.rows.locator('td[data-key="level"]')
    expect(levels.first).to_contain_text("A 重点客户")
    assert set(levels.all_inner_texts()) == {"A 重点客户"}


def test_columns_are_ones_own(manager: App) -> None:
    customers = manager.list("customer")
    expect(customers.rows.first).to_be_visible()
    heads = manager.page.locator("thead th")
    expect(heads.filter(has_text="所属行业")).to_have_count(1)
    manager.button("列设置").click()
    drawer = manager.page.locator(".ant-drawer")
    drawer.locator("label", has_text="所属行业").locator("input").uncheck()
    drawer.locator("label", has_text="客户来源").locator("input").check()
    manager.button("应用", drawer).click()
    for _again in range(2):
        expect(heads.filter(has_text="所属行业")).to_have_count(0)
        expect(heads.filter(has_text="客户来源")).to_have_count(1)
        manager.page.reload()


def test_the_keyboard_is_enough(manager: App) -> None:
    customers = manager.list("customer")
    keys = manager.page.keyboard
    expect(customers.rows.first).to_be_visible()
    keys.press("/")
    expect(customers.search_box).to_be_focused()
    keys.press("Escape")
    customers.search_box.blur()
    keys.press("ArrowDown")
    keys.press("x")
    expect(manager.page.locator(".bulkbar")).to_be_visible()
    keys.press("Escape")
    expect(manager.page.locator(".bulkbar")).to_have_count(0)
    name = customers.cell(customers.rows.first, "name").inner_text()
    keys.press("Enter")
    record = RecordPage(manager)
    expect(record.title).to_have_text(name)
    keys.press("e")
    expect(manager.page.locator(".form-drawer")).to_be_visible()
    keys.press("Escape")
    expect(manager.page.locator(".form-drawer")).to_have_count(0)
    expect(manager.palette("新建联系人").first).to_contain_text("新建联系人")
    keys.press("Enter")
    expect(manager.page.locator(".form-drawer")).to_contain_text("新建联系人")


def test_an_export_arrives_as_a_file(manager: App) -> None:
    made(manager, "出口检验", 2)
    customers = manager.list("customer", "?q=出口检验")
    expect(customers.rows.first).to_be_visible()
    customers.menu("导出")
    expect(manager.button("开始导出")).to_be_disabled()
    manager.page.get_by_label("导出原因").fill("核对两家公司")
    manager.button("开始导出").click()
    tray = manager.page.locator(".tray")
    expect(tray).to_be_visible()
    manager.until(
        "() => fetch('/api/v1/jobs?limit=1').then(answer => answer.json())"
        ".then(jobs => jobs.items[0].kind === 'export_rows' && jobs.items[0].state === 'done')"
    )
    manager.page.reload()
    tray.locator(".tray__head").click()
    with manager.page.expect_download() as download:
        tray.locator(".job", has_text="导出").first.get_by_role("link").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    book = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    cells = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml")).decode()
    assert "出口检验1号有限公司" in cells
    assert "出口检验2号有限公司" in cells
    assert "成批修改" not in cells


def test_a_phone_gets_cards_and_a_bar(tabs: OpenApp) -> None:
    phone = tabs("manager1", **PHONE)
    phone.list("customer")
    page = phone.page
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(0)
    bar = page.locator(".phonebar")
    for word in ("今日", "客户", "消息", "我"):
        expect(bar.get_by_role("link", name=re.compile(word))).to_be_visible()
    for path in ("/", "/r/customer", "/r/contact", "/inbox", "/settings/me", "/approvals"):
        phone.open(path)
        expect(bar).to_be_visible()
        expect(page.locator("#main h1, #main h2").first).to_be_visible()
        assert not page.evaluate(SIDEWAYS), path
    bar.get_by_role("button", name="新建客户").click()
    drawer = page.locator(".form-drawer")
    expect(drawer.locator(".field").first).to_be_visible()
    assert not page.evaluate(SIDEWAYS)
    small = drawer.locator("button:visible, input:visible").evaluate_all(
        "all => all.filter(e => (e.closest('label, .ant-select, .ant-picker, .ant-input-affix-wrapper') ?? e)"
        ".getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 120))"
    )
    assert small == []


def test_dark_stays_dark(tabs: OpenApp) -> None:
    app = tabs("sales2")
    customers = app.list("customer")
    html = app.page.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    app.button("外观与语言").click()
    app.page.get_by_role("menuitem", name="深色").click()
    expect(html).to_have_attribute("data-theme", "dark")
    app.page.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    app.until("() => fetch('/api/v1/me').then(answer => answer.json()).then(me => me.theme === 'dark')")
    elsewhere = tabs("sales2")
    elsewhere.list("customer")
    expect(elsewhere.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(ListPage(app).title).to_have_text(customers.title.inner_text())
    app.api("PATCH", "me", {"theme": "auto"})
