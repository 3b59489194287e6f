"""公海: setting one up, claiming from it at the desk and on the phone, and keeping what is about to be recycled."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from .app import App
from .conftest import PHONE, OpenApp
from .test_access import findings

POOL = "测试公海"


class Sea:
    """A pool for the sales people of Beijing, with its administrator, and customers that can be put into it."""

    def __init__(self, tabs: OpenApp) -> None:
        self.admin, self.manager = tabs("sysadmin"), tabs("manager1")
        people = self.admin.api("GET", "user?limit=200&fields=username")["items"]
        self.ids = {person["username"]: person["id"] for person in people}
        members = [{"user": self.ids[name]} for name in ("sales1", "sales2")]
        members.append({"user": self.ids["manager1"], "is_admin": True})
        self.id = self.admin.api("POST", "pool", {"entity": "customer", "name": POOL, "members": members})["id"]

    def change(self, **words: Any) -> None:
        self.admin.api("PATCH", f"pool/{self.id}", words)

    def put(self, name: str, **values: Any) -> int:
        """A customer of the manager's that was put into the pool."""
        id_ = self.manager.make("customer", name=name, owner=self.ids["manager1"], **values)
        self.manager.api("POST", f"customer/{id_}/release", {"pool": self.id, "reason": "测试"})
        return id_

    def owned(self, name: str, owner: str) -> int:
        return self.manager.make("customer", name=name, owner=self.ids[owner])

    def empty(self) -> None:
        """Everything that lies here goes to the manager, and the pool is switched off under another name."""
        for rule in self.admin.api("GET", f"pool/{self.id}/rules")["items"]:
            self.admin.api("DELETE", f"pool/{self.id}/rules/{rule['id']}")
        self.change(name=f"旧公海 {self.id}", active=False)


@pytest.fixture
def sea(tabs: OpenApp) -> Iterator[Sea]:
    made = Sea(tabs)
    yield made
    made.empty()


def taken_by(app: App, id_: int) -> str:
    return str(app.api("GET", f"customer/{id_}")["owner"]["title"])


def test_claims_at_the_desk_until_the_quota_says_no(sea: Sea, tabs: OpenApp) -> None:
    sea.change(claims_per_day=1)
    first, second = sea.put("公海甲公司", mobile="13812341234"), sea.put("公海乙公司")
    seller = tabs("sales1")
    seller.open("/")
    seller.page.get_by_role("link", name="公海", exact=True).click()
    seller.page.get_by_role("tab", name=re.compile(f"^{POOL}")).click()
    expect(seller.page.locator(".quota")).to_contain_text("今日已领 0/1")
    row = seller.page.locator("tbody tr", has_text="公海甲公司")
    seller.page.get_by_role("button", name="公海甲公司", exact=True).click()
    drawer = seller.page.locator(".ant-drawer")
    expect(drawer).to_contain_text("138****1234")
    seller.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)

    seller.button("领取 公海甲公司", row).click()
    seller.toast("已领取“公海甲公司”")
    expect(row).to_have_count(0)
    expect(seller.page.locator(".quota")).to_contain_text("今日已领 1/1")
    assert taken_by(seller, first) == seller.api("GET", "me")["name"]

    seller.allowed = {409}
    seller.button("领取 公海乙公司").click()
    dialog = seller.page.locator(".ant-modal")
    expect(dialog).to_contain_text("今天的领取次数已用完")
    expect(dialog.locator(".refusal")).to_have_text(re.compile("已用1上限1"))
    seller.button("关闭", dialog.locator(".ant-modal-footer")).click()
    expect(seller.page.locator("tbody tr", has_text="公海乙公司")).to_have_count(1)
    assert sea.manager.api("GET", f"customer/{second}")["pool"]["id"] == sea.id


def test_three_taps_on_the_phone(sea: Sea, tabs: OpenApp) -> None:
    id_ = sea.put("手机领取公司")
    seller = tabs("sales2", **PHONE)
    seller.page.add_init_script(f"localStorage.setItem('kezhou.pool', '{sea.id}')")
    seller.open("/")
    seller.page.get_by_role("button", name="菜单", exact=True).tap()
    seller.page.get_by_role("link", name="公海", exact=True).tap()
    seller.button("领取 手机领取公司").tap()
    seller.toast("已领取“手机领取公司”")
    assert taken_by(seller, id_) == seller.api("GET", "me")["name"]


def test_an_administrator_hands_several_out_and_the_page_tells_the_path(sea: Sea, tabs: OpenApp) -> None:
    ids = [sea.put("批量一号公司"), sea.put("批量二号公司")]
    manager = sea.manager
    manager.open(f"/pools/{sea.id}")
    for name in ("批量一号公司", "批量二号公司"):
        manager.page.locator("tbody tr", has_text=name).locator(".grid__check").click()
    bar = manager.page.get_by_role("toolbar", name="批量操作")
    manager.button("分配", bar).click()
    dialog = manager.page.locator(".ant-modal")
    seller = tabs("sales1")
    name = str(seller.api("GET", "me")["name"])
    manager.choose(dialog.locator(".ant-select"), name)
    manager.button("分配", dialog).click()
    manager.toast("2 条已处理")
    assert [taken_by(manager, id_) for id_ in ids] == [name, name]

    seller.open(f"/r/customer/{ids[0]}?tab=moves")
    expect(seller.page.locator(".moves tbody tr").first).to_contain_text(
        f"{POOL}{name[-2:] if len(name) > 2 else name[-1]}"
    )
    seller.page.get_by_role("button", name="公海").click()
    seller.page.get_by_role("menuitem", name="放回公海").click()
    dialog = seller.page.locator(".ant-modal")
    expect(seller.button("放回公海", dialog)).to_be_disabled()
    dialog.locator("textarea").fill("客户已注销")
    seller.button("放回公海", dialog).click()
    seller.toast("已放回“批量一号公司”")
    expect(seller.button("领取")).to_be_visible()
    expect(seller.page.locator(".moves tbody tr").first).to_contain_text("客户已注销")


def test_a_rule_is_simulated_before_it_is_switched_on(sea: Sea) -> None:
    admin = sea.admin
    admin.open("/settings/pools")
    admin.page.get_by_role("button", name=re.compile(f"^{POOL}")).click()
    admin.page.get_by_role("tab", name="回收规则").click()
    admin.button("新建规则").click()
    admin.page.locator("#rule-name").fill("很久没有跟进")
    admin.page.locator("#rule-days").fill("1")
    tomorrow = admin.page.locator(".simulator__total").first
    expect(tomorrow).to_contain_text("+")
    admin.page.locator("#rule-days").fill("5000")
    expect(tomorrow).to_contain_text("±0")
    admin.page.get_by_role("tab", name="过去 90 天").click()
    expect(admin.page.locator(".simulator__back")).to_contain_text("会回收 0 条")
    admin.button("保存（不启用）").click()
    admin.toast("规则已保存，尚未启用")
    rule = admin.page.locator(".pool-rule", has_text="很久没有跟进")
    expect(rule).to_contain_text("未启用")
    assert admin.api("GET", f"pool/{sea.id}/rules")["items"][0]["active"] is False
    admin.button("启用", rule).click()
    dialog = admin.page.locator(".ant-modal")
    expect(dialog).to_contain_text("明天多回收 0 条")
    admin.button("启用", dialog).click()
    admin.toast("“很久没有跟进”已启用")
    expect(rule.get_by_text("已启用")).to_be_visible()


def test_an_owner_asks_for_more_time_and_gets_it(sea: Sea, tabs: OpenApp) -> None:
    id_ = sea.owned("快要回收的公司", "sales1")
    condition = {"field": "name", "op": "eq", "value": "快要回收的公司"}
    rule = {"name": "二十天", "active": True, "fact": "follow_up", "days": 20, "condition": condition}
    sea.admin.api("POST", f"pool/{sea.id}/rules", rule)
    seller = tabs("sales1")
    seller.open(f"/r/customer/{id_}")
    banner = seller.page.locator(".pool-banner")
    expect(banner).to_contain_text("20 天后")
    seller.button("申请延期", banner).click()
    dialog = seller.page.locator(".ant-modal")
    dialog.locator("#keep-reason").fill("合同在走流程")
    seller.button("提交申请", dialog).click()
    expect(banner).to_contain_text("等待审批")

    sea.manager.open("/approvals")
    line = sea.manager.page.locator(".approvals li", has_text="快要回收的公司")
    sea.manager.button("同意", line).click()
    sea.manager.button("同意", sea.manager.page.locator(".ant-modal")).click()
    sea.manager.toast("已同意")
    seller.page.reload()
    expect(banner).to_contain_text("已锁定至")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_pages_of_pools(sea: Sea, tabs: OpenApp, scheme: str) -> None:
    sea.put("可读的公司")
    seller, manager = tabs("sales1", color_scheme=scheme), tabs("manager1", color_scheme=scheme)
    found = (
        findings(seller, f"/pools/{sea.id}") + findings(seller, "/pools/falling") + findings(manager, "/pools/flows")
    )
    found += findings(tabs("sysadmin", color_scheme=scheme), "/settings/pools")
    found += findings(tabs("sales1", color_scheme=scheme, **PHONE), f"/pools/{sea.id}")
    assert found == []
