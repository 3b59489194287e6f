"""What administrators change reaches everybody at once."""

import re

from playwright.sync_api import Locator, expect

from .app import App
from .conftest import OpenApp


def level(app: App, entity: str, action: str) -> Locator:
    return app.page.get_by_label(f"{entity} · {action}", exact=True)


def told(app: App, entity: str) -> Locator:
    """What holds for records without a line of their own, in the order of the columns."""
    name = app.page.get_by_role("rowheader", name=re.compile(f"^{entity}"))
    return app.page.locator(".matrix tbody tr", has=name).first.locator("td")


def test_a_right_taken_away_is_gone_in_the_next_click(tabs: OpenApp) -> None:
    people, admin = tabs("marketing1"), tabs("secadmin")
    people.list("customer")
    expect(people.page.locator("#main").get_by_role("button", name="新建客户")).to_be_visible()

    admin.open("/settings/roles")
    admin.page.locator(".split__item", has_text="市场").click()
    expect(admin.page.locator(".split__main h2")).to_have_text("市场")
    expect(told(admin, "客户").nth(1)).to_have_text("本人")
    level(admin, "全部业务记录", "新建").select_option("none")
    expect(told(admin, "客户").nth(1)).to_have_text("无")
    expect(admin.page.get_by_role("status").filter(has_text="保存后立即影响")).to_be_visible()
    admin.button("保存").click()
    admin.toast("已保存")

    people.allowed = {403}
    people.page.locator("#main").get_by_role("button", name="新建客户").click()
    drawer = people.page.locator(".form-drawer")
    drawer.locator(".field input").first.fill("来不及建的公司")
    people.button("保存", drawer).click()
    expect(drawer.get_by_role("alert")).to_contain_text("没有这项权限")
    people.list("customer")
    expect(people.page.locator("#main").get_by_role("button", name="新建客户")).to_have_count(0)

    admin.page.get_by_role("tab", name="变更历史").click()
    line = admin.page.locator("tbody tr").first
    expect(line).to_contain_text("全部业务记录 · 新建")
    expect(line.locator(".changes__to")).to_have_text("无")
    admin.page.get_by_role("tab", name="操作权限").click()
    level(admin, "全部业务记录", "新建").select_option("own")
    admin.button("保存").click()
    admin.toast("已保存")
    people.list("customer")
    expect(people.page.locator("#main").get_by_role("button", name="新建客户")).to_be_visible()


def test_a_field_of_ones_own_is_everywhere(tabs: OpenApp) -> None:
    admin, manager = tabs("sysadmin"), tabs("manager1")
    admin.open("/settings/fields")
    admin.page.locator(".split__item", has_text=re.compile("^客户$")).click()
    admin.page.get_by_role("button", name="新建字段").first.click()
    dialog = admin.page.locator(".ant-modal")
    dialog.locator("#cf-label").fill("招标平台")
    admin.button("保存", dialog).click()
    expect(admin.page.locator("tbody th", has_text="招标平台")).to_be_visible()

    customers = manager.list("customer")
    form = customers.new()
    form.fill("名称", "带招标平台的公司")
    form.fill("招标平台", "阳光采购")
    form.save()
    form.closed()
    manager.button("列设置").click()
    drawer = manager.page.locator(".ant-drawer")
    drawer.locator("label", has_text="招标平台").locator("input").check()
    manager.button("应用", drawer).click()
    expect(manager.page.locator("thead th", has_text="招标平台")).to_be_visible()
    customers.search("带招标平台")
    expect(customers.row("阳光采购")).to_have_count(1)

    manager.list("customer")
    manager.button("添加条件").click()
    manager.choose(manager.page.locator(".filter-builder__field").first, "招标平台")
    manager.page.locator(".filter-builder__value input").first.fill("阳光采购")
    manager.page.locator(".ant-modal-footer, .drawer-foot").locator(".ant-btn-primary").click()
    expect(customers.rows).to_have_count(1)
    expect(customers.row("带招标平台的公司")).to_be_visible()

    field = admin.page.locator("tbody tr", has_text="招标平台")
    admin.button("加速", field).click()
    admin.toast(re.compile("索引"))
    expect(field.get_by_text("已加速")).to_be_visible(timeout=20_000)
    admin.button("停用", field).click()
    expect(field).to_contain_text("停用")
    assert "招标平台" not in [field["label"] for field in manager.api("GET", "meta/customer")["fields"]]


def test_a_new_colleague_gets_a_password_once_and_must_change_it(tabs: OpenApp) -> None:
    admin = tabs("sysadmin")
    admin.allowed = {401}
    admin.open("/settings/org")
    admin.page.get_by_role("button", name="新建同事").click()
    drawer = admin.page.locator(".form-drawer")
    for label, text in (("姓名", "范新人"), ("用户名", "fanxinren"), ("工号", "KZ9001")):
        drawer.locator(".field").filter(has=admin.page.locator("label", has_text=label)).locator("input").first.fill(
            text
        )
    admin.button("保存", drawer).click()
    password = admin.page.locator(".ant-modal code").inner_text()
    admin.button("关闭", admin.page.locator(".ant-modal")).click()
    assert len(password) >= 12

    context = admin.page.context.browser.new_context(locale="zh-CN")  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{admin.url}/sign-in")
    page.locator("#username").fill("fanxinren")
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/password$"))
    context.close()


def test_who_may_not_configure_sees_no_settings_and_asks_for_none(tabs: OpenApp) -> None:
    app = tabs("sales1")
    for path in ("roles", "org", "dictionaries", "fields", "audit"):
        app.open(f"/settings/{path}")
        expect(app.page.get_by_text("你没有查看这里的权限")).to_be_visible()
    admin = tabs("sysadmin")
    for path in ("/r/customer", "/r/contact", "/r/customer/1"):
        admin.open(path)
        expect(admin.page.get_by_text("你没有查看这里的权限")).to_be_visible()


def test_news_arrives_without_a_reload(tabs: OpenApp) -> None:
    writer, reader = tabs("manager1"), tabs("sales1")
    me = reader.api("GET", "me")
    reader.open("/")
    expect(reader.page.locator(".topbar__button .icon").first).to_be_visible()
    id_ = writer.make("customer", name="有消息的公司", owner=me["id"])
    writer.api("POST", f"customer/{id_}/comments", {"text": f"@[{me['id']}] 请看一下"})
    reader.page.get_by_role("button", name=re.compile(r"条未读")).click()
    item = reader.page.locator(".inbox__item").first
    expect(item).to_contain_text(f"@{me['name']} 请看一下")
    item.click()
    expect(reader.page).to_have_url(re.compile(f"/r/customer/{id_}$"))
