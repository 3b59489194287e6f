"""A price below the floor is approved by somebody, however it came about."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.platform.org.models import User
from tests.contract.world import forget
from tests.finance.conftest import Till, till, yuan

pytestmark = pytest.mark.django_db
__all__ = ["till"]


@pytest.fixture(autouse=True)
def _somebody_decides(till: Till) -> None:
    """An administrator beside whoever submits, for what no flow leads to anybody."""
    till.world.give(till.world.person("decider"), {}, admin=["settings"])


@pytest.fixture
def goods(till: Till) -> int:
    """Listed at 100, not to be sold below 80; both with tax."""
    return till.made("product", code="F", name="有底价", list_price=yuan("100"), floor_price=yuan("80"))


def line(product: int, **values: Any) -> dict[str, Any]:
    return {"product": product, "name": "n", "quantity": "1", "unit_price": "100", **values}


def quoted(till: Till, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    return till.get("quote", till.made("quote", name="q", customer=till.customer, lines=list(lines), **values))


def test_whatever_takes_the_price_down_counts(till: Till, goods: int) -> None:
    assert quoted(till, line(goods), discount="20")["below_floor"] is False
    whole = quoted(till, line(goods), discount="20.01")
    assert (whole["below_floor"], whole["largest_discount"]) == (True, "20.01")
    assert quoted(till, line(goods, discount_rate="20.01"))["below_floor"] is True
    assert quoted(till, line(goods, unit_price=None, discount_rate="21"))["below_floor"] is True
    assert quoted(till, line(goods, unit_price=None), discount="21")["below_floor"] is True
    # Without tax 70.80 is 80.004 with it.
    assert quoted(till, line(goods, unit_price="70.80"), tax_included=False)["below_floor"] is False
    assert quoted(till, line(goods, unit_price="70.79"), tax_included=False)["below_floor"] is True
    (free,) = quoted(till, line(goods, unit_price=None), tax_included=False)["lines"]
    assert (free["unit_price"], free["amount"]["amount"]) == ("88.495575", "100.01")
    many = [line(goods) for _number in range(200)]
    assert quoted(till, *many, line(goods, unit_price="1"))["below_floor"] is True


def test_it_is_judged_anew_when_what_it_hangs_on_changes(till: Till, goods: int) -> None:
    dollars = quoted(till, line(goods, unit_price="1"), currency="USD")
    assert dollars["below_floor"] is False
    now = till.api.patch(f"quote/{dollars['id']}", {"currency": "CNY"}, version=dollars["version"]).json()
    assert now["below_floor"] is True
    fair = quoted(till, line(goods))
    now = till.api.patch(f"quote/{fair['id']}", {"discount": "30"}, version=fair["version"]).json()
    assert now["below_floor"] is True
    assert till.tried("quote", fair["id"], "submit").json()["approval_state"] == "pending"


def test_a_unit_that_the_product_is_not_sold_in_hides_nothing(till: Till) -> None:
    piece, box = till.made("unit", name="件"), till.made("unit", name="箱")
    goods = till.made("product", code="G", name="有单位", unit=piece, list_price=yuan("100"), floor_price=yuan("80"))
    sent = {"name": "q", "customer": till.customer, "lines": [line(goods, unit_price="1"), line(goods, unit=box)]}
    refused = till.api.post("quote", sent)
    assert refused.status_code == 422
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("lines/1/unit", "no_such_unit")]
    assert till.api.ids("quote") == []


def test_who_may_read_neither_list_price_nor_customer_hides_nothing(till: Till, goods: int) -> None:
    own = dict.fromkeys(("view", "create", "update"), "own")
    ann = till.world.person("ann", till.world.east)
    hidden = {"product": {"list_price": ("hidden", False), "floor_price": ("hidden", False)}}
    till.world.give(ann, {"quote": own, "customer": own, "product": {"view": "all"}}, hidden)
    customer = till.world.make("customer", {"name": "安的客户有限公司"}, ann)
    api = till.world.api(ann)
    made = api.post("quote", {"name": "q", "customer": customer, "lines": [line(goods)]})
    assert made.status_code == 201, made.content
    bob = till.world.person("bob", till.world.west)
    version = till.get("customer", customer)["version"]
    assert till.api.patch(f"customer/{customer}", {"owner": bob.id}, version=version).status_code == 200
    forget()
    quote = api.get(f"quote/{made.json()['id']}").json()
    cheap = {"lines": [{"id": quote["lines"][0]["id"], "unit_price": "79"}]}
    now = api.patch(f"quote/{quote['id']}", cheap, version=quote["version"])
    assert (now.status_code, now.json()["below_floor"], now.json()["largest_discount"]) == (200, True, "21.00")


def test_contracts_and_orders_are_no_way_around(till: Till, goods: int) -> None:
    for entity in ("order", "contract"):
        cheap = till.made(entity, name="o", customer=till.customer, lines=[line(goods, unit_price="79")])
        assert till.act(entity, cheap, "submit")["approval_state"] == "pending"
        fair = till.made(entity, name="o", customer=till.customer, lines=[line(goods, unit_price="80")])
        assert till.act(entity, fair, "submit")["approval_state"] == "approved"


def test_what_was_approved_with_the_quote_is_not_asked_again(till: Till, goods: int) -> None:
    every = dict.fromkeys(("view", "create", "update", "delete"), "all")
    ann = till.world.person("ann", till.world.east)
    till.world.give(ann, dict.fromkeys(("quote", "order", "customer", "product"), every))
    boss = till.world.person("boss", till.world.east)
    User.objects.filter(id=ann.id).update(superior=boss)
    till.api = till.world.api(ann)
    quote = quoted(till, line(goods, unit_price="60"))
    assert till.act("quote", quote["id"], "submit")["approval_state"] == "pending"
    (asked,) = till.world.api(boss).get("approval", box="todo").json()["items"]
    assert till.world.api(boss).post(f"approval/{asked['id']}/approve", {}).status_code == 200
    till.act("quote", quote["id"], "send")
    order = till.make("quote", quote["id"], "order")
    cheaper = {"lines": [{"id": order["lines"][0]["id"], "unit_price": "59"}]}
    order = till.api.patch(f"order/{order['id']}", cheaper, version=order["version"]).json()
    assert till.act("order", order["id"], "submit")["approval_state"] == "pending"
    till.act("order", order["id"], "withdraw_approval")
    version = till.get("order", order["id"])["version"]
    same = {"lines": [{"id": order["lines"][0]["id"], "unit_price": "60"}]}
    till.api.patch(f"order/{order['id']}", same, version=version)
    assert till.act("order", order["id"], "submit")["approval_state"] == "approved"


def test_prices_are_told_as_the_document_means_them(till: Till, goods: int) -> None:
    asked = {"customer": till.customer, "lines": [{"product": goods, "unit_price": "70.79"}]}
    (plain,) = till.api.post("price", asked).json()["lines"]
    (bare,) = till.api.post("price", asked | {"tax_included": False}).json()["lines"]
    assert (plain["unit_price"], plain["floor"], plain["reasons"]) == ("100.000000", "80.000000", ["below_floor"])
    assert (bare["unit_price"], bare["floor"], bare["reasons"]) == ("88.495575", "70.796460", ["below_floor"])
    fair = asked | {"tax_included": False, "lines": [{"product": goods, "unit_price": "70.80"}]}
    assert till.api.post("price", fair).json()["lines"][0]["needs_approval"] is False
