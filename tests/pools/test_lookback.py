"""What a rule would have done in the last 90 days, beside what was done."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.pools import facts, holds, recycle, settings
from kezhou.platform.pools.lookback import Lookback, look_back
from kezhou.platform.pools.models import PoolHold

from .conftest import Company


def back(company: Company, **words: Any) -> Lookback:
    plain = {"name": "planned", "fact": "follow_up", "days": 30}
    rule = settings.rule_of(company.world.system, company.pool.id, plain | words)
    return look_back(company.world.system, company.world.entity("customer"), rule)


def taken(found: Lookback) -> dict[str, int]:
    return {person.name: person.would for person in found.people}


def followed_up(company: Company, record: int) -> None:
    Customer.objects.filter(id=record).update(last_follow_up_at=company.world.clock.now())


@pytest.fixture
def visits() -> Iterator[list[tuple[int, Any]]]:
    """A fact all of whose times are known."""
    made: list[tuple[int, Any]] = []

    def last(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql:
        return Sql(f"{alias}.last_follow_up_at")

    def times(ctx: Ctx, entity: CompiledEntity) -> Sql:
        return Sql(
            "SELECT * FROM unnest(%s::bigint[], %s::timestamptz[])", tuple(list(c) for c in zip(*made, strict=True))
        )

    facts.recycle_fact(facts.RecycleFact("visit", "Visit", last, times))
    yield made
    del facts.recycle_facts["visit"]


def test_silence_in_every_ownership_of_the_last_90_days_counts_once_a_record(company: Company) -> None:
    silent, kept = company.owned("silent", "ann"), company.owned("kept", "bob")
    company.owned("young", "bob")
    company.later(days=29)
    followed_up(company, kept)
    assert taken(back(company)) == {}
    company.later(days=1)
    assert taken(back(company)) == {"Ann": 1, "Bob": 1}
    company.act("ann", "release", silent, reason="done")
    company.later(days=28)
    assert taken(back(company)) == {"Ann": 1, "Bob": 1}
    company.later(days=1)
    found = back(company)
    assert (taken(found), found.would, found.did, found.complete) == ({"Bob": 2, "Ann": 1}, 3, 0, True)
    company.later(days=120)
    assert taken(back(company)) == {}


def test_every_time_of_a_fact_is_looked_at_where_it_is_known(company: Company, visits: list[tuple[int, Any]]) -> None:
    steady, late = company.owned("steady", "ann"), company.owned("late", "bob")
    for day in range(1, 61):
        company.later(days=1)
        if day % 20 == 0:
            visits.append((steady, company.world.clock.now()))
        if day in (35, 55):
            visits.append((late, company.world.clock.now()))
    found = back(company, fact="visit")
    assert (taken(found), found.complete) == ({"Bob": 1}, True)
    assert taken(back(company, fact="visit", days=40)) == {}
    assert taken(back(company, fact="visit", days=40, basis="after")) == {}
    assert taken(back(company, fact="visit", days=18, basis="after")) == {"Ann": 1, "Bob": 1}


def test_where_only_the_last_time_is_known_the_answer_says_so(company: Company) -> None:
    """Before it there may have been others: what it hides is not counted, what came after it is."""

    def last(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql:
        return Sql(f"{alias}.last_follow_up_at")

    facts.recycle_fact(facts.RecycleFact("call", "Call", last))
    try:
        called = company.owned("called", "ann")
        company.owned("silent", "bob")
        company.later(days=50)
        followed_up(company, called)
        company.later(days=20)
        found = back(company, fact="call")
        assert (taken(found), found.complete) == ({"Bob": 1}, False)
        company.later(days=10)
        assert taken(back(company, fact="call")) == {"Ann": 1, "Bob": 1}
        assert taken(back(company, fact="call", basis="after")) == {"Ann": 1}
    finally:
        del facts.recycle_facts["call"]


def test_conditions_and_protection_spare_and_what_was_done_stands_beside(company: Company) -> None:
    company.owned("important", "ann", level="a")
    company.owned("plain", "ann", level="b")
    company.rule(days=30, condition={"field": "level", "op": "eq", "value": "a"})
    company.later(days=30)
    recycle.recycle_all(company.world.system)
    level_b = {"field": "level", "op": "eq", "value": "b"}
    found = back(company, condition=level_b)
    assert (taken(found), found.did) == ({"Ann": 1}, 1)
    assert taken(back(company, exceptions=level_b)) == {"Ann": 1}
    assert taken(back(company, protect_days=31)) == {}


def test_a_day_takes_what_was_owned_before_it(company: Company) -> None:
    company.owned("old", "ann")
    company.later(days=10)
    day = str(company.world.clock.moment.date())
    company.owned("new", "bob")
    company.later(days=1)
    assert taken(back(company, basis="on", fact="", on_date=day)) == {"Ann": 1}


def test_the_simulation_brings_it_along_for_those_who_set_pools_up(company: Company) -> None:
    company.owned("silent", "ann")
    company.later(days=40)
    chief = company.world.person("chief")
    company.world.give(chief, {}, admin=["settings"])
    planned = {"name": "planned", "fact": "follow_up", "days": 30}
    answer = company.world.api(chief).post(f"pool/{company.pool.id}/simulate", {"rule": planned}).json()
    assert answer["lookback"]["people"] == [{"owner": company.people["ann"].id, "name": "Ann", "would": 1}]
    answer = company.world.api(chief).post(f"pool/{company.pool.id}/simulate", {}).json()
    assert answer["lookback"] is None


def level(company: Company, record: int, value: str) -> None:
    version = Customer.objects.get(id=record).version
    answer = company.api("ann").patch(f"customer/{record}", {"level": value}, version=version)
    assert answer.status_code == 200, answer.content


def test_a_tracked_field_counts_as_it_was_on_the_day_of_the_fall(company: Company) -> None:
    was_a, became_a, _always = (
        company.owned(name, "ann", level=at) for name, at in (("x", "a"), ("y", "b"), ("z", "b"))
    )
    company.later(days=31)
    level(company, was_a, "b")
    company.later(days=4)
    level(company, became_a, "a")
    company.later(days=5)
    rule = {"condition": {"field": "level", "op": "eq", "value": "a"}}
    found = back(company, **rule)
    # `was_a` fell on day 30, though it is no A any more; `became_a` fell the night after it became one.
    assert (taken(found), found.by_today) == ({"Ann": 2}, [])
    level(company, became_a, "b")
    company.later(days=1)
    assert taken(back(company, **rule)) == {"Ann": 2}
    assert taken(back(company, exceptions={"field": "level", "op": "eq", "value": "b"})) == {"Ann": 2}


def test_a_hold_that_stood_puts_the_fall_off_and_a_lifted_one_does_not(company: Company) -> None:
    system, entity = company.world.system, company.world.entity("customer")
    held, lifted = company.owned("held", "ann"), company.owned("lifted", "bob")
    company.later(days=10)
    today = company.world.clock.moment.date()
    holds.hold(system, entity, held, today + timedelta(days=40), "busy")
    holds.hold(system, entity, lifted, today + timedelta(days=40), "busy")
    company.later(days=15)
    holds.hold(system, entity, lifted, None, "done")
    company.later(days=10)
    assert taken(back(company)) == {"Bob": 1}
    company.later(days=15)
    assert taken(back(company)) == {"Bob": 1}
    company.later(days=1)
    assert taken(back(company)) == {"Ann": 1, "Bob": 1}


def test_a_hold_from_before_holds_were_tracked_counts_as_it_stands(company: Company) -> None:
    held = company.owned("held", "ann")
    company.later(days=35)
    until = company.world.clock.moment.date() + timedelta(days=3)
    PoolHold.objects.create(entity="customer", record_id=held, until=until)
    assert taken(back(company)) == {}
    company.later(days=4)
    assert taken(back(company)) == {"Ann": 1}


def test_the_answer_names_what_only_todays_value_is_known_of(company: Company) -> None:
    company.owned("silent", "ann", remarks="x")
    company.later(days=40)
    condition = {"and": [{"field": "remarks", "op": "contains", "value": "x"}, {"field": "level", "op": "empty"}]}
    found = back(company, condition=condition)
    assert (taken(found), found.by_today) == ({"Ann": 1}, [("remarks", "Remarks")])
