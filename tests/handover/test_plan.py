"""Planning: who may, what is refused, what the preview says, what people hold."""

from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.access.models import Share
from kezhou.platform.approvals.models import ApprovalRequest, ApprovalTask
from kezhou.platform.handover import split
from kezhou.platform.handover.models import Handover, HandoverItem
from kezhou.platform.identity import accounts
from kezhou.platform.org.models import Department, User
from kezhou.platform.pools import settings as pool_settings
from kezhou.platform.pools.models import PoolMember
from tests.fakes.odd.gadget.model import Gadget

from .conftest import Company, findings


def nothing_happened(company: Company) -> bool:
    return Handover.objects.count() == 0 and set(company.owners()) <= {"ann"}


def test_holdings_name_everything(company: Company) -> None:
    a, b = company.customers("ann", "A", "B")
    company.contact("Lin", "ann", a)
    company.contact("Alone", "ann")
    Customer.objects.filter(id=b).update(deleted_at=company.world.clock.now())
    User.objects.filter(id=company.id("bob")).update(superior=company.people["ann"])
    Share.objects.create(entity="customer", record_id=10**6, user=company.people["ann"])
    answer = company.api("boss").get("handover/holdings", person=company.id("ann")).json()
    assert [(e["key"], e["count"], e["children"], e["trashed"]) for e in answer["entities"]] == [
        ("customer", 1, 0, 1),
        ("contact", 1, 1, 0),
    ]
    assert [(d["key"], d["count"], d["may"]) for d in answer["duties"]] == [("team", 1, True), ("reports", 1, False)]
    for name, status in (("hr", 200), ("ann", 200), ("bob", 403), ("eve", 403)):
        assert company.api(name).get("handover/holdings", person=company.id("ann")).status_code == status
    assert company.api("hr").get("handover/holdings", department=company.world.east.id).json()["people"] == [
        company.id(name) for name in ("boss", "ann", "bob", "cai", "dan")
    ]


def test_the_preview_says_what_each_gets_and_who_would_hold_too_much(company: Company) -> None:
    company.customers("ann", "A", "B", "C")
    company.customers("bob", "b1")
    limit = {"user": company.id("bob"), "holdings": 2, "condition": None}
    pool_settings.set_limits(company.world.system, "customer", [limit])
    answer = company.plan("boss", "bob", "cai", rule="round_robin").json()
    assert (answer["state"], answer["can"], answer["job"]) == ("draft", {"run": True, "undo": False}, None)
    assert answer["people"] == [{"id": company.id("ann"), "title": "Ann"}]
    (line,) = answer["entities"]
    assert [(t["user"]["title"], t["count"], t["capacity"]) for t in line["targets"]] == [
        ("Bob", 2, {"held": 1, "after": 3, "limit": 2, "over": True}),
        ("Cai", 1, {"held": 0, "after": 1, "limit": None, "over": False}),
    ]
    assert company.owners() == {"ann": ["A", "B", "C"], "bob": ["b1"]}


def test_a_person_has_one_draft_which_can_be_dropped(company: Company) -> None:
    company.customers("ann", "A")
    first = company.plan("boss", "bob").json()["id"]
    second = company.plan("boss", "cai").json()["id"]
    assert company.api("boss").get(f"handover/{first}").status_code == 404
    assert company.api("hr").get(f"handover/{second}").status_code == 404
    assert HandoverItem.objects.count() == 1
    assert company.api("boss").delete(f"handover/{second}").status_code == 204
    assert nothing_happened(company)
    assert HandoverItem.objects.count() == 0


@pytest.mark.parametrize(("name", "status", "code"), [("bob", 403, "no_right"), ("hr", 403, "no_right")])
def test_who_may_not(company: Company, name: str, status: int, code: str) -> None:
    company.customers("ann", "A")
    refused = company.plan(name, "cai")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert nothing_happened(company)


def test_somebody_elses_people_and_records_beyond_reach(company: Company) -> None:
    company.customers("ann", "A", "B")
    other = company.world.person("other", company.world.east)
    company.world.give(other, {"*": {"view": "all", "assign": "all"}})
    company.people["other"] = other
    refused = company.plan("other", "bob")
    assert (refused.status_code, refused.json()["code"]) == (403, "no_superior")

    Customer.objects.filter(name="B").update(dept_id=company.world.west.id)
    refused = company.plan("boss", "bob")
    assert (refused.status_code, refused.json()["code"], refused.json()["denied"]) == (403, "beyond_reach", 1)
    assert nothing_happened(company)

    company.world.give(company.people["hr"], {"*": {"view": "all", "assign": "all"}})
    assert company.plan("hr", "bob").status_code == 201


def test_rights_are_asked_again_when_it_runs(company: Company) -> None:
    company.customers("ann", "A")
    number = company.plan("boss", "bob").json()["id"]
    User.objects.filter(id=company.id("ann")).update(superior=None)
    company.world.give(company.people["eve"], {})  # bumps the epoch
    refused = company.api("boss").post(f"handover/{number}/run")
    assert (refused.status_code, refused.json()["code"]) == (403, "no_superior")
    assert company.owners() == {"ann": ["A"]}
    assert company.api("eve").post(f"handover/{number}/run").status_code == 404


@pytest.mark.parametrize(
    ("words", "path", "code"),
    [
        ({"people": []}, "people", "required"),
        ({"people": [10**9]}, "people", "bad_user"),
        ({"people": "ann"}, "people", "not_a_list"),
        ({"successors": []}, "successors", "required"),
        ({"successors": [{"user": 10**9}]}, "successors.0.user", "bad_user"),
        ({"rule": "lottery"}, "rule", "unknown"),
        ({"rule": "pool"}, "pool", "required"),
        ({"pool": 10**9}, "pool", "no_such_pool"),
        ({"entities": ["user"]}, "entities", "unknown"),
        ({"filters": {"customer": {"field": "nose", "op": "eq", "value": 1}}}, "filters.customer", "bad_condition"),
        ({"hand": [{"entity": "customer", "ids": [1], "to": 10**9}]}, "hand.0.to", "no_successor"),
        ({"hand": [{"entity": "customer", "ids": [10**9], "to": None}]}, "hand", "not_theirs"),
        ({"duties": {"luck": 1}}, "duties", "unknown"),
        ({"disable": 1}, "disable", "not_boolean"),
        ({"follow": "yes"}, "follow", "not_boolean"),
        ({"reason": "x" * 301}, "reason", "too_long"),
        ({"colour": 1}, "colour", "unknown_field"),
    ],
)
def test_bad_input_names_the_field(company: Company, words: dict[str, Any], path: str, code: str) -> None:
    company.customers("ann", "A")
    refused = company.plan("boss", "bob", **words)
    assert refused.status_code == 422, refused.content
    assert (path, code) in [(e["path"], e["code"]) for e in refused.json()["errors"]]
    assert nothing_happened(company)


def test_successors_must_be_within_reach_and_others(company: Company) -> None:
    company.customers("ann", "A")
    for name, code in (("eve", "out_of_reach"), ("ann", "is_source"), ("hr", "cannot_view")):
        refused = company.plan("boss", name)
        assert refused.json()["errors"][0]["code"] == code, name
    refused = company.plan("boss", "bob", disable=True)
    assert (refused.status_code, refused.json()["permission"]) == (403, "org")
    assert nothing_happened(company)


def test_records_without_pools_go_too_and_what_is_linked_follows(company: Company) -> None:
    """A gadget has an owner of its own and no pool; it hangs on nothing."""
    company.customers("ann", "A", "B")
    twin = company.world.make("gadget", {"name": "G1", "keeper": company.id("eve")}, company.people["ann"])
    company.world.make("part", {"name": "P", "gadget": twin}, company.people["ann"])
    number = company.handed("bob", "cai", rule="round_robin", entities=["gadget"])
    gadget = Gadget.objects.get()
    assert (gadget.owner_id, gadget.version) == (company.id("bob"), 2)
    assert company.owners() == {"ann": ["A", "B"]}
    assert findings() == []
    company.run("boss", number, "undo")
    assert Gadget.objects.get().owner_id == company.id("ann")
    assert findings() == []


def _asked(company: Company, by: str, people: list[int]) -> ApprovalRequest:
    """A request that waits for anybody of the people."""
    asked = ApprovalRequest.objects.create(
        kind="x", title="x", asked_by=company.people[by], asked_at=company.world.clock.now(), node="ask", step=1
    )
    for user in people:
        ApprovalTask.objects.create(request=asked, step=1, node="ask", user_id=user, state="pending")
    return asked


def test_duties_go_and_come_back(company: Company) -> None:
    company.world.give(company.people["hr"], {"*": {"view": "all", "assign": "all"}})
    ann, bob = company.people["ann"], company.people["bob"]
    pool = company.pool()
    pool_settings.change(company.world.system, pool.id, {"members": [{"user": ann.id, "is_admin": True}]})
    User.objects.filter(id__in=[company.id("cai"), bob.id]).update(superior=ann)
    Department.objects.filter(id=company.world.east_1.id).update(leader=ann)
    Share.objects.create(entity="customer", record_id=1, user=ann, write=True)
    Share.objects.create(entity="customer", record_id=2, user=ann)
    Share.objects.create(entity="customer", record_id=2, user=bob, write=True)
    asked = _asked(company, "cai", [ann.id, company.id("boss")])
    own = _asked(company, "bob", [ann.id])

    def state() -> list[Any]:
        return [
            sorted(asked.tasks.values_list("user_id", flat=True)),
            list(own.tasks.values_list("user_id", flat=True)),
            sorted(Share.objects.values_list("user_id", "record_id", "write")),
            sorted(PoolMember.objects.values_list("user_id", "is_admin")),
            dict(User.objects.filter(id__in=[company.id("cai"), bob.id]).values_list("username", "superior__username")),
            Department.objects.get(id=company.world.east_1.id).leader_id,
        ]

    before = state()
    duties = dict.fromkeys(("approvals", "team", "pools", "reports", "departments"), bob.id)
    number = company.handed(by="hr", duties=duties, successors=[])
    assert state() == [
        sorted([bob.id, company.id("boss")]),
        [ann.id],  # nobody decides on their own request
        sorted([(bob.id, 1, True), (bob.id, 2, True)]),
        [(bob.id, True)],
        {"cai": "bob", "bob": "boss"},
        bob.id,
    ]
    answer = company.api("hr").get(f"handover/{number}").json()
    assert {d["key"]: (d["state"], d["count"]) for d in answer["duties"]} == {
        "approvals": ("moved", 1), "team": ("moved", 2), "pools": ("moved", 1), "reports": ("moved", 2),
        "departments": ("moved", 1),
    }  # fmt: skip
    company.run("hr", number, "undo")
    assert state() == before


def test_a_superior_passes_on_only_what_is_theirs_to_pass(company: Company) -> None:
    User.objects.filter(id=company.id("cai")).update(superior=company.people["ann"])
    refused = company.plan("boss", "bob", duties={"reports": company.id("bob")})
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("duties.reports", "no_right")]


def test_the_account_is_closed_at_the_end(company: Company) -> None:
    company.customers("ann", "A")
    company.world.give(company.people["hr"], {"*": {"view": "all", "assign": "all"}})
    number = company.handed("bob", by="hr", disable=True)
    assert User.objects.get(id=company.id("ann")).status == "disabled"
    assert company.api("hr").get(f"handover/{number}").json()["disabled"] == [company.id("ann")]
    assert company.inbox("boss") == []  # nothing was left behind
    company.run("hr", number, "undo")
    assert company.owners() == {"ann": ["A"]}
    assert User.objects.get(id=company.id("ann")).status == "disabled"


def test_the_superior_hears_what_a_leaver_left_behind(company: Company) -> None:
    company.customers("ann", "A", "B")
    accounts.disable(Ctx.system("test", company.world.clock), company.id("ann"))
    title = "Ann was disabled and still has 2 records: hand them over"
    accounts.disable(Ctx.system("test", company.world.clock), company.id("cai"))
    assert [(line[2], line[3]) for line in company.inbox("boss")] == [("handover_of", company.id("ann"))]
    assert company.inbox("boss")[0][0] in (title, "Ann 已停用，名下还有 2 条记录，请办理交接")
    assert company.plan("boss", "bob").status_code == 201


def test_the_list_shows_what_concerns_one(company: Company) -> None:
    company.customers("ann", "A")
    number = company.handed("bob")
    company.customers("ann", "B")
    company.plan("boss", "bob")
    for name, wanted in (("boss", 2), ("hr", 1), ("bob", 0), ("eve", 0)):
        assert len(company.api(name).get("handover").json()["items"]) == wanted, name
    assert company.api("bob").get(f"handover/{number}").status_code == 404
    found = company.api("hr").get("handover").json()["items"][0]
    assert (found["state"], found["count"], found["created_by"]["title"]) == ("done", 1, "Boss")


@pytest.mark.parametrize(
    ("number", "held", "wanted"),
    [
        (6, [3, 1, 0], [1, 2, 3]),
        (4, [0, 0, 0], [2, 1, 1]),
        (2, [5, 0], [0, 2]),
        (7, [5, 0], [1, 6]),
        (0, [1, 2], [0, 0]),
        (5, [2], [5]),
        (3, [4, 4, 0], [0, 0, 3]),
    ],
)
def test_who_has_least_is_filled_first(number: int, held: list[int], wanted: list[int]) -> None:
    assert split.quotas(number, held) == wanted
