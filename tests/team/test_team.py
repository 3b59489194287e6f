"""Team members: who lets in, what that opens, how it ends."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kezhou.modules.parties.contact.model import Contact
from kezhou.platform.access import shares as access_shares
from kezhou.platform.access.explain import explain
from kezhou.platform.access.models import Share
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.jobs.execution import run_spec
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.jobs.registry import get
from kezhou.platform.org.models import User
from kezhou.platform.records import bulk
from kezhou.platform.records.models import BulkCall

from .conftest import Team, inbox, shares


def test_a_reader_sees_the_customer_and_its_contacts_and_changes_nothing(team: Team) -> None:
    assert team.sees("bob") == ([], [])
    answer = team.share("ann", team.member("bob"))
    assert answer.status_code == 200
    assert [(m["user"]["title"], m["kind"], m["write"], m["active"]) for m in answer.json()["items"]] == [
        ("Bob", "assistant", False, True)
    ]

    assert team.sees("bob") == ([team.customer], [team.contact])
    bob = team.api("bob")
    assert bob.patch(f"customer/{team.customer}", {"remarks": "x"}, version=1).status_code == 403
    assert bob.patch(f"contact/{team.contact}", {"remarks": "x"}, version=1).status_code == 403
    assert bob.post("contact", {"name": "New", "customer": team.customer}).status_code == 403
    assert bob.post(f"customer/{team.customer}/team", {"members": [team.member("cai")]}).status_code == 403
    assert bob.delete(f"customer/{team.customer}", version=1).status_code == 403
    assert Contact.objects.count() == 1
    assert len(shares()) == 1
    assert set(bob.get(f"customer/{team.customer}").json()["_can"].values()) == {False}
    assert bob.ids("customer", filter={"field": "$participating", "op": "eq", "value": True}) == [team.customer]


def test_a_writer_changes_and_makes_children_and_the_owner_sees_them(team: Team) -> None:
    team.share("ann", team.member("bob", write=True))
    bob = team.api("bob")

    assert bob.patch(f"customer/{team.customer}", {"remarks": "called"}, version=1).status_code == 200
    assert bob.patch(f"contact/{team.contact}", {"remarks": "met"}, version=1).status_code == 200
    made = bob.post("contact", {"name": "Wu", "customer": team.customer})
    assert made.status_code == 201

    row = Contact.objects.get(id=made.json()["id"])
    assert (row.owner_id, row.dept_id, row.created_by_id) == (
        team.people["ann"].id, team.world.east.id, team.people["bob"].id,
    )  # fmt: skip
    assert set(team.sees("ann")[1]) == {team.contact, row.id}
    assert set(team.sees("bob")[1]) == {team.contact, row.id}
    assert bob.delete(f"contact/{row.id}", version=1).status_code == 403


def test_a_foreign_customer_stays_closed_to_new_contacts(team: Team) -> None:
    other = team.world.make("customer", {"name": "Other"}, team.people["ann"])
    team.share("ann", team.member("bob", write=True))
    refused = team.api("bob").post("contact", {"name": "Wu", "customer": other})
    assert refused.status_code == 422
    assert Contact.objects.filter(name="Wu").count() == 0


def test_children_can_be_left_out(team: Team) -> None:
    team.share("ann", team.member("bob", children=[]), team.member("cai", children=["contact_customer"], write=True))
    assert team.sees("bob") == ([team.customer], [])
    assert team.sees("cai") == ([team.customer], [])
    refused = team.api("cai").post("contact", {"name": "Wu", "customer": team.customer})
    assert (refused.status_code, Contact.objects.count()) == (403, 1)

    team.share("ann", team.member("cai", children=["contact"]))
    assert team.sees("cai") == ([team.customer], [team.contact])
    assert shares()[1][3:] == ("assistant", False, None, ["contact"])
    linked = team.api("ann").get(f"customer/{team.customer}/team").json()["children"]
    assert {"contact", "contact_customer"} <= {child["key"] for child in linked}


def test_a_contact_can_be_shared_alone(team: Team) -> None:
    assert team.share("ann", team.member("bob", kind="share"), record=team.contact, entity="contact").status_code == 200
    assert team.sees("bob") == ([], [team.contact])


def test_it_ends_with_its_day_of_the_company(team: Team) -> None:
    team.share("ann", team.member("bob", until="2026-11-23"))
    team.later(hours=31, minutes=59)  # 23:59 of the 23rd in Shanghai
    assert team.sees("bob") == ([team.customer], [team.contact])
    team.later(minutes=1)
    assert team.sees("bob") == ([], [])
    assert team.api("bob").ids("customer", filter={"field": "$participating", "op": "eq", "value": True}) == []
    (member,) = team.api("ann").get(f"customer/{team.customer}/team").json()["items"]
    assert (member["until"], member["active"]) == ("2026-11-23", False)


def test_explain_says_through_what(team: Team) -> None:
    team.share("ann", team.member("bob", until="2026-12-31"))
    ctx = ctx_for_user(team.people["bob"].id, team.world.clock)

    def said(entity: str, record: int, action: str) -> list[tuple[bool, str]]:
        found = explain(ctx, team.world.entity(entity), record, action)
        return [(reason.answers, str(reason.message)) for reason in found.reasons if reason.code == "share"]

    with translation.override("zh-hans"):
        words = "客户的协助人员（只读，至 2026-12-31）。"
        assert said("customer", team.customer, "view") == [(True, words)]
        assert said("contact", team.contact, "view") == [(True, words)]
        assert said("customer", team.customer, "update") == [(False, words)]


@pytest.mark.parametrize(
    ("member", "path", "code"),
    [
        ({"user": 10**9}, "members.0.user", "bad_user"),
        ({}, "members.0.user", "bad_user"),
        ({"until": "2026-11-21"}, "members.0.until", "past"),
        ({"until": "soon"}, "members.0.until", "not_a_date"),
        ({"kind": "friend"}, "members.0.kind", "unknown"),
        ({"write": 1}, "members.0.write", "not_boolean"),
        ({"children": ["customer"]}, "members.0.children", "unknown"),
        ({"colour": "red"}, "members.0.colour", "unknown_field"),
    ],
)
def test_bad_input_names_the_field(team: Team, member: dict[str, object], path: str, code: str) -> None:
    given = {**({"user": team.people["bob"].id} if path != "members.0.user" else {}), **member}
    refused = team.share("ann", given)
    assert refused.status_code == 422
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [(path, code)]
    assert shares() == []


def test_nobody_is_let_in_who_could_do_nothing_with_it(team: Team) -> None:
    refused = team.share("ann", team.member("guest"), team.member("ida", write=True), team.member("ann"))
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [
        ("members.0.user", "cannot_view"),
        ("members.1.user", "cannot_write"),
    ]
    own = team.share("ann", team.member("ann"))
    assert (own.status_code, own.json()["errors"][0]["code"]) == (422, "is_owner")
    User.objects.filter(id=team.people["bob"].id).update(status="disabled")
    assert team.share("ann", team.member("bob")).json()["errors"][0]["code"] == "bad_user"
    assert shares() == []


def test_who_may_share(team: Team) -> None:
    assert team.share("bob", team.member("cai")).status_code == 404
    assert team.share("boss", team.member("cai")).status_code == 200
    assert [row[2] for row in shares()] == ["cai"]
    assert team.api("bob").get(f"customer/{team.customer}/team").status_code == 404
    assert team.api("cai").get(f"customer/{team.customer}/team").json()["can_change"] is False
    assert team.api("ann").get("role/1/team").status_code == 404


def test_members_leave_are_removed_and_replaced(team: Team) -> None:
    team.share("ann", team.member("bob"), team.member("cai", kind="share"))
    path = f"customer/{team.customer}/team"
    assert team.api("bob").delete(f"{path}/{team.people['cai'].id}").status_code == 403
    assert team.api("bob").delete(f"{path}/{team.people['bob'].id}").status_code == 204
    assert team.sees("bob") == ([], [])
    assert team.api("ann").delete(f"{path}/{team.people['bob'].id}").status_code == 404

    answer = team.api("ann").call("PUT", path, {"members": [team.member("bob", write=True)]})
    assert [(m["user"]["title"], m["write"]) for m in answer.json()["items"]] == [("Bob", True)]
    assert team.sees("cai") == ([], [])
    assert team.api("ann").call("PUT", path, {"members": []}).json()["items"] == []
    assert shares() == []


def test_traces_and_one_message_for_who_is_new(team: Team) -> None:
    team.share("ann", team.member("bob", until="2026-12-31"))
    team.share("ann", team.member("bob", until="2026-12-31"))  # the same once more: nothing happens
    team.share("ann", team.member("bob", write=True))
    bob = team.people["bob"]
    entries = list(AuditEntry.objects.filter(entity="customer", action="share").order_by("id"))
    assert [entry.meta["members"][0]["write"] for entry in entries] == [False, True]
    assert entries[0].meta["members"] == [
        {"user": bob.id, "kind": "assistant", "write": False, "until": "2026-12-31", "children": None}
    ]
    assert list(Event.objects.filter(name="customer.shared").order_by("id").values_list("diff", flat=True)) == [
        {"team": [None, [bob.id]]},
        {"team": [None, [bob.id]]},
    ]
    assert inbox(bob) == [("Ann let you take part in Harbour", "customer", team.customer)]
    team.api("ann").delete(f"customer/{team.customer}/team/{bob.id}")
    assert Event.objects.get(name="customer.unshared").diff == {"team": [[bob.id], None]}
    assert AuditEntry.objects.get(action="unshare").meta == {"members": [{"user": bob.id}]}


def test_many_records_at_once_answer_per_row(team: Team) -> None:
    mine = [team.world.make("customer", {"name": f"C{n}"}, team.people["ann"]) for n in range(3)]
    foreign = team.world.make("customer", {"name": "Foreign"}, team.people["cai"])
    values = {"members": [team.member("bob", until="2026-12-31")]}
    answer = team.api("ann").post("customer/bulk", {"op": "share", "ids": [*mine, foreign], "values": values}).json()
    assert [(r["id"], r["ok"]) for r in answer["results"]] == [*((id_, True) for id_ in mine), (foreign, False)]
    assert answer["results"][3]["problem"]["status"] == 404
    assert sorted(team.sees("bob")[0]) == mine
    assert inbox(team.people["bob"]) == [("Ann opened 3 × Customer to you", "", None)]

    out = {"op": "unshare", "ids": mine[:2], "values": {"users": [team.people["bob"].id]}}
    assert all(r["ok"] for r in team.api("ann").post("customer/bulk", out).json()["results"])
    assert team.sees("bob")[0] == mine[2:]
    bad = {"op": "share", "ids": mine, "values": {"members": []}}
    assert team.api("ann").post("customer/bulk", bad).status_code == 422
    assert team.api("ann").post("customer/bulk", {"op": "share", "ids": mine}).status_code == 400


def test_a_whole_list_goes_to_a_job(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "INLINE_ROWS", 2)
    mine = [team.customer, *(team.world.make("customer", {"name": f"C{n}"}, team.people["ann"]) for n in range(3))]
    values = {"members": [team.member("bob")]}
    answer = team.api("ann").post("customer/bulk", {"op": "share", "filter": None, "q": "", "values": values})
    assert answer.status_code == 202, answer.content
    job = answer.json()["job"]
    run_spec(get("bulk_change"), attempts=0, ids={"record_id": job, "call_id": BulkCall.objects.get().id})
    assert JobRecord.objects.get(id=job).state == "done"
    assert sorted(team.sees("bob")[0]) == sorted(mine)


def test_the_limit_per_person_is_said_and_nothing_is_lost(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_shares, "MAX_SHARED_IDS", 2)
    mine = [team.world.make("customer", {"name": f"C{n}"}, team.people["ann"]) for n in range(2)]
    team.share("ann", team.member("bob"))
    values = {"members": [team.member("bob"), team.member("cai")]}
    refused = team.api("ann").post("customer/bulk", {"op": "share", "ids": mine, "values": values})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_shared")
    assert refused.json()["detail"].startswith("Bob takes part in 1 already, and 2 more would pass the limit of 2.")
    assert len(shares()) == 1
    assert team.share("ann", team.member("bob"), record=mine[0]).status_code == 200
    one_more = team.share("ann", team.member("bob"), record=mine[1])
    assert (one_more.status_code, one_more.json()["code"]) == (409, "too_many_shared")
    assert sorted(team.sees("bob")[0]) == sorted([team.customer, mine[0]])
    Share.objects.filter(record_id=team.customer).update(until=date(2026, 1, 1))  # an expired one counts no more
    assert team.share("ann", team.member("bob"), record=mine[1]).status_code == 200


def test_the_list_of_a_member_costs_what_the_owners_costs(team: Team) -> None:
    team.share("ann", team.member("bob"))
    ann, bob = team.api("ann"), team.api("bob")
    spent = []
    for api in (ann, bob):
        api.ids("contact")
        with CaptureQueriesContext(connection) as statements:
            assert api.ids("contact") == [team.contact]
        spent.append(len(statements))
    assert spent[0] == spent[1]


def test_a_helpers_follow_up_is_seen_by_the_owner_and_changed_by_its_author_only(team: Team) -> None:
    rights = {"follow_up": {"view": "own", "create": "own", "update": "own"}}
    for name in ("ann", "bob"):
        team.world.give(team.people[name], rights)
    given = {"customer": team.customer, "content": "Called", "kind": team.world.value(kind_of(team), 0)}
    assert team.api("bob").post("follow_up", given).status_code == 422
    team.share("ann", team.member("bob", write=True))
    made = team.api("bob").post("follow_up", given)
    assert made.status_code == 201, made.content
    own = team.api("ann").post("follow_up", given).json()["id"]
    assert set(team.api("ann").ids("follow_up")) == {own, made.json()["id"]} == set(team.api("bob").ids("follow_up"))
    assert team.api("bob").patch(f"follow_up/{own}", {"content": "x"}, version=1).status_code == 403


def kind_of(team: Team) -> Any:
    return team.world.entity("follow_up").fields["kind"]
