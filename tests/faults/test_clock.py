"""F15: days of claims, cool-downs and recycling are the company's calendar days, whatever the clock and zones do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kezhou.platform.org.models import User
from kezhou.platform.pools import members, recycle
from tests.contract.world import World, forget
from tests.pools.conftest import Company

pytestmark = pytest.mark.django_db
ZONES = ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.fixture
def company(db: None) -> Iterator[Company]:
    forget()
    members.forget()
    yield Company(World())
    forget()
    members.forget()


def at(company: Company, text: str) -> None:
    """Set the clock to a wall-clock time in Shanghai."""
    company.world.clock.moment = datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def claims(company: Company, moments: list[str], code: str = "") -> list[int]:
    """A claim by ann of a fresh record at each moment; the statuses."""
    found = []
    for number, moment in enumerate(moments):
        at(company, moment)
        record = company.in_pool(f"c{moment}-{number}")
        status, told = company.act("ann", "claim", record)
        assert status == 200 or told == code, told
        found.append(status)
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_f15_a_quota_of_a_day_ends_at_the_companys_midnight_in_every_zone_of_a_person(
    company: Company,
    zone: str,
) -> None:
    User.objects.filter(id=company.people["ann"].id).update(tz=zone)
    company.change(claims_per_day=1)
    moments = ["2026-11-22T00:00:00", "2026-11-22T08:00:00", "2026-11-22T23:59:59", "2026-11-23T00:00:00",
               "2026-11-23T07:59:59", "2026-11-23T08:00:00", "2026-11-24T00:00:00"]  # fmt: skip
    assert claims(company, moments, "quota_day") == [200, 409, 409, 200, 409, 409, 200]


@pytest.mark.parametrize(
    ("first", "second"),
    [("2028-02-28T23:59:59", "2028-02-29T00:00:00"), ("2028-02-29T23:59:59", "2028-03-01T00:00:00"),
     ("2027-02-28T23:59:59", "2027-03-01T00:00:00"), ("2026-12-31T23:59:59", "2027-01-01T00:00:00")],
)  # fmt: skip
def test_f15_leap_days_and_the_end_of_a_year_are_days_like_others(
    company: Company,
    first: str,
    second: str,
) -> None:
    company.change(claims_per_day=1)
    assert claims(company, [first, first, second, second], "quota_day") == [200, 409, 200, 409]


def test_f15_a_quota_of_a_week_runs_from_monday_to_sunday_over_the_end_of_a_year(company: Company) -> None:
    company.change(claims_per_week=2)
    moments = ["2026-12-28T00:00:00", "2027-01-01T12:00:00", "2027-01-03T23:59:59", "2027-01-04T00:00:00"]
    assert claims(company, moments, "quota_week") == [200, 200, 409, 200]


def test_f15_a_clock_that_is_put_back_gives_no_second_quota(company: Company) -> None:
    """A step of an hour over midnight and back: never more than one claim of either day."""
    company.change(claims_per_day=1)
    moments = ["2026-11-22T23:50:00", "2026-11-23T00:10:00", "2026-11-22T23:20:00", "2026-11-23T00:20:00"]
    assert claims(company, moments, "quota_day") == [200, 200, 409, 409]


@pytest.mark.parametrize("zone", ZONES)
def test_f15_cool_downs_count_calendar_days_over_a_leap_day(company: Company, zone: str) -> None:
    User.objects.filter(id=company.people["ann"].id).update(tz=zone)
    company.change(new_days=2)
    at(company, "2028-02-28T23:59:59")
    record = company.in_pool("new")
    for moment, expected in (("2028-02-29T23:59:59", 409), ("2028-03-01T00:00:00", 200)):
        at(company, moment)
        assert company.act("ann", "claim", record)[0] == expected, moment


def test_f15_a_year_of_cool_down_for_the_last_owner(company: Company) -> None:
    company.change(ex_owner_days=366)
    at(company, "2027-03-01T12:00:00")
    record = company.owned("mine", "ann")
    assert company.act("ann", "release", record, reason="x", pool=company.pool.id) == (200, "")
    for moment, expected in (("2028-02-28T23:59:59", 409), ("2028-02-29T23:59:59", 409), ("2028-03-01T00:00:00", 200)):
        at(company, moment)
        answer = company.api("ann").post(f"customer/{record}/claim")
        assert answer.status_code == expected, moment
        if expected == 409:
            assert answer.json()["from"] == "2028-03-01"


@pytest.mark.parametrize(
    ("owned", "day"),
    [("2028-01-30T23:59:59", "2028-02-29"), ("2028-01-31T00:00:00", "2028-03-01"),
     ("2027-01-30T12:00:00", "2027-03-01"), ("2026-12-02T00:00:00", "2027-01-01")],
)  # fmt: skip
def test_f15_recycling_falls_on_the_companys_day(company: Company, owned: str, day: str) -> None:
    """Thirty days of silence, over the end of February with and without a leap day, and over a year's end."""
    company.rule(days=30)
    at(company, owned)
    record = company.owned("silent", "ann")
    entity = company.world.entity("customer")
    (item,) = company.api("ann").get("pool/due", entity="customer", ids=record).json()["items"]
    assert (item["on"], item["days"]) == (day, 30)
    due = date.fromisoformat(day)
    at(company, f"{date.fromordinal(due.toordinal() - 1)}T23:59:59")
    assert recycle.recycle(company.world.system, entity, 1000) == 0
    at(company, f"{day}T00:00:00")
    assert recycle.recycle(company.world.system, entity, 1000) == 1


def test_f15_a_held_record_is_kept_through_its_last_day(company: Company) -> None:
    company.rule(days=1)
    at(company, "2028-02-28T09:00:00")
    record = company.owned("held", "ann")
    company.world.give(company.people["cai"], {"customer": {"view": "all", "assign": "all"}})
    assert company.act("cai", "hold", record, until="2028-02-29", reason="contract") == (200, "")
    entity = company.world.entity("customer")
    for moment, moved in (("2028-02-29T23:59:59", 0), ("2028-03-01T00:00:00", 1)):
        at(company, moment)
        assert recycle.recycle(company.world.system, entity, 1000) == moved, moment


def test_f15_the_views_of_a_day_begin_anew_at_the_companys_midnight(company: Company) -> None:
    company.change(views_per_day=1)
    at(company, "2028-02-28T23:59:59")
    records = [company.in_pool(f"c{number}") for number in range(2)]
    door = f"pool/{company.pool.id}/records"
    assert [company.api("ann").get(f"{door}/{record}").status_code for record in records] == [200, 429]
    at(company, "2028-02-29T00:00:00")
    assert company.api("ann").get(f"{door}/{records[1]}").status_code == 200
