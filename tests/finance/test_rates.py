"""Exchange rates: what is written in another currency keeps what it came to in yuan on that day."""

from datetime import date
from decimal import Decimal

import pytest

from kezhou.platform.base.sql import fetch_one
from kezhou.sdk.money import to_base
from tests.contract.world import World

pytestmark = pytest.mark.django_db


def test_the_newest_rate_until_a_day_holds_and_later_ones_change_nothing_that_stands() -> None:
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
    assert fetch_one(base, (deal["id"],)) == (Decimal(1000), "USD", Decimal(7250))

    assert admin.ids(
        "opportunity", filter={"field": "amount", "op": "gt", "value": {"amount": "900", "currency": "USD"}}
    ) == [deal["id"]]
    unknown = {"field": "amount", "op": "gt", "value": {"amount": "900", "currency": "EUR"}}
    refused = admin.get("opportunity", filter=unknown)
    assert (refused.status_code, "EUR" in refused.content.decode()) == (400, True)


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
