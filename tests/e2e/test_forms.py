"""The drawer form: refusals, drafts, and two people at one record."""

from playwright.sync_api import expect

from .app import App, ListPage
from .conftest import OpenApp


def test_a_refusal_names_its_field_and_loses_nothing(manager: App) -> None:
    manager.allowed = {422}
    customers = manager.list("customer")
    form = customers.new()
    form.save()
    expect(form.field("名称").locator(".field__error")).to_be_visible()
    form.fill("名称", "济南泉水机械有限公司")
    form.fill("电子邮箱", "not-an-address")
    form.save()
    expect(form.field("电子邮箱").locator(".field__error")).to_be_visible()
    assert form.value("名称") == "济南泉水机械有限公司"
    form.fill("电子邮箱", "info@quanshui.example")
    form.save()
    form.closed()
    manager.toast("济南泉水机械有限公司")
    customers.search("济南泉水")
    expect(customers.row("济南泉水机械有限公司").first).to_be_visible()


def test_a_draft_survives_a_reload(manager: App) -> None:
    form = manager.list("customer").new()
    form.fill("名称", "写到一半的公司")
    manager.until("() => Object.values({...localStorage}).some(text => text.includes('写到一半的公司'))")
    manager.page.reload()
    form = ListPage(manager).new()
    manager.button("恢复草稿", form.drawer).click()
    assert form.value("名称") == "写到一半的公司"
    manager.button("取消", form.drawer).click()
    manager.button("放弃并关闭").click()
    form.closed()
    form = ListPage(manager).new()
    assert form.value("名称") == ""


def test_two_people_at_one_record_choose_field_by_field(tabs: OpenApp) -> None:
    first, second = tabs("manager1"), tabs("manager1")
    first.allowed = {412}
    id_ = first.make("customer", name="两人同改有限公司", short_name="两人")
    mine = first.record("customer", id_).edit()
    mine.fill("简称", "我的简称")
    mine.fill("详细地址", "我写的地址")
    theirs = second.record("customer", id_).edit()
    theirs.fill("简称", "别人的简称")
    theirs.save()
    theirs.closed()

    mine.save()
    conflict = first.page.locator(".conflict")
    expect(conflict).to_contain_text("我的简称")
    expect(conflict).to_contain_text("别人的简称")
    conflict.locator("tr", has_text="简称").locator("input[type=radio]").nth(1).check()
    first.page.locator(".ant-modal").get_by_role("button", name="保存").click()
    mine.closed()
    record = first.record("customer", id_)
    expect(record.spot("简称")).to_contain_text("别人的简称")
    expect(record.spot("详细地址")).to_contain_text("我写的地址")


def test_a_value_is_changed_where_it_stands(manager: App) -> None:
    id_ = manager.make("customer", name="就地修改有限公司")
    record = manager.record("customer", id_)
    record.edit_spot("简称", "就地")
    expect(record.timeline.locator(".event").first).to_contain_text("就地")
    created = record.timeline.locator(".event").last
    expect(created).to_contain_text("新建了记录")
    expect(created.locator(".changes")).to_be_hidden()
    created.locator("summary").click()
    expect(created.locator(".changes")).to_contain_text("就地修改有限公司")


def test_following_and_mentioning(manager: App) -> None:
    id_ = manager.make("customer", name="值得关注有限公司")
    colleague = manager.api("GET", "user?username=sales1&fields=name")["items"][0]["name"]
    record = manager.record("customer", id_)
    manager.button("关注").click()
    manager.toast("已关注")
    followed = manager.list("customer", "?view=followed")
    expect(followed.row("值得关注有限公司").first).to_be_visible()
    record = manager.record("customer", id_)
    expect(manager.button("取消关注")).to_have_attribute("aria-pressed", "true")
    box = record.write("评论").locator("textarea")
    box.press_sequentially(f"请跟进 @{colleague}")
    manager.page.locator(".ant-mentions-dropdown-menu-item", has_text=colleague).click()
    manager.button("发送").click()
    expect(record.timeline.locator(".event").first).to_contain_text(f"请跟进 @{colleague}")
    comment = manager.api("GET", f"customer/{id_}/comments")["items"][0]["text"]
    assert comment.startswith("请跟进 @["), comment
