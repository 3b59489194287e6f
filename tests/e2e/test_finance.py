"""Money by clicks: an order in periods, a receipt over two of them and taken back; and its pages for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .app import App
from .conftest import PHONE, OpenApp

BAD = {"serious", "critical"}
PAGES = ("/ageing", "/receipt-forecast", "/three-way", "/r/receipt_plan", "/r/receipt", "/r/invoice")


def yuan(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def act(app: App, entity: str, id_: int, action: str, **values: Any) -> Any:
    version = app.api("GET", f"{entity}/{id_}")["version"]
    return app.api("POST", f"{entity}/{id_}/actions/{action}", values, **{"If-Match": f'"{version}"'})


def approved_order(tabs: OpenApp) -> tuple[int, int]:
    """An order of 1,000 yuan by a salesperson, approved by the manager: (customer, order)."""
    seller, head = tabs("sales1"), tabs("manager1")
    customer = seller.make("customer", name="无锡分期回款机械有限公司")
    line = {"name": "检修", "quantity": "1", "unit_price": "1000", "tax_rate": "6"}
    order = seller.make("order", name="年度检修", customer=customer, lines=[line])
    act(seller, "order", order, "submit")
    waiting = head.api("GET", "approvals?state=pending&limit=100")["items"]
    (mine,) = [one for one in waiting if (one.get("entity"), one.get("record_id")) == ("order", order)]
    head.api("POST", f"approvals/{mine['id']}/approve", {"comment": "同意"})
    return customer, order


def plans(app: App, order: int) -> list[tuple[str, str, str]]:
    found = app.api("GET", f"receipt_plan?order={order}&sort=period&limit=10")["items"]
    return [(one["amount"]["amount"], one["outstanding"]["amount"], one["state"]) for one in found]


def test_a_receipt_over_two_plans_is_never_too_much_and_can_be_taken_back(tabs: OpenApp) -> None:
    customer, order = approved_order(tabs)
    seller, books = tabs("sales1"), tabs("finance1")

    # The salesperson plans three periods.
    seller.record("order", order)
    seller.button("收款与开票").click()
    seller.page.get_by_role("menuitem", name="分期").click()
    dialog = seller.page.locator(".ant-modal")
    expect(dialog).to_contain_text("还有 ¥1,000.00 没有排计划")
    dialog.get_by_label("各期比例").fill("30/60/20")
    expect(dialog).to_contain_text("合计 100")
    dialog.get_by_label("各期比例").fill("30/60/10")
    seller.button("生成 3 期", dialog).click()
    seller.toast("已生成 3 期回款计划")
    assert [amount for amount, _left, _state in plans(seller, order)] == ["300.00", "600.00", "100.00"]

    # 700 yuan come in; the accountant puts them against the first two.
    receipt = books.make("receipt", customer=customer, received_on="2025-12-31", amount=yuan("700"))
    books.record("receipt", receipt)
    books.button("核销").click()
    dialog = books.page.locator(".ant-modal")
    parts = dialog.locator(".allocate__item input")
    expect(parts).to_have_count(3)
    parts.nth(0).fill("300.01")
    expect(dialog).to_contain_text("超过未收金额 ¥300.00")
    expect(books.button("保存并提交", dialog)).to_be_disabled()
    parts.nth(0).fill("300")
    parts.nth(1).fill("500")
    expect(dialog.get_by_role("status")).to_contain_text("多分配了 ¥100.00")
    expect(books.button("保存并提交", dialog)).to_be_disabled()
    books.button("按到期先后自动分配", dialog).click()
    expect(parts.nth(1)).to_have_value("400.00")

    # Meanwhile somebody books all of the second plan: the server refuses, says so, and keeps nothing of it.
    second = books.api("GET", f"receipt_plan?order={order}&sort=period&limit=10")["items"][1]["id"]
    lines = [{"plan": second, "amount": yuan("600")}]
    other = books.make("receipt", customer=customer, received_on="2025-12-31", amount=yuan("600"), lines=lines)
    act(books, "receipt", other, "submit")
    books.allowed.add(409)
    books.button("保存并提交", dialog).click()
    expect(dialog.get_by_role("alert")).to_contain_text("0.00")
    assert [left for _amount, left, _state in plans(books, order)] == ["300.00", "0.00", "100.00"]
    act(books, "receipt", other, "void", reason="记错了")
    books.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    books.record("receipt", receipt)
    books.button("核销").click()
    expect(parts.nth(1)).to_have_value("400.00")
    books.button("保存并提交", dialog).click()
    books.toast("已提交")
    assert [left for _amount, left, _state in plans(books, order)] == ["0.00", "200.00", "100.00"]

    # And back.
    books.record("receipt", receipt)
    books.button("更多").click()
    books.page.get_by_role("menuitem", name="作废").click()
    dialog.get_by_role("textbox").fill("客户撤回")
    books.button("作废", dialog).click()
    expect(dialog).to_have_count(0)
    assert [left for _amount, left, _state in plans(books, order)] == ["300.00", "600.00", "100.00"]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_pages_of_money_are_for_everybody(tabs: OpenApp, size: str) -> None:
    app = tabs("finance1", **(PHONE if size == "phone" else {}))
    found = []
    for path in PAGES:
        app.open(path)
        expect(app.page.locator("tbody tr, .card, .money-figure, .fact-cards li").first).to_be_visible()
        expect(app.page.locator(".bone")).to_have_count(0)
        if size == "phone":
            wide = app.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
        found += [
            f"{path}: {each['id']} {each['nodes'][0]['html'][:160]}"
            for each in Axe().run(app.page).response["violations"]
            if each["impact"] in BAD
        ]
    assert found == []
