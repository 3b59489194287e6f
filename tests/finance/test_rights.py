"""What the roles of an installation may do with money, a new one and one that is older than this module."""

from __future__ import annotations

from typing import Any

import pytest

from kezhou.modules.finance.defaults import ENTITIES
from kezhou.platform.access import defaults
from kezhou.platform.access.models import Role, RoleGrant, UserRole
from kezhou.platform.audit.models import AuditEntry
from tests.contract.world import Api, forget
from tests.finance.conftest import TODAY, Till, yuan

pytestmark = pytest.mark.django_db


def cells(role: str, *entities: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in RoleGrant.objects.filter(role__key=role, entity__in=entities or ENTITIES):
        found.setdefault(row.entity, {})[row.action] = row.level
    return found


def person(till: Till, role: str) -> Api:
    user = till.world.person(f"the {role}", till.world.east)
    UserRole.objects.create(user=user, role=Role.objects.get(key=role))
    forget()
    return till.world.api(user)


def test_each_role_has_its_part(till: Till) -> None:
    defaults.ensure(till.world.system)
    contract = till.contract("100.00")
    plan = till.plan(contract, "100.00")
    books, sells, serves, reads = (person(till, role) for role in ("finance", "sales", "service", "readonly"))

    line = {"plan": plan, "amount": yuan("100.00")}
    money: dict[str, Any] = {"customer": till.customer, "received_on": TODAY, "amount": yuan("100.00")}
    made = books.post("receipt", money | {"lines": [line]})
    assert made.status_code == 201, made.content
    assert books.post(f"receipt/{made.json()['id']}/actions/submit", {}, If_Match='"1"').status_code == 200
    assert till.outstanding(plan) == ("0.00", "done")
    assert reads.get(f"receipt_plan/{plan}").status_code == 200
    assert reads.post("receipt", money).status_code == 403
    assert (serves.get("receipt").status_code, serves.get("invoice").status_code) == (403, 403)
    assert sells.get(f"receipt/{made.json()['id']}").status_code == 404
    paid_out = {"customer": till.customer, "amount": yuan("1.00"), "refunded_on": TODAY, "reason": "x"}
    assert sells.post("refund", paid_out).status_code == 403
    assert books.post("refund", paid_out).status_code == 201
    issue = {key: cells(key, "invoice")["invoice"].get("issue") for key in ("finance", "ceo", "sales")}
    assert issue == {"finance": "all", "ceo": "all", "sales": None}
    assert cells("finance", "contract") == {"contract": {"view": "all", "export": "all", "create": "none"}}


def test_an_older_installation_gets_what_is_new_once_and_keeps_what_it_changed(till: Till) -> None:
    system = till.world.system
    defaults.ensure(system)
    whole = {role: cells(role) for role in ("finance", "sales", "service")}
    RoleGrant.objects.filter(entity__in=ENTITIES).delete()
    # Somebody saved what salespeople may do, and took invoices from the accountants a while ago.
    Role.objects.filter(key="sales").update(version=2)
    RoleGrant.objects.create(role=Role.objects.get(key="finance"), entity="invoice", action="view", level="none")
    before = AuditEntry.objects.filter(action="grants_changed").count()

    assert defaults.ensure(system) == 6  # ceo, director, manager, service, marketing, finance

    assert cells("sales") == {}
    assert cells("service") == whole["service"]
    assert cells("finance") == whole["finance"] | {"invoice": {"view": "none"}}
    assert AuditEntry.objects.filter(action="grants_changed").count() == before + 6
    assert defaults.ensure(system) == 0
    assert AuditEntry.objects.filter(action="grants_changed").count() == before + 6
