"""Documents with lines: one call, one transaction, totals that are those of the lines."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.errors import Invalid
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.records import write
from tests.contract.world import Api, World, forget
from tests.fakes.odd.bill.model import Bill
from tests.fakes.odd.bill_line.model import BillLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> Any:
    forget()
    yield World()
    forget()


def bill(api: Api, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    answer = api.post("bill", {"name": "Spring", **values, "lines": list(lines)})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def amounts(record: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(line["position"], line["name"], line["amount"]) for line in record["lines"]]


def state() -> Any:
    return (
        list(Bill.objects.order_by("id").values_list("id", "version", "whole", "deleted_at")),
        list(BillLine.objects.order_by("id").values_list("id", "version", "position", "amount", "deleted_at")),
        fetch_all("SELECT count(*) FROM audit_entry"),
        fetch_all("SELECT count(*) FROM events_event"),
        fetch_all("SELECT entity, period, value FROM numbering_counter"),
    )


NAIL, SAW = {"name": "Nail", "quantity": 100, "price": "0.05"}, {"name": "Saw", "quantity": 2, "price": "19.90"}


def test_a_document_is_made_with_its_lines(world: World) -> None:
    made = bill(world.admin, NAIL, SAW, discount="4.80")

    assert amounts(made) == [(1, "Nail", "5.00"), (2, "Saw", "39.80")]
    assert made["whole"] == "40.00"
    assert made["number"] == "B202611-001"
    assert world.admin.get(f"bill/{made['id']}").json()["lines"] == made["lines"]
    assert set(BillLine.objects.values_list("owner_id", flat=True)) == {world.admin.user.id}
    (entry,) = fetch_all("SELECT meta FROM audit_entry WHERE entity = 'bill'")
    assert json.loads(entry[0])["lines"] == {"lines": {"added": 2, "changed": 0, "removed": 0}}
    lines = fetch_all("SELECT action FROM audit_entry WHERE entity = 'bill_line'")
    assert lines == [("create",), ("create",)]


def test_lines_are_changed_added_moved_and_deleted_by_what_is_sent(world: World) -> None:
    made = bill(world.admin, NAIL, SAW)
    nail, saw = made["lines"]

    changed = world.admin.patch(
        f"bill/{made['id']}",
        {"lines": [{"id": saw["id"], "quantity": 3}, {"name": "Glue", "quantity": 1, "price": "7"}]},
        version=1,
    )

    assert changed.status_code == 200, changed.content
    record = changed.json()
    assert amounts(record) == [(1, "Saw", "59.70"), (2, "Glue", "7.00")]
    assert (record["whole"], record["version"]) == ("66.70", 2)
    assert record["lines"][0]["id"] == saw["id"]
    assert BillLine.objects.get(id=nail["id"]).deleted_at is not None
    names = fetch_all("SELECT name FROM events_event WHERE entity = 'bill_line' AND id > 2 ORDER BY name")
    assert ("bill_line.deleted",) in names


def test_without_lines_they_stay_and_the_total_follows_the_head(world: World) -> None:
    made = bill(world.admin, SAW)

    changed = world.admin.patch(f"bill/{made['id']}", {"discount": "9.80"}, version=1).json()

    assert (changed["whole"], amounts(changed)) == ("30.00", [(1, "Saw", "39.80")])
    assert BillLine.objects.get().version == 1


def test_a_line_that_changes_no_total_still_makes_a_new_version(world: World) -> None:
    made = bill(world.admin, SAW)
    row = made["lines"][0]["id"]

    changed = world.admin.patch(f"bill/{made['id']}", {"lines": [{"id": row, "name": "Big saw"}]}, version=1)

    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert world.admin.patch(f"bill/{made['id']}", {"lines": []}, version=1).status_code == 412


def test_what_is_wrong_with_a_line_names_it_and_nothing_is_written(world: World) -> None:
    made = bill(world.admin, SAW)
    before = state()
    sent: list[tuple[Any, str, str]] = [
        ([SAW, {"name": "Nut", "quantity": 0}], "lines/1/quantity", "too_few"),
        ([{"name": "Spring"}], "lines/0/name", "like_bill"),
        ([{"name": "Nut", "weight": 1}], "lines/0/weight", "unknown_field"),
        ([{"quantity": 1}], "lines/0/name", "required"),
        ([{"name": "Nut", "quantity": "many"}], "lines/0/quantity", "not_integer"),
        ([{"id": 987654, "name": "Nut"}], "lines/0/id", "no_such_line"),
        ("all", "lines", "not_a_list"),
        ([{"name": "Nut"}] * 501, "lines", "too_many"),
    ]
    for lines, path, code in sent:
        for refused in (
            world.admin.post("bill", {"name": "Spring", "lines": lines}),
            world.admin.patch(f"bill/{made['id']}", {"lines": lines}, version=1),
        ):
            assert refused.status_code == 422, (path, refused.content)
            assert (refused.json()["errors"][0]["path"], refused.json()["errors"][0]["code"]) == (path, code)
    twice = world.admin.patch(f"bill/{made['id']}", {"lines": [{"id": made["lines"][0]["id"]}] * 2}, version=1)
    assert twice.json()["errors"][0]["path"] == "lines/1/id"
    forbidden = world.admin.post("bill", {"name": "Spring", "lines": [{"name": "Nut", "amount": "1"}]})
    assert (forbidden.status_code, forbidden.json()["errors"][0]["path"]) == (403, "lines/0/amount")
    too_much = world.admin.post("bill", {"name": "Spring", "discount": "99", "lines": [SAW]})
    assert too_much.json()["errors"][0]["code"] == "too_much"
    assert state() == before


def test_the_lines_of_another_document_are_out_of_reach(world: World) -> None:
    first, second = bill(world.admin, SAW), bill(world.admin, NAIL)
    before = state()

    refused = world.admin.patch(
        f"bill/{first['id']}", {"lines": [{"id": second["lines"][0]["id"], "name": "Mine"}]}, version=1
    )

    assert refused.status_code == 422
    assert state() == before


def test_the_document_s_rights_speak_for_its_lines(world: World) -> None:
    ann, bob = world.person("ann", world.east), world.person("bob", world.west)
    world.give(ann, {"bill": {"view": "own", "create": "own", "update": "own"}})
    world.give(bob, {"bill": {"view": "own", "create": "own"}, "bill_line": {"view": "all"}})
    made = bill(world.api(ann), SAW)
    bobs = bill(world.api(bob), NAIL)

    assert world.api(ann).ids("bill_line") == [made["lines"][0]["id"]]
    assert world.api(bob).ids("bill_line") == [bobs["lines"][0]["id"]]
    assert world.api(bob).get(f"bill_line/{made['lines'][0]['id']}").status_code == 404
    count = world.api(bob).post("bill_line/count", {}).json()["count"]
    assert count == 1
    before = state()
    assert world.api(bob).patch(f"bill/{made['id']}", {"lines": []}, version=1).status_code == 404
    assert world.api(bob).patch(f"bill/{bobs['id']}", {"lines": []}, version=1).status_code == 403
    assert world.api(ann).call("PATCH", f"bill_line/{made['lines'][0]['id']}", {"name": "x"}).status_code == 405
    assert world.api(ann).post("bill_line", {"name": "x"}).status_code == 405
    assert state() == before


def test_a_condition_on_the_document_narrows_its_lines(world: World) -> None:
    from kezhou.platform.access.models import RoleGrant

    ann = world.person("ann", world.east)
    role = world.give(ann, {"bill": {"view": "all"}})
    condition = {"field": "whole", "op": "gt", "value": "10"}
    RoleGrant.objects.filter(role=role).update(condition=condition)
    forget()
    bill(world.admin, NAIL)
    large = bill(world.admin, SAW)

    assert world.api(ann).ids("bill_line") == [large["lines"][0]["id"]]


def test_a_hidden_field_of_a_line_is_neither_read_nor_written(world: World) -> None:
    ann = world.person("ann", world.east)
    rights = {"view": "own", "create": "own", "update": "own"}
    world.give(ann, {"bill": rights}, {"bill_line": {"cost": ("hidden", False), "price": ("full", False)}})
    api = world.api(ann)

    made = bill(api, {"name": "Nail", "quantity": 1})
    hidden = api.post("bill", {"name": "Spring", "lines": [{"name": "Nail", "cost": "1"}]})
    fixed = api.post("bill", {"name": "Spring", "lines": [{"name": "Nail", "price": "1"}]})

    assert "cost" not in made["lines"][0]
    assert (hidden.status_code, hidden.json()["errors"][0]["code"]) == (422, "unknown_field")
    assert (fixed.status_code, fixed.json()["errors"][0]["path"]) == (403, "lines/0/price")
    fields = {field["name"] for field in api.get("meta/bill_line").json()["fields"]}
    assert {"name", "price"} <= fields
    assert "cost" not in fields


def test_lines_follow_their_document_to_a_new_owner_into_the_trash_and_back(world: World) -> None:
    bob = world.person("bob", world.west)
    made = bill(world.admin, NAIL, SAW)
    keep = made["lines"][1]["id"]
    world.admin.patch(f"bill/{made['id']}", {"lines": [{"id": keep}]}, version=1)

    world.clock.moment += timedelta(minutes=1)
    world.admin.patch(f"bill/{made['id']}", {"owner": bob.id}, version=2)
    line = BillLine.objects.get(id=keep)
    assert (line.owner_id, line.dept_id) == (bob.id, world.west.id)

    assert world.admin.delete(f"bill/{made['id']}", version=3).status_code == 204
    assert BillLine.objects.filter(deleted_at__isnull=True).count() == 0
    assert world.admin.post(f"bill/{made['id']}/restore").status_code == 200
    assert list(BillLine.objects.filter(deleted_at__isnull=True).values_list("id", flat=True)) == [keep]


def test_a_try_tells_what_a_save_would_and_writes_nothing(world: World) -> None:
    made = bill(world.admin, SAW)
    before = state()

    new = world.admin.post("bill/check", {"name": "New", "lines": [NAIL, {"name": "Nut", "quantity": 0}]}).json()
    old = world.admin.post(
        "bill/check", {"id": made["id"], "lines": [{"id": made["lines"][0]["id"], "quantity": 5}]}
    ).json()

    assert [line["amount"] for line in new["lines"]["lines"]] == ["5.00", "0.00"]
    assert new["errors"][0]["path"] == "lines/1/quantity"
    assert (old["values"]["whole"], old["lines"]["lines"][0]["amount"], old["errors"]) == ("99.50", "99.50", [])
    assert state() == before
    ann = world.person("ann", world.east)
    world.give(ann, {"bill": {"view": "own", "create": "own", "update": "own"}})
    assert world.api(ann).post("bill/check", {"id": made["id"], "name": "x"}).status_code == 404
    assert state() == before


def test_many_documents_at_once_write_their_lines_together(world: World, django_assert_max_num_queries: Any) -> None:
    entity = world.entity("bill")
    rows = [{"name": f"Bill {n}", "lines": [dict(NAIL), dict(SAW)]} for n in range(40)]

    with django_assert_max_num_queries(14):
        drafts = write.create_many(world.system, entity, rows)

    assert [d.problem for d in drafts] == [None] * 40
    assert BillLine.objects.count() == 80
    mixed = write.create_many(world.system, entity, [rows[0], {"name": "Bad", "lines": [{"name": "Bad"}]}, rows[1]])
    assert [isinstance(d.problem, Invalid) for d in mixed] == [False, True, False]
    assert (Bill.objects.count(), BillLine.objects.count()) == (42, 84)
    numbers = sorted(Bill.objects.values_list("number", flat=True))
    assert numbers == [f"B202611-{n:03d}" for n in range(1, 43)]
