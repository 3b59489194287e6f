"""Prices over the API: who hears what, explained, with a constant number of statements."""

import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.kernel.ctx import Ctx
from kezhou.modules.catalog import api
from kezhou.modules.catalog.product.model import Product
from tests.catalog.conftest import Shop, cny, number

pytestmark = pytest.mark.django_db


def test_the_answer_says_which_rule_won_and_which_lost(shop: Shop) -> None:
    pumps = shop.made("product_category", name="泵")
    water = shop.made("product_category", name="水泵", parent=pumps)
    product = shop.product(price="100", floor="70", category=water)
    customer = shop.customer(level="A", region="440305")
    shop.made("price_policy", name="A级九折", kind="discount", discount="10", level="A", priority=10)
    shop.made("price_policy", name="泵类八五折", kind="discount", discount="15", category=pumps, priority=20)
    shop.made("price_policy", name="十台起", kind="tier_discount", tiers="10:20", priority=5)
    shop.made("price_policy", name="双十一", kind="amount_off", amount_off="5", currency="CNY", promotion=True)
    shop.made("price_policy", name="明年", kind="discount", discount="50", valid_from="2027-01-01")

    answer = shop.price(product, customer)

    assert number(answer["unit_price"]) == Decimal(85)
    assert [(s["name"], s["outcome"], s["code"]) for s in answer["steps"]] == [
        ("", "applied", "list"),
        ("十台起", "not_met", "min_quantity"),
        ("A级九折", "applied", "discount"),
        ("泵类八五折", "lost", "lost_to"),
        ("明年", "not_met", "early"),
        ("双十一", "applied", "amount_off"),
    ]
    assert answer["steps"][2]["text"] == "“A级九折”: 10% off"
    assert number(shop.price(product, customer, quantity="10")["unit_price"]) == Decimal(75)
    assert number(shop.price(product)["unit_price"]) == Decimal(80)


def test_policies_of_other_customers_are_not_told(shop: Shop) -> None:
    product, mine, other = shop.product(), shop.customer(), shop.customer("chief")
    shop.made("price_policy", name="别人的价", kind="fixed", price="1", currency="CNY", customer=other)
    shop.made("price_policy", name="集团价", kind="fixed", price="2", currency="CNY", group=other)

    assert [step["name"] for step in shop.price(product, mine)["steps"]] == [""]
    assert number(shop.price(product, other, who="chief")["unit_price"]) == Decimal(1)
    child = shop.customer(parent=other)
    assert number(shop.price(product, child)["unit_price"]) == Decimal(2)


def test_price_needs_the_customer_and_hides_the_floor(shop: Shop) -> None:
    product, other = shop.product(floor="90"), shop.customer("chief")
    body = {"customer": other, "lines": [{"product": product}]}

    assert shop.api("ann").post("price", body).status_code == 404
    answer = shop.price(product, shop.customer(), unit_price="80")
    assert (answer["floor"], answer["needs_approval"], answer["reasons"]) == (None, True, ["below_floor"])
    assert "90" not in str(answer["steps"][-1])
    assert number(shop.price(product, other, who="chief", unit_price="80")["floor"]) == Decimal(90)
    assert shop.api("chief").get(f"product/{product}").json()["cost"] is None
    assert "cost" not in shop.api("ann").get(f"product/{product}").json()


def test_authority_counts_the_best_role(shop: Shop) -> None:
    product = shop.product()
    role = shop.world.give(shop.people["ann"], {"product": {"view": "all"}})
    assert shop.price(product, unit_price="50")["needs_approval"] is False
    shop.made("discount_authority", name="销售", role=role.id, max_discount="5")
    assert shop.price(product, unit_price="95")["needs_approval"] is False
    assert shop.price(product, unit_price="94")["reasons"] == ["beyond_authority"]
    assert shop.price(product, unit_price="99", who="chief")["reasons"] == ["beyond_authority"]


def test_bad_lines_are_named(shop: Shop) -> None:
    product = shop.product()
    lines = [{"product": product, "quantity": "0"}, {"product": 999}, {"product": product, "unit": 77, "x": 1}, {}]
    answer = shop.api("ann").post("price", {"lines": lines}).json()
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [
        ("lines.2.x", "unknown_field"),
        ("lines.3.product", "not_a_link"),
    ]
    answer = shop.api("ann").post("price", {"lines": [*lines[:2], {"product": product, "unit": 77}]}).json()
    assert [(e["path"], e["code"]) for e in answer["errors"]] == [
        ("lines.0.quantity", "not_positive"),
        ("lines.1.product", "no_such_record"),
        ("lines.2.unit", "no_such_unit"),
    ]


def test_the_price_that_was_paid_last_comes_from_whoever_keeps_documents(
    shop: Shop,
) -> None:
    product, customer = shop.product(), shop.customer()

    def orders(ctx: Ctx, who: int, products: object, currency: str) -> dict[int, api.PaidPrice]:
        assert (who, list(products), currency) == (customer, [product], "CNY")  # type: ignore[call-overload]
        return {product: api.PaidPrice(Decimal("88.5"), date(2026, 3, 1), "order", 4, "SO-4")}

    api.paid_prices.append(orders)
    try:
        paid = shop.price(product, customer)["last_paid"]
    finally:
        api.paid_prices.remove(orders)
    assert paid == {"unit_price": "88.5", "day": "2026-03-01", "entity": "order", "id": 4, "number": "SO-4"}


def test_units_books_and_bundles(shop: Shop) -> None:
    piece, box = shop.made("unit", name="件"), shop.made("unit", name="箱")
    product = shop.product(unit=piece)
    shop.made("product_unit", product=product, unit=box, factor="24")
    book = shop.made("price_book", name="经销价", currency="CNY", level="A")
    shop.made("price_entry", book=book, product=product, price="90.123456")
    customer = shop.customer(level="A")
    assert shop.price(product, customer)["unit_price"] == "90.123456"
    assert shop.price(product, customer, unit=box)["unit_price"] == "2162.962944"
    bundle = shop.product("套装", None)
    parts = [{"key": "a", "product": product, "quantity": "2"}]
    saved = shop.api("chief").call("PUT", f"product/{bundle}/configuration", {"parts": parts, "version": 0})
    assert saved.status_code == 200, saved.content
    assert number(shop.price(bundle)["unit_price"]) == Decimal(200)


def test_fifty_lines_are_quick_and_take_as_many_statements_as_one(shop: Shop) -> None:
    customer = shop.customer(level="A")
    shelf = shop.made("product_category", name="货架")
    products = [shop.product(f"产品{n}", "10.5", category=shelf) for n in range(50)]
    for n in range(20):
        shop.made(
            "price_policy", name=f"政策{n}", kind="discount", discount=str(n), category=shelf, level="ABCD"[n % 4]
        )
    ctx = shop.ctx("ann")
    lines = [api.PriceLine(one, Decimal(3)) for one in products]
    day = date(2026, 11, 22)

    with CaptureQueriesContext(connection) as one:
        api.price(ctx, customer, day, "CNY", lines[:1])
    with CaptureQueriesContext(connection) as many:
        answers = api.price(ctx, customer, day, "CNY", lines)
    assert len(many) == len(one) <= 8
    assert {answer.unit_price for answer in answers} == {Decimal("10.5")}
    began = time.process_time()
    for _round in range(5):
        api.price(ctx, customer, day, "CNY", lines)
    assert (time.process_time() - began) / 5 < 0.05


def test_a_category_cannot_lie_below_itself(shop: Shop) -> None:
    top = shop.made("product_category", name="上")
    low = shop.made("product_category", name="下", parent=top)
    answer = shop.api("chief").patch(f"product_category/{top}", {"parent": low}, version=1)
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [("parent", "circle")]
    assert shop.api("chief").get(f"product_category/{top}").json()["parent"] is None


def test_policies_say_what_is_missing(shop: Shop) -> None:
    def refused(**values: object) -> list[tuple[str, str]]:
        answer = shop.api("chief").post("price_policy", {"name": "x", **values})
        assert answer.status_code == 422
        return [(e["path"], e["code"]) for e in answer.json()["errors"]]

    assert refused(kind="fixed") == [("price", "required"), ("currency", "required")]
    assert refused(kind="tier_price", tiers="10", currency="CNY") == [("tiers", "shape")]
    assert refused(kind="discount", discount="101") == [("discount", "out_of_range")]
    assert shop.api("ann").get("price_policy").status_code == 403
    assert shop.api("ann").post("product", {"name": "y", "list_price": cny("1")}).status_code == 403
    assert not Product.objects.exists()
