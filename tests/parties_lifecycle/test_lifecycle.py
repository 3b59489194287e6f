"""The status of customers: recognised by rules and facts, held by hand, forecast before it is switched on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.parties.lifecycle import store
from kezhou.platform.audit import history
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.events.models import Event
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.org.models import User
from kezhou.platform.pools import facts
from tests.contract.world import Api, World, forget

DORMANT = {"status": "dormant", "condition": None, "fact": "follow_up", "when": "over", "days": 30}
FOLLOWING = {"status": "following", "condition": None, "fact": "follow_up", "when": "within", "days": 30}
NEVER = {"status": "potential", "condition": None, "fact": "follow_up", "when": "never", "days": 0}


class Desk:
    def __init__(self, world: World) -> None:
        self.world = world
        statuses = Dictionary.objects.get(key="customer_status")
        DictionaryItem.objects.bulk_create(
            DictionaryItem(dictionary=statuses, code=code, label=code)
            for code in ("potential", "following", "trading", "dormant")
        )
        forget()
        self.ann, self.ada = world.person("ann", world.east), world.person("ada")
        world.give(self.ann, {"customer": {"view": "own", "create": "own", "update": "own"}})
        world.give(self.ada, {}, admin=["settings"])

    def api(self, who: User) -> Api:
        return self.world.api(who)

    def customer(self, name: str, spoken: int | None = None, **values: Any) -> int:
        """A customer of Ann's who was last spoken to so many days ago."""
        record = self.world.make("customer", {"name": name, "status": "potential", **values}, self.ann)
        if spoken is not None:
            at = self.world.clock.now() - timedelta(days=spoken)
            Customer.objects.filter(id=record).update(last_follow_up_at=at)
        return record

    def rules(self, *rules: Any, active: bool = True) -> Any:
        return self.api(self.ada).call("PUT", "lifecycle", {"rules": list(rules), "active": active})


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def deals() -> Iterator[None]:
    """The fact of a later module: the day of the last deal is kept in `founded_on`."""

    def deal(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql:
        return Sql(f"({alias}.founded_on::timestamp AT TIME ZONE 'Asia/Shanghai')")

    facts.recycle_fact(facts.RecycleFact("bargain", "Deal", deal))
    yield
    facts.recycle_facts.pop("bargain", None)


def statuses() -> dict[str, str]:
    return dict(Customer.objects.values_list("name", "status"))


def test_the_first_rule_that_fits_names_the_status(desk: Desk, deals: None) -> None:
    desk.customer("quiet", 31)
    desk.customer("spoken", 30)
    desk.customer("never", status="following")
    desk.customer("bought", 400, founded_on="2026-11-01")
    trading = {"status": "trading", "fact": "bargain", "when": "within", "days": 365}
    assert desk.rules(trading, DORMANT, FOLLOWING, NEVER).status_code == 200

    assert store.recognise(desk.world.system) == 4
    assert statuses() == {"quiet": "dormant", "spoken": "following", "never": "potential", "bought": "trading"}
    assert store.recognise(desk.world.system) == 0


def test_each_change_is_audited_told_and_tracked(desk: Desk) -> None:
    record = desk.customer("quiet", 31)
    desk.rules(DORMANT)
    desk.world.clock.moment += timedelta(hours=1)
    store.recognise(desk.world.system)

    entry = AuditEntry.objects.get(entity="customer", record_id=record, action="recognised")
    assert entry.changes == {"status": {"from": "potential", "to": "dormant"}}
    assert entry.meta == {"by": "lifecycle"}
    event = Event.objects.filter(entity="customer", record_id=record).order_by("id").last()
    assert event is not None
    assert (event.name, event.diff) == ("customer.updated", {"status": ["potential", "dormant"]})
    assert history.as_of("customer", record, "status", desk.world.clock.now()) == "dormant"
    assert Customer.objects.get(id=record).version == 2


def test_what_a_person_sets_stays_until_its_day(desk: Desk) -> None:
    record = desk.customer("quiet", 90)
    desk.rules(DORMANT)
    assert desk.api(desk.ann).patch(f"customer/{record}", {"status": "trading"}, 1).status_code == 200
    assert Customer.objects.get(id=record).status_until == date(2026, 12, 22)
    assert store.recognise(desk.world.system) == 0
    desk.world.clock.moment += timedelta(days=31)
    assert store.recognise(desk.world.system) == 1

    body = {"status": "trading", "until": "2027-01-31"}
    held = desk.api(desk.ann).post(f"customer/{record}/status", body).json()
    assert (held["status"], held["until"], held["recognised"]) == ("trading", "2027-01-31", "dormant")
    assert store.recognise(desk.world.system) == 0
    desk.api(desk.ann).post(f"customer/{record}/status", {"until": None})
    assert store.recognise(desk.world.system) == 1
    assert statuses() == {"quiet": "dormant"}


def test_holding_asks_for_the_right_to_change(desk: Desk) -> None:
    record = desk.customer("quiet")
    eve, max_ = desk.world.person("eve", desk.world.west), desk.world.person("max", desk.world.east)
    desk.world.give(eve, {"customer": {"view": "own", "update": "own"}})
    desk.world.give(max_, {"customer": {"view": "dept"}})
    for who, status in ((eve, 404), (max_, 403)):
        answer = desk.api(who).post(f"customer/{record}/status", {"status": "trading", "until": "2026-12-01"})
        assert answer.status_code == status
    blind = desk.world.person("blind", desk.world.east)
    desk.world.give(blind, {"customer": {"view": "dept", "update": "dept"}}, {"customer": {"status": ("full", False)}})
    assert desk.api(blind).post(f"customer/{record}/status", {"status": "trading"}).status_code == 403
    for until in ("2026-11-21", "2030-01-01"):
        assert desk.api(desk.ann).post(f"customer/{record}/status", {"until": until}).status_code == 422
    assert desk.api(desk.ann).post(f"customer/{record}/status", {"status": "nothing"}).status_code == 422
    assert (statuses(), Customer.objects.get().version) == ({"quiet": "potential"}, 1)


def test_nothing_happens_while_it_is_off_or_a_fact_is_gone(desk: Desk) -> None:
    desk.customer("quiet", 31)
    desk.rules(DORMANT, active=False)
    assert store.recognise(desk.world.system) == 0

    facts.recycle_fact(facts.RecycleFact("bargain", "Deal", lambda _ctx, _entity, _alias: Sql("NULL::timestamptz")))
    desk.rules({"status": "trading", "fact": "bargain", "when": "within", "days": 9}, DORMANT)
    del facts.recycle_facts["bargain"]
    with pytest.raises(Conflict):
        store.recognise(desk.world.system)
    assert statuses() == {"quiet": "potential"}
    assert desk.api(desk.ada).get("lifecycle").json()["unknown_facts"] == ["bargain"]


def test_the_simulator_says_what_tomorrow_brings_and_changes_nothing(desk: Desk) -> None:
    desk.customer("falls tomorrow", 30)
    desk.customer("fresh", 1)
    held = desk.customer("held", 400)
    desk.api(desk.ann).post(f"customer/{held}/status", {"until": "2026-12-31"})

    told = desk.api(desk.ada).post("lifecycle/simulate", {"rules": [DORMANT]}).json()
    assert told["flows"] == [{"from": "potential", "to": "dormant", "count": 1}]
    assert (told["total"], told["counts"], told["sample"]) == (1, {"potential": 2, "dormant": 1}, [])
    desk.world.give(desk.ada, {"customer": {"view": "all"}})
    named = desk.api(desk.ada).post("lifecycle/simulate", {"rules": [DORMANT]}).json()["sample"]
    assert [(one["title"], one["from"], one["to"]) for one in named] == [("falls tomorrow", "potential", "dormant")]
    assert set(statuses().values()) == {"potential"}


def test_the_page_has_counts_and_the_moves_of_thirty_days(desk: Desk) -> None:
    desk.customer("quiet", 31)
    desk.customer("fresh", 1)
    desk.rules(DORMANT, FOLLOWING)
    desk.world.clock.moment += timedelta(days=40)
    desk.customer("new")
    store.recognise(desk.world.system)

    page = desk.api(desk.ada).get("lifecycle").json()
    assert page["counts"] == {"dormant": 2, "potential": 1}
    assert page["flows"] == [
        {"from": "potential", "to": "dormant", "count": 2}, {"from": None, "to": "potential", "count": 1}
    ]  # fmt: skip
    assert (page["active"], page["version"]) == (True, 1)


def test_wrong_rules_are_refused_with_their_place(desk: Desk) -> None:
    for rule, path in (
        ({**DORMANT, "status": "nothing"}, "rules.0.status"),
        ({**DORMANT, "fact": "nothing"}, "rules.0.fact"),
        ({**DORMANT, "when": "sometimes"}, "rules.0.when"),
        ({**DORMANT, "days": -1}, "rules.0.days"),
        ({**DORMANT, "more": 1}, "rules.0"),
        ({"status": "dormant"}, "rules.0"),
        ({"status": "dormant", "condition": {"field": "nothing", "op": "empty"}}, "rules.0.condition"),
    ):
        answer = desk.rules(rule)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), rule
    assert desk.api(desk.ann).get("lifecycle").status_code == 403
    desk.rules(DORMANT)
    stale = desk.api(desk.ada).call("PUT", "lifecycle", {"rules": [], "active": False, "version": 0})
    assert stale.status_code == 412
    assert store.current()[0] is True


def test_a_customer_says_since_when_and_why(desk: Desk) -> None:
    record = desk.customer("quiet", 31)
    desk.rules(DORMANT)
    store.recognise(desk.world.system)
    told = desk.api(desk.ann).get(f"customer/{record}/lifecycle").json()
    assert (told["status"], told["recognised"], told["rule"]["days"], told["until"]) == ("dormant", "dormant", 30, None)
    assert [span["value"] for span in told["spans"]] == ["potential", "dormant"]
