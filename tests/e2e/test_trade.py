"""A quote becomes an order, which is delivered in part: each document made from the one before on its page."""

import pytest
from playwright.sync_api import expect

from .app import App, Form
from .conftest import PHONE, OpenApp
from .test_access import faults, findings


def approved(seller: App, head: App, entity: str, id_: int) -> None:
    """Submitted by one, approved by the other."""
    version = seller.api("GET", f"{entity}/{id_}")["version"]
    seller.api("POST", f"{entity}/{id_}/actions/submit", {}, **{"If-Match": f'"{version}"'})
    waiting = head.api("GET", "approvals?state=pending&limit=100")["items"]
    (mine,) = [one for one in waiting if (one.get("entity"), one.get("record_id")) == (entity, id_)]
    head.api("POST", f"approvals/{mine['id']}/approve", {"comment": "同意"})


def here(app: App) -> int:
    """The id of the record that the page shows."""
    return int(app.page.url.split("?")[0].rsplit("/", 1)[1])


def test_a_quote_becomes_an_order_delivered_in_part(tabs: OpenApp) -> None:
    seller, head = tabs("sales1"), tabs("manager1")
    customer = seller.make("customer", name="常州分批交货机械有限公司")
    product = seller.api("GET", "product?limit=1&sort=code&q=机械密封")["items"][0]
    line = {"product": product["id"], "name": product["name"], "quantity": "10"}
    quote = seller.make("quote", name="机械密封报价", customer=customer, lines=[line])
    approved(seller, head, "quote", quote)

    seller.record("quote", quote)
    seller.button("发给客户").click()
    seller.button("发给客户", seller.page.locator(".ant-modal")).click()
    seller.button("下推单据").click()
    seller.page.get_by_role("menuitem", name="转订单").click()
    form = Form(seller)
    expect(form.drawer.locator(".lines")).to_contain_text(product["name"])
    form.save()
    form.closed()
    order = here(seller)
    approved(seller, head, "order", order)

    seller.record("order", order)
    seller.button("发货").click()
    form = Form(seller)
    expect(form.drawer).to_be_visible()
    seller.button("取消", form.drawer).click()
    form.closed()
    delivery = here(seller)
    draft = seller.api("GET", f"delivery/{delivery}")
    part = [{"id": draft["lines"][0]["id"], "quantity": "4"}]
    seller.api("PATCH", f"delivery/{delivery}", {"lines": part}, **{"If-Match": f'"{draft["version"]}"'})
    for action in ("submit", "ship"):
        version = seller.api("GET", f"delivery/{delivery}")["version"]
        seller.api("POST", f"delivery/{delivery}/actions/{action}", {}, **{"If-Match": f'"{version}"'})

    seller.record("order", order)
    panel = seller.page.get_by_role("region", name="发货进度")
    expect(panel.locator(".trade-line__words")).to_contain_text("已发 4 / 10")


@pytest.mark.parametrize(("scheme", "on_phone"), [("light", False), ("dark", True)])
def test_the_pages_of_documents_are_for_everybody(tabs: OpenApp, scheme: str, on_phone: bool) -> None:
    app = tabs("manager1", color_scheme=scheme, **(PHONE if on_phone else {}))
    found = []
    for entity in ("quote", "contract", "order", "delivery", "return_order"):
        items = app.api("GET", f"{entity}?limit=1")["items"]
        found += findings(app, f"/r/{entity}")
        found += findings(app, f"/r/{entity}/{items[0]['id']}") if items else []
    form = app.list("quote").new()
    expect(form.drawer.locator(".field").first).to_be_visible()
    expect(app.page.locator(".bone")).to_have_count(0)
    found += faults(app, "form of a quote")
    assert found == []
