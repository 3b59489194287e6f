"""What a list may cost a browser. The figures are of two free cores; a busy machine gets twice the time."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from .app import App
from .conftest import OpenApp

SCRIPT_KB = 400
LOAD_S = 1.1
SWITCH_S = 0.4
BUSY_MACHINE = 2
SHIFT = 0.02
Measured = Callable[[str, object], None]
WATCH_SHIFT = """
window.__shift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


class Stopwatch:
    """How long the page's main thread has worked. One per test: the browser counts from its making."""

    def __init__(self, app: App) -> None:
        self.client = app.page.context.new_cdp_session(app.page)
        self.client.send("Performance.enable")

    def seconds(self) -> float:
        figures = {each["name"]: each["value"] for each in self.client.send("Performance.getMetrics")["metrics"]}
        return float(figures["TaskDuration"])


def test_the_script_of_the_list(manager: App, record_property: Measured) -> None:
    sizes: dict[str, int] = {}
    client = manager.page.context.new_cdp_session(manager.page)
    client.send("Network.enable")
    addresses: dict[str, str] = {}
    client.on("Network.responseReceived", lambda e: addresses.update({e["requestId"]: e["response"]["url"]}))
    client.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
    customers = manager.list("customer")
    expect(customers.rows.first).to_be_visible()
    expect(manager.page.get_by_role("tab").nth(1)).to_contain_text("我负责的")
    manager.page.wait_for_timeout(500)
    scripts = {addresses[key]: size for key, size in sizes.items() if addresses.get(key, "").endswith(".js")}
    assert len(scripts) >= 4
    total = sum(scripts.values()) / 1024
    record_property("script on the list route", f"{total:.0f} KB in {len(scripts)} files")
    assert total <= SCRIPT_KB


def test_loading_a_list_of_fifty(tabs: OpenApp, record_property: Measured) -> None:
    app = tabs("ceo")
    app.page.add_init_script(WATCH_SHIFT)
    app.list("customer")
    expect(app.page.locator("tbody tr")).to_have_count(50)
    app.page.reload()
    watch = Stopwatch(app)
    started = watch.seconds()
    app.page.reload()
    expect(app.page.locator("tbody tr")).to_have_count(50)
    expect(app.page.get_by_role("tab").first).to_contain_text(re.compile(r"\d"))
    app.page.wait_for_load_state("load")
    took, shift = watch.seconds() - started, app.page.evaluate("window.__shift")
    record_property("list of 50", f"{took:.2f} s of main thread, layout shift {shift:.4f}")
    assert 0.05 < took <= LOAD_S * BUSY_MACHINE
    assert shift <= SHIFT

    before, first = watch.seconds(), app.page.locator("tbody tr").first.inner_text()
    app.page.locator(".pager").get_by_role("button", name="2", exact=True).click()
    expect(app.page.locator("tbody tr").first).not_to_have_text(first)
    took = watch.seconds() - before
    record_property("next page", f"{took:.2f} s of main thread")
    assert 0.01 < took <= SWITCH_S * BUSY_MACHINE
