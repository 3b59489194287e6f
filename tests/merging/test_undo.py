"""Taking merges back: every table as it was, what changed hands since stays, and who may."""

from typing import Any

import pytest

from kezhou.modules.activities.task.model import Task
from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.models import Share
from kezhou.platform.audit import history
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import execute
from kezhou.platform.duplicates.models import DuplicatePair
from kezhou.platform.events.models import Event
from kezhou.platform.files.models import StoredFile
from kezhou.platform.merging import jobs
from kezhou.platform.merging.models import Loser, Merge, Move
from kezhou.platform.notify.models import Comment
from kezhou.platform.query.models import Follow
from kezhou.platform.records import ownership
from tests.contract.world import World
from tests.fakes.odd.gadget.model import Gadget
from tests.pools.conftest import moves

from .conftest import Office, difference, findings, snapshot
from .test_merge import code


def merged(office: Office, winner: int, *losers: int, **body: Any) -> int:
    answer = office.max.post(f"customer/{winner}/merge", {"losers": list(losers), **body})
    assert answer.status_code == 200, answer.content
    return int(answer.json()["_merge"]["id"])


def undone(office: Office, made: int) -> dict[str, Any]:
    answer = office.max.post(f"merges/{made}/undo")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def furnished(office: Office) -> tuple[int, int, int]:
    """A winner and two losers with something in every table that names records, some of it twice."""
    head = office.owned("Group", "ann")
    winner = office.owned("Acme Limited", "ann", phone="0755-26001234", tags=["a"], remarks="ours")
    first = office.owned("ACME Ltd", "bob", mobile="13800138000", tags=["b", "a"], parent=head, remarks="theirs")
    office.later(days=3)
    second = office.in_pool("Acme China", email="info@acme.cn", level="b")
    office.later(days=1)
    office.owned("Daughter", "ann", parent=first)
    now = office.world.clock.now()
    stranger = office.contact("Sun", head)
    for number, customer in enumerate((winner, first, second)):
        contact = office.contact(f"Li {number}", customer, mobile=f"1390013900{number}")
        office.world.make("contact_customer", {"contact": stranger, "customer": customer}, office.user("ann"))
        Comment.objects.create(
            entity="customer", record_id=customer, text=f"c{number}", author=office.user("ann"), at=now
        )
        Follow.objects.create(user=office.user("cai"), entity="customer", record_id=customer, at=now)
        Share.objects.create(entity="customer", record_id=customer, user=office.user("eve"), write=number == 1)
        StoredFile.objects.create(
            key=f"00000000-0000-0000-0000-00000000000{number}", entity="customer", record_id=customer,
            name="plan.txt", state="ready", created_by=office.user("ann"), created_at=now,
        )  # fmt: skip
        for owner in ("ann", "bob"):
            task = {"title": f"call {number}", "customer": customer, "contact": contact}
            office.world.make("task", task, office.user(owner))
        Follow.objects.create(user=office.user("cai"), entity="contact", record_id=contact, at=now)
    ownership.follow(office.world.system, office.world.entity("customer"), {second: None})
    pair = {"entity": "customer", "log_odds": 9, "verdict": "certain", "found_at": now}
    DuplicatePair.objects.create(a=winner, b=first, **pair)
    DuplicatePair.objects.create(a=head, b=first, state="different", reason="mother", decided_at=now, **pair)
    return winner, first, second


def test_every_table_is_what_it_was(office: Office) -> None:
    winner, first, second = furnished(office)
    before, contacts = snapshot(), snapshot(without=())["parties_customer"]
    assert findings() == []

    made = merged(office, winner, first, second, take={"name": first}, reason="one licence")
    changed = difference(before, snapshot())
    assert set(changed) >= {
        "parties_customer", "parties_contact", "parties_contactcustomer", "notify_comment", "query_follow",
        "access_share", "files_file", "duplicates_duplicatepair",
    }  # fmt: skip
    assert findings() == []
    owners = Task.objects.filter(customer=winner).order_by("id").values_list("owner__username", flat=True)
    assert list(owners) == ["ann", "bob", "ann", "ann", "ann", "bob"]  # what was Bob's of Bob's customer went along
    office.later(days=1)

    result = undone(office, made)

    assert result["kept"] == []
    assert difference(before, snapshot()) == {}
    assert findings() == []
    assert snapshot(without=())["parties_customer"] != contacts  # versions went on: nobody saves an old state over it
    assert Loser.objects.filter(active=True).count() == 0
    assert office.max.get(f"customer/{first}").status_code == 200


def test_the_undo_leaves_ledger_audit_event_and_history_behind(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann", level="a"), office.in_pool("ACME")
    entered = Customer.objects.get(id=loser).pool_entered_at
    contact = office.world.make("contact", {"name": "Li", "customer": loser}, office.user("ann"))
    made = merged(office, winner, loser, values={"level": "b"})
    office.later(days=2)

    undone(office, made)

    ann, pool = office.user("ann").id, office.pool.id
    assert moves() == [
        ("import", None, None, None, pool),
        ("merge", None, ann, pool, None),
        ("merge", ann, None, None, pool),
    ]
    row = Customer.objects.get(id=loser)
    assert (row.pool_id, row.owner_id, row.pool_entered_at) == (pool, None, entered)
    assert Contact.objects.filter(id=contact, pool_id=pool, owner__isnull=True, pool_entered_at=entered).exists()
    actions = (
        AuditEntry.objects.filter(entity="customer", record_id=winner).order_by("id").values_list("action", flat=True)
    )
    assert list(actions) == ["create", "merge", "merge_undone"]
    assert Event.objects.filter(name="customer.unmerged").count() == 2
    spans = history.spans("customer", winner, "level")
    assert [span.value for span in spans] == ["a", "b", "a"]
    back = AuditEntry.objects.filter(entity="contact", record_id=contact, action="merge_moved").order_by("id").last()
    assert back is not None
    assert back.changes == {"customer": {"from": winner, "to": loser}}


def test_what_changed_hands_since_stays_and_is_reported(office: Office) -> None:
    other = office.owned("Other", "ann")
    winner, loser = (
        office.owned("Acme", "ann", remarks="ours"),
        office.owned("ACME", "bob", website="acme.cn", level="b"),
    )
    stays, goes = office.contact("Li", loser), office.contact("Wang", loser)
    made = merged(office, winner, loser)
    version = Contact.objects.get(id=stays).version
    assert office.max.patch(f"contact/{stays}", {"customer": other}, version).status_code == 200
    assert office.max.patch(f"customer/{winner}", {"website": "acme.com"}, 2).status_code == 200
    new = office.contact("Zhao", winner)

    result = undone(office, made)

    assert result["kept"] == [
        {"field": "website", "label": "网站", "code": "changed_since"},
        {"place": "parties_contact.customer_id", "label": "Contacts", "code": "changed_hands", "count": 1},
    ] or [line["code"] for line in result["kept"]] == ["changed_since", "changed_hands"]
    assert dict(Contact.objects.values_list("id", "customer_id")) == {stays: other, goes: loser, new: winner}
    row = Customer.objects.get(id=winner)
    assert (row.website, row.level) == ("https://acme.com", "")
    assert Customer.objects.get(id=loser).owner_id == office.user("bob").id
    assert findings() == []


def test_a_loser_whose_owner_is_gone_stays_with_the_winners_owner(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob")
    made = merged(office, winner, loser)
    execute("UPDATE org_user SET status = 'disabled' WHERE id = %s", (office.user("bob").id,))

    assert undone(office, made)["kept"] == [{"record": loser, "code": "owner_gone"}]

    assert Customer.objects.get(id=loser).owner_id == office.user("ann").id
    assert findings() == []


def test_merges_upon_merges_are_taken_back_from_the_last(office: Office) -> None:
    first, second, third = (office.owned(name, "ann") for name in ("Acme", "ACME", "Acme Ltd"))
    contact = office.contact("Li", third)
    before = snapshot()
    inner = merged(office, second, third)
    outer = merged(office, first, second)
    assert Contact.objects.get(id=contact).customer_id == first

    refused = office.max.post(f"merges/{inner}/undo")
    assert (code(refused), refused.json()["merge"]) == ((409, "merged_on"), outer)
    undone(office, outer)
    assert Contact.objects.get(id=contact).customer_id == second
    undone(office, inner)

    assert difference(before, snapshot()) == {}
    assert code(office.max.post(f"merges/{inner}/undo")) == (409, "undone")
    assert code(office.max.post("merges/987654321/undo")) == (404, "not_found")


def test_it_can_be_taken_back_for_thirty_days_and_is_then_forgotten(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob", mobile="13800138000")
    office.contact("Li", loser)
    made = merged(office, winner, loser)
    office.later(days=30)
    assert office.max.get(f"merges/{made}").json()["can_undo"] is True
    assert jobs.forget_old(office.world.system) == 0
    office.later(days=1)
    before = snapshot(without=())
    assert office.max.get(f"merges/{made}").json()["can_undo"] is False

    assert code(office.max.post(f"merges/{made}/undo")) == (409, "too_late")
    assert snapshot(without=()) == before

    office.later(days=1)
    assert jobs.forget_old(office.world.system) == 1
    row = Merge.objects.get()
    assert (row.before, row.after, row.forgotten, Move.objects.count()) == ({}, {}, True, 0)
    assert office.max.get(f"customer/{loser}").status_code == 301


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ({"view": "own", "update": "own", "delete": "own"}, (404, "not_found")),
        ({"view": "all", "update": "own", "delete": "all"}, (403, "no_right")),
        ({"view": "all", "update": "all", "delete": "own"}, (403, "no_right")),
    ],
)
def test_the_undo_takes_the_rights_of_the_merge(
    office: Office, rights: dict[str, str], expected: tuple[int, str]
) -> None:
    zoe = office.world.person("zoe", office.world.east)
    office.world.give(zoe, {"customer": rights})
    made = merged(office, office.owned("Acme", "ann"), office.owned("ACME", "bob"))
    before = snapshot(without=())

    assert code(office.world.api(zoe).post(f"merges/{made}/undo")) == expected

    assert snapshot(without=()) == before


def test_links_of_every_kind_move_and_return(world: World) -> None:
    """Foreign keys, lists of ids, custom links, business keys, encrypted values: on an entity that has them all."""
    for kind in ("link", "multi_link"):
        body = {"entity": "part", "label": kind, "type": kind, "link": "gadget"}
        assert world.admin.post("custom-fields", body).status_code == 201
    entity = world.entity("part")
    one, many = (
        next(n for n, s in entity.fields.items() if s.custom and s.type.key == k) for k in ("link", "multi_link")
    )
    admin = world.admin.user
    winner = world.make("gadget", {"name": "One"}, admin)
    loser = world.make("gadget", {"name": "Two", "code": "G-1", "passport": "11010519491231002X"}, admin)
    other = world.make("gadget", {"name": "Three", "twin": loser, "friends": [loser, winner]}, admin)
    for target in (winner, loser):
        values = {"name": "part", "gadget": target, one: target, many: [other, loser]}
        world.make("part", values, admin)
    before = snapshot()

    answer = world.admin.post(f"gadget/{winner}/merge", {"losers": [loser]})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["code"], answer.json()["passport"]) == ("G-1", "11010519491231002X")
    rows = world.admin.get("part", fields=f"gadget,{one},{many}").json()["items"]
    assert {(row["gadget"]["id"], row[one]["id"], tuple(link["id"] for link in row[many])) for row in rows} == {
        (winner, winner, (other, winner))
    }
    third = Gadget.objects.get(id=other)
    assert (third.twin_id, third.friends) == (winner, [winner])
    assert b"11010519491231002X" not in str(Merge.objects.get().after).encode()
    assert findings() == []

    assert world.admin.post(f"merges/{answer.json()['_merge']['id']}/undo").json()["kept"] == []

    assert difference(before, snapshot()) == {}
