"""Tabs of the people of the demo company, in the system's Chromium, on one running instance."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.conftest import Instance

from .app import App, signed_in

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

OpenApp = Callable[..., App]


@pytest.fixture(scope="session")
def sessions(browser: Browser, running_instance: Instance) -> Callable[[str], Any]:
    """The cookies of a person, who signs in once for the whole run."""
    kept: dict[str, Any] = {}

    def of(user: str) -> Any:
        if user not in kept:
            context = browser.new_context()
            signed_in(context, running_instance.url, user, running_instance.logins[user])
            kept[user] = context.storage_state()
            context.close()
        return kept[user]

    return of


@pytest.fixture
def tabs(
    browser: Browser,
    browser_context_args: dict[str, Any],
    running_instance: Instance,
    sessions: Callable[[str], Any],
) -> Iterator[OpenApp]:
    """`tabs("manager1", color_scheme="dark")`: a tab of that person in a browser of its own. In the end no tab may
    have seen a problem that its test did not allow."""
    opened: list[tuple[App, BrowserContext]] = []

    def open_(user: str, **options: Any) -> App:
        context = browser.new_context(**{**browser_context_args, **options}, storage_state=sessions(user))
        app = App(context.new_page(), running_instance.url, user)
        app.watch()
        opened.append((app, context))
        return app

    yield open_
    for _app, context in opened:
        context.close()
    assert {app.user: app.problems for app, _context in opened if app.problems} == {}


@pytest.fixture
def manager(tabs: OpenApp) -> App:
    """The manager of the first sales department of Beijing."""
    return tabs("manager1")
