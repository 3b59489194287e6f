"""Work logs: written from what was done, rated by those above, missed by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults as activities
from kezhou.modules.journals.defaults import GRANTS
from kezhou.modules.journals.journal.model import JournalRead, JournalReminder
from kezhou.modules.journals.journal.periods import (
    KINDS,
    back_from,
    first_day,
    following,
    is_late,
    last_day,
    period_name,
    preceding,
)
from kezhou.platform.access import defaults as access
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.org import epochs
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, forget

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=COMPANY_ZONE)
"""A Wednesday."""


@dataclass
class Company:
    """Mia leads East with Ann and Bob; Max sits above her; Fay counts money and sees all customers."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world.clock.moment = NOW
        access.ensure(self.world.system)
        self.join("max", "ceo", self.world.head)
        self.join("mia", "manager", self.world.east, "max")
        self.join("ann", "sales", self.world.east_1, "mia")
        self.join("bob", "sales", self.world.east_1, "mia")
        self.join("fay", "finance", self.world.head, "max")

    def join(self, name: str, role: str, department: Any, superior: str | None = None) -> None:
        user = self.world.person(name, department, superior=self.people[superior] if superior else None)
        UserRole.objects.create(user=user, role=Role.objects.get(key=role))
        self.people[name] = user
        epochs.bump_access(None)
        forget()

    def api(self, name: str) -> Api:
        return self.world.api(self.people[name])

    def written(self, name: str, on: str = "2026-11-25", kind: str = "day", **texts: str) -> int:
        made = self.api(name).post("journal", {"on": on, "kind": kind, "done": "three calls", **texts})
        assert made.status_code == 201, made.content
        return int(made.json()["id"])

    def submitted(self, name: str, on: str = "2026-11-25", kind: str = "day", **texts: str) -> int:
        journal = self.written(name, on, kind, **texts)
        sent = self.api(name).patch(f"journal/{journal}", {"state": "submitted"}, 1)
        assert sent.status_code == 200, sent.content
        return journal

    def review(self, name: str, journal: int, version: int = 2, **words: Any) -> Any:
        return self.api(name).post(f"journal/{journal}/actions/review", words, If_Match=f'"{version}"')


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def company(db: None) -> Company:
    activities.ensure(Ctx.system("test"))
    return Company(World())


def test_one_log_per_person_kind_and_period(company: Company) -> None:
    journal = company.written("ann", "2026-11-25", "week")
    read = company.api("ann").get(f"journal/{journal}").json()
    assert (read["on"], read["title"], read["state"]) == ("2026-11-23", "2026-W48", "draft")

    again = company.api("ann").post("journal", {"on": "2026-11-23", "kind": "week", "done": "more"})
    assert again.status_code == 409
    company.written("ann", "2026-11-23", "day")
    company.written("bob", "2026-11-23", "week")
    future = company.api("ann").post("journal", {"on": "2026-11-26", "done": "prophecy"})
    assert (future.status_code, future.json()["errors"][0]["path"]) == (422, "on")


def test_submitting_is_dated_and_final(company: Company) -> None:
    journal = company.submitted("ann", "2026-11-24")
    read = company.api("ann").get(f"journal/{journal}").json()
    assert (read["state"], read["submitted_on"]) == ("submitted", "2026-11-25")

    back = company.api("ann").patch(f"journal/{journal}", {"state": "draft"}, 2)
    assert back.status_code == 422
    assert company.api("ann").get(f"journal/{journal}").json()["state"] == "submitted"
    empty = company.api("bob").post("journal", {"on": "2026-11-24"}).json()
    refused = company.api("bob").patch(f"journal/{empty['id']}", {"state": "submitted"}, 1)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "done")


def test_those_above_review_and_nobody_else(company: Company) -> None:
    journal = company.submitted("ann")

    assert company.review("bob", journal, rating=5).status_code == 404
    assert company.review("fay", journal, rating=5).status_code == 404
    own = company.review("ann", journal, rating=5)
    assert own.status_code == 409
    assert own.json()["code"] == "own_journal"
    assert company.review("mia", journal, rating=6).status_code == 422
    assert company.review("mia", journal).status_code == 422
    assert company.api("ann").get(f"journal/{journal}").json()["rating"] is None

    done = company.review("mia", journal, rating=4, review="Fix the next date")
    assert done.status_code == 200, done.content
    read = company.api("ann").get(f"journal/{journal}").json()
    assert (read["rating"], read["review"], read["reviewed_by"]["title"]) == (4, "Fix the next date", "Mia")
    (told,) = InboxItem.objects.filter(user=company.people["ann"], kind="journal_review")
    assert (told.text, told.record_id) == ("Fix the next date", journal)

    changed = company.api("ann").patch(f"journal/{journal}", {"done": "much more"}, 3)
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "reviewed")
    forged = company.api("ann").patch(f"journal/{journal}", {"rating": 5}, 3)
    assert forged.status_code == 403


def test_a_draft_cannot_be_reviewed(company: Company) -> None:
    journal = company.written("ann")
    refused = company.review("mia", journal, version=1, rating=3)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_submitted")


def test_logs_are_not_everybodys_who_sees_all_customers(company: Company) -> None:
    journal = company.submitted("ann")

    assert company.api("fay").get("customer").status_code == 200
    assert company.api("fay").get(f"journal/{journal}").status_code == 404
    assert company.api("fay").ids("journal") == []
    assert company.api("bob").ids("journal") == []
    assert company.api("mia").ids("journal") == [journal]
    assert company.api("max").ids("journal") == [journal]
    assert set(GRANTS) == set(Role.objects.filter(admin=[]).values_list("key", flat=True))


def test_who_has_not_written_and_one_reminder_each(company: Company) -> None:
    company.submitted("ann")
    company.written("bob")

    found = company.api("mia").get("journal/missing", kind="day").json()
    assert (found["written"], found["total"]) == (1, 2)
    assert [(row["title"], row["draft"], row["reminded_at"]) for row in found["people"]] == [("Bob", True, None)]
    above = company.api("max").get("journal/missing", kind="day").json()
    assert [row["title"] for row in above["people"]] == ["Bob", "Fay", "Mia"]

    first = company.api("mia").post("journal/remind", {"kind": "day"})
    second = company.api("max").post("journal/remind", {"kind": "day"})
    assert first.json() == {"reminded": 1, "already": 0}
    assert second.json() == {"reminded": 2, "already": 1}
    assert InboxItem.objects.filter(user=company.people["bob"], kind="journal_missing").count() == 1
    outside = company.api("ann").post("journal/remind", {"kind": "day", "person": company.people["mia"].id})
    assert outside.json() == {"reminded": 0, "already": 0}
    assert JournalReminder.objects.count() == 3


def test_nobody_owes_a_log_for_a_day_off(company: Company) -> None:
    found = company.api("mia").get("journal/missing", kind="day", on="2026-11-22").json()
    assert (found["expected"], found["people"]) == (False, [])
    assert company.api("mia").post("journal/remind", {"kind": "day", "on": "2026-11-22"}).json()["reminded"] == 0
    strip = {mark["on"]: mark["state"] for mark in company.api("ann").get("journal/strip", kind="day").json()["items"]}
    assert (strip["2026-11-22"], strip["2026-11-23"]) == ("free", "missing")


def test_read_receipts_are_of_others_and_of_submitted_logs(company: Company) -> None:
    journal, draft = company.submitted("ann"), company.written("bob")

    for name in ("ann", "mia", "mia"):
        company.api(name).post("journal/seen", {"journal": journal})
    company.api("mia").post("journal/seen", {"journal": draft})
    assert company.api("bob").post("journal/seen", {"journal": journal}).status_code == 404

    context = company.api("ann").get("journal/context", journal=journal).json()
    assert [reader["user"]["title"] for reader in context["readers"]] == ["Mia"]
    assert JournalRead.objects.count() == 1


def test_a_log_begins_with_what_was_done_and_what_was_planned(company: Company) -> None:
    ann = company.people["ann"]
    acme = company.world.make("customer", {"name": "Acme"}, ann)
    other = company.world.make("customer", {"name": "Other"}, company.people["bob"])
    day = "2026-11-25T{}:00:00+08:00"
    for hour, content in (("09", "Sent the offer"), ("15", "They will decide on Friday")):
        values = {"customer": acme, "kind": "call", "content": content, "at": day.format(hour)}
        company.world.make("follow_up", values, ann)
    company.world.make(
        "follow_up", {"customer": acme, "kind": "call", "content": "old", "at": "2026-11-24T23:59:59+08:00"}, ann
    )
    company.world.make(
        "follow_up",
        {"customer": other, "kind": "call", "content": "Bob", "at": day.format("10")},
        company.people["bob"],
    )
    company.world.make("task", {"title": "Sample", "customer": acme, "due_at": "2026-11-26T09:00:00+08:00"}, ann)
    company.submitted("ann", "2026-11-24", plan="Call Acme twice")

    draft = company.api("ann").get("journal/draft", kind="day").json()

    assert draft["done"] == "1. Acme：2 times，Sent the offer；They will decide on Friday"
    assert draft["plan"] == "1. Sample：Acme"
    assert draft["counts"] == {"call": 2, "tasks": 0}
    assert draft["planned_before"]["plan"] == "Call Acme twice"
    assert draft["existing"] is None
    wrong = company.api("ann").get("journal/draft", kind="year")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "kind")


@pytest.mark.parametrize("kind", KINDS)
def test_periods_follow_each_other_without_gap(kind: str) -> None:
    day = first_day(kind, date(2027, 1, 10))
    for first in back_from(kind, day, 80):
        assert first_day(kind, first) == first
        assert first_day(kind, last_day(kind, first)) == first
        assert preceding(kind, following(kind, first)) == first
        assert following(kind, preceding(kind, first)) == first


def test_periods_at_their_edges() -> None:
    assert last_day("month", date(2028, 2, 1)) == date(2028, 2, 29)
    assert first_day("week", date(2027, 1, 1)) == date(2026, 12, 28)
    assert period_name("week", date(2026, 12, 28)) == "2026-W53"
    assert not is_late("day", date(2026, 11, 25), date(2026, 11, 26))
    assert is_late("day", date(2026, 11, 25), date(2026, 11, 27))
