"""Text that tries to become a script stays text, on every page that shows it (C23)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .app import App
from .conftest import OpenApp

TAG = "<img src=x onerror=alert(1)>"
BREAK = '"><script>alert(2)</script>'
CLICK = "javascript:alert(3)"


def visit(app: App, path: str) -> None:
    """Opens a page and lets everything on it load; a script that ran, or that the policy stopped, is a problem."""
    app.open(path)
    expect(app.page.locator("#main")).to_be_visible()
    app.page.wait_for_load_state("networkidle")
    assert app.page.locator("img[src='x'], #main script").count() == 0, path
    links = app.page.locator("a[href^='javascript' i]")
    assert links.count() == 0, path


@pytest.fixture
def nets(tabs: OpenApp) -> tuple[App, App]:
    """A manager and an administrator; streams are refused, since a page that listens is never idle."""
    people = tabs("manager1"), tabs("sysadmin")
    for app in people:
        app.page.route("**/api/v1/stream", lambda route: route.fulfill(status=204))
    return people


def test_hostile_text_is_shown_and_never_run(nets: tuple[App, App], tmp_path: Path) -> None:
    manager, admin = nets
    field = admin.api("POST", "custom-fields", {"entity": "customer", "label": f"{TAG}栏", "type": "text"})
    unit = admin.api("POST", "department", {"name": f"{TAG}部", "kind": "department", "parent": 1})
    meta = manager.api("GET", "meta/customer")["fields"]
    texts = {
        each["name"]: (TAG + BREAK)[: each["max_length"] or 200]
        for each in meta
        if each["type"] in ("text", "long_text", "address") and each["edit"] and not each["read_only"]
    }
    assert len(texts) > 5
    customer = manager.make("customer", **{**texts, "name": f"{TAG}{BREAK}公司", field["name"]: TAG})
    contact = manager.make("contact", name=f"{TAG}人", customer=customer, title=BREAK, remarks=TAG)
    manager.api("POST", f"customer/{customer}/comments", {"text": f"{TAG} {BREAK} {CLICK} [链接]({CLICK})"})
    view = manager.api("POST", "customer/views", {"name": f"{TAG}视图", "columns": [{"name": field["name"]}]})
    try:
        for path in (
            "/",
            "/r/customer?q=onerror",
            f"/r/customer?view=v{view['id']}",
            f"/r/customer/{customer}",
            f"/r/customer/{customer}?tab=contacts",
            f"/r/customer/{customer}?tab=changes",
            "/r/contact",
            f"/r/contact/{contact}",
            "/inbox",
            "/settings/me",
        ):
            visit(manager, path)
        manager.record("customer", customer)
        expect(manager.page.locator("h1")).to_contain_text(TAG)
        expect(manager.page.locator(".timeline")).to_contain_text(BREAK)
        form = manager.record("customer", customer).edit()
        expect(form.drawer.locator(".field").first).to_be_visible()
        expect(form.field(f"{TAG}栏")).to_have_count(1)
        manager.list("customer")
        expect(manager.palette("onerror").first).to_contain_text(TAG)

        file = tmp_path / "hostile.csv"
        file.write_text(f'名称,{TAG}\n"甲""{TAG}",{TAG}\n', encoding="utf-8")
        manager.open("/import/customer")
        manager.page.locator('input[type="file"]').set_input_files(file)
        expect(manager.page.locator(".mapping tbody th").nth(1)).to_have_text(TAG)
        for path in (
            "/settings/org",
            "/settings/fields",
            "/settings/dictionaries",
            "/approvals",
            "/r/department",
            f"/r/department/{unit['id']}",
        ):
            visit(admin, path)
    finally:
        admin.api("PATCH", f"custom-fields/{field['id']}", {"active": False})
        admin.api("DELETE", f"department/{unit['id']}", None, **{"If-Match": f'"{unit["version"]}"'})
        manager.api("DELETE", f"views/{view['id']}")


def test_every_page_comes_with_a_strict_policy(manager: App) -> None:
    policy = manager.page.request.get(f"{manager.url}/r/customer").headers["content-security-policy"]
    rules = {words.split()[0]: words.split()[1:] for words in policy.split(";") if words.strip()}
    assert rules["default-src"] in (["'none'"], ["'self'"])
    scripts = rules.get("script-src", rules["default-src"])
    assert scripts == ["'self'"]
    assert rules.get("object-src", rules["default-src"]) in (["'none'"], ["'self'"])
    assert rules["frame-ancestors"] == ["'none'"]
