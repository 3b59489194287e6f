"""Credit of documents: the last of a limit goes once, a release is for whom it was given, figures are for readers."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.modules.credit.models import CreditCheck
from kezhou.platform.org.models import User
from tests.contract.world import Api
from tests.finance.conftest import Till, till, yuan

pytestmark = pytest.mark.django_db
__all__ = ["till"]
EVERY = dict.fromkeys(("view", "create", "update", "delete"), "all")


def line(product: int, price: str) -> dict[str, Any]:
    return {"product": product, "name": "n", "quantity": "1", "unit_price": price}


@pytest.fixture
def boss(till: Till) -> Api:
    """Ann sells, and the boss decides what she asks for."""
    ann, boss = till.world.person("ann", till.world.east), till.world.person("boss", till.world.east)
    User.objects.filter(id=ann.id).update(superior=boss)
    keys = ("order", "delivery", "customer", "product", "credit_profile")
    till.world.give(ann, dict.fromkeys(keys, EVERY))
    till.world.give(boss, dict.fromkeys(keys, EVERY))
    till.api = till.world.api(ann)
    return till.world.api(boss)


def test_an_order_that_waited_is_asked_again_when_it_becomes_binding(till: Till, boss: Api) -> None:
    floored = till.made("product", code="F", name="f", list_price=yuan("200"), floor_price=yuan("190"))
    till.made("credit_profile", customer=till.customer, credit_limit=yuan("250"))
    waiting = till.made("order", name="一", customer=till.customer, lines=[line(floored, "180")])
    assert till.act("order", waiting, "submit")["approval_state"] == "pending"
    till.order((till.pump, "1", "200"))
    (asked,) = boss.get("approval", box="todo").json()["items"]

    refused = boss.post(f"approval/{asked['id']}/approve", {})

    assert (refused.status_code, refused.json()["code"]) == (422, "credit_refused")
    assert till.get("order", waiting)["approval_state"] == "pending"
    assert till.owed() == {"unshipped": "200.00"}


def test_a_release_is_for_the_customer_it_was_given_for(till: Till, boss: Api) -> None:
    other = till.made("customer", name="别的公司有限公司")
    for customer in (till.customer, other):
        till.made("credit_profile", customer=customer, credit_limit=yuan("10"))
    order = till.made("order", name="一", customer=till.customer, lines=till.lines((till.pump, "1", "100")))
    assert till.tried("order", order, "submit").json()["code"] == "credit_refused"
    wanted = {"entity": "order", "id": order, "until": "2026-11-30", "reason": "急"}
    asked = till.api.post("credit/release_document", wanted)
    assert asked.status_code == 201, asked.content
    assert boss.post(f"approval/{asked.json()['id']}/approve", {}).status_code == 200
    version = till.get("order", order)["version"]
    assert till.api.patch(f"order/{order}", {"customer": other}, version=version).status_code == 200
    assert till.tried("order", order, "submit").json()["code"] == "credit_refused"
    version = till.get("order", order)["version"]
    till.api.patch(f"order/{order}", {"customer": till.customer}, version=version)
    assert till.act("order", order, "submit")["approval_state"] == "approved"


def test_an_order_that_waits_is_released_without_starting_again(till: Till, boss: Api) -> None:
    floored = till.made("product", code="F", name="f", list_price=yuan("200"), floor_price=yuan("190"))
    till.made("credit_profile", customer=till.customer, credit_limit=yuan("250"))
    waiting = till.made("order", name="一", customer=till.customer, lines=[line(floored, "180")])
    till.act("order", waiting, "submit")
    till.order((till.pump, "1", "200"))
    (asked,) = boss.get("approval", box="todo").json()["items"]
    assert boss.post(f"approval/{asked['id']}/approve", {}).json()["code"] == "credit_refused"

    wanted = {"entity": "order", "id": waiting, "until": "2026-11-30", "reason": "急"}
    release = till.api.post("credit/release_document", wanted)
    assert release.status_code == 201, release.content
    assert till.api.post("credit/release_document", wanted).json()["code"] == "already_asked"
    assert boss.post(f"approval/{release.json()['id']}/approve", {}).status_code == 200
    assert till.get("order", waiting)["approval_state"] == "pending"

    assert boss.post(f"approval/{asked['id']}/approve", {}).status_code == 200
    assert till.get("order", waiting)["approval_state"] == "approved"
    assert till.owed() == {"unshipped": "380.00"}


def test_what_is_released_with_an_order_is_delivered(till: Till, boss: Api) -> None:
    controls = {"order_control": "block", "delivery_control": "block"}
    till.made("credit_profile", customer=till.customer, credit_limit=yuan("10"), **controls)
    values = {"customer": till.customer, "lines": till.lines((till.pump, "2", "100"))}
    order, other = (till.made("order", name=name, **values) for name in ("一", "二"))
    assert till.tried("order", order, "submit").json()["code"] == "credit_refused"
    wanted = {"entity": "order", "id": order, "until": "2026-11-30", "reason": "急"}
    asked = till.api.post("credit/release_document", wanted).json()["id"]
    assert boss.post(f"approval/{asked}/approve", {}).status_code == 200
    till.act("order", order, "submit")
    for quantity in ("1", "1"):
        made = till.make("order", order, "delivery")
        sent = [{"id": made["lines"][0]["id"], "quantity": quantity}]
        assert till.api.patch(f"delivery/{made['id']}", {"lines": sent}, version=1).status_code == 200
        till.act("delivery", made["id"], "submit")
        assert till.act("delivery", made["id"], "ship")["state"] == "shipped"
    assert till.owed() == {"uninvoiced": "200.00"}
    # Another order of the customer is not released with it.
    assert till.tried("order", other, "submit").json()["code"] == "credit_refused"


def test_checks_name_only_what_the_reader_sees(till: Till, boss: Api) -> None:
    till.made("credit_profile", customer=till.customer, credit_limit=yuan("5000"))
    mine = till.order((till.pump, "1", "100"))
    carl = till.world.person("carl", till.world.west)
    till.world.give(carl, {key: {"view": "all"} for key in ("customer", "credit_profile")} | {"order": {"view": "own"}})

    def told(api: Api) -> list[tuple[Any, ...]]:
        items = api.get("credit/checks", customer=till.customer).json()["items"]
        return [(one["kind"], one["number"], one["record"], one["amount"], one["verdict"]) for one in items]

    assert told(till.api) == [("order", mine["number"], mine["id"], yuan("100.00"), "ok")]
    assert told(till.world.api(carl)) == [("order", "", None, None, "ok")]
    blind = till.world.person("dora", till.world.west)
    rights = {key: {"view": "all"} for key in ("customer", "credit_profile", "order")}
    till.world.give(blind, rights, {"order": {"amount": ("hidden", False)}})
    assert told(till.world.api(blind)) == [("order", mine["number"], mine["id"], None, "ok")]


def test_who_may_not_read_the_limit_hears_no_figures(till: Till) -> None:
    till.made("credit_profile", customer=till.customer, credit_limit=yuan("12345"))
    bob = till.world.person("bob", till.world.east)
    till.world.give(bob, dict.fromkeys(("order", "customer", "product"), EVERY))
    till.api = till.world.api(bob)
    order = till.made("order", name="一", customer=till.customer, lines=till.lines((till.pump, "1", "20000")))
    (error,) = till.tried("order", order, "submit").json()["errors"]
    assert (error["code"], error["message"]) == (
        "credit_over_limit",
        "This is more than the customer's credit has left.",
    )
    assert CreditCheck.objects.get(record_id=order).credit_limit == 12345
