"""Versions of a quote, and what was asked before for the same products."""

from __future__ import annotations

from typing import Any

import pytest

from tests.trade.conftest import Shop

pytestmark = pytest.mark.django_db


def quoted(shop: Shop, price: str, customer: int | None = None, *, approved: bool = True, **values: Any) -> int:
    lines = shop.lines((shop.pump, "2", price))
    lines[0] |= values
    id_ = shop.made("quote", name="泵", customer=customer or shop.customer, lines=lines)
    if approved:
        shop.act("quote", id_, "submit")
    return id_


def test_all_versions_are_told_from_any_of_them(shop: Shop) -> None:
    first = quoted(shop, "1000")
    second = shop.make("quote", first, "quote", "revision")["id"]
    shop.act("quote", second, "submit")
    third = shop.make("quote", second, "quote", "revision")["id"]
    alone = quoted(shop, "1")

    told = [shop.api.get(f"trade/versions?quote={id_}").json()["items"] for id_ in (first, second, third, alone)]

    assert told == [[first, second, third]] * 3 + [[alone]]


def test_earlier_quotes_are_those_of_the_customer_first_and_say_what_was_really_asked(shop: Shop) -> None:
    other = shop.made("customer", name="苏州另一家设备有限公司")
    elsewhere = quoted(shop, "900", other)
    mine = quoted(shop, "1000", discount_rate="5")
    quoted(shop, "1", approved=False)
    asked = quoted(shop, "1100", approved=False)

    (told,) = shop.api.get(f"trade/similar?quote={asked}").json()["items"]

    assert told["product"]["id"] == shop.pump
    assert [(row["quote"]["id"], row["same_customer"], row["price"]["amount"]) for row in told["items"]] == [
        (mine, True, "950.00"),
        (elsewhere, False, "900.00"),
    ]
    assert told["items"][1]["customer"]["title"] == "苏州另一家设备有限公司"


def test_quotes_of_others_are_neither_versions_nor_history(shop: Shop) -> None:
    hidden = quoted(shop, "1000")
    ann = shop.world.person("ann", shop.world.west)
    rights = {"view": "own", "create": "own", "update": "own"}
    shop.world.give(ann, {"quote": rights, "customer": rights, "product": {"view": "all"}})
    api = shop.world.api(ann)
    own = shop.made("customer", api, name="安的客户有限公司")
    asked = shop.made("quote", api, name="泵", customer=own, lines=shop.lines((shop.pump, "1", "5")))

    assert api.get(f"trade/similar?quote={asked}").json() == {"items": []}
    assert [api.get(f"trade/{call}?quote={hidden}").status_code for call in ("similar", "versions")] == [404, 404]
