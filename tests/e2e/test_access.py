"""Everybody can read and reach it: axe's serious and critical findings, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .app import App
from .conftest import PHONE, OpenApp

BAD = {"serious", "critical"}
READY = "tbody tr, .kpi, .spot, .panel, .card"


def findings(app: App, path: str) -> list[str]:
    app.open(path)
    expect(app.page.locator(READY).first).to_be_visible()
    expect(app.page.locator(".bone")).to_have_count(0)
    return faults(app, path)


def faults(app: App, place: str) -> list[str]:
    found = Axe().run(app.page).response["violations"]
    return [
        f"{place}: {each['id']} {each['nodes'][0]['html'][:160]} {each['nodes'][0].get('failureSummary', '')[:200]}"
        for each in found
        if each["impact"] in BAD
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_sales(tabs: OpenApp, scheme: str) -> None:
    app = tabs("manager1", color_scheme=scheme)
    customer = app.api("GET", "customer?limit=1")["items"][0]["id"]
    found = []
    for path in ("/", "/r/customer", f"/r/customer/{customer}", "/import/customer", "/settings/me", "/inbox"):
        found += findings(app, path)
    form = app.list("customer").new()
    expect(form.drawer.locator(".field").first).to_be_visible()
    expect(app.page.locator(".bone")).to_have_count(0)
    found += faults(app, "form")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_administrators(tabs: OpenApp, scheme: str) -> None:
    found = []
    for user, pages in (("sysadmin", ("org", "dictionaries", "fields")), ("secadmin", ("roles",))):
        app = tabs(user, color_scheme=scheme)
        for page in pages:
            found += findings(app, f"/settings/{page}")
    found += findings(tabs("auditor", color_scheme=scheme), "/settings/audit")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_phone(tabs: OpenApp, scheme: str) -> None:
    app = tabs("manager1", color_scheme=scheme, **PHONE)
    customer = app.api("GET", "customer?limit=1")["items"][0]["id"]
    found = findings(app, "/r/customer") + findings(app, f"/r/customer/{customer}") + findings(app, "/sign-in")
    assert found == []
