"""The key-account card: freshness by days, confirming, the list, and reminders that come once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kezhou.modules.relations.key_account import reminders
from kezhou.modules.relations.key_account.freshness import Allowed, freshness
from kezhou.modules.relations.key_account.model import KeyAccount
from kezhou.modules.relations.key_account_part.model import KeyAccountPart
from kezhou.platform.notify.models import InboxItem

from .conftest import Office


def inbox() -> list[tuple[str, str]]:
    return [(row.user.name, row.title) for row in InboxItem.objects.select_related("user").order_by("id")]


def parts_of(office: Office, customer: int, who: str = "ann") -> dict[str, Any]:
    answer = office.api(who).get("key-accounts/card", customer=customer)
    assert answer.status_code == 200, answer.content
    return {part["key"]: part for part in answer.json()["parts"]}


@pytest.mark.parametrize(
    ("confirmed", "today", "age", "stale"),
    [
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), date(2026, 11, 23), 1, False),  # 23:59 of the 22nd in Shanghai
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), date(2026, 11, 24), 2, True),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 24), 1, False),  # already the 23rd there
        (datetime(2028, 2, 28, 4, 0, tzinfo=UTC), date(2028, 2, 29), 1, False),
        (datetime(2028, 2, 28, 4, 0, tzinfo=UTC), date(2028, 3, 1), 2, True),
    ],
)
def test_a_part_is_stale_after_calendar_days_of_the_company(confirmed: Any, today: date, age: int, stale: bool) -> None:
    found = freshness("basics", confirmed, {"basics": Allowed(1)}, today)

    assert (found.age, found.stale) == (age, stale)


def test_a_card_is_made_filled_and_confirmed_part_by_part(office: Office) -> None:
    customer, api = office.customer("A", level="A"), office.api("ann")
    assert all(part["stale"] and part["age"] is None for part in parts_of(office, customer).values())
    made = api.post("key_account", {"customer": customer, "legal_person": "王明", "market_share": "12.5"}).json()
    office.world.clock.moment += timedelta(days=1)

    answer = api.post("key-accounts/confirm", {"card": made["id"], "part": "basics", "version": 1})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["version"], answer.json()["basics_confirmed_by"]["title"]) == (2, "Ann")
    parts = parts_of(office, customer)
    assert [key for key, part in parts.items() if not part["stale"]] == ["basics"]
    assert (parts["basics"]["age"], parts["basics"]["stale_after"]) == (0, 180)
    office.world.clock.moment += timedelta(days=180)
    assert (parts_of(office, customer)["basics"]["age"], parts_of(office, customer)["basics"]["stale"]) == (180, False)
    office.world.clock.moment += timedelta(days=1)
    assert parts_of(office, customer)["basics"]["stale"] is True
    KeyAccountPart.objects.filter(part="basics").update(stale_after=365)
    assert parts_of(office, customer)["basics"]["stale"] is False


def test_confirming_asks_for_the_right_to_change_and_the_present_version(office: Office) -> None:
    customer = office.customer("A")
    card = office.world.make("key_account", {"customer": customer}, office.people["ann"])
    reader = office.world.person("reader", office.world.east)
    office.world.give(reader, {"customer": {"view": "all"}, "key_account": {"view": "all"}})
    before = KeyAccount.objects.values().get(id=card)

    for caller, body, status in (
        (office.world.api(reader), {"card": card, "part": "basics"}, 403),
        (office.api("bob"), {"card": card, "part": "basics"}, 404),
        (office.api("ann"), {"card": card, "part": "basics", "version": 7}, 412),
        (office.api("ann"), {"card": card, "part": "nonsense"}, 422),
        (office.api("ann"), {"card": card}, 422),
    ):
        assert caller.post("key-accounts/confirm", body).status_code == status, body
    assert office.api("ann").patch(f"key_account/{card}", {"basics_confirmed_at": None}, version=1).status_code == 403
    assert KeyAccount.objects.values().get(id=card) == before


def test_a_customer_has_one_card(office: Office) -> None:
    customer, api = office.customer("A"), office.api("ann")
    assert api.post("key_account", {"customer": customer}).status_code == 201
    assert api.post("key_account", {"customer": customer}).status_code == 409
    assert KeyAccount.objects.count() == 1


def test_the_list_of_what_waits_and_of_key_customers_without_a_card(office: Office) -> None:
    fresh, old, foreign = office.customer("Fresh"), office.customer("Old"), office.customer("Foreign", owner="bob")
    office.customer("No card", level="A")
    office.customer("No card of Bob", owner="bob", level="A")
    now = office.world.clock.now()
    confirmed = {f"{part}_confirmed_at": now for part in ("basics", "features", "business", "dealings")}
    for customer, owner, words in (
        (fresh, "ann", {}),
        (old, "ann", {"next_review_on": "2026-11-20"}),
        (foreign, "bob", {"next_review_on": "2026-11-20"}),
    ):
        card = office.world.make("key_account", {"customer": customer, **words}, office.people[owner])
        KeyAccount.objects.filter(id=card).update(**confirmed)

    answer = office.api("ann").get("key-accounts/waiting", mine="true").json()

    assert [(i["customer"]["title"], i["overdue"]) for i in answer["items"]] == [("Old", 2)]
    assert [c["title"] for c in answer["without"]] == ["No card"]
    KeyAccount.objects.filter(customer_id=fresh).update(dealings_confirmed_at=now - timedelta(days=181))
    items = office.api("ann").get("key-accounts/waiting").json()["items"]
    assert [i["customer"]["title"] for i in items] == ["Old", "Fresh"]
    assert [p["key"] for p in items[1]["parts"] if p["stale"]] == ["dealings"]


def test_reminders_come_once_per_cause_to_who_is_responsible_and_may_see_it(office: Office) -> None:
    system, clock = office.world.system, office.world.clock
    mine, bobs = office.customer("Mine"), office.customer("Of Bob", owner="bob")
    office.world.make("key_account", {"customer": mine, "next_review_on": "2026-11-23"}, office.people["ann"])
    other = office.world.make("key_account", {"customer": bobs, "next_review_on": "2026-11-22"}, office.people["bob"])
    KeyAccount.objects.filter(id=other).update(responsible=office.people["ann"])  # Ann cannot see Bob's customer

    assert (reminders.remind_all(system), inbox()) == (0, [])
    clock.moment = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # midnight of the 23rd in the company's zone
    assert (reminders.remind_all(system), reminders.remind_all(system)) == (1, 0)
    assert [name for name, _title in inbox()] == ["Ann"]
    assert "Mine" in inbox()[0][1]
    KeyAccount.objects.filter(customer_id=mine).update(basics_confirmed_at=clock.now() - timedelta(days=181))
    assert (reminders.remind_all(system), reminders.remind_all(system)) == (1, 0)
    clock.moment += timedelta(days=30)
    assert reminders.remind_all(system) == 0
    KeyAccount.objects.filter(customer_id=mine).update(next_review_on=date(2026, 12, 1))
    assert reminders.remind_all(system) == 1
    KeyAccountPart.objects.filter(part="features").update(remind=False)
    KeyAccount.objects.filter(customer_id=mine).update(features_confirmed_at=clock.now() - timedelta(days=400))
    assert reminders.remind_all(system) == 0
