"""Amounts in other currencies: a flow compares both sides by the rate of the document's own day, a filter the amount
itself with what is in the same currency (docs/adr/0040)."""

from __future__ import annotations

from typing import Any

from kezhou.platform.org.models import User
from tests.approvals.conftest import Company, amount, branch, step
from tests.approvals.desk import HEAD, Desk


def rates(desk: Desk, *known: tuple[str, str]) -> None:
    for day, rate in known:
        made = desk.world.admin.post("exchange_rate", {"currency": "USD", "valid_from": day, "rate": rate})
        assert made.status_code == 201, made.content


def abroad(desk: Desk, price: str, day: str, **values: Any) -> int:
    lines = desk.lines((desk.pump, "1", price))
    return desk.made(
        "order", name="出口", customer=desk.customer, currency="USD", ordered_on=day, lines=lines, **values
    )


def ways(threshold: Any) -> dict[str, Any]:
    return branch("money", ("large", amount("gt", threshold), [step("head", HEAD)]), ("rest", None, []))


def state(desk: Desk, order: int) -> str:
    return str(desk.act("order", order, "submit")["approval_state"])


def test_a_flow_judges_by_the_rate_of_the_document_s_day(desk: Desk) -> None:
    rates(desk, ("2026-01-01", "7"), ("2026-06-01", "8"))
    desk.publish("order", ways("7500"))
    old, new = abroad(desk, "1000", "2026-01-10"), abroad(desk, "1000", "2026-06-10")
    boss = desk.world.api(User.objects.get(username="boss"))
    tried = boss.post("approval_flow/order/simulate", {"definition": {"nodes": [ways("7500")]}})
    assert tried.status_code == 200, tried.content
    assert {one["id"]: len(one["stops"]) for one in tried.json()["tried"]} == {old: 0, new: 1}
    assert (state(desk, old), state(desk, new)) == ("approved", "pending")


def test_a_threshold_in_the_document_s_currency_is_that_amount_on_every_day(desk: Desk) -> None:
    rates(desk, ("2026-01-01", "7"), ("2026-06-01", "8"))
    desk.publish("order", ways({"amount": "900", "currency": "USD"}))
    dearer = [abroad(desk, price, day) for day in ("2026-01-10", "2026-06-10") for price in ("900.01", "900")]
    assert [state(desk, order) for order in dearer] == ["pending", "approved"] * 2


def test_a_day_without_a_rate_is_told_and_a_corrected_rate_counts(desk: Desk) -> None:
    rates(desk, ("2026-06-01", "8"))
    boss = User.objects.get(username="boss")
    desk.publish("order", step("first", {"type": "people", "users": [boss.id]}), ways("7500"))
    early = abroad(desk, "1000", "2026-01-10")
    answer = desk.tried("order", early, "submit")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_rate")
    assert (answer.json()["currency"], answer.json()["day"]) == ("USD", "2026-01-10")
    rates(desk, ("2026-01-05", "7"))
    assert state(desk, early) == "pending"
    (wrong,) = (one for one in desk.world.admin.get("exchange_rate").json()["items"] if one["valid_from"] < "2026-02")
    assert desk.world.admin.patch(f"exchange_rate/{wrong['id']}", {"rate": "7.6"}, version=1).status_code == 200
    (asked,) = desk.world.api(boss).get("approval", box="todo").json()["items"]
    assert desk.world.api(boss).post(f"approval/{asked['id']}/approve", {}).status_code == 200
    assert desk.get("order", early)["approval_state"] == "pending"
    desk.decide("approve")
    assert desk.get("order", early)["approval_state"] == "approved"


def test_a_filter_compares_an_amount_with_those_in_its_currency_as_it_stands(desk: Desk) -> None:
    rates(desk, ("2026-01-01", "7"), ("2026-06-01", "8"))
    old, small = abroad(desk, "950", "2026-01-10"), abroad(desk, "899.99", "2026-06-10")
    yuan = desk.made("order", name="内销", customer=desk.customer, lines=desk.lines((desk.pump, "1", "7200.01")))
    cheap = desk.made("order", name="内销", customer=desk.customer, lines=desk.lines((desk.pump, "1", "7200")))

    def found(op: str, value: Any) -> set[int]:
        return set(desk.api.ids("order", filter={"field": "amount", "op": op, "value": value}))

    dollars = {"amount": "900", "currency": "USD"}
    assert found("gt", dollars) == {old, yuan}
    assert found("lte", dollars) == {small, cheap}
    assert found("eq", {"amount": "950", "currency": "USD"}) == {old}
    assert found("in", [{"amount": "950", "currency": "USD"}, "7200"]) == {old, cheap}
    assert found("between", [dollars, {"amount": "1000", "currency": "USD"}]) == {old, yuan, cheap}
    assert found("ne", {"amount": "950", "currency": "USD"}) == {small, yuan, cheap}


def test_a_request_about_no_document_is_judged_by_the_day_of_asking(company: Company) -> None:
    """A deal has no day of its own but that of its making."""
    admin = company.world.admin
    for day, rate in (("2026-11-01", "7"), ("2026-11-25", "8")):
        assert admin.post("exchange_rate", {"currency": "USD", "valid_from": day, "rate": rate}).status_code == 201
    company.publish(step("one", company.who("hedy")), branch(
        "money", ("large", amount("gte", "7500"), [step("two", company.who("boss"))]), ("rest", None, []),
    ))  # fmt: skip
    deal = company.world.make(
        "deal", {"name": "Abroad", "amount": {"amount": "1000", "currency": "USD"}}, company.people["ann"]
    )
    asked = company.submit(deal)
    company.later(days=10)
    assert company.api("hedy").post(f"approval/{asked.id}/approve", {}).status_code == 200
    assert company.state(deal) == "approved"
