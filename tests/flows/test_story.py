"""The story that the first version is made for, over HTTP from end to end (issue's own words): a customer is made, gets
a contact, is edited; the timeline says who changed what; a colleague of another department sees nothing of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.trust.conftest import forget
from tests.trust.world import ACTIONS, Caller, World, build


@pytest.fixture
def world(db: None, settings: Any) -> Iterator[World]:
    settings.ROOT_URLCONF = "kezhou.config.urls"
    forget()
    yield build()
    forget()


@pytest.fixture
def sales(world: World) -> dict[str, Caller]:
    """Everybody sells: the own records, the department's for the one who leads it."""
    seller = world.role("seller", dict.fromkeys(ACTIONS, "own") | {"export": "none"})
    leader = world.role("leader", dict.fromkeys(ACTIONS, "dept_tree"))
    for username in ("asker", "colleague", "stranger"):
        world.give(username, seller)
    world.give("colleague", leader)
    return {username: world.caller(username) for username in ("asker", "colleague", "stranger")}


def test_a_customer_its_contact_an_edit_and_who_may_see_it(sales: dict[str, Caller]) -> None:
    me, leader, other = sales["asker"], sales["colleague"], sales["stranger"]

    made = me.post("customer", {"name": "深圳市华为技术有限公司", "level": "B", "phone": "0755-26780000"})
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/customer/{made.json()['id']}"
    customer = made.json()["id"]
    contact = me.post("contact", {"name": "单雄信", "customer": customer, "mobile": "13800001234"}).json()
    assert contact["customer"] == {"id": customer, "title": "深圳市华为技术有限公司"}
    assert contact["mobile"] == "138****1234"

    changed = me.patch(f"customer/{customer}", {"level": "A"})
    assert (changed.status_code, changed["ETag"], changed.json()["level"]) == (200, '"2"', "A")
    late = leader.patch(f"customer/{customer}", {"level": "company"})
    assert late.status_code == 412
    assert [(e["path"], e["params"]["yours"], e["params"]["theirs"]) for e in late.json()["errors"]] == [
        ("level", "company", "A")
    ]

    for words in ("华为", "hw", "huawei", "华wei"):
        found = me.get(f"customer?q={words}").json()["items"]
        assert [item["id"] for item in found] == [customer], words
    assert me.get("contact?q=shan").json()["items"][0]["id"] == contact["id"]
    assert [item["id"] for item in me.get(f"customer/{customer}/related/contacts").json()["items"]] == [contact["id"]]

    story = me.get(f"customer/{customer}/timeline").json()["items"]
    assert [(item["actor"]["title"], item["action"]) for item in story] == [("Asker", "update"), ("Asker", "create")]
    (level,) = story[0]["changes"]
    assert (level["field"], level["from"], level["to"]) == ("level", "B", "A")

    assert leader.get(f"customer/{customer}").json()["name"] == "深圳市华为技术有限公司"
    for path in (f"customer/{customer}", f"contact/{contact['id']}", f"customer/{customer}/timeline"):
        assert other.get(path).status_code == 404, path
    assert other.get("customer?total=exact").json() == {"items": [], "next": None, "total": 0, "total_capped": False}
    assert other.get("search?q=华为").json() == {"groups": []}
    assert other.post("customer/count").json() == {"count": 0, "capped": False}


def test_a_record_that_goes_to_another_department_goes_with_everything(sales: dict[str, Caller], world: World) -> None:
    leader, other = sales["colleague"], sales["stranger"]
    world.give("colleague", world.role("director", {"view": "all", "assign": "all", "update": "all"}))
    customer = world.record("asker", name="客舟科技")
    contact = world.record("asker", "contact", customer=customer)
    assert other.get(f"customer/{customer}").status_code == 404

    handed = leader.patch(f"customer/{customer}", {"owner": world.people["stranger"].id})

    assert handed.status_code == 200, handed.content
    assert other.get(f"customer/{customer}").json()["dept"]["id"] == world.departments["south"]
    assert other.get(f"contact/{contact}").json()["owner"]["id"] == world.people["stranger"].id
    assert sales["asker"].get(f"customer/{customer}").status_code == 404
    assert sales["asker"].get(f"contact/{contact}").status_code == 404


def test_the_trash_keeps_what_was_thrown_away_and_gives_it_back(sales: dict[str, Caller], world: World) -> None:
    me, other = sales["asker"], sales["stranger"]
    id_ = world.record("asker", name="客舟科技")
    assert me.call("DELETE", f"customer/{id_}").status_code == 428
    assert me.delete(f"customer/{id_}").status_code == 204
    assert me.get(f"customer/{id_}").status_code == 404
    assert [item["id"] for item in me.get("customer?trash=true").json()["items"]] == [id_]
    assert other.get("customer?trash=true").json()["items"] == []
    assert other.post(f"customer/{id_}/restore").status_code == 404
    assert me.post(f"customer/{id_}/restore").json()["name"] == "客舟科技"
    assert me.get("customer?q=客舟").json()["items"][0]["id"] == id_


def test_bulk_edit_says_for_each_row_what_became_of_it(sales: dict[str, Caller], world: World) -> None:
    mine, theirs = world.record("asker"), world.record("stranger")
    body = {"op": "update", "ids": [mine, theirs, 987654], "values": {"level": "A"}}
    results = sales["asker"].post("customer/bulk", body).json()["results"]
    assert [(row["id"], row["ok"]) for row in results] == [(mine, True), (theirs, False), (987654, False)]
    assert results[1]["problem"]["status"] == results[2]["problem"]["status"] == 404
    refused = sales["asker"].post("customer/bulk", {**body, "values": {"level": "no such level"}})
    assert refused.status_code == 422
