"""No circle, no second top, nothing twice, nobody related to themselves — in words, and under simultaneous writes."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.relations import integrity
from kezhou.modules.relations.decision_seat.model import DecisionSeat
from kezhou.modules.relations.relation.model import Relation
from kezhou.platform.base.sql import execute

from .conftest import Office, open_office

C = "customer"


def error_of(answer: Any) -> tuple[int, str, str]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["path"], error["code"]


def superior(office: Office, first: int, second: int) -> Any:
    return office.relate("superior", ("contact", first), ("contact", second))


def test_a_circle_of_any_length_is_refused_and_named(office: Office) -> None:
    a, b, c = (office.contact(name) for name in ("Ada", "Ben", "Cai"))
    assert superior(office, a, b).status_code == 201
    assert superior(office, b, c).status_code == 201

    answer = superior(office, c, a)

    assert error_of(answer) == (422, "from_contact", "circle")
    assert answer.json()["errors"][0]["message"] == "This would close a circle: Ada → Ben → Cai → Ada."
    assert Relation.objects.count() == 2


def test_a_circle_is_named_only_as_far_as_the_reader_sees(office: Office) -> None:
    a, c = office.contact("Ada"), office.contact("Cai")
    hidden = office.contact("Secret", owner="bob")
    assert superior(office, a, hidden).status_code == 201
    assert superior(office, hidden, c).status_code == 201

    answer = office.relate("superior", ("contact", c), ("contact", a), who="ann")

    assert error_of(answer) == (422, "from_contact", "circle")
    assert "Secret" not in answer.content.decode()
    assert "A contact that you may not see" in answer.json()["errors"][0]["message"]


def test_a_second_top_is_refused_and_a_change_of_the_top_is_not(office: Office) -> None:
    a, b, c = (office.contact(name) for name in ("Ada", "Ben", "Cai"))
    made = superior(office, a, c)

    assert error_of(superior(office, b, c)) == (422, "from_contact", "second_top")
    moved = office.api("head").patch(f"relation/{made.json()['id']}", {"from_contact": b}, version=1)
    assert moved.status_code == 200, moved.content


def test_nothing_twice_and_of_a_symmetric_kind_not_the_other_way_round(office: Office) -> None:
    a, b = office.customer("A"), office.customer("B")
    office.related("partner", a, b)
    office.related("supplier", a, b)

    assert error_of(office.relate("partner", (C, a), (C, b))) == (422, "to_customer", "repeated")
    assert error_of(office.relate("partner", (C, b), (C, a))) == (422, "to_customer", "repeated")
    assert error_of(office.relate("supplier", (C, a), (C, b))) == (422, "to_customer", "repeated")
    office.related("supplier", b, a)
    assert Relation.objects.count() == 3


def test_ends_must_be_one_party_each_of_the_right_kind_and_not_the_same(office: Office) -> None:
    a, person = office.customer("A"), office.contact("Ada")
    api = office.api("head")

    assert error_of(office.relate("partner", (C, a), (C, a))) == (422, "to_customer", "to_itself")
    assert error_of(office.relate("spouse", (C, a), ("contact", person))) == (422, "from_customer", "wrong_kind")
    both = {"type": office.kind("introducer"), "from_customer": a, "from_contact": person, "to_customer": a}
    assert error_of(api.post("relation", both)) == (422, "from_contact", "one_party")
    none = {"type": office.kind("introducer"), "from_customer": a}
    assert error_of(api.post("relation", none)) == (422, "to_customer", "one_party")
    backwards = office.relate("introducer", (C, a), ("contact", person), since="2026-05-01", until="2026-04-30")
    assert error_of(backwards) == (422, "until", "before_since")
    assert Relation.objects.count() == 0


def test_the_parent_company_is_kept_in_one_place(office: Office) -> None:
    a, b = office.customer("A"), office.customer("B")

    answer = office.relate("parent", (C, a), (C, b))

    assert error_of(answer) == (422, "type", "kept_on_customer")
    assert office.api("head").patch(f"customer/{b}", {"parent": a}, version=1).status_code == 200
    item = office.api("head").get("relations", entity=C, id=b).json()["items"][0]
    assert (item["type"]["name"], item["other"]["title"], item["in_parent"]) == ("Parent company", "A", True)


def test_a_group_has_no_circle_at_any_depth(office: Office) -> None:
    chain = [office.customer("N0")]
    for at in range(1, 30):
        chain.append(office.customer(f"N{at}", parent=chain[-1]))
    api = office.api("head")

    answer = api.patch(f"customer/{chain[0]}", {"parent": chain[-1]}, version=1)

    assert error_of(answer) == (422, "parent", "circle")
    assert "N29 → N0 → N1" not in answer.json()["errors"][0]["message"]  # from the top down
    assert Customer.objects.get(id=chain[0]).parent_id is None
    bulk = api.post("customer/bulk", {"op": "update", "ids": [chain[0]], "values": {"parent": chain[5]}}).json()
    assert bulk["results"][0]["problem"]["errors"][0]["code"] == "circle"


def test_what_lies_in_the_trash_closes_no_circle_when_it_comes_back(office: Office) -> None:
    a, b = office.contact("Ada"), office.contact("Ben")
    api = office.api("head")
    first = superior(office, a, b).json()["id"]
    assert api.delete(f"relation/{first}", version=1).status_code == 204
    assert superior(office, b, a).status_code == 201

    back = api.post(f"relation/{first}/restore")

    assert (back.status_code, back.json()["code"]) == (409, "relation_no_circle")
    assert Relation.objects.get(id=first).deleted_at is not None


def test_the_database_itself_refuses_a_circle(office: Office) -> None:
    a, b = office.contact("Ada"), office.contact("Ben")
    made = superior(office, a, b).json()["id"]
    c = office.contact("Cai")
    other = superior(office, b, c).json()["id"]
    pair = office.related("partner", office.customer("A"), office.customer("B"))

    with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
        execute("UPDATE relations_relation SET from_contact_id = %s WHERE id = %s", (c, made))
    with pytest.raises(IntegrityError, match="two tops"), transaction.atomic():
        execute("UPDATE relations_relation SET from_contact_id = %s, to_contact_id = %s WHERE id = %s", (c, b, other))
    with pytest.raises(IntegrityError, match="relation_not_to_itself"), transaction.atomic():
        execute("UPDATE relations_relation SET from_customer_id = to_customer_id WHERE id = %s", (pair,))


def test_the_database_refuses_a_circle_of_parents_whoever_writes_it(office: Office) -> None:
    top, middle = office.customer("Top"), office.customer("Middle")
    low = office.customer("Low", parent=middle)
    execute("UPDATE parties_customer SET parent_id = %s WHERE id = %s", (top, middle))
    for parent in (low, middle, top):
        with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
            execute("UPDATE parties_customer SET parent_id = %s WHERE id = %s", (parent, top))
    execute("UPDATE parties_customer SET deleted_at = now() WHERE id = %s", (middle,))
    execute("UPDATE parties_customer SET parent_id = %s WHERE id = %s", (low, top))
    with pytest.raises(IntegrityError, match="circle"), transaction.atomic():
        execute("UPDATE parties_customer SET deleted_at = NULL WHERE id = %s", (middle,))
    assert Customer.objects.get(id=top).parent_id == low


def test_check_finds_what_was_written_behind_its_back(office: Office) -> None:
    a, b = office.customer("A"), office.customer("B")
    assert integrity.groups() == []
    execute("SET CONSTRAINTS ALL DEFERRED")
    execute(
        "UPDATE parties_customer SET parent_id = CASE id WHEN %s THEN %s ELSE %s END WHERE id IN (%s, %s)",
        (a, b, a, a, b),
    )
    assert len(integrity.groups()) == 2
    execute("UPDATE parties_customer SET parent_id = NULL")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    people = [office.contact(name, a) for name in "XY"]
    for contact in people:
        office.world.make("decision_seat", {"customer": a, "contact": contact}, office.people["ann"])
    assert integrity.decision_trees() == []
    execute(
        "UPDATE relations_decisionseat SET reports_to_id = CASE contact_id WHEN %s THEN %s::bigint ELSE %s END",
        (people[0], people[1], people[0]),
    )
    assert len(integrity.decision_trees()) == 2


def at_once(calls: list[Callable[[], int]]) -> Counter[int]:
    """Each call in a thread of its own with a connection of its own, all at the same moment."""
    ready = threading.Barrier(len(calls))

    def one(call: Callable[[], int]) -> int:
        ready.wait(30)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(one, calls))


@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_parents_never_close_a_circle() -> None:
    office = open_office()
    for _round in range(5):
        a, b = office.customer("A"), office.customer("B")

        def setting(child: int, parent: int) -> Callable[[], int]:
            api = office.api("head")
            return lambda: int(api.patch(f"customer/{child}", {"parent": parent}, version=1).status_code)

        assert at_once([setting(a, b), setting(b, a)]) == {200: 1, 422: 1}
    assert integrity.groups() == []


@pytest.mark.django_db(transaction=True)
def test_a_ring_of_simultaneous_relations_never_closes() -> None:
    office = open_office()
    people = [office.contact(f"P{at}") for at in range(6)]
    body = {"type": office.kind("superior")}

    def relating(first: int, second: int) -> Callable[[], int]:
        api = office.api("head")
        return lambda: int(api.post("relation", {**body, "from_contact": first, "to_contact": second}).status_code)

    ring = [relating(people[at], people[(at + 1) % 6]) for at in range(6)]

    assert at_once(ring) == {201: 5, 422: 1}
    assert Relation.objects.count() == 5


def test_a_place_reports_within_the_tree_and_never_to_itself(office: Office) -> None:
    customer = office.customer("A")
    x, y, outside = (office.contact(name, customer) for name in "XYZ")
    api = office.api("ann")
    first = api.post("decision_seat", {"customer": customer, "contact": x}).json()["id"]
    second = api.post("decision_seat", {"customer": customer, "contact": y, "reports_to": x}).json()["id"]

    assert error_of(api.patch(f"decision_seat/{first}", {"reports_to": y}, version=1)) == (422, "reports_to", "circle")
    assert error_of(api.patch(f"decision_seat/{first}", {"reports_to": x}, version=1)) == (
        422,
        "reports_to",
        "own_superior",
    )
    assert error_of(api.patch(f"decision_seat/{second}", {"reports_to": outside}, version=1)) == (
        422,
        "reports_to",
        "not_seated",
    )
    assert DecisionSeat.objects.get(id=second).reports_to_id == x


def test_a_kind_in_the_trash_is_not_offered_and_its_relations_stay(office: Office) -> None:
    a, b = office.customer("A"), office.customer("B")
    made = office.related("partner", a, b)
    keeper = office.world.person("keeper", office.world.head)
    office.world.give(keeper, {}, admin=["dictionaries"])
    kind = office.kind("partner")
    assert office.api("head").delete(f"relation_type/{kind}", version=1).status_code == 403
    assert office.world.api(keeper).delete(f"relation_type/{kind}", version=1).status_code == 204

    answer = office.relate("partner", (C, b), (C, office.customer("D")))
    assert error_of(answer) == (422, "type", "no_such_record")
    (item,) = office.api("head").get("relations", entity=C, id=a).json()["items"]
    assert item["type"]["name"] == "Partner"
    moved = office.api("head").patch(f"relation/{made}", {"to_customer": office.customer("E")}, version=1)
    assert moved.status_code == 200, moved.content
