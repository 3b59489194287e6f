"""What a merge does to the records, to what hangs on them and to who may see them."""

from typing import Any

import pytest

from kezhou.modules.parties.contact.model import Contact, ContactCustomer
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.models import Share
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.base.sql import execute
from kezhou.platform.duplicates.models import DuplicatePair
from kezhou.platform.events import dispatch
from kezhou.platform.events.models import Event
from kezhou.platform.merging.models import Loser, Merge, Move
from kezhou.platform.notify.models import Comment, InboxItem
from kezhou.platform.query.models import Follow
from kezhou.platform.records import hooks
from tests.pools.conftest import moves

from .conftest import Office, difference, findings, snapshot


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def heard(office: Office) -> None:
    """Let the subscribers of events take what has happened."""
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    dispatch.drain(office.world.clock, newest)


def test_two_customers_become_one_with_everything_that_hangs_on_them(office: Office) -> None:
    winner = office.owned("Acme Limited", "ann", phone="0755-26001234")
    loser = office.owned("ACME Ltd", "bob", mobile="13800138000", tags=[])
    mine, theirs = office.contact("Li", winner), office.contact("Wang", loser)
    Comment.objects.create(
        entity="customer", record_id=loser, text="called", author=office.user("bob"), at=office.world.clock.now()
    )

    response = office.max.post(f"customer/{winner}/merge", {"losers": [loser], "reason": "same licence"})

    assert response.status_code == 200, response.content
    body = response.json()
    assert (body["id"], body["name"], body["phone"], body["mobile"]) == (
        winner,
        "Acme Limited",
        "075526001234",
        "13800138000",
    )
    assert body["_merge"]["losers"] == [{"id": loser, "title": "ACME Ltd"}]
    assert body["_merge"]["undo_until"] == "2026-12-22"
    ann = office.user("ann").id
    assert set(Contact.objects.values_list("id", "customer_id", "owner_id")) == {
        (mine, winner, ann),
        (theirs, winner, ann),
    }
    assert Comment.objects.get().record_id == winner
    assert office.max.ids("customer") == [winner]
    assert moves() == [("merge", office.user("bob").id, ann, None, None)]
    assert findings() == []


def test_it_leaves_audit_event_and_message_behind(office: Office) -> None:
    winner, loser = office.owned("Acme Limited", "ann"), office.owned("ACME Ltd", "bob", website="acme.cn")
    contact = office.contact("Wang", loser)

    made = office.max.post(f"customer/{winner}/merge", {"losers": [loser], "reason": "same"}).json()["_merge"]["id"]

    entry = AuditEntry.objects.get(entity="customer", record_id=winner, action="merge")
    assert entry.meta == {"merge": made, "losers": [loser], "reason": "same"}
    assert entry.changes["website"] == {"from": None, "to": "https://acme.cn"}
    gone = AuditEntry.objects.filter(entity="customer", record_id=loser, action="merge").order_by("id").last()
    assert gone is not None
    assert gone.meta == {"merge": made, "merged_into": winner, "reason": "same"}
    along = AuditEntry.objects.get(entity="contact", record_id=contact, action="merge_moved")
    assert along.changes == {"customer": {"from": loser, "to": winner}}
    assert Event.objects.filter(name="customer.merged", record_id=winner).count() == 1
    assert Event.objects.get(name="contact.updated", record_id=contact).diff == {"customer": [loser, winner]}
    message = InboxItem.objects.get(user=office.user("bob"))
    assert (message.kind, message.record_id) == ("merged", loser)
    assert message.title == "“ACME Ltd” was merged into another record by Max"


def test_the_person_chooses_field_by_field(office: Office) -> None:
    winner = office.owned("Acme Limited", "ann", phone="0755-26001234", website="a.cn", remarks="old")
    loser = office.owned("Acme Trading", "bob", phone="0755-26009999", website="b.cn", level="a")
    body = {
        "losers": [loser],
        "take": {"phone": loser, "name": loser},
        "values": {"remarks": "both", "website": None},
    }

    answer = office.max.post(f"customer/{winner}/merge", body).json()

    assert (answer["name"], answer["phone"], answer["remarks"], answer["website"], answer["level"]) == (
        "Acme Trading",
        "075526009999",
        "both",
        "",
        "a",
    )


def test_a_value_that_is_seen_in_part_only_is_kept_whole(office: Office) -> None:
    office.world.give(office.user("ann"), {"customer": dict.fromkeys(("view", "update", "delete"), "own")})
    winner, loser = office.owned("Acme", "ann"), office.owned("Acme 2", "ann", mobile="13800138000")

    shown = office.api("ann").post(f"customer/{winner}/merge/preview", {"losers": [loser]}).json()
    mobile = next(field for field in shown["fields"] if field["name"] == "mobile")
    assert mobile["values"] == {str(winner): "", str(loser): "138****8000"}
    assert mobile["source"] == loser
    assert office.api("ann").post(f"customer/{winner}/merge", {"losers": [loser]}).status_code == 200

    assert Customer.objects.get(id=winner).mobile == "13800138000"


def test_the_preview_shows_values_proposal_and_what_moves_and_changes_nothing(office: Office) -> None:
    winner = office.owned("Acme Limited", "ann", tags=["a"], remarks="short")
    office.world.clock.moment = office.world.clock.now().replace(hour=9)
    loser = office.owned("ACME Ltd", "bob", tags=["b"], level="b", remarks="much longer text")
    for name in ("Wang", "Li", "Zhao"):
        office.contact(name, loser)
    Follow.objects.create(user=office.user("bob"), entity="customer", record_id=loser, at=office.world.clock.now())
    before = snapshot(without=())

    answer = office.max.post(f"customer/{winner}/merge/preview", {"losers": [loser]})

    assert answer.status_code == 200, answer.content
    shown = answer.json()
    fields = {field["name"]: field for field in shown["fields"]}
    assert (fields["tags"]["source"], fields["tags"]["several"]) == ("all", True)
    assert (fields["level"]["source"], fields["level"]["conflict"]) == (loser, False)
    name = fields["remarks"]
    assert (name["source"], name["newest"], name["fullest"], name["conflict"]) == (winner, loser, loser, True)
    assert {line["key"]: line["count"] for line in shown["moves"]} == {"contact": 3, "query_follow": 1}
    assert [record["name"] for record in shown["records"]] == ["Acme Limited", "ACME Ltd"]
    assert snapshot(without=()) == before


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        ({"view": "own", "update": "own", "delete": "own"}, (404, "not_found")),
        ({"view": "all", "update": "own", "delete": "own"}, (403, "no_right")),
        ({"view": "all", "update": "all", "delete": "own"}, (403, "no_right")),
        ({"view": "all", "update": "all"}, (403, "no_right")),
        ({"view": "all", "update": "all", "delete": "all"}, (200, "")),
    ],
)
def test_it_takes_the_right_to_change_the_winner_and_to_change_and_delete_the_losers(
    office: Office, rights: dict[str, str], expected: tuple[int, str]
) -> None:
    zoe = office.world.person("zoe", office.world.east)
    office.world.give(zoe, {"customer": rights})
    winner, loser = office.world.make("customer", {"name": "Acme"}, zoe), office.owned("ACME", "bob")
    before = snapshot(without=())

    for call in ("merge/preview", "merge"):
        assert code(office.world.api(zoe).post(f"customer/{winner}/{call}", {"losers": [loser]})) == expected

    assert (snapshot(without=()) == before) == (expected[0] != 200)
    assert Merge.objects.exists() == (expected[0] == 200)


def test_bad_input_is_named(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob")
    before = snapshot(without=())
    for body, path in (
        ({}, "losers"),
        ({"losers": []}, "losers"),
        ({"losers": [winner]}, "losers"),
        ({"losers": list(range(10**6, 10**6 + 11))}, "losers"),
        ({"losers": [loser], "take": {"nothing": loser}}, "nothing"),
        ({"losers": [loser], "take": {"phone": 10**9}}, "take.phone"),
        ({"losers": [loser], "take": {"phone": "all"}}, "take.phone"),
        ({"losers": [loser], "values": {"email": "no address"}}, "email"),
        ({"losers": [loser], "values": {"parent": loser}}, "parent"),
        ({"losers": [loser], "reason": "x" * 301}, "reason"),
        ({"losers": [loser], "values": []}, "values"),
    ):
        answer = office.max.post(f"customer/{winner}/merge", body)
        assert (answer.status_code, [e["path"] for e in answer.json()["errors"]]) == (422, [path]), body
    assert code(office.max.post(f"customer/{winner}/merge", {"losers": [loser], "x": 1})) == (400, "unknown_parameter")
    assert code(office.max.post(f"customer/{winner}/merge", {"losers": [loser, 10**9]})) == (404, "not_found")
    stale = office.max.post(f"customer/{winner}/merge", {"losers": [loser]}, If_Match='"9"')
    assert code(stale) == (412, "stale")
    assert difference(before, snapshot(without=())) == {}


def test_a_record_that_something_holds_is_not_merged(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob")
    monkeypatch.setattr(
        hooks, "lock_checks", [lambda ctx, entity, ids: {loser: "waits for approval"} if loser in ids else {}]
    )
    before = snapshot(without=())
    assert code(office.max.post(f"customer/{winner}/merge", {"losers": [loser]})) == (423, "locked")
    assert snapshot(without=()) == before


def test_who_asks_for_a_loser_is_led_to_the_winner_if_it_may_be_seen(office: Office) -> None:
    first, second, third = (office.owned(name, "ann") for name in ("Acme", "ACME", "Acme Ltd"))
    assert office.max.post(f"customer/{second}/merge", {"losers": [third]}).status_code == 200
    assert office.max.post(f"customer/{first}/merge", {"losers": [second]}).status_code == 200

    for gone in (second, third):
        answer = office.api("ann").get(f"customer/{gone}")
        assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/customer/{first}")
        assert answer.json() == {"merged_into": first}
        assert answer["Cache-Control"] == "private, no-store"
        assert code(office.api("eve").get(f"customer/{gone}")) == (404, "not_found")
    assert office.max.delete(f"customer/{first}", 2).status_code == 204
    assert code(office.max.get(f"customer/{third}")) == (404, "not_found")


def test_a_loser_is_changed_and_restored_by_nobody_but_found_by_its_name(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("昆明云海商贸有限公司", "ann")
    assert office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).status_code == 200

    assert code(office.max.patch(f"customer/{loser}", {"name": "x"}, 3)) == (404, "not_found")
    refused = office.max.post(f"customer/{loser}/restore")
    assert (code(refused), refused.json()["merge"]) == ((409, "merged"), Merge.objects.get().id)
    bulk = office.max.post("customer/bulk", {"op": "restore", "ids": [loser]}).json()["results"]
    assert [(row["ok"], row["problem"]["code"]) for row in bulk] == [(False, "merged")]
    assert office.max.ids("customer", q="云海商贸") == [winner]
    assert office.max.patch(f"customer/{winner}", {"name": "Acme China"}, 2).status_code == 200
    assert office.max.ids("customer", q="云海商贸") == [winner]
    assert office.max.ids("customer", q="Acme China") == [winner]
    assert Customer.objects.get(id=loser).deleted_at is not None


def test_what_the_winner_has_already_is_folded(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob")
    other = office.owned("Other", "ann")
    person = office.contact("Li", other)
    for customer in (winner, loser):
        office.world.make("contact_customer", {"contact": person, "customer": customer}, office.user("ann"))
        for name in ("ann", "bob"):
            now = office.world.clock.now()
            Follow.objects.create(user=office.user(name), entity="customer", record_id=customer, at=now)
        Share.objects.create(entity="customer", record_id=customer, user=office.user("cai"), write=customer == loser)

    assert office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).status_code == 200

    live = ContactCustomer.objects.filter(deleted_at__isnull=True)
    assert list(live.values_list("contact_id", "customer_id")) == [(person, winner)]
    assert Follow.objects.filter(record_id=winner).count() == 2
    assert not Follow.objects.filter(record_id=loser).exists()
    assert Share.objects.get().write is False  # nobody gets more than they had of the winner
    assert sorted(Move.objects.values_list("place", "op")) == [
        ("access_share.record_id", "removed"),
        ("parties_contactcustomer.customer_id", "folded"),
        ("query_follow.record_id", "removed"),
        ("query_follow.record_id", "removed"),
    ]
    assert findings() == []


def test_links_between_the_records_do_not_become_links_to_oneself(office: Office) -> None:
    head = office.owned("Group", "ann")
    winner = office.owned("Acme", "ann")
    loser = office.owned("ACME", "ann", parent=head)
    child = office.owned("Daughter", "ann", parent=loser)
    execute("UPDATE parties_customer SET parent_id = %s WHERE id = %s", (loser, winner))

    assert office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).status_code == 200

    parents = dict(Customer.objects.values_list("id", "parent_id"))
    assert (parents[winner], parents[child], parents[loser]) == (head, winner, head)
    assert findings() == []


def test_a_circle_through_a_third_record_is_refused(office: Office) -> None:
    loser = office.owned("ACME", "ann")
    between = office.owned("Between", "ann", parent=loser)
    winner = office.owned("Acme", "ann", parent=between)
    before = snapshot(without=())

    answer = office.max.post(f"customer/{winner}/merge", {"losers": [loser]})

    assert (answer.status_code, [(e["path"], e["code"]) for e in answer.json()["errors"]]) == (
        422,
        [("parent", "circle")],
    )
    assert snapshot(without=()) == before
    # Without its parent the winner may stand at the top.
    answer = office.max.post(f"customer/{winner}/merge", {"losers": [loser], "values": {"parent": None}})
    assert answer.status_code == 200, answer.content
    assert dict(Customer.objects.values_list("id", "parent_id"))[between] == winner


def test_a_loser_of_a_pool_leaves_it_through_the_ledger(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.in_pool("ACME")
    contact = office.world.make("contact", {"name": "Li", "customer": loser}, office.user("ann"))

    assert office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).status_code == 200

    ann, pool = office.user("ann").id, office.pool.id
    assert moves() == [("import", None, None, None, pool), ("merge", None, ann, pool, None)]
    assert Contact.objects.filter(id=contact, owner=ann, pool__isnull=True, customer=winner).exists()
    assert findings() == []


def test_pairs_among_the_records_are_settled_and_verdicts_about_others_hold(office: Office) -> None:
    winner, loser, other = (office.owned(name, "ann") for name in ("Acme", "ACME", "Acme Foods"))
    now = office.world.clock.now()
    same = {"entity": "customer", "log_odds": 9, "verdict": "certain", "found_at": now}
    DuplicatePair.objects.create(a=winner, b=loser, **same)
    DuplicatePair.objects.create(a=loser, b=other, state="different", reason="other trade", **same)

    assert office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).status_code == 200

    found = {(pair.a, pair.b): pair.state for pair in DuplicatePair.objects.all()}
    assert found == {(winner, loser): "same", (loser, other): "different", (winner, other): "different"}


def test_contacts_are_merged_too(office: Office) -> None:
    customer = office.owned("Acme", "ann")
    winner = office.contact("Li Na", customer, id_number="11010519491231002X")
    loser = office.contact("Li Na", customer, mobile="13800138000", birthday="1990-02-03")

    answer = office.max.post(f"contact/{winner}/merge", {"losers": [loser]})

    assert answer.status_code == 200, answer.content
    row = Contact.objects.get(id=winner)
    assert (row.mobile, str(row.birthday), row.owner_id) == ("13800138000", "1990-02-03", office.user("ann").id)
    assert Loser.objects.get().loser_id == loser
    assert findings() == []


def test_merges_are_listed_for_who_may_see_the_winner(office: Office) -> None:
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob")
    made = office.max.post(f"customer/{winner}/merge", {"losers": [loser], "reason": "same"}).json()["_merge"]["id"]

    for query in ({}, {"record": winner}, {"record": loser}):
        items = office.max.get("merges", entity="customer", **query).json()["items"]
        assert [item["id"] for item in items] == [made]
    shown = office.api("ann").get(f"merges/{made}").json()
    assert (shown["winner"], shown["can_undo"], shown["reason"]) == ({"id": winner, "title": "Acme"}, True, "same")
    assert shown["losers"] == [{"id": loser, "title": "ACME"}]
    assert office.api("bob").get("merges", entity="customer").json()["items"] == []
    assert code(office.api("bob").get(f"merges/{made}")) == (404, "not_found")
    assert office.max.get("merges", entity="customer", record=10**9).json()["items"] == []
    assert office.max.get("merges", entity="user").status_code in (400, 404)


def test_the_last_follow_up_of_all_is_that_of_the_merged_one(office: Office) -> None:
    office.world.give(office.user("bob"), {"follow_up": {"view": "own", "create": "own"}})
    winner, loser = office.owned("Acme", "ann"), office.owned("ACME", "bob")
    text = "Talked for half an hour about the new line and its price."
    made = office.api("bob").post("follow_up", {"customer": loser, "kind": "a", "content": text})
    assert made.status_code == 201, made.content
    spoken = Customer.objects.get(id=loser).last_follow_up_at
    assert spoken is not None
    heard(office)

    merged = office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).json()["_merge"]["id"]
    heard(office)
    assert Customer.objects.get(id=winner).last_follow_up_at == spoken
    assert findings() == []

    assert office.max.post(f"merges/{merged}/undo").status_code == 200
    heard(office)
    assert Customer.objects.get(id=winner).last_follow_up_at is None
    assert Customer.objects.get(id=loser).last_follow_up_at == spoken


def test_the_winners_timeline_tells_what_happened_to_the_loser_before(office: Office) -> None:
    winner, loser = office.owned("Acme Limited", "ann", level="a"), office.owned("ACME Ltd", "bob", level="a")
    assert office.max.patch(f"customer/{loser}", {"level": "b"}, version=1).status_code == 200
    former = office.max.get(f"customer/{loser}/timeline").json()["items"]

    made = office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).json()["_merge"]["id"]

    page = office.max.get(f"customer/{winner}/timeline").json()["items"]
    told = [item for item in page if "former" in item]
    assert [item["id"] for item in told] == [item["id"] for item in former]
    assert told[0]["former"] == {"id": loser, "title": "ACME Ltd"}
    assert [(c["from"], c["to"]) for c in told[0]["changes"]] == [("a", "b")]
    assert [item["action"] for item in page].count("merge") == 1
    assert [item["id"] for item in page] == sorted((i["id"] for i in page), key=lambda i: -int(i[1:]))
    pages: list[str] = []
    cursor = None
    while True:
        answer = office.max.get(f"customer/{winner}/timeline", limit=1, **({"cursor": cursor} if cursor else {})).json()
        pages += [item["id"] for item in answer["items"]]
        if (cursor := answer["next"]) is None:
            break
    assert pages == [item["id"] for item in page]

    assert office.max.post(f"merges/{made}/undo").status_code == 200
    assert not [i for i in office.max.get(f"customer/{winner}/timeline").json()["items"] if "former" in i]


def test_the_winners_moves_tell_where_the_loser_lay_before(office: Office) -> None:
    winner, loser = office.owned("Acme Limited", "ann"), office.owned("ACME Ltd", "bob")
    assert office.max.patch(f"customer/{loser}", {"owner": office.people["ann"].id}, version=1).status_code == 200
    before = office.max.get(f"customer/{loser}/moves").json()["items"]
    assert [(line["kind"], line["to_owner"], line["former"]) for line in before] == [("assign", "Ann", None)]

    made = office.max.post(f"customer/{winner}/merge", {"losers": [loser]}).json()["_merge"]["id"]

    after = office.max.get(f"customer/{winner}/moves").json()["items"]
    assert {**before[0], "former": {"id": loser, "title": "ACME Ltd"}} in after
    assert office.max.post(f"merges/{made}/undo").status_code == 200
    assert before[0]["id"] not in {line["id"] for line in office.max.get(f"customer/{winner}/moves").json()["items"]}
