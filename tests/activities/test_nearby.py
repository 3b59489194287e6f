"""Where customers are, and which of them lie around a point: learned, set, seen by whom, by distance, forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from kezhou.config.maps import map_template
from kezhou.config.security import CONTENT_SECURITY_POLICY, policy
from kezhou.modules.activities import places
from kezhou.modules.activities.models import CustomerPlace
from kezhou.platform.audit.models import AuditEntry
from tests.activities.conftest import Team

pytestmark = pytest.mark.django_db
FUTIAN = {"lat": 22.5410, "lng": 114.0570}
"""Shenzhen's civic centre; 0.01 degrees of latitude are 1,112 metres."""


def agree(team: Team, name: str = "ann") -> None:
    assert team.api(name).post("visits/consent", {"agree": True, "version": 1}).status_code == 200


def put(team: Team, customer: int, location: Any = FUTIAN, name: str = "ann", **values: Any) -> Any:
    return team.api(name).call("PUT", "visits/place", {"customer": customer, "location": location, **values})


def place(team: Team, customer: int, name: str = "ann") -> Any:
    return team.api(name).get("visits/place", customer=customer).json()["place"]


def around(team: Team, name: str = "ann", **values: Any) -> Any:
    return team.api(name).post("visits/nearby", {"location": FUTIAN, **values})


def found(team: Team, name: str = "ann", **values: Any) -> list[tuple[str, int]]:
    answer = around(team, name, **values)
    assert answer.status_code == 200, answer.content
    return [(item["name"], item["metres"]) for item in answer.json()["items"]]


def check_in(team: Team, customer: int, **values: Any) -> Any:
    visit = team.made("ann", "visit", customer=customer, purpose="送样", planned_at=team.at(minutes=1))
    return team.act("ann", f"visit/{visit}", "check_in", **values)


def test_the_nearest_come_first_and_only_those_within_reach(team: Team) -> None:
    for name, north in (("远", 0.05), ("近", 0.01), ("太远", 0.2), ("脚下", 0.0)):
        customer = team.customer("ann", name=name)
        assert put(team, customer, {"lat": FUTIAN["lat"] + north, "lng": FUTIAN["lng"]}).status_code == 200
    east = team.customer("ann", name="东")
    put(team, east, {"lat": FUTIAN["lat"], "lng": FUTIAN["lng"] + 0.02})
    team.customer("ann", name="没有位置")

    assert found(team) == [("脚下", 0), ("近", 1112), ("东", 2054), ("远", 5560)]
    assert found(team, km=2) == [("脚下", 0), ("近", 1112)]
    assert [name for name, _metres in found(team, km=100)][-1] == "太远"
    assert around(team, km=101).status_code == 422
    assert around(team, location={"lat": 91, "lng": 0}).status_code == 422


def test_the_condition_decides_who_is_due(team: Team) -> None:
    due = team.customer("ann", name="到期", next_follow_up_at=team.at(days=1))
    later = team.customer("ann", name="以后", next_follow_up_at=team.at(days=-20))
    for customer in (due, later):
        put(team, customer)
    overdue = {"field": "next_follow_up_at", "op": "lt", "value": "$today"}

    assert found(team, filter=overdue) == [("到期", 0)]
    assert around(team, filter={"field": "nothing", "op": "eq", "value": 1}).status_code == 400


def test_others_customers_and_hidden_addresses_tell_nothing(team: Team) -> None:
    mine, other = team.customer("ann"), team.customer("eve")
    put(team, mine)
    assert put(team, other, name="eve").status_code == 200

    assert found(team) == [("客户ann", 0)]
    assert team.api("ann").get("visits/place", customer=other).status_code == 404
    assert put(team, other).status_code == 404
    assert found(team, "cai") == [("客户ann", 0)]
    hidden = team.world.person("ned", team.world.east_1)
    rights = {"customer": {"view": "all", "update": "all"}}
    team.world.give(hidden, rights, {"customer": {"address": ("masked", False)}})
    api = team.world.api(hidden)
    assert api.post("visits/nearby", {"location": FUTIAN}).status_code == 403
    assert api.get("visits/place", customer=mine).json() == {"place": None, "person": False, "can_set": False}
    assert api.call("PUT", "visits/place", {"customer": mine, "location": None}).status_code == 403
    assert CustomerPlace.objects.count() == 2


def test_a_good_check_in_teaches_the_place_and_what_was_set_by_hand_stays(team: Team) -> None:
    agree(team)
    customer = team.customer("ann")
    assert check_in(team, customer, location=FUTIAN, accuracy=900).status_code == 200
    assert place(team, customer) is None
    assert check_in(team, customer, location=FUTIAN, accuracy=30).status_code == 200
    known = place(team, customer)
    assert (known["location"], known["accuracy"], known["source"]) == (FUTIAN, 30, "check_in")

    elsewhere = {"lat": 22.6, "lng": 114.1}
    check_in(team, customer, location=elsewhere, accuracy=20)
    assert place(team, customer)["location"] == elsewhere, "the latest one"
    put(team, customer, FUTIAN, accuracy=5)
    check_in(team, customer, location=elsewhere, accuracy=10)
    assert (place(team, customer)["location"], place(team, customer)["source"]) == (FUTIAN, "hand")


def test_setting_is_written_down_without_the_position(team: Team) -> None:
    customer = team.customer("ann")
    assert put(team, customer, accuracy=8).json()["place"]["accuracy"] == 8
    assert put(team, customer, None).json()["place"] is None
    assert put(team, customer, accuracy=-1).status_code == 422

    entries = AuditEntry.objects.filter(entity="customer", record_id=customer, action__startswith="place_")
    assert [(e.action, e.changes) for e in entries.order_by("id")] == [("place_set", {}), ("place_removed", {})]


def test_the_place_of_a_person_needs_consent_and_goes_after_some_days(team: Team) -> None:
    person, company = team.customer("ann", name="张三", kind="person"), team.customer("ann", name="公司")
    refused = put(team, person)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_consent")
    assert CustomerPlace.objects.count() == 0
    agree(team)
    assert (put(team, person).status_code, put(team, company).status_code) == (200, 200)

    team.world.clock.moment += timedelta(days=180)
    assert places.purge(team.world.system) == 0
    team.world.clock.moment += timedelta(seconds=1)
    assert places.purge(team.world.system) == 1
    assert (place(team, person), place(team, company)["source"]) == (None, "hand")


def test_pictures_of_a_map_come_only_from_where_the_site_says(team: Team, settings: Any) -> None:
    assert around(team).json()["tiles"] is None
    assert policy("") == CONTENT_SECURITY_POLICY
    template = map_template("https://tiles.example.com:8443/{z}/{x}/{y}.png")
    settings.KEZHOU_MAP_TILES, settings.KEZHOU_MAP_CREDIT = template, "© tiles"
    assert around(team).json()["tiles"] == {"url": template, "credit": "© tiles"}
    assert "img-src 'self' https://tiles.example.com:8443 data: blob:;" in policy(template)
    for wrong in ("http://a.example/{z}/{x}/{y}", "https://a.example/{z}/{x}", "https://a.example; script-src *"):
        with pytest.raises(ImproperlyConfigured):
            map_template(wrong)


@pytest.mark.parametrize("key", ["visit", "task", "follow_up", "meeting"])
def test_a_contact_is_one_of_the_customers(team: Team, key: str) -> None:
    mine, other = team.customer("ann"), team.customer("ann", name="另一家")
    ann = team.people["ann"]
    team.world.give(ann, {"meeting": {"view": "own", "create": "own", "update": "own"}})
    own = team.world.make("contact", {"name": "王五", "customer": mine}, ann)
    stranger = team.world.make("contact", {"name": "赵六", "customer": other}, ann)
    begin = team.at(minutes=-60)
    words: dict[str, Any] = {
        "visit": {"purpose": "送样", "planned_at": begin},
        "task": {"title": "送样"},
        "follow_up": {"kind": "call", "content": "谈了价格与交付时间"},
        "meeting": {"title": "会", "starts_at": begin, "ends_at": team.at(minutes=-90)},
    }[key]

    refused = team.api("ann").post(key, {**words, "customer": mine, "contact": stranger})
    assert (refused.status_code, [(e["path"], e["code"]) for e in refused.json()["errors"]]) == (
        422,
        [("contact", "not_of_customer")],
    )
    assert team.api("ann").ids(key) == []
    team.world.make("contact_customer", {"contact": stranger, "customer": mine}, ann)
    made = [team.made("ann", key, **words, customer=mine, contact=contact) for contact in (own, stranger)]
    # Somebody who changes companies stays with what was done, which can still be edited.
    team.api("ann").patch(f"contact/{own}", {"customer": other}, version=1)
    changed = team.api("ann").patch(f"{key}/{made[0]}", {next(iter(words)): words[next(iter(words))]}, version=1)
    assert changed.status_code == 200, changed.content
