"""Documents that come in together cost the price books and the credit as many statements as one, and are answered as
one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.kernel.money import Money
from kezhou.modules.credit import api as credit
from kezhou.sdk import records
from tests.trade.conftest import Shop

pytestmark = pytest.mark.django_db


def statements(captured: CaptureQueriesContext, *tables: str) -> int:
    """How many read one of the tables."""
    return sum(any(f" {table} " in query["sql"] for table in tables) for query in captured)


def quotes(shop: Shop, customers: list[int]) -> list[dict[str, Any]]:
    line = {"product": shop.pump, "name": "水泵", "quantity": "2"}
    return [{"name": f"报价 {at}", "customer": one, "lines": [line]} for at, one in enumerate(customers)]


def test_prices_of_fifty_quotes_cost_as_many_statements_as_of_one(shop: Shop) -> None:
    customers = [shop.made("customer", name=f"第{n}机械厂", level="a" if n % 2 else "b") for n in range(50)]
    shop.made("price_policy", name="A 级九折", kind="discount", discount="10", product=shop.pump, level="a")
    shop.made(
        "price_policy", name="专享八折", kind="discount", discount="20", product=shop.pump, customer=customers[4],
        priority=1,
    )  # fmt: skip
    ctx = shop.world.ctx(shop.api)
    tables = ("catalog_product", "catalog_pricebook", "catalog_pricepolicy", "catalog_productcategory")
    records.create_many(ctx, "quote", quotes(shop, customers[:1]))  # fills what is kept per person
    with CaptureQueriesContext(connection) as one:
        records.create_many(ctx, "quote", quotes(shop, customers[:1]))
    with CaptureQueriesContext(connection) as many:
        made = records.create_many(ctx, "quote", quotes(shop, customers))

    assert statements(many, *tables) == statements(one, *tables) > 0
    prices = [shop.get("quote", draft.id or 0)["lines"][0]["unit_price"] for draft in made]
    assert prices[:6] == ["1130.000000", "1017.000000", "1130.000000", "1017.000000", "904.000000", "1017.000000"]


def test_credit_of_fifty_orders_costs_as_many_statements_as_of_one(shop: Shop) -> None:
    customers = [shop.made("customer", name=f"第{n}机械厂") for n in range(50)]
    for customer in customers[:2]:
        shop.made(
            "credit_profile", customer=customer, credit_limit={"amount": "100", "currency": "CNY"},
            order_control="block",
        )  # fmt: skip
    ctx = shop.world.ctx(shop.api)
    asks = [credit.CreditAsk(one, "order", Money(Decimal(101 - at), "CNY")) for at, one in enumerate(customers)]
    credit.check_many(ctx, asks[:2])
    with CaptureQueriesContext(connection) as one:
        alone = credit.check_many(ctx, asks[:2])
    with CaptureQueriesContext(connection) as many:
        told = credit.check_many(ctx, asks)

    assert len(many) == len(one)
    assert [verdict.answer for verdict in told] == ["block", *["ok"] * 49]
    assert told[0] == alone[0] == credit.weigh(ctx, customers[0], "order", asks[0].amount)


@pytest.mark.parametrize("entity", ["delivery", "return_order", "contract_change"])
def test_another_customer_than_the_document_above_is_refused(shop: Shop, entity: str) -> None:
    other = shop.made("customer", name="另一家公司")
    above = "contract" if entity == "contract_change" else "order"
    lines = shop.lines((shop.pump, "1", "100"))
    id_ = shop.made(above, name="上级单据", customer=shop.customer, lines=lines)
    values = {"name": "下级单据", above: id_}

    refused = shop.api.post(entity, {**values, "customer": other})

    assert refused.status_code == 422
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("customer", "other_customer")]
    assert shop.api.ids(entity) == []
    own = shop.made(entity, **values, customer=shop.customer)
    assert shop.get(entity, own)["customer"]["id"] == shop.customer
    changed = shop.api.patch(f"{entity}/{own}", {"customer": other}, version=shop.get(entity, own)["version"])
    assert changed.status_code == 422
    assert shop.get(entity, own)["customer"]["id"] == shop.customer


def test_a_won_opportunity_becomes_a_contract_of_what_was_quoted(shop: Shop) -> None:
    deal = shop.made("opportunity", name="水泵采购", customer=shop.customer)
    bare = shop.make("opportunity", deal, "contract")
    assert bare["lines"] == []
    lines = shop.lines((shop.pump, "2", "1130"))
    quote = shop.made("quote", name="水泵采购", customer=shop.customer, opportunity=deal, lines=lines)
    for action in ("submit", "send", "accept"):
        shop.act("quote", quote, action)

    contract = shop.make("opportunity", deal, "contract")

    assert (contract["quote"]["id"], contract["amount"]["amount"]) == (quote, "2260.00")
    assert contract["opportunity"]["id"] == deal
