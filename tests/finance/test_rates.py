"""Exchange rates: what is written in another currency keeps what it came to in yuan on that day."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kezhou.modules.finance import rates
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.jobs.execution import run_spec
from kezhou.platform.jobs.registry import get
from kezhou.platform.records import bases as record_bases
from kezhou.sdk.money import to_base
from tests.contract.world import World, forget
from tests.trade.conftest import Shop, shop

pytestmark = pytest.mark.django_db
__all__ = ["shop"]


def test_the_newest_rate_until_a_day_holds_and_a_corrected_one_is_told_anew() -> None:
    world = World()
    admin = world.admin
    assert to_base(Decimal(100), "USD", date(2026, 1, 31)) is None
    for day, rate in (("2026-01-01", "7.1"), ("2026-02-01", "7.25"), ("2999-01-01", "9")):
        made = admin.post("exchange_rate", {"currency": "USD", "valid_from": day, "rate": rate})
        assert made.status_code == 201, made.content
    assert to_base(Decimal(100), "USD", date(2025, 12, 31)) is None
    assert to_base(Decimal(100), "USD", date(2026, 1, 31)) == Decimal("710.00")
    assert to_base(Decimal("99.99"), "USD", date(2026, 2, 1)) == Decimal("724.93")
    assert to_base(Decimal(100), "EUR", date(2026, 2, 1)) is None
    assert to_base(Decimal(100), "CNY", date(2026, 2, 1)) == Decimal(100)

    values = {**world.sample("opportunity", 1, only_required=True), "amount": {"amount": "1000", "currency": "USD"}}
    deal = admin.post("opportunity", values).json()
    base = "SELECT amount, amount_currency, amount_base FROM sales_opportunity WHERE id = %s"
    assert fetch_one(base, (deal["id"],)) == (Decimal(1000), "USD", Decimal(7250))
    (newest,) = (row["id"] for row in admin.get("exchange_rate").json()["items"] if row["valid_from"] == "2026-02-01")
    assert admin.patch(f"exchange_rate/{newest}", {"rate": "8"}, version=1).status_code == 200
    later = {"currency": "USD", "valid_from": "2998-01-01", "rate": "9"}
    assert admin.post("exchange_rate", later).status_code == 201
    assert rates.reckon_all(world.system, "USD") == {"opportunity": 1}
    assert fetch_one(base, (deal["id"],)) == (Decimal(1000), "USD", Decimal(8000))
    assert admin.get(f"opportunity/{deal['id']}").json()["version"] == deal["version"]
    assert rates.reckon_all(world.system, "USD") == {}

    assert admin.ids(
        "opportunity", filter={"field": "amount", "op": "gt", "value": {"amount": "900", "currency": "USD"}}
    ) == [deal["id"]]
    unknown = {"field": "amount", "op": "gt", "value": {"amount": "900", "currency": "EUR"}}
    refused = admin.get("opportunity", filter=unknown)
    assert (refused.status_code, "EUR" in refused.content.decode()) == (400, True)


def kept(world: World, currency: str, day: str, rate: str) -> int:
    answer = world.admin.post("exchange_rate", {"currency": currency, "valid_from": day, "rate": rate})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def bases(order: int) -> tuple[Decimal | None, Decimal | None]:
    """The base amounts of an order and of its one line."""
    line = fetch_one("SELECT amount_base FROM trade_orderline WHERE order_id = %s", (order,))
    head = fetch_one("SELECT amount_base FROM trade_order WHERE id = %s", (order,))
    assert head is not None
    assert line is not None
    return head[0], line[0]


def test_the_rate_of_the_document_s_own_day_holds_for_it_and_its_lines(shop: Shop) -> None:
    world = shop.world
    kept(world, "USD", "2026-01-01", "7.1")
    kept(world, "USD", "2026-02-01", "7.25")
    order = shop.made(
        "order", name="o", customer=shop.customer, currency="USD", ordered_on="2026-01-31",
        lines=shop.lines((shop.pump, "1", "0.05")),
    )  # fmt: skip
    # 0.05 × 7.1 = 0.355: half up, as everywhere.
    assert bases(order) == (Decimal("0.36"), Decimal("0.36"))
    assert shop.api.patch(f"order/{order}", {"ordered_on": "2026-02-01"}, version=1).status_code == 200
    assert bases(order) == (Decimal("0.36"), Decimal("0.36"))
    lines = [{"id": shop.get("order", order)["lines"][0]["id"], "unit_price": "100"}]
    assert shop.api.patch(f"order/{order}", {"lines": lines}, version=2).status_code == 200
    assert bases(order) == (Decimal(725), Decimal(725))
    assert shop.api.patch(f"order/{order}", {"ordered_on": "2026-01-15"}, version=3).status_code == 200
    assert bases(order) == (Decimal(710), Decimal(710))
    assert shop.api.patch(f"order/{order}", {"ordered_on": "2025-12-31"}, version=4).status_code == 200
    assert bases(order) == (None, None)


def test_without_a_date_of_its_own_a_document_is_about_the_company_s_day_of_its_making(shop: Shop) -> None:
    """Eleven in the evening in Shanghai is one, and four hours later the next day, whatever day it is in Greenwich."""
    world = shop.world
    kept(world, "EUR", "2026-11-23", "8")
    kept(world, "EUR", "2026-11-22", "7")
    found = []
    for moment in (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)):
        world.clock.moment = moment
        values = {"name": "k", "customer": shop.customer, "amount": {"amount": "10", "currency": "EUR"}}
        contract = shop.made("contract", **values)
        found.append(fetch_one("SELECT amount_base FROM trade_contract WHERE id = %s", (contract,)))
    assert found == [(Decimal(70),), (Decimal(80),)]


def test_what_was_written_before_a_rate_was_kept_is_told_once_it_is(shop: Shop) -> None:
    world = shop.world
    order = shop.order((shop.pump, "3", "100"), currency="HKD", ordered_on="2026-03-01")
    assert (order["approval_state"], bases(order["id"])) == ("approved", (None, None))
    rate = kept(world, "HKD", "2026-02-01", "0.9")
    jobs = "SELECT args::text FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'reckon_base_amounts'"
    assert [json.loads(row[0]) for row in fetch_all(jobs)] == [{"currency": "HKD"}]
    run_spec(get("reckon_base_amounts"), attempts=0, ids={"currency": "HKD"})
    assert bases(order["id"]) == (Decimal(270), Decimal(270))
    told = AuditEntry.objects.filter(action="base_reckoned").values_list("entity", "meta")
    assert sorted(told, key=lambda row: row[0]) == [
        ("order", {"currency": "HKD", "changed": 1}),
        ("order_line", {"currency": "HKD", "changed": 1}),
    ]
    assert shop.get("order", order["id"])["version"] == order["version"]
    assert world.admin.delete(f"exchange_rate/{rate}", version=1).status_code in (200, 204)
    assert set(rates.reckon_all(world.system)) == {"order", "order_line"}
    assert bases(order["id"]) == (None, None)


def test_many_rows_are_reckoned_in_chunks_those_in_the_trash_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_bases, "CHUNK", 2)
    lines = shop.lines((shop.pump, "1", "10"))
    values = {"customer": shop.customer, "currency": "USD", "lines": lines}
    orders = [shop.made("order", name=str(at), **values) for at in range(5)]
    assert shop.api.delete(f"order/{orders[0]}", version=1).status_code in (200, 204)
    kept(shop.world, "USD", "2026-01-01", "7")
    assert rates.reckon_all(shop.world.system) == {"order": 5, "order_line": 5}
    assert {bases(order) for order in orders} == {(Decimal(70), Decimal(70))}


def test_an_amount_of_an_own_field_is_told_too(shop: Shop) -> None:
    field = {"entity": "customer", "label": "年采购额", "type": "money"}
    made = shop.api.post("custom-fields", field)
    assert made.status_code in (200, 201), made.content
    name = made.json()["name"]
    forget()
    customer = shop.made("customer", name="海外公司", **{name: {"amount": "20", "currency": "USD"}})
    stored = "SELECT custom -> %s ->> 'base' FROM parties_customer WHERE id = %s"
    assert fetch_one(stored, (name, customer)) == (None,)
    kept(shop.world, "USD", "2026-01-01", "7.5")
    assert rates.reckon_all(shop.world.system, "USD") == {"customer": 1}
    assert fetch_one(stored, (name, customer)) == ("150.00",)
    assert shop.api.patch(f"customer/{customer}", {"remarks": "x"}, version=1).status_code == 200
    assert fetch_one(stored, (name, customer)) == ("150.00",)
    version = shop.get("customer", customer)["version"]
    sent = {name: {"amount": "30", "currency": "USD"}}
    assert shop.api.patch(f"customer/{customer}", sent, version=version).status_code == 200
    assert fetch_one(stored, (name, customer)) == ("225.00",)


def test_an_amount_without_a_rate_is_not_empty(shop: Shop) -> None:
    order = shop.made(
        "order", name="o", customer=shop.customer, currency="EUR", lines=shop.lines((shop.pump, "1", "9"))
    )
    assert shop.api.ids("order", filter={"field": "amount", "op": "empty"}) == []
    assert shop.api.ids("order", filter={"field": "amount", "op": "not_empty"}) == [order]
    asked = {"group_by": [], "measures": [{"fn": "count", "field": "amount"}]}
    assert shop.api.post("order/aggregate", asked).json()["rows"][0]["values"] == [1]
    definition = {"entity": "order", "measures": [{"fn": "count", "field": "amount"}], "dimensions": []}
    assert shop.api.post("report/run", {"definition": definition}).json()["totals"]["all"]["values"] == [1]


def test_a_rate_the_wrong_way_round_is_refused() -> None:
    world = World()
    kept(world, "USD", "2026-01-01", "7.1")
    kept(world, "JPY", "2026-01-01", "0.047")
    for currency, rate in (("USD", "0.1408"), ("JPY", "21.3")):
        answer = world.admin.post("exchange_rate", {"currency": currency, "valid_from": "2026-02-01", "rate": rate})
        assert answer.status_code == 422, answer.content
        (error,) = answer.json()["errors"]
        assert (error["path"], error["code"], error["params"]["currency"]) == ("rate", "inverse", currency)
    assert fetch_one("SELECT count(*) FROM finance_exchangerate") == (2,)
    kept(world, "USD", "2026-02-01", "6.2")
    kept(world, "EUR", "2026-02-01", "0.13")


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"currency": "USD", "valid_from": "2026-01-01", "rate": "0"}, "rate", "not_positive"),
        ({"currency": "CNY", "valid_from": "2026-01-01", "rate": "1"}, "currency", "not_a_choice"),
        ({"currency": "USD", "rate": "7"}, "valid_from", "required"),
    ],
)
def test_a_rate_that_says_nothing_is_refused(values: dict[str, str], field: str, code: str) -> None:
    answer = World().admin.post("exchange_rate", values)
    assert answer.status_code == 422
    assert [(error["path"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert fetch_one("SELECT count(*) FROM finance_exchangerate") == (0,)


def test_one_rate_a_day_and_only_accountants_write_them() -> None:
    world = World()
    reader = world.person("reader")
    world.give(reader, {"exchange_rate": {"view": "all"}})
    rate = {"currency": "EUR", "valid_from": "2026-01-01", "rate": "7.9"}
    assert world.api(reader).post("exchange_rate", rate).status_code == 403
    assert world.admin.post("exchange_rate", rate).status_code == 201
    again = world.admin.post("exchange_rate", rate)
    assert again.status_code == 409
    assert [row["rate"] for row in world.api(reader).get("exchange_rate").json()["items"]] == ["7.90000000"]
