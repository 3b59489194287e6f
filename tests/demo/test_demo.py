"""The demo company: complete, alive, the same each time, and loaded once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kezhou.demo import DemoLogin, customers, leads, load, sales, trade
from kezhou.http.auth import facts
from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.text.credit_code import check_credit_code
from kezhou.platform.access import grants
from kezhou.platform.base.checks import all_checks
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.entities import dictionaries, registry
from kezhou.platform.identity import hashing, tokens
from kezhou.platform.org.models import Department, User

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CLOCK = FixedClock(NOW)
SIGN_IN = {
    "sysadmin", "secadmin", "auditor", "ceo", "director", "manager1", "manager2", "sales1", "sales2", "sales3",
    "service1", "finance1", "readonly",
}  # fmt: skip


def _forget() -> None:
    for cache in (facts, grants, registry):
        cache.forget()
    dictionaries.choices.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    _forget()
    yield
    _forget()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The same company with fewer of everything."""
    monkeypatch.setattr(customers, "CUSTOMERS", 150)
    monkeypatch.setattr(customers, "CONTACTS", 250)
    monkeypatch.setattr(sales, "OPPORTUNITIES", 60)
    for name, number in (("LEADS", 60), ("CONVERTED", 8), ("DROPPED", 10), ("IN_POOL", 8)):
        monkeypatch.setattr(leads, name, number)
    for name, number in (("QUOTES", 12), ("CONTRACTS", 4), ("REPEATED", 8)):
        monkeypatch.setattr(trade, name, number)


def _get(username: str, path: str) -> Any:
    _token, plain = tokens.issue(User.objects.get(username=username), "test", ["write"], 1, CLOCK)
    client = Client(headers={"Authorization": f"Bearer {plain}"})
    extra: dict[str, Any] = {CLOCK_KEY: CLOCK}
    answer = client.get(f"/api/v1/{path}", **extra)
    assert answer.status_code == 200, answer.content
    return answer.json()


def _table(name: str, columns: str) -> list[Any]:
    return sorted(fetch_all(f"select {columns} from {name}"), key=repr)


def _total(username: str) -> int:
    return int(_get(username, "customer?total=exact&limit=1")["total"])


@pytest.mark.django_db
def test_the_whole_company_is_there_and_alive() -> None:
    logins = load(CLOCK)

    assert {login.username for login in logins} >= SIGN_IN
    assert fetch_one("select count(*) from parties_customer") == (3_000,)
    assert fetch_one("select count(*) from parties_contact") == (5_000,)
    assert User.objects.filter(status="active").count() == 41
    assert Department.objects.filter(kind="branch").count() == 3
    (oldest,) = _table("parties_customer", "min(created_at)")[0]
    (newest,) = _table("parties_customer", "max(created_at)")[0]
    assert oldest < NOW - timedelta(days=330)
    assert NOW - timedelta(days=7) < newest <= NOW
    wrong = [row[0] for row in _table("parties_customer", "credit_code") if row[0] and not check_credit_code(row[0]).ok]
    assert 10 < len(wrong) < 100
    assert fetch_one("select count(*) from parties_customer where credit_code_ok is false") == (len(wrong),)
    assert fetch_one("select count(distinct name) from parties_customer") == (3_000,)

    # Everybody sees what they should, and every screen has something on it.
    assert _total("ceo") == _total("readonly") == 3_000
    assert 2_500 < _total("director") < 3_000
    team = _total("manager1")
    assert 0 < _total("sales1") < team < _total("director")
    one, other = (_get(name, "customer?limit=200&fields=name")["items"] for name in ("sales1", "sales3"))
    assert not {item["id"] for item in one} & {item["id"] for item in other}
    for username in ("sales1", "manager1", "director", "ceo"):
        home = _get(username, "home")
        assert all(card["value"] > 0 for card in home["cards"] if card["key"] in ("customers_mine", "customers_key"))
        assert len(home["recent"]) == 8
    assert _get("sales1", "home")["todo"] != []
    assert _get("manager1", "inbox")["items"] != []
    assert [item["kind"] for item in _get("sysadmin", "approvals?state=pending")["items"]] == ["account_application"]
    assert _get("auditor", "audit?limit=5")["items"] != []
    pools = _get("sales1", "pool?entity=customer")["items"]
    assert [(pool["name"], pool["records"] > 5, pool["is_admin"]) for pool in pools] == [("北京公海", True, False)]
    assert len(_get("sales1", f"pool/{pools[0]['id']}/records?limit=5")["items"]) == 5
    assert {line["went_in"] > 0 for line in _get("manager1", "pool/flows?entity=customer&by=pool")["rows"]} == {True}
    assert [line for _name, check in all_checks() for line in check()] == []

    # Groups, pages for outsiders and customers that change hands are there to be looked at.
    assert len(_get("director", "segment?entity=customer")["items"]) == 3
    assert fetch_one("select count(*) from segments_segment where size is null") == (0,)
    assert _table("registration_submission", "outcome") == [("again",), *[("new",)] * 7]
    assert [state for state, _id in _table("handover_handover", "state, id")] == ["done", "draft"]
    (moved,) = _table("handover_item", "count(*) filter (where state = 'moved')")[0]
    assert moved > 20

    # Some are there twice, and a salesperson finds pairs of their own to judge.
    pairs = _get("sales1", "duplicates/pairs?entity=customer&state=open")["items"]
    assert len(pairs) >= 2
    assert {pair["verdict"] for pair in pairs} <= {"likely", "certain"}
    assert all(pair["a"]["title"] != pair["b"]["title"] for pair in pairs)
    assert (
        len(_get("ceo", "duplicates/pairs?entity=customer&state=open&limit=100")["items"]) >= customers.DOUBLES * 3 // 4
    )

    # What is planned lies in working hours, whatever the hour of the load; leads tell what they came from.
    for table in ("parties_customer", "leads_lead"):
        planned = [row[0].astimezone(COMPANY_ZONE) for row in _table(table, "next_follow_up_at") if row[0]]
        assert planned
        assert {at.hour for at in planned} <= set(range(9, 18))
        assert {at.isoweekday() for at in planned} <= set(range(1, 6))
    of_leads = _table("activities_followup", "at, created_at, lead_id")
    assert len({written for _at, written, lead in of_leads if lead}) > 5
    assert {at.astimezone(COMPANY_ZONE).hour for at, _written, lead in of_leads if lead} <= set(range(9, 19))
    named = "select count(*) from leads_lead where state = 'converted' and source = 'website' and campaign = ''"
    assert fetch_one(named) == (0,)
    assert [view["name"] for view in _get("sales1", "customer/views")["items"]] == ["本部门重点跟进"]


@pytest.mark.usefixtures("small")
def test_passwords_are_new_and_sign_in_and_a_second_load_does_nothing() -> None:
    logins = {login.username: login for login in load(CLOCK)}
    user = User.objects.get(username="sales1")
    assert hashing.verify(user.password, logins["sales1"].password)
    assert user.must_change_password is False
    assert len({login.password for login in logins.values()}) == len(logins)
    without = User.objects.filter(status="active").exclude(username__in=logins)
    assert set(without.values_list("password", flat=True)) == {""}
    assert logins["sales1"] == DemoLogin("sales1", user.name, "销售", logins["sales1"].password)
    before = _table("audit_entry", "count(*), max(id)")
    assert load(CLOCK) == []
    assert _table("audit_entry", "count(*), max(id)") == before


@pytest.mark.usefixtures("small")
def test_the_same_moment_gives_the_same_company() -> None:
    found = []
    for _time in range(2):
        with transaction.atomic():
            load(CLOCK)
            people = _table("org_user", "username, name, staff_no, phone")
            columns = "name, credit_code, level, status, region, created_at, next_follow_up_at, tags, version"
            contacts = _table("parties_contact", "name, title, mobile, birthday, created_at")
            found.append((people, _table("parties_customer", columns), contacts))
            transaction.set_rollback(True)
        _forget()
    assert len(found[0][1]) == 150
    assert found[0] == found[1]
