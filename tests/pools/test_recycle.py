"""Recycling: who falls when, what is spared, what is left behind, and what the simulator says before."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit import history
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import Sql, execute
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.events.models import Event
from kezhou.platform.pools import facts, jobs, ledger, recycle, report
from kezhou.platform.pools.models import PoolMove, PoolWarning
from kezhou.platform.records import hooks

from .conftest import Company, findings, moves


def run(company: Company, chunk: int = 1000) -> int:
    return recycle.recycle(company.world.system, company.world.entity("customer"), chunk)


def pooled() -> set[str]:
    return set(Customer.objects.filter(pool__isnull=False).values_list("name", flat=True))


def followed_up(company: Company, record: int) -> None:
    Customer.objects.filter(id=record).update(last_follow_up_at=company.world.clock.now())


@pytest.fixture
def fakes() -> Iterator[None]:
    """Facts of modules that are not there yet: the day of an opportunity is kept in `founded_on`, of a deal in
    `category`."""

    def opportunity(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql:
        return Sql(f"({alias}.founded_on::timestamp AT TIME ZONE 'Asia/Shanghai')")

    def deal(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql:
        return Sql(f"{alias}.category = %s", ("b",))

    facts.recycle_fact(facts.RecycleFact("inquiry", "Opportunity", opportunity))
    facts.exemption(facts.Exemption("bargain", "Deal", deal))
    yield
    del facts.recycle_facts["inquiry"], facts.exemptions["bargain"]


def test_silence_counts_from_the_later_of_becoming_the_owners_and_the_last_follow_up(company: Company) -> None:
    company.rule(days=30)
    silent, spoken = company.owned("silent", "ann"), company.owned("spoken", "ann")
    late = company.in_pool("late")
    company.later(days=10)
    followed_up(company, spoken)
    company.act("bob", "claim", late)

    company.later(days=19)
    assert run(company) == 0
    company.later(days=1)
    assert (run(company), pooled()) == (1, {"silent"})
    company.later(days=9)
    assert run(company) == 0
    company.later(days=1)
    assert (run(company), pooled()) == (2, {"silent", "spoken", "late"})
    assert run(company) == 0
    assert findings() == []
    assert Customer.objects.get(id=silent).pool_id == company.pool.id


def test_a_fall_leaves_ledger_audit_event_history_and_takes_children_along(company: Company) -> None:
    from kezhou.modules.parties.contact.model import Contact
    from kezhou.platform.records import write

    rule = company.rule(name="30 days silent")
    record = company.owned("silent", "ann")
    contact = write.create(company.world.system, company.world.entity("contact"), {"name": "Lin", "customer": record})
    company.later(days=30)

    assert run(company) == 1

    ann, pool = company.people["ann"].id, company.pool.id
    row = Customer.objects.get(id=record)
    assert (row.owner_id, row.dept_id, row.pool_id, row.version) == (None, None, pool, 2)
    assert row.pool_entered_at == company.world.clock.now()
    child = Contact.objects.get(id=contact.id)
    assert (child.owner_id, child.pool_id) == (None, pool)
    assert moves() == [("recycle", ann, None, None, pool)]
    assert PoolMove.objects.get().rule_id == rule
    entry = AuditEntry.objects.get(action="recycle")
    assert entry.changes == {"owner": {"from": ann, "to": None}, "pool": {"from": None, "to": pool}}
    assert entry.meta == {"rule": rule, "reason": "30 days silent"}
    assert Event.objects.get(name="customer.recycled").diff == {"owner": [ann, None], "pool": [None, pool]}
    assert history.as_of("customer", record, "owner", company.world.clock.now()) is None
    assert history.as_of("customer", record, "owner", company.world.clock.now() - timedelta(days=1)) == ann
    assert company.act("bob", "claim", record) == (200, "")


def test_level_exceptions_exemptions_and_protection_spare(company: Company, fakes: None) -> None:
    company.rule(
        days=10,
        condition={"field": "level", "op": "in", "value": ["b", "c"]},
        exceptions={"field": "tags", "op": "has_any", "value": ["a"]},
        spared=["bargain"],
        protect_days=20,
    )
    for name, values in (
        ("falls", {"level": "c"}),
        ("other level", {"level": "a"}),
        ("excepted", {"level": "b", "tags": ["a"]}),
        ("has a deal", {"level": "b", "category": "b"}),
    ):
        company.owned(name, "ann", **values)
    company.later(days=19)
    assert run(company) == 0
    company.later(days=1)
    assert (run(company), pooled()) == (1, {"falls"})


def test_facts_of_later_modules_and_fixed_dates(company: Company, fakes: None) -> None:
    never = company.owned("no opportunity", "ann")
    had = company.owned("had one", "ann", founded_on="2026-12-01")
    company.rule(name="w", fact="inquiry", days=60)
    company.rule(name="a", fact="inquiry", basis="after", days=30)
    company.later(days=38)  # the 30th of December
    assert run(company) == 0
    company.later(days=1)
    assert (run(company), pooled()) == (1, {"had one"})
    assert PoolMove.objects.get(record_id=had).reason == "a"
    company.later(days=21)
    assert run(company) == 1
    assert PoolMove.objects.get(record_id=never).reason == "w"

    company.rule(name="d", basis="on", on_date="2027-03-01", fact="")
    company.act("bob", "claim", had)
    company.world.clock.moment = company.world.clock.moment.replace(year=2027, month=3, day=1)
    execute("UPDATE pools_poolrule SET active = (name = 'd')")
    assert run(company) == 1
    company.act("bob", "claim", had)
    assert run(company) == 0  # claimed on the day itself: no fall every night from then on


def test_a_hold_puts_the_day_off_and_only_superiors_grant_it(company: Company) -> None:
    boss = company.world.person("boss", company.world.east)
    company.world.give(boss, {"customer": {"view": "dept", "assign": "dept"}})
    company.people["boss"] = boss
    company.rule(days=30, warn_days=5)
    record = company.owned("silent", "ann")
    company.later(days=20)

    def due(name: str, record: int) -> list[str]:
        answer = company.api(name).get("pool/due", entity="customer", ids=record).json()
        return [item["on"] for item in answer["items"]]

    assert company.act("ann", "hold", record, until="2026-12-31", reason="mine")[0] == 403
    assert company.act("bob", "hold", record, until="2026-12-31", reason="mine")[0] == 404
    assert company.act("boss", "hold", record, until="2026-12-31", reason="")[0] == 422
    assert company.act("boss", "hold", record, until="2029-12-31", reason="far")[0] == 422
    assert due("ann", record) == ["2026-12-22"]
    assert company.act("boss", "hold", record, until="2026-12-31", reason="a tender") == (200, "")
    assert due("ann", record) == ["2027-01-01"]
    entry = AuditEntry.objects.get(action="hold")
    assert (entry.record_id, entry.meta["reason"]) == (record, "a tender")

    company.later(days=10)
    assert (run(company), recycle.warn_all(company.world.system)) == (0, 0)
    assert company.act("boss", "hold", record, until=None, reason="lost") == (200, "")
    assert (run(company), pooled()) == (1, {"silent"})
    assert company.act("boss", "hold", record, until="2026-12-31", reason="late")[0] == 403  # it is nobody's now
    assert findings() == []


def test_what_is_switched_off_locked_or_not_complete_moves_nobody(company: Company) -> None:
    record = company.owned("silent", "ann")
    company.rule(active=False)
    company.later(days=60)
    assert run(company) == 0
    company.rule()

    def locked(ctx: Ctx, entity: CompiledEntity, ids: object) -> dict[int, str]:
        return {record: "an approval runs"}

    hooks.lock_checks.append(locked)
    try:
        assert run(company) == 0
    finally:
        hooks.lock_checks.remove(locked)
    assert Customer.objects.get(id=record).owner_id == company.people["ann"].id
    assert moves() == []
    assert run(company) == 1


def test_a_run_that_was_stopped_goes_on_where_it_stood(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.rule()
    for number in range(10):
        company.owned(f"c{number}", "ann")
    company.later(days=30)
    calls = []

    def dying(*arguments: object, **words: object) -> list[int]:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return ledger.move(*arguments, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(recycle, "move", dying)
    with pytest.raises(KeyboardInterrupt):
        run(company, chunk=3)
    assert len(pooled()) == 6
    assert findings() == []
    monkeypatch.undo()
    assert run(company, chunk=3) == 4
    assert PoolMove.objects.filter(kind="recycle").count() == 10
    assert AuditEntry.objects.filter(action="recycle").count() == 10
    assert Event.objects.filter(name="customer.recycled").count() == 10
    assert findings() == []


@pytest.mark.parametrize("rows", [40, 400])
def test_recycling_is_set_based(company: Company, rows: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    company.rule()
    now = company.world.clock.now()
    ann = company.people["ann"]
    Customer.objects.bulk_create(
        Customer(name=f"c{n}", owner=ann, dept=company.world.east, created_at=now, updated_at=now) for n in range(rows)
    )
    company.later(days=30)
    with django_assert_max_num_queries(27):  # contacts, tasks, opportunities and requests go along, one statement each
        assert run(company) == rows
    assert PoolMove.objects.count() == AuditEntry.objects.filter(action="recycle").count() == rows
    assert findings() == []


def test_a_warning_comes_once_and_again_when_the_day_moves(company: Company) -> None:
    company.rule(days=30, warn_days=5)
    record = company.owned("silent", "ann")
    company.later(days=24)
    assert recycle.warn_all(company.world.system) == 0
    company.later(days=1)
    assert recycle.warn_all(company.world.system) == 1
    assert recycle.warn_all(company.world.system) == 0
    assert PoolWarning.objects.get().due_on == date(2026, 12, 22)
    event = Event.objects.get(name="customer.recycle_warned")
    assert (event.record_id, event.diff["due_on"]) == (record, [None, "2026-12-22"])
    followed_up(company, record)
    company.later(days=25)
    assert recycle.warn_all(company.world.system) == 1


def test_the_column_says_in_how_many_days(company: Company) -> None:
    rule = company.rule(days=30)
    record = company.owned("silent", "ann")
    company.later(days=11)
    hers = company.owned("hers", "bob")
    item = {"id": record, "on": "2026-12-22", "days": 19, "pool": company.pool.id, "rule": rule}
    item |= {"pool_name": "South", "rule_name": "silent"}
    ids = f"{record},{hers},999999"
    assert company.api("ann").get("pool/due", entity="customer", ids=ids).json() == {"items": [item]}
    assert company.api("eve").get("pool/due", entity="customer", ids=ids).json() == {"items": []}
    assert company.api("ann").get("pool/due", entity="customer", ids="x").status_code == 400
    assert company.api("ann").get("pool/due", entity="contact", ids=record).status_code == 422


def test_the_simulator_says_what_the_job_then_does_and_changes_nothing(company: Company) -> None:
    boss = company.world.person("boss")
    company.world.give(boss, {"customer": {"view": "all"}}, admin=["settings"])
    api = company.world.api(boss)
    company.rule(days=60)
    for at in range(3):
        company.owned(f"a{at}", "ann")
    company.later(days=2)
    company.owned("b0", "bob")
    company.later(days=27)
    rows, lines = Customer.objects.count(), moves()

    planned = {"name": "stricter", "active": True, "fact": "follow_up", "days": 30}
    answer = api.post(f"pool/{company.pool.id}/simulate", {"rule": planned}).json()

    assert (answer["days"], answer["now"], answer["planned"]) == ([1, 7, 30], [0, 0, 0], [3, 4, 4])
    ann, bob = (company.people[name] for name in ("ann", "bob"))
    assert answer["people"] == [
        {"owner": ann.id, "name": "Ann", "now": [0, 0, 0], "planned": [3, 3, 3]},
        {"owner": bob.id, "name": "Bob", "now": [0, 0, 0], "planned": [0, 1, 1]},
    ]
    assert [(r["title"], r["due_on"], r["rule"]) for r in answer["records"]] == [
        *((f"a{at}", "2026-12-22", "stricter") for at in range(3)),
        ("b0", "2026-12-24", "stricter"),
    ]
    assert (Customer.objects.count(), moves(), pooled()) == (rows, lines, set())
    assert api.get(f"pool/{company.pool.id}/rules").json()["items"][0]["days"] == 60
    blind = company.world.person("blind")
    company.world.give(blind, {}, admin=["settings"])
    unseen = company.world.api(blind).post(f"pool/{company.pool.id}/simulate", {"rule": planned}).json()
    assert (unseen["planned"], unseen["records"]) == ([3, 4, 4], [])
    assert company.api("ann").post(f"pool/{company.pool.id}/simulate", {"rule": planned}).status_code == 403

    assert api.post(f"pool/{company.pool.id}/rules", planned).status_code == 201
    company.later(days=1)
    assert run(company) == 3
    company.later(days=6)
    assert run(company) == 1


def test_a_rule_that_says_nothing_possible_is_refused(company: Company) -> None:
    boss = company.world.person("boss")
    company.world.give(boss, {}, admin=["settings"])
    bad = {
        "name": "x",
        "fact": "moon",
        "days": 0,
        "condition": {"field": "nothing", "op": "eq", "value": 1},
        "spared": ["y"],
    }
    response = company.world.api(boss).post(f"pool/{company.pool.id}/rules", bad)
    assert {(e["path"], e["code"]) for e in response.json()["errors"]} == {
        ("condition", "bad_condition"),
        ("fact", "unknown_fact"),
        ("days", "required"),
        ("spared.0", "unknown_name"),
    }
    assert company.world.api(boss).get(f"pool/{company.pool.id}/rules").json()["items"] == []


def test_the_report_adds_up_to_what_lies_in_the_pool(company: Company) -> None:
    company.rule(days=5)
    a, b = company.in_pool("a"), company.in_pool("b")
    company.later(days=1)
    company.act("ann", "claim", a)
    company.act("bob", "claim", b)
    company.act("bob", "release", b, reason="x")
    company.later(days=5)
    run(company)

    found = report.report(company.pool.id, date(2026, 11, 23), date(2026, 11, 28))

    assert (found.opening, found.closing) == (2, 2)
    assert [(f.day.day, f.kind, f.went_in, f.came_out) for f in found.flows] == [
        (23, "claim", 0, 2),
        (23, "return", 1, 0),
        (28, "recycle", 1, 0),
    ]
    address = f"pool/{company.pool.id}/report"
    assert company.api("cai").get(address, **{"from": "2026-11-22", "to": "2026-11-28"}).json()["opening"] == 0
    assert company.api("ann").get(address).status_code == 404


def test_the_nightly_job_is_registered_and_runs(company: Company) -> None:
    from kezhou.platform.jobs import registry

    assert registry.get("recycle_pools").every == "23 17 * * *"
    jobs.recycle_pools()
    assert moves() == []
