"""Everything that a company lets others approve: asked for by a salesperson, held still meanwhile, done once approved,
and as it was where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from kezhou.http import exchange_routes
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.org.models import User
from tests.approvals.conftest import branch, step
from tests.approvals.desk import HEAD, Desk
from tests.contract.world import Api
from tests.finance.conftest import TODAY, yuan


@dataclass(frozen=True)
class Use:
    """One thing that is approved. `told` are the states of the record while it runs, approved, rejected."""

    subject: str
    entity: str
    make: Callable[[Desk], int]
    barred: Mapping[str, Any]
    told: tuple[str, str, str] = ("pending", "approved", "rejected")
    state: str = "approval_state"
    verb: str = "submit"
    effect: Callable[[Desk, int], Any] = field(default=lambda desk, record: None)
    effects: tuple[Any, Any] = (None, None)
    """What `effect` says before, and once it is approved."""


def opportunity(desk: Desk) -> int:
    return desk.made("opportunity", name="泵站改造", customer=desk.customer)


def project(desk: Desk) -> int:
    return desk.made("opportunity", name="泵站改造", customer=desk.customer, kind="project")


def sample(desk: Desk) -> int:
    return desk.made("sample_request", opportunity=opportunity(desk), item="水泵", quantity="1")


def document(entity: str) -> Callable[[Desk], int]:
    return lambda desk: desk.made(
        entity, name="泵", customer=desk.customer, lines=desk.lines((desk.pump, "2", "100"), (desk.hose, "10", "5"))
    )


def change(desk: Desk) -> int:
    made = desk.make("contract", desk.signed_contract(), "contract_change")
    more = [{"id": made["lines"][0]["id"], "quantity": "8"}]
    answer = desk.api.patch(f"contract_change/{made['id']}", {"lines": more, "reason": "加量"}, made["version"])
    assert answer.status_code == 200, answer.content
    return int(made["id"])


def changed_contract(desk: Desk, record: int) -> tuple[int, str]:
    contract = desk.get("contract", desk.get("contract_change", record)["contract"]["id"])
    return contract["edition"], contract["amount"]["amount"]


def refund(desk: Desk) -> int:
    desk.paid("500.00")
    return desk.made("refund", customer=desk.customer, refunded_on=TODAY, reason="退货", amount=yuan("200.00"))


def invoice(desk: Desk) -> int:
    made = desk.make("contract", desk.signed_contract(), "invoice")
    assert (
        desk.api.patch(f"invoice/{made['id']}", {"kind": "normal", "buyer": "甲"}, made["version"]).status_code == 200
    )
    return int(made["id"])


def invoiced(desk: Desk, record: int) -> Any:
    contract = desk.get("invoice", record)["contract"]["id"]
    return desk.money("contract", contract).get("requested")


USES = [
    Use("opportunity_registration", "opportunity", opportunity, {"name": "另一个项目"},
        ("pending", "registered", "rejected"), "registration_state", "register",
        lambda desk, record: desk.get("opportunity", record)["registered_until"], (None, "2027-02-20")),
    Use("project_start", "opportunity", project, {"budget": yuan("9")}, state="project_state", verb="start_project"),
    Use("sample_request", "sample_request", sample, {"quantity": "9"},
        effect=lambda desk, record: desk.tried("sample_request", record, "send").status_code, effects=(409, 200)),
    Use("quote", "quote", document("quote"), {"remarks": "x"},
        effect=lambda desk, record: desk.tried("quote", record, "send").status_code, effects=(409, 200)),
    Use("contract", "contract", document("contract"), {"remarks": "x"},
        effect=lambda desk, record: desk.tried("contract", record, "sign").status_code, effects=(409, 200)),
    Use("contract_change", "contract_change", change, {"reason": "x"},
        effect=changed_contract, effects=((1, "500.00"), (2, "800.00"))),
    Use("order", "order", document("order"), {"remarks": "x"},
        effect=lambda desk, record: (desk.get("order", record)["state"], desk.owed().get("unshipped")),
        effects=(("draft", None), ("open", "250.00"))),
    Use("refund", "refund", refund, {"reason": "x"},
        effect=lambda desk, record: desk.ledger().get("prepaid"), effects=(50000, 30000)),
    Use("invoice", "invoice", invoice, {"remarks": "x"}, effect=invoiced, effects=(None, "500.00")),
]  # fmt: skip
each_use = pytest.mark.parametrize("use", USES, ids=[use.subject for use in USES])


def asked(desk: Desk, use: Use) -> int:
    record = use.make(desk)
    desk.publish(use.subject)
    assert use.effect(desk, record) == use.effects[0]
    assert desk.act(use.entity, record, use.verb)[use.state] == use.told[0]
    return record


@each_use
def test_what_is_asked_for_stands_still_until_it_is_approved(desk: Desk, use: Use) -> None:
    record = asked(desk, use)
    read = desk.get(use.entity, record)
    locked = desk.api.patch(f"{use.entity}/{record}", dict(use.barred), read["version"])
    assert locked.status_code == 423, locked.content
    assert desk.get(use.entity, record)["version"] == read["version"]
    own = ApprovalRequest.objects.get(state="pending", kind=use.subject)
    assert desk.api.post(f"approval/{own.id}/approve", {}).json()["code"] == "own_request"
    assert desk.chief.get(f"{use.entity}/{record}").status_code == 200, "whoever is asked may read it"
    assert use.effect(desk, record) in (use.effects[0], 423)

    done = desk.decide("approve")

    assert (done["state"], desk.get(use.entity, record)[use.state]) == ("approved", use.told[1])
    assert use.effect(desk, record) == use.effects[1]
    desk.sound()


@each_use
def test_a_refusal_changes_nothing_else(desk: Desk, use: Use) -> None:
    record = use.make(desk)
    before, ledger, owed = desk.seen(use.entity, record), desk.ledger(), desk.owed()
    desk.publish(use.subject)
    desk.act(use.entity, record, use.verb)

    assert desk.chief.post(f"approval/{ApprovalRequest.objects.latest('id').id}/reject", {}).status_code == 422
    desk.decide("reject", "不同意")

    assert desk.get(use.entity, record)[use.state] == use.told[2]
    assert (desk.seen(use.entity, record), desk.ledger(), desk.owed()) == (before, ledger, owed)
    assert use.effect(desk, record) == use.effects[0]
    again = desk.tried(use.entity, record, use.verb)
    assert (again.status_code, again.json()[use.state]) == (200, use.told[0]), "it can be asked for again"


@each_use
def test_who_takes_it_back_or_gets_it_back_can_ask_again(desk: Desk, use: Use) -> None:
    record = use.make(desk)
    before = desk.get(use.entity, record)[use.state]
    desk.publish(use.subject)
    desk.act(use.entity, record, use.verb)
    own = ApprovalRequest.objects.latest("id")
    assert desk.api.post(f"approval/{own.id}/withdraw", {}).status_code == 200
    assert desk.get(use.entity, record)[use.state] == before
    desk.act(use.entity, record, use.verb)
    again = ApprovalRequest.objects.latest("id")
    sent = desk.chief.post(f"approval/{again.id}/return", {"to": "starter", "comment": "补充说明"})
    assert (sent.status_code, sent.json()["state"]) == (200, "returned")
    assert desk.get(use.entity, record)[use.state] == before
    assert use.effect(desk, record) == use.effects[0]


def test_a_discount_beyond_the_floor_needs_somebody_even_without_a_flow(desk: Desk) -> None:
    category = desk.world.admin.post("product_category", {"name": "泵"}).json()["id"]
    cheap = desk.made("product", desk.world.admin, code="F1", name="阀", category=category,
                      list_price=yuan("100"), floor_price=yuan("80"))  # fmt: skip
    lines = [{"product": cheap, "name": "阀", "quantity": "1", "unit_price": "70"}]
    low = desk.made("quote", name="低价", customer=desk.customer, lines=lines)
    fair = desk.made("quote", name="公道", customer=desk.customer, lines=[{**lines[0], "unit_price": "90"}])
    told = desk.api.get("approval/preview", entity="quote", id=low).json()
    assert [[one["title"] for one in each["people"]] for each in told["steps"]] == [["Hedy"]]
    assert desk.api.get("approval/preview", entity="quote", id=fair).json() == {"flow": False, "steps": []}

    assert desk.act("quote", fair, "submit")["approval_state"] == "approved"
    assert desk.act("quote", low, "submit")["approval_state"] == "pending"
    assert desk.tried("quote", low, "send").status_code == 409
    desk.decide("approve")
    assert desk.get("quote", low)["approval_state"] == "approved"


def test_who_decides_sees_the_lines_as_they_were_submitted(desk: Desk) -> None:
    pumps, pipes = (desk.world.admin.post("product_category", {"name": name}).json()["id"] for name in ("泵", "管"))
    one = desk.made("product", desk.world.admin, code="A", name="甲", category=pumps)
    two = desk.made("product", desk.world.admin, code="B", name="乙", category=pipes)
    lines = [
        {"product": one, "name": "甲", "quantity": "2", "unit_price": "100"},
        {"product": two, "name": "乙", "quantity": "1", "unit_price": "50", "discount_rate": "20"},
        {"product": one, "name": "甲二", "quantity": "1", "unit_price": "10"},
    ]
    conditions: dict[str, Any] = {
        "count": {"field": "$lines.count", "op": "eq", "value": 3},
        "discount": {"field": "$lines.max.discount_rate", "op": "gte", "value": "20"},
        "pumps": {"field": f"$lines.category.n{pumps}", "op": "eq", "value": "210"},
        "pipes": {"field": f"$lines.category.n{pipes}", "op": "lt", "value": "41"},
        "product": {"field": "$lines.any.product", "op": "has_any", "value": [two]},
        "not": {"field": "$lines.min.unit_price", "op": "gte", "value": "50"},
    }
    nodes = [
        branch(key, ("yes", when, [step(f"{key}_head", HEAD)]), ("rest", None, []))
        for key, when in conditions.items()
    ]  # fmt: skip
    nodes = [{**node, "columns": [{**column, "key": f"{node['key']}_{column['key']}"} for column in node["columns"]]}
             for node in nodes]  # fmt: skip
    order = desk.made("order", name="泵", customer=desk.customer, lines=lines)
    desk.publish("order", *nodes)
    desk.act("order", order, "submit")

    own = ApprovalRequest.objects.latest("id")
    told = desk.chief.get(f"approval/{own.id}").json()
    (table,) = told["lines"]
    assert [(row["name"], row["quantity"], row["discount_rate"]) for row in table["rows"]] == [
        ("甲", "2.0000", None), ("乙", "1.0000", "20.00"), ("甲二", "1.0000", None),
    ]  # fmt: skip
    assert [(group["title"], group["value"]["amount"]) for group in table["groups"]] == [
        ("泵", "210.00"),
        ("管", "40.00"),
    ]
    steps = [told["steps"][0]["node"], *(one["node"] for one in told["ahead"])]
    assert steps == [f"{key}_head" for key in ("count", "discount", "pumps", "pipes", "product")]


def test_a_large_export_waits_and_a_refused_one_never_runs(desk: Desk, settings: Any) -> None:
    settings.KEZHOU_EXPORT_APPROVAL_ROWS = 1
    desk.made("customer", name="无锡某某阀门有限公司")
    desk.publish(exchange_routes.APPROVAL_KIND)
    call = {"format": "csv", "fields": ["name"], "reason": "年度对账"}
    for verb, jobs in (("reject", 0), ("approve", 1)):
        started = desk.api.post("customer/export", call)
        assert (started.status_code, started.json()["job"]) == (202, None), started.content
        assert JobRecord.objects.count() == 0
        desk.decide(verb, "好")
        assert JobRecord.objects.count() == jobs
    assert JobRecord.objects.values_list("actor__username", flat=True).get() == "ann"


def test_an_applicant_signs_in_only_once_approved(desk: Desk) -> None:
    desk.publish("account_application", step("chief", {"type": "people", "users": [desk.hedy.id]}))
    visitor = Api(desk.hedy, desk.world.clock)
    visitor.bearer = ""
    for number, (verb, status) in enumerate((("reject", "rejected"), ("approve", "active"))):
        body = {"username": f"new{number}", "name": "林小雨", "email": f"n{number}@example.com", "phone": "13800138000",
                "staff_no": f"K{number}", "department": "East", "reason": "新同事",
                "password": "tango-velvet-orbit"}  # fmt: skip
        answer = desk.world.api(desk.hedy).client.post("/api/v1/auth/apply", body, content_type="application/json")
        assert answer.status_code == 202, answer.content
        applicant = User.objects.get(name="林小雨", status="applied")
        desk.decide(verb, "好")
        applicant.refresh_from_db()
        assert applicant.status == status
