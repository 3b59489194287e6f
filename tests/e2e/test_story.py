"""From a file of companies to one of them, found, changed, explained, hidden from those whom it does not concern."""

import csv
import gzip
import itertools
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .app import App, RecordPage
from .conftest import OpenApp

COMPANIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "companies_100k.csv.gz"
ROWS = 2_000
IMPORT_MS = 60_000
FOUND_WITHIN_S = 1.0
NAME = "新疆蓝光电脑科技有限公司"


@pytest.fixture
def companies(tmp_path: Path) -> Path:
    """The first companies of the public register."""
    if not COMPANIES.exists():
        pytest.skip(f"{COMPANIES.name} is not beside this checkout")
    path = tmp_path / "companies.csv"
    with gzip.open(COMPANIES, "rt", encoding="utf-8", newline="") as source, path.open("w", encoding="utf-8") as out:
        csv.writer(out).writerows(itertools.islice(csv.reader(source), ROWS + 1))
    return path


def appears(hit: Locator, started: float) -> float:
    """How long it took, in seconds; too long fails."""
    expect(hit).to_be_visible()
    took = time.monotonic() - started
    assert took < FOUND_WITHIN_S, f"{took:.2f} s"
    return took


def bring_in(app: App, file: Path) -> None:
    """Upload, look at the mapping that was recognised, rehearse, run."""
    page = app.page
    app.list("customer")
    app.button("导入").click()
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text("companies.csv")).to_be_visible()
    expect(page.locator(".mapping tbody tr")).to_have_count(9)
    expect(page.locator(".ant-select", has_text="工商登记数据")).to_be_visible()
    app.button("开始预检").click()
    start = page.get_by_role("button", name=re.compile(r"^导入 [\d,]+ 条$"))
    expect(start).to_be_enabled(timeout=IMPORT_MS)
    assert count_of(app, "总行数") == ROWS
    good = count_of(app, "新建") + count_of(app, "更新")
    assert good > ROWS * 0.9
    start.click()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible(timeout=IMPORT_MS)
    assert count_of(app, "新建") + count_of(app, "更新") == good
    app.button("返回客户列表").click()


def count_of(app: App, label: str) -> int:
    box = app.page.locator(".counts > div").filter(has=app.page.locator("dt", has_text=re.compile(f"^{label}$")))
    return int(box.locator("dd").inner_text().replace(",", ""))


def test_a_company_from_the_register(
    tabs: OpenApp, companies: Path, record_property: Callable[[str, object], None]
) -> None:
    manager = tabs("manager1")
    bring_in(manager, companies)
    customers = manager.list("customer")

    for words in ("蓝光电脑", "xjlgdn", "languang diannao"):
        started = time.monotonic()
        customers.search(words)
        record_property(f"list {words}", f"{appears(customers.row(NAME), started):.2f} s")
    customers.search("蓝光")
    expect(customers.row(NAME)).to_be_visible()
    for words in ("蓝光电脑", "xjlgdn"):
        hits = manager.palette("")
        started = time.monotonic()
        manager.palette_input.fill(words)
        record_property(f"palette {words}", f"{appears(hits.filter(has_text=NAME), started):.2f} s")
        manager.page.keyboard.press("Escape")

    row = customers.row(NAME)
    customers.cell(row, "level").dblclick()
    manager.choose(manager.page.locator(".inline-edit .ant-select"), "A 重点客户")
    manager.button("保存", manager.page.locator(".inline-edit")).click()
    expect(customers.cell(row, "level")).to_contain_text("A 重点客户")
    customers.cell(row, "name").get_by_role("link").click()

    record = RecordPage(manager)
    expect(record.title).to_have_text(NAME)
    form = record.edit()
    form.fill("简称", "蓝光电脑")
    form.save()
    form.closed()
    expect(record.spot("简称")).to_contain_text("蓝光电脑")
    events = record.timeline.locator(".event")
    me = manager.api("GET", "me")["name"]
    expect(events.nth(0)).to_contain_text(me)
    expect(events.nth(0).locator("li", has_text="简称").locator(".changes__to")).to_have_text("蓝光电脑")
    expect(events.nth(1)).to_contain_text(me)
    expect(events.nth(1).locator("li", has_text="客户级别").locator(".changes__to")).to_have_text("A 重点客户")

    stranger = tabs("sales3")
    stranger.allowed = {404}
    theirs = stranger.list("customer", "?q=蓝光电脑")
    expect(stranger.page.get_by_text("没有符合条件")).to_be_visible()
    expect(theirs.rows).to_have_count(0)
    expect(stranger.palette("蓝光电脑").filter(has_text=NAME)).to_have_count(0)
    stranger.open(re.sub(r"^https?://[^/]+", "", manager.page.url))
    expect(stranger.page.get_by_text("记录不存在，或者你没有查看的权限")).to_be_visible()
    assert NAME not in stranger.page.content()
