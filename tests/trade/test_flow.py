"""From a quote to a settled order: each document made from the one before, never more than there is."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.modules.credit.exposure import balances
from kezhou.modules.trade import integrity
from kezhou.platform.ledger.integrity import verify
from tests.trade.conftest import Shop

pytestmark = pytest.mark.django_db


def owed(shop: Shop) -> dict[str, str]:
    found = balances({shop.customer: shop.customer}).get(shop.customer, {}).get("CNY", {})
    return {stage: str(amount) for stage, amount in found.items() if amount}


def test_the_whole_way(shop: Shop) -> None:
    quote = shop.made(
        "quote",
        name="泵站备件",
        customer=shop.customer,
        discount="63.00",
        lines=[{"product": shop.pump, "name": "水泵", "quantity": "2"}, *shop.lines((shop.hose, "10.5", "12"))],
    )
    read = shop.get("quote", quote)
    assert [(line["unit_price"], line["amount"]["amount"]) for line in read["lines"]] == [
        ("1130.000000", "2260.00"),
        ("12.000000", "126.00"),
    ]
    assert (read["amount"]["amount"], read["net_amount"], read["tax_amount"]) == ("2323.00", "2055.75", "267.25")
    assert read["largest_discount"] == "6.53"

    shop.act("quote", quote, "submit")
    shop.act("quote", quote, "send")
    shop.act("quote", quote, "accept")
    contract = shop.make("quote", quote, "contract")
    assert (contract["amount"]["amount"], contract["quote"]["id"]) == ("2323.00", quote)
    shop.act("contract", contract["id"], "submit")
    signed = shop.act("contract", contract["id"], "sign", their_signer="王总")
    assert (signed["state"], signed["signed_on"]) == ("running", "2026-11-22")

    order = shop.make("contract", contract["id"], "order")
    assert [line["quantity"] for line in order["lines"]] == ["2.0000", "10.5000"]
    shop.act("order", order["id"], "submit")
    assert owed(shop) == {"unshipped": "2323.00"}
    assert [line["ordered"] for line in shop.get("contract", contract["id"])["lines"]] == ["2.0000", "10.5000"]
    nothing = shop.api.post("trade/make", {"entity": "contract", "id": contract["id"], "target": "order"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_left")

    first = shop.make("order", order["id"], "delivery")
    lines = [{"id": first["lines"][0]["id"], "quantity": "1"}, {"id": first["lines"][1]["id"], "quantity": "4"}]
    shop.api.patch(f"delivery/{first['id']}", {"lines": lines}, version=first["version"])
    shop.act("delivery", first["id"], "submit")
    shop.act("delivery", first["id"], "ship", tracking="SF100")
    part = shop.get("order", order["id"])
    assert (part["state"], [line["delivered"] for line in part["lines"]]) == ("part", ["1.0000", "4.0000"])
    assert part["delivered_amount"]["amount"] == "1146.90"
    assert owed(shop) == {"unshipped": "1176.10", "uninvoiced": "1146.90"}

    second = shop.make("order", order["id"], "delivery")
    assert [line["quantity"] for line in second["lines"]] == ["1.0000", "6.5000"]
    shop.act("delivery", second["id"], "submit")
    shop.act("delivery", second["id"], "ship")
    shop.act("delivery", second["id"], "receive")
    assert shop.get("order", order["id"])["delivered_amount"]["amount"] == "2323.00"
    assert owed(shop) == {"uninvoiced": "2323.00"}

    back = shop.make("order", order["id"], "return_order")
    shop.api.patch(
        f"return_order/{back['id']}",
        {"lines": [{"id": back["lines"][0]["id"], "quantity": "1"}]},
        version=back["version"],
    )
    shop.act("return_order", back["id"], "submit")
    shop.act("return_order", back["id"], "take_back")
    assert owed(shop) == {"uninvoiced": "1222.84"}

    settled = shop.act("order", order["id"], "settle")
    assert settled["state"] == "settled"
    assert owed(shop) == {"uninvoiced": "1222.84"}
    assert integrity.delivered() == integrity.totals() == integrity.called() == []
    assert verify() == []


def test_more_than_there_is_is_refused_and_changes_nothing(shop: Shop) -> None:
    order = shop.order((shop.pump, "3", "100"))
    line = order["lines"][0]["id"]
    values: dict[str, Any] = {"name": "多发", "customer": shop.customer, "order": order["id"]}
    sent = {"name": "水泵", "quantity": "4", "unit_price": "100", "order_line": line}

    refused = shop.api.post("delivery", {**values, "lines": [sent]})

    assert refused.status_code == 422
    assert [(e["path"], e["code"], e["params"]["left"]) for e in refused.json()["errors"]] == [
        ("lines/0/quantity", "too_much", "3")
    ]
    assert shop.api.ids("delivery") == []

    # Two that lie within what is left, but not together: the second does not leave.
    first, second = (shop.made("delivery", **values, lines=[sent | {"quantity": "2"}]) for _number in range(2))
    for delivery in (first, second):
        shop.act("delivery", delivery, "submit")
    shop.act("delivery", first, "ship")
    refused = shop.tried("delivery", second, "ship")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["params"]["left"] == "1"
    assert shop.get("delivery", second)["state"] == "draft"
    assert shop.get("order", order["id"])["lines"][0]["delivered"] == "2.0000"
    assert owed(shop) == {"unshipped": "100.00", "uninvoiced": "200.00"}
    shop.act("delivery", second, "void", reason="多余")


def test_a_line_of_another_order_is_refused(shop: Shop) -> None:
    one, other = shop.order((shop.pump, "3", "100")), shop.order((shop.pump, "3", "100"))
    sent = {"name": "水泵", "quantity": "1", "unit_price": "1", "order_line": other["lines"][0]["id"]}

    refused = shop.api.post("delivery", {"name": "错", "customer": shop.customer, "order": one["id"], "lines": [sent]})

    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "lines/0/order_line")


def test_an_approved_document_is_read_only_and_voided_never_deleted(shop: Shop) -> None:
    order = shop.order((shop.pump, "3", "100"))

    for change in ({"name": "x"}, {"lines": []}, {"discount": "1"}):
        refused = shop.api.patch(f"order/{order['id']}", change, version=shop.get("order", order["id"])["version"])
        assert refused.status_code == 423, refused.content
    gone = shop.api.delete(f"order/{order['id']}", version=shop.get("order", order["id"])["version"])
    assert (gone.status_code, gone.json()["code"]) == (409, "void_instead")
    assert (
        shop.api.patch(
            f"order/{order['id']}", {"remarks": "急"}, version=shop.get("order", order["id"])["version"]
        ).status_code
        == 200
    )

    shop.act("order", order["id"], "void", reason="客户取消")
    read = shop.get("order", order["id"])
    assert (read["state"], read["approval_state"]) == ("cancelled", "cancelled")
    assert owed(shop) == {}
    draft = shop.made("order", name="草稿", customer=shop.customer)
    assert shop.act("order", draft, "void", reason="写错")["approval_state"] == "cancelled"


def test_an_order_with_goods_gone_is_settled_and_not_voided(shop: Shop) -> None:
    order = shop.order((shop.pump, "3", "100"))
    delivery = shop.make("order", order["id"], "delivery")
    line = delivery["lines"][0]["id"]
    shop.api.patch(f"delivery/{delivery['id']}", {"lines": [{"id": line, "quantity": "1"}]}, version=1)
    shop.act("delivery", delivery["id"], "submit")
    shop.act("delivery", delivery["id"], "ship")

    assert shop.tried("order", order["id"], "void", reason="x").json()["code"] == "delivered"
    without = shop.tried("order", order["id"], "settle")
    assert without.json()["errors"][0]["path"] == "closed_reason"
    shop.act("order", order["id"], "settle", closed_reason="客户减量")
    assert owed(shop) == {"uninvoiced": "100.00"}


def test_a_change_of_a_contract_is_its_next_edition(shop: Shop) -> None:
    contract = shop.made(
        "contract",
        name="年度",
        customer=shop.customer,
        lines=shop.lines((shop.pump, "5", "100"), (shop.hose, "10", "5")),
    )
    shop.act("contract", contract, "submit")
    shop.act("contract", contract, "sign")
    order = shop.make("contract", contract, "order")
    kept = order["lines"][0]["id"]
    shop.api.patch(f"order/{order['id']}", {"lines": [{"id": kept, "quantity": "2"}]}, version=1)
    shop.act("order", order["id"], "submit")

    change = shop.make("contract", contract, "contract_change")
    pump, hose = change["lines"]
    less = [{"id": pump["id"], "quantity": "1"}, {"id": hose["id"]}]
    shop.api.patch(f"contract_change/{change['id']}", {"lines": less, "reason": "减量"}, version=1)
    too_little = shop.tried("contract_change", change["id"], "submit")
    assert too_little.status_code == 409
    assert shop.get("contract", contract)["edition"] == 1

    more = [{"id": pump["id"], "quantity": "8"}]
    version = shop.get("contract_change", change["id"])["version"]
    shop.api.patch(f"contract_change/{change['id']}", {"lines": more, "reason": "加量"}, version=version)
    shop.act("contract_change", change["id"], "submit")
    read = shop.get("contract", contract)
    assert (read["edition"], read["amount"]["amount"]) == (2, "800.00")
    assert [(line["name"], line["quantity"], line["ordered"]) for line in read["lines"]] == [
        ("水泵", "8.0000", "2.0000")
    ]
    applied = shop.get("contract_change", change["id"])
    assert (applied["edition"], applied["amount_before"]["amount"]) == (2, "550.00")


def test_an_order_takes_no_more_of_a_contract_than_is_left(shop: Shop) -> None:
    contract = shop.made("contract", name="定量", customer=shop.customer, lines=shop.lines((shop.pump, "5", "100")))
    shop.act("contract", contract, "submit")
    shop.act("contract", contract, "sign")
    first, second = shop.make("contract", contract, "order"), shop.make("contract", contract, "order")
    shop.act("order", first["id"], "submit")

    refused = shop.tried("order", second["id"], "submit")

    assert [(e["path"], e["code"], e["params"]["left"]) for e in refused.json()["errors"]] == [
        ("lines/0/quantity", "too_much", "0")
    ]
    assert shop.get("order", second["id"])["approval_state"] == "draft"
    shop.act("order", first["id"], "void", reason="x")
    shop.act("order", second["id"], "submit")


def test_a_revision_replaces_the_quote_once_it_is_sent(shop: Shop) -> None:
    quote = shop.made("quote", name="一", customer=shop.customer, lines=shop.lines((shop.pump, "1", "1130")))
    shop.act("quote", quote, "submit")
    shop.act("quote", quote, "send")

    revision = shop.make("quote", quote, "quote", "revision")
    assert (revision["revision"], revision["previous"]["id"], revision["state"]) == (2, quote, "draft")
    assert shop.get("quote", quote)["state"] == "sent"
    shop.act("quote", revision["id"], "submit")
    shop.act("quote", revision["id"], "send")
    assert shop.get("quote", quote)["state"] == "superseded"
    copy = shop.make("quote", quote, "quote")
    assert (copy["revision"], copy["previous"]) == (1, None)


def test_credit_blocks_an_order(shop: Shop) -> None:
    shop.made(
        "credit_profile",
        customer=shop.customer,
        credit_limit={"amount": "250", "currency": "CNY"},
        order_control="block",
    )
    shop.order((shop.pump, "2", "100"))
    second = shop.made("order", name="再来", customer=shop.customer, lines=shop.lines((shop.pump, "1", "100")))

    refused = shop.tried("order", second, "submit")

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "credit_over_limit")
    assert owed(shop) == {"unshipped": "200.00"}


def test_what_is_not_approved_is_not_sent_signed_or_shipped(shop: Shop) -> None:
    quote = shop.made("quote", name="一", customer=shop.customer, lines=shop.lines((shop.pump, "1", "1")))
    assert shop.tried("quote", quote, "send").status_code == 409
    empty = shop.made("quote", name="空", customer=shop.customer)
    assert shop.tried("quote", empty, "submit").json()["errors"][0]["path"] == "lines"
    assert shop.tried("contract", shop.made("contract", name="c", customer=shop.customer), "sign").status_code == 409
    assert shop.api.post("trade/make", {"entity": "quote", "id": quote, "target": "order"}).status_code == 409


def test_the_last_price_paid_comes_from_approved_orders(shop: Shop) -> None:
    shop.order((shop.pump, "2", "1000"), ordered_on="2026-11-01")
    shop.made("order", name="草稿", customer=shop.customer, lines=shop.lines((shop.pump, "1", "1")))

    answer = shop.api.post(
        "price", {"customer": shop.customer, "currency": "CNY", "lines": [{"product": shop.pump, "quantity": "1"}]}
    )

    assert answer.status_code == 200, answer.content
    (line,) = answer.json()["lines"]
    assert line["last_paid"]["unit_price"].startswith("1000")


def test_others_neither_see_nor_make_documents_of_mine(shop: Shop) -> None:
    order = shop.order((shop.pump, "3", "100"))
    ann = shop.world.person("ann", shop.world.west)
    rights = {"view": "own", "create": "own", "update": "own"}
    shop.world.give(ann, {"order": rights, "delivery": rights})
    api = shop.world.api(ann)

    assert api.get(f"order/{order['id']}").status_code == 404
    assert api.ids("order_line") == []
    made = api.post("trade/make", {"entity": "order", "id": order["id"], "target": "delivery"})
    assert made.status_code == 404
    assert shop.api.ids("delivery") == []
