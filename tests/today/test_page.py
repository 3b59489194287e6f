"""What stands on the today page, for whom, and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kezhou.modules.today import reckon
from kezhou.platform.org.models import User

from .conftest import Company


def told(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["title"], line["reason"]) for line in lines]


def test_due_follow_ups_say_when_they_were_agreed(company: Company) -> None:
    company.customer("Today", next_follow_up_at=company.at(25, 15).isoformat())
    company.customer("Yesterday", next_follow_up_at=company.at(24, 15, 30).isoformat())
    company.customer("Long ago", next_follow_up_at=company.at(6, 9).isoformat())
    company.customer("Tomorrow", next_follow_up_at=company.at(26, 0, 0).isoformat())
    company.customer("Not mine", "bob", next_follow_up_at=company.at(25, 15).isoformat())

    assert told(company.lines("follow_ups")) == [
        ("Today", "The next follow-up was agreed for today at 15:00"),
        ("Yesterday", "The next follow-up was agreed for yesterday at 15:30"),
        ("Long ago", "The next follow-up was agreed for 11/6 at 09:00, 19 days ago"),
    ]
    assert [line["overdue_days"] for line in company.lines("follow_ups")] == [0, 1, 19]
    assert company.today("mia")["groups"][0]["items"] == []


def test_the_day_changes_at_the_company_s_midnight(company: Company) -> None:
    company.customer("Late", next_follow_up_at=company.at(25, 23, 59).isoformat())
    company.customer("Early", next_follow_up_at=company.at(26, 0, 0).isoformat())

    company.world.clock.moment = company.at(25, 23, 58)
    assert company.today()["date"] == "2026-11-25"
    assert [line["title"] for line in company.lines("follow_ups")] == ["Late"]

    company.world.clock.moment += timedelta(minutes=2)
    assert company.today()["date"] == "2026-11-26"
    assert [(line["title"], line["overdue_days"]) for line in company.lines("follow_ups")] == [
        ("Early", 0),
        ("Late", 1),
    ]


def test_times_are_told_in_the_reader_s_zone(company: Company) -> None:
    company.customer("Abroad", next_follow_up_at=company.at(25, 15).isoformat())
    User.objects.filter(id=company.people["ann"].id).update(tz="Europe/Berlin")

    assert company.lines("follow_ups")[0]["reason"] == "The next follow-up was agreed for today at 08:00"


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Asia/Shanghai"])
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (12, 59), (13, 1), (23, 59)])
def test_f15_a_whole_day_is_the_companys_wherever_the_reader_is(
    company: Company, zone: str, hour: int, minute: int
) -> None:
    """Around midnight here and there: what is due today is never told as due yesterday or tomorrow."""
    ann = company.people["ann"]
    for title, day in (("Before", 24), ("Now", 25), ("Next", 26)):
        due = company.at(day).isoformat()
        company.world.make("task", {"title": title, "due_at": due, "all_day": True}, ann)
    User.objects.filter(id=ann.id).update(tz=zone)
    company.world.clock.moment = company.at(25, hour, minute)
    assert told(company.lines("tasks")) == [("Now", "Due today"), ("Before", "Was due yesterday, 1 day ago")]
    assert [line["overdue_days"] for line in company.lines("tasks")] == [0, 1]


def test_tasks_and_visits_of_the_day(company: Company) -> None:
    customer = company.customer("Acme")
    ann = company.people["ann"]
    late = company.world.make("task", {"title": "Late", "due_at": company.at(22, 9).isoformat()}, ann)
    company.world.make("task", {"title": "Now", "customer": customer, "due_at": company.at(25, 18).isoformat()}, ann)
    company.world.make("task", {"title": "Later", "due_at": company.at(26, 9).isoformat()}, ann)
    company.world.make(
        "visit", {"customer": customer, "purpose": "Show it", "planned_at": company.at(25, 14).isoformat()}, ann
    )

    assert told(company.lines("tasks")) == [
        ("Now", "Due today at 18:00"),
        ("Late", "Was due 11/22 at 09:00, 3 days ago"),
    ]
    assert company.lines("tasks")[0]["customer"]["title"] == "Acme"
    assert told(company.lines("visits")) == [("Show it", "Visit today at 14:00")]
    assert company.today()["progress"] == {"done": 0, "total": 3}

    done = company.api("ann").post(f"task/{late}/actions/done", {}, If_Match='"1"')
    assert done.status_code == 200, done.content
    assert company.today()["progress"] == {"done": 1, "total": 3}
    assert [line["title"] for line in company.lines("tasks")] == ["Now"]


def test_silence_is_told_after_thirty_days_or_when_it_is_unusual(company: Company) -> None:
    weekly = company.customer("Weekly")
    company.spoke(weekly, *(10 + 7 * n for n in range(6)))
    fine = company.customer("Fine")
    company.spoke(fine, *(8 + 7 * n for n in range(6)))
    few = company.customer("Few")
    company.spoke(few, 20, 22, 24)
    company.customer("Long", last_follow_up_at=company.at(26, 9, month=10))
    company.customer("Almost", last_follow_up_at=company.at(27, 0, month=10))
    company.customer("Never", created_at=company.at(1, 9, month=10))
    company.customer(
        "Planned", last_follow_up_at=company.at(1, 9, month=9), next_follow_up_at=company.at(28, 9).isoformat()
    )
    reckon.reckon_all(company.world.system)

    assert told(company.lines("silent")) == [
        ("Weekly", "No contact for 10 days, usually every 7 days"),
        ("Long", "No contact for 30 days"),
        ("Never", "Never spoken to in the 55 days since the record was made"),
    ]


def test_birthdays_by_sun_and_moon_of_own_contacts(company: Company) -> None:
    customer, other = company.customer("Acme"), company.customer("Else", "bob")
    ann = company.people["ann"]

    def contact(name: str, of: int, born: str, lunar: bool = False) -> int:
        return company.world.make(
            "contact", {"name": name, "customer": of, "birthday": born, "birthday_is_lunar": lunar}, ann
        )

    contact("Sun", customer, "1986-11-25")
    # 2026-11-28 is 十月二十 of the lunar calendar.
    moon = contact("Moon", customer, "1980-10-20", lunar=True)
    contact("Over", customer, "1986-11-24")
    contact("Far", customer, "1986-12-03")
    contact("Foreign", other, "1986-11-25")

    assert told(company.lines("celebrations")) == [
        ("Sun", "Birthday today, turns 40"),
        ("Moon", "Birthday 11/28, in 3 days (lunar 十月二十), turns 46"),
    ]
    assert company.api("bob").post("today/aside", {"kind": "birthday", "id": moon}).status_code == 404
    assert company.api("ann").post("today/aside", {"kind": "birthday", "id": moon}).json() == {"back": False}
    assert [line["title"] for line in company.lines("celebrations")] == ["Sun"]
    company.api("ann").post("today/aside", {"kind": "birthday", "id": moon, "back": True})
    assert [line["title"] for line in company.lines("celebrations")] == ["Sun", "Moon"]


def test_a_company_of_a_leap_day_has_its_anniversary_in_common_years(company: Company) -> None:
    company.customer("Leap", founded_on="2004-02-29")
    company.customer("Day before", founded_on="2004-02-28")
    company.world.clock.moment = company.at(27, 10, month=2).replace(year=2029)
    assert told(company.lines("celebrations")) == [
        ("Leap", "Founded 25 years ago tomorrow"),
        ("Day before", "Founded 25 years ago tomorrow"),
    ]
    company.world.clock.moment = company.at(1, 10, month=3).replace(year=2029)
    assert company.lines("celebrations") == []


def test_a_hidden_birthday_tells_nothing(company: Company) -> None:
    customer = company.customer("Acme", "eve")
    eve = company.people["eve"]
    company.world.make("contact", {"name": "Sun", "customer": customer, "birthday": "1986-11-25"}, eve)
    assert [line["title"] for line in company.lines("celebrations", "eve")] == ["Sun"]

    guest = company.people["guest"] = company.world.person("guest", company.world.west)
    company.world.give(guest, {"*": OWN_ONLY}, {"contact": {"birthday": ("hidden", False)}})
    mine = company.customer("Guest's", "guest")
    company.world.make("contact", {"name": "Secret", "customer": mine, "birthday": "1986-11-25"}, guest)

    assert company.lines("celebrations", "guest") == []


OWN_ONLY = dict.fromkeys(("view", "create", "update", "delete"), "own")


def test_the_number_to_call_is_masked_as_everywhere(company: Company) -> None:
    customer = company.customer("Acme", next_follow_up_at=company.at(25, 15).isoformat(), mobile="13900000001")
    ann = company.people["ann"]
    company.world.make("contact", {"name": "Second", "customer": customer, "mobile": "13800000002"}, ann)
    primary = company.world.make(
        "contact", {"name": "First", "customer": customer, "mobile": "13800000003", "is_primary": True}, ann
    )

    (line,) = company.lines("follow_ups")

    assert line["phone"] == {
        "value": "138****0003",
        "masked": True,
        "entity": "contact",
        "id": primary,
        "field": "mobile",
        "name": "First",
    }
    assert line["actions"] == ["call", "log", "postpone", "done"]


def test_the_agreed_next_step_stands_beside_the_reason(company: Company) -> None:
    customer = company.customer("Acme")
    company.follow_up(customer, next_at=company.at(25, 16).isoformat(), next_content="Send the offer")
    company.api("ann").patch(f"customer/{customer}", {"next_follow_up_at": company.at(25, 16).isoformat()}, 1)

    notes = [line["note"] for line in company.lines("follow_ups")]

    assert notes == ["Send the offer"]


def test_a_group_is_bounded_and_the_rest_is_a_list(company: Company) -> None:
    for number in range(23):
        company.customer(f"C{number:02}", next_follow_up_at=company.at(25, 9, number).isoformat())

    group = company.today()["groups"][0]

    assert (len(group["items"]), group["count"], group["capped"]) == (20, 23, False)
    more = group["more"]
    answer = company.api("ann").get(more["entity"], filter=more["filter"], sort=more["sort"], limit=50)
    assert len(answer.json()["items"]) == 23


def test_the_number_of_statements_does_not_grow(company: Company) -> None:
    def statements() -> int:
        company.api("ann").get("today")
        with CaptureQueriesContext(connection) as captured:
            assert company.api("ann").get("today").status_code == 200
        return len(captured)

    for number in range(2):
        company.customer(f"Few {number}", next_follow_up_at=company.at(25, 9).isoformat())
    few = statements()
    for number in range(15):
        customer = company.customer(f"C{number:02}", next_follow_up_at=company.at(25, 9).isoformat())
        company.world.make(
            "contact", {"name": "P", "customer": customer, "birthday": "1990-11-26"}, company.people["ann"]
        )
        company.customer(f"S{number:02}", last_follow_up_at=company.at(1, 9, month=9))

    assert statements() <= few


def test_strangers_are_refused(company: Company) -> None:
    from django.test import Client

    assert Client(HTTP_HOST="127.0.0.1").get("/api/v1/today").status_code == 401


@pytest.mark.parametrize("kind", ["follow_up", "", "nonsense"])
def test_only_offers_can_be_put_aside(company: Company, kind: str) -> None:
    answer = company.api("ann").post("today/aside", {"kind": kind or None, "id": 1})
    assert answer.status_code == 422
