"""The web app as a person handles it: one class per generic page, so that tests speak of records and not of markup."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, Response, expect

NOISE = re.compile(r"^Failed to load resource")
"""The browser's own echo of an answer that `problems` holds already, with its address."""
PATIENCE_MS = 10_000


@dataclass
class App:
    """One tab of one person."""

    page: Page
    url: str
    user: str
    problems: list[str] = field(default_factory=list)
    """Errors on the console, refused calls, broken security policy, dialogs that a script opened."""
    allowed: set[int] = field(default_factory=set)
    """Statuses of the API that the test itself provokes."""

    def watch(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("response", self._on_response)
        self.page.on("dialog", self._on_dialog)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not NOISE.match(message.text):
            self.problems.append(f"console: {message.text[:300]}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    def _on_dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.problems.append(f"dialog: {dialog.message}")
            dialog.dismiss()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A call in the person's own session, beside the page."""
        request = self.page.context.request
        token = request.get(f"{self.url}/api/v1/me").json()["csrf_token"]
        answer = request.fetch(
            f"{self.url}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body),
            headers={"Content-Type": "application/json", "X-CSRFToken": token, "Origin": self.url, **headers},
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()[:500]}"
        return answer.json() if answer.text() else None

    def make(self, entity: str, **values: Any) -> int:
        return int(self.api("POST", entity, values)["id"])

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def choose(self, box: Locator, label: str) -> None:
        """Opens a select, narrows it where it can be typed into, and takes the choice that reads so."""
        box.click()
        typed = box.locator("input:not([readonly])")
        if typed.count():
            typed.first.fill(label)
        self.page.locator(".ant-select-item-option:visible", has_text=label).first.click()

    def until(self, script: str) -> None:
        """Waits until a function in the page says true; the page's own security policy forbids Playwright's way."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.evaluate(script):
            assert time.monotonic() < end, script
            self.page.wait_for_timeout(50)

    def toast(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".toast").filter(has_text=text).first).to_be_visible()

    def list(self, entity: str, query: str = "") -> ListPage:
        self.open(f"/r/{entity}{query}")
        page = ListPage(self)
        expect(page.title).to_be_visible()
        return page

    def record(self, entity: str, id_: int) -> RecordPage:
        self.open(f"/r/{entity}/{id_}")
        page = RecordPage(self)
        expect(page.title).to_be_visible()
        return page

    def palette(self, text: str) -> Locator:
        """Ctrl K and words; the hits."""
        self.page.keyboard.press("Control+k")
        self.palette_input.fill(text)
        return self.page.locator(".palette__hit")

    @property
    def palette_input(self) -> Locator:
        return self.page.locator(".palette__input input")


@dataclass
class ListPage:
    app: App

    @property
    def title(self) -> Locator:
        return self.app.page.locator("#main h1")

    @property
    def rows(self) -> Locator:
        return self.app.page.locator("tbody tr")

    @property
    def search_box(self) -> Locator:
        return self.app.page.locator(".list__search input")

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text)

    def search(self, words: str) -> None:
        self.search_box.fill(words)
        self.search_box.press("Enter")

    def cell(self, row: Locator, name: str) -> Locator:
        return row.locator(f'td[data-key="{name}"]')

    def mark(self, count: int) -> None:
        for at in range(count):
            self.rows.nth(at).locator(".grid__check").click()

    def menu(self, item: str) -> None:
        self.app.button("更多").click()
        self.app.page.get_by_role("menuitem", name=item).click()

    def save_view(self, name: str) -> None:
        self.app.button("保存视图").click()
        self.app.page.get_by_role("menuitem", name="存为视图").click()
        self.app.page.get_by_label("视图名称").fill(name)
        self.app.button("保存", self.app.page.locator(".ant-modal")).click()

    def new(self) -> Form:
        self.app.page.locator("#main").get_by_role("button", name=re.compile("^新建")).first.click()
        return Form(self.app)


@dataclass
class Form:
    """The drawer in which a record is made or changed."""

    app: App

    @property
    def drawer(self) -> Locator:
        return self.app.page.locator(".form-drawer")

    def field(self, label: str) -> Locator:
        return self.drawer.locator(".field").filter(
            has=self.app.page.locator("label", has_text=re.compile(rf"^\s*\*?\s*{re.escape(label)}\s*$"))
        )

    def fill(self, label: str, text: str) -> None:
        self.field(label).locator("input, textarea").first.fill(text)

    def value(self, label: str) -> str:
        return self.field(label).locator("input, textarea").first.input_value()

    def save(self) -> None:
        self.app.button("保存", self.drawer).click()

    def closed(self) -> None:
        expect(self.drawer).to_have_count(0)


@dataclass
class RecordPage:
    app: App

    @property
    def title(self) -> Locator:
        return self.app.page.locator(".record-head h1")

    @property
    def timeline(self) -> Locator:
        return self.app.page.locator(".timeline")

    def spot(self, label: str) -> Locator:
        exact = self.app.page.locator("dt", has_text=re.compile(f"^{re.escape(label)}$"))
        return self.app.page.locator(".spot").filter(has=exact)

    def edit(self) -> Form:
        self.app.button("编辑").click()
        return Form(self.app)

    def edit_spot(self, label: str, text: str) -> None:
        spot = self.spot(label)
        spot.hover()
        self.app.button(f"修改{label}", spot).click()
        spot.locator("input, textarea").first.fill(text)
        self.app.button("保存", spot).click()
        expect(spot).to_contain_text(text)

    def write(self, tab: str) -> Locator:
        """The form of a kind beside the timeline: 跟进, 任务, 拜访 or 评论."""
        place = self.app.page.locator(".composers")
        if place.count():
            self.app.button(tab, place.locator(".composers__tabs")).click()
        return self.app.page.locator(".composer")

    def comment(self, text: str) -> None:
        self.timeline.locator(".timeline__kinds").wait_for()
        self.write("评论").locator("textarea").fill(text)
        self.app.button("发送").click()


def signed_in(context: BrowserContext, url: str, user: str, password: str) -> None:
    """A session without the sign-in page, which has tests of its own."""
    answer = context.request.post(
        f"{url}/api/v1/auth/login", data={"username": user, "password": password}, headers={"Origin": url}
    )
    assert answer.ok, answer.text()
