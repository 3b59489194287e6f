"""A manager moves everything of somebody who leaves to three colleagues in one step, and takes it back; a customer is
opened to a colleague. On a desk and on a phone."""

import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import Instance

from .app import App
from .conftest import PHONE, OpenApp

JOB_MS = 60_000
MANAGER = "manager1"
Kezhou = Callable[..., "subprocess.CompletedProcess[str]"]


def team_of(app: App) -> list[dict[str, Any]]:
    """Who reports to the person, with how many customers they have."""
    me = app.api("GET", "me")["id"]
    found = app.api("GET", "user?limit=200&fields=name,superior,username")["items"]
    people = [user for user in found if (user["superior"] or {}).get("id") == me]
    for person in people:
        person["customers"] = owned(app, person["id"])
    return sorted(people, key=lambda person: -person["customers"])


def owned(app: App, person: int) -> int:
    condition = {"field": "owner", "op": "eq", "value": person}
    return int(app.api("POST", "customer/count", {"filter": condition})["count"])


def split(app: App, leaver: dict[str, Any], successors: list[dict[str, Any]]) -> None:
    """The wizard up to its preview."""
    page = app.page
    app.open(f"/handover/new?person={leaver['id']}")
    expect(page.locator(".handover__kind").first).to_contain_text(f"{leaver['customers']:,}")
    for at, person in enumerate(successors):
        if at:
            app.button("添加接手人").click()
        app.choose(page.locator(".handover__successor").nth(at).locator(".ant-select"), person["name"])
    app.button("预览").click()
    customers = page.locator(".handover__part").first
    expect(customers.locator(".handover__target")).to_have_count(len(successors))


def carry_out(app: App) -> None:
    page = app.page
    page.get_by_role("button", name=re.compile(r"^开始移交 [\d,]+ 条$")).click()
    app.button("开始移交", page.locator(".ant-modal")).click()
    expect(page.locator(".page-head .dot-text")).to_have_text("已完成", timeout=JOB_MS)


def take_back(app: App) -> None:
    page = app.page
    page.locator(".page-head").get_by_role("button", name="撤销交接").click()
    app.button("撤销交接", page.locator(".ant-modal")).click()
    expect(page.locator(".page-head .dot-text")).to_have_text("已撤销", timeout=JOB_MS)


def holds_together(instance: Instance, kezhou: Kezhou) -> None:
    """Ledger sums equal table counts, children belong to whom their parents belong."""
    done = kezhou(instance.folder, "check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_everything_of_a_leaver_to_three_colleagues_and_back(
    tabs: OpenApp, running_instance: Instance, kezhou: Kezhou, size: str
) -> None:
    app = tabs(MANAGER, **(PHONE if size == "phone" else {}))
    leaver, *others = team_of(app)
    three = others[:3]
    before = {person["id"]: person["customers"] for person in [leaver, *three]}
    assert leaver["customers"] > 0

    split(app, leaver, three)
    assert {person["id"]: owned(app, person["id"]) for person in [leaver, *three]} == before  # a preview moves nothing
    carry_out(app)

    after = {person["id"]: owned(app, person["id"]) for person in [leaver, *three]}
    assert (after[leaver["id"]], sum(after.values())) == (0, sum(before.values()))
    assert all(after[person["id"]] >= before[person["id"]] for person in three)
    holds_together(running_instance, kezhou)

    take_back(app)
    assert {person["id"]: owned(app, person["id"]) for person in [leaver, *three]} == before
    holds_together(running_instance, kezhou)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_colleague_is_let_in_and_out(tabs: OpenApp, size: str) -> None:
    app = tabs(MANAGER, **(PHONE if size == "phone" else {}))
    outsider = tabs("sales3")
    outsider.allowed = {404}
    customer = app.make("customer", name=f"团队测试{size}有限公司")
    name = outsider.api("GET", "me")["name"]
    outsider.open(f"/r/customer/{customer}")
    expect(outsider.page.get_by_text("记录不存在，或者你没有查看的权限")).to_be_visible()

    app.record("customer", customer)
    team = app.page.locator(".team")
    team.get_by_role("button", name="添加成员").click()
    dialog = app.page.locator(".ant-modal")
    app.choose(dialog.locator(".ant-select").first, name)
    dialog.get_by_text("读写", exact=True).click()
    app.button("保存", dialog).click()
    expect(team.locator(".team__member")).to_contain_text([name])
    expect(team.locator(".team__member")).to_contain_text(["读写"])

    theirs = outsider.record("customer", customer)
    expect(theirs.title).to_contain_text("团队测试")
    expect(outsider.button("编辑")).to_be_visible()
    expect(outsider.page.locator(".team").get_by_role("button", name="添加成员")).to_have_count(0)

    team.get_by_role("button", name=f"移除 {name}").click()
    app.button("移除", app.page.locator(".ant-modal")).click()
    expect(team.locator(".team__member")).to_have_count(0)
    outsider.page.reload()
    expect(outsider.page.get_by_text("记录不存在，或者你没有查看的权限")).to_be_visible()


def test_whose_records_are_not_to_be_handed_over_is_said_at_once(manager: App) -> None:
    """Before anything else is filled in, not when the plan is previewed."""
    people = manager.api("GET", "user?limit=200&fields=username,superior")["items"]
    stranger = next(person for person in people if person["username"] == "sales3")
    manager.allowed = {403}
    manager.open(f"/handover/new?person={stranger['id']}")
    first = manager.page.locator(".handover__step").first
    expect(first).to_contain_text("只有上级或组织管理员可以交接某人的全部数据。")
