"""C06, C10, C11: rights that are given, taken and moved."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.platform.access.models import Share
from kezhou.platform.entities import registry
from kezhou.platform.org import people, tree

from .fingerprint import fingerprint
from .routes import api_routes
from .world import ACTIONS, Caller, World, owned_keys


def shown(caller: Caller, key: str = "customer") -> set[int]:
    return {item["id"] for item in caller.get(f"{key}?limit=200").json().get("items", [])}


# -- C06: nobody gives what is not theirs ---------------------------------------------------------------------------


@pytest.mark.parametrize(("assign", "reachable"), [("none", ()), ("own", ("asker",)), ("dept", ("asker", "colleague")),
                                                   ("dept_tree", ("asker", "colleague", "below")), ("all",
                                                   ("asker", "colleague", "below", "stranger"))])  # fmt: skip
def test_c06_a_record_is_handed_over_only_within_the_givers_reach(
    world: World, assign: str, reachable: tuple[str, ...]
) -> None:
    """By update, bulk edit and at creation; a refusal changes nothing."""
    level = "own" if assign in ("none", "own") else assign
    world.give("asker", world.role("giver", dict.fromkeys(ACTIONS, level) | {"view": "all", "assign": assign}))
    caller = world.caller("asker")
    for to in ("colleague", "below", "stranger"):
        id_, before = world.record("asker"), fingerprint()
        new_owner = world.people[to].id
        calls = {
            "update": lambda id_=id_, owner=new_owner: caller.patch(f"customer/{id_}", {"owner": owner}),
            "update more": lambda id_=id_, owner=new_owner: caller.patch(
                f"customer/{id_}", {"owner": owner, "remarks": "x"}
            ),
            "create": lambda owner=new_owner: caller.post("customer", {"name": "new", "owner": owner}),
        }
        before = fingerprint()
        for name, call in calls.items():
            if to not in reachable:
                assert call().status_code == 403, (name, to)
        answer = caller.post("customer/bulk", {"op": "update", "ids": [id_], "values": {"owner": new_owner}})
        assert [row["ok"] for row in answer.json()["results"]] == [to in reachable], to
        assert (fingerprint() == before) == (to not in reachable)
    nobody = caller.patch(f"customer/{world.record('asker')}", {"owner": 987654})
    assert nobody.status_code == (403 if assign == "none" else 422)


def test_c06_nobody_takes_a_record_that_they_may_see_but_not_hand_over(world: World) -> None:
    world.give("asker", world.role("taker", {"view": "all", "update": "all", "assign": "own"}))
    id_, me = world.record("stranger"), world.people["asker"].id
    caller = world.caller("asker")
    before = fingerprint()
    assert caller.patch(f"customer/{id_}", {"owner": me}).status_code == 403
    assert caller.patch(f"customer/{id_}", {"owner": me, "name": "mine"}).status_code == 403
    assert fingerprint() == before


def test_c06_a_child_does_not_leave_for_a_parent_beyond_the_own_reach(world: World) -> None:
    """Owner and department come down from the parent, so choosing a parent is handing over."""
    world.give("asker", world.role("mover", dict.fromkeys(ACTIONS, "own") | {"view": "all"}))
    contact, theirs, mine = world.record("asker", "contact"), world.record("stranger"), world.record("asker")
    hers = world.record("stranger", "contact", customer=theirs)
    caller = world.caller("asker")
    before = fingerprint()
    assert caller.patch(f"contact/{contact}", {"customer": theirs}).status_code == 403
    assert caller.post("contact", {"name": "x", "customer": theirs}).status_code == 403
    assert caller.patch(f"contact/{hers}", {"customer": mine}).status_code == 403
    assert fingerprint() == before


def test_c06_a_link_leads_only_to_what_the_writer_sees(world: World) -> None:
    """A link to an unseen record and one to no record are refused with the same words (C03)."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    hidden, caller = world.record("stranger"), world.caller("asker")
    before = fingerprint()
    unseen = caller.post("customer", {"name": "x", "parent": hidden})
    unknown = caller.post("customer", {"name": "x", "parent": 987654})
    assert unseen.status_code == unknown.status_code == 422
    assert unseen.json()["errors"] == unknown.json()["errors"]
    assert caller.post("contact", {"name": "x", "customer": hidden}).status_code == 422
    assert fingerprint() == before


@pytest.mark.parametrize("admin", [[], ["org"], ["audit"], ["customfields", "dictionaries", "jobs", "settings"]])
def test_c06_only_who_administers_roles_changes_rights(world: World, admin: list[str]) -> None:
    """Every call about roles and rights, found in the route table, refuses everybody else and changes nothing."""
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all"), admin=admin))
    role = world.role("other", {"view": "own"})
    caller, before, tried = world.caller("asker"), fingerprint(), 0
    bodies: dict[str, Any] = {
        "roles": {"name": "mine"}, "grants": {"grants": {"*": {"view": {"level": "all"}}}}, "fields": {"fields": {}},
    }  # fmt: skip
    for route in api_routes():
        words = route.path.split("/")
        if route.method == "GET" or not (words[0] == "roles" or (words[0] == "users" and words[-1] == "roles")):
            continue
        path = route.filled(role_id=role.id, user_id=world.people["asker"].id)
        body = {"roles": [role.id]} if words[0] == "users" else bodies.get(words[-1], {"name": "mine"})
        response = caller.call(route.method, path, body)
        assert response.status_code == 403, (str(route), response.content)
        tried += 1
    assert tried >= 6
    assert fingerprint() == before


def test_c06_nobody_raises_themselves(world: World) -> None:
    """Not even who administers roles: neither the own roles nor what a role of one's own grants."""
    own = world.role("secadmin_like", {}, admin=["roles"])
    world.give("asker", own)
    full = world.role("full", dict.fromkeys(ACTIONS, "all"))
    caller, me = world.caller("asker"), world.people["asker"].id
    before = fingerprint()
    grants = {"grants": {"*": {"view": {"level": "all", "depts": [], "condition": None}}}}
    assert caller.call("PUT", f"users/{me}/roles", {"roles": [own.id, full.id]}).status_code == 403
    assert caller.call("PUT", f"roles/{own.id}/grants", grants).status_code == 403
    assert caller.call("PUT", f"roles/{own.id}/fields", {"fields": {}}).status_code == 403
    assert caller.patch(f"roles/{own.id}", {"name": "renamed"}).status_code == 403
    assert caller.patch(f"roles/{full.id}", {"admin": ["org"]}).status_code == 422
    for level in (
        {"level": "everything"},
        {"level": "depts", "depts": [987654]},
        {"level": "depts"},
        {"level": "all", "depts": [1]},
    ):
        assert (
            caller.call("PUT", f"roles/{full.id}/grants", {"grants": {"customer": {"view": level}}}).status_code == 422
        )
    assert fingerprint() == before


def test_c06_the_administrator_of_accounts_does_not_get_at_other_administrators(world: World) -> None:
    world.give("asker", world.role("clerk", {}, admin=["org"]))
    world.give("colleague", world.role("secadmin_like", {}, admin=["roles"]))
    caller, boss = world.caller("asker"), world.people["colleague"].id
    before = fingerprint()
    assert caller.post(f"user/{boss}/actions/reset_password").status_code == 403
    assert caller.post(f"user/{world.people['asker'].id}/actions/reset_password").status_code == 403
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [(["read"], True, False), (["customer:view"], True, False), (["contact:view"], False, False),
     (["customer:view", "customer:update"], True, True), (["customer:update"], False, False), (["write"], True, True)],
)  # fmt: skip
def test_c06_c20_a_token_never_exceeds_its_scopes_nor_its_person(
    world: World, scopes: list[str], reads: bool, writes: bool
) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "own"), admin=["org", "roles"]))
    id_, other = world.record("asker"), world.record("stranger")
    caller = world.caller("asker", scopes)
    before = fingerprint()
    assert caller.get(f"customer/{id_}").status_code == (200 if reads else 403)
    assert caller.get(f"customer/{other}").status_code == (404 if reads else 403)
    assert caller.get("customer").status_code == (200 if reads else 403)
    for path in ("roles", "contact" if scopes == ["customer:view"] else "roles"):
        assert caller.get(path).status_code == (200 if scopes == ["write"] else 403)
    assert caller.post("auth/tokens", {"name": "more", "scopes": ["write"], "days": 9}).status_code == 403
    assert caller.delete(f"customer/{id_}").status_code in ((204,) if scopes == ["write"] else (403,))
    if scopes != ["write"]:
        assert fingerprint() == before
        assert (caller.patch(f"customer/{id_}", {"remarks": "x"}).status_code == 200) == writes


# -- C10, C11: taken and moved rights act at the next call ------------------------------------------------------------


def test_c10_a_removed_right_acts_at_the_next_call(world: World) -> None:
    role = world.role("all", dict.fromkeys(ACTIONS, "all"))
    world.give("asker", role)
    admin = world.role("secadmin_like", {}, admin=["roles"])
    world.give("colleague", admin)
    id_, caller, chief = world.record("stranger"), world.caller("asker"), world.caller("colleague")
    assert caller.patch(f"customer/{id_}", {"remarks": "1"}).status_code == 200

    narrower = {
        "grants": {"*": {action: {"level": "own", "depts": [], "condition": None} for action in ("view", "update")}}
    }
    assert chief.call("PUT", f"roles/{role.id}/grants", narrower).status_code == 200
    assert caller.get(f"customer/{id_}").status_code == 404
    assert caller.patch(f"customer/{id_}", {"remarks": "2"}, version=2).status_code == 404
    assert shown(caller) == set()

    assert chief.call("PUT", f"users/{world.people['asker'].id}/roles", {"roles": []}).status_code == 200
    assert caller.get("customer").status_code == 403
    assert caller.get("me").json()["can"].get("customer", {}) == {}


def test_c10_a_hidden_field_is_hidden_at_the_next_call(world: World) -> None:
    role = world.role("all", dict.fromkeys(ACTIONS, "all"))
    world.give("asker", role)
    world.give("colleague", world.role("secadmin_like", {}, admin=["roles"]))
    id_, caller = world.record("asker", level="A"), world.caller("asker")
    assert caller.get(f"customer/{id_}").json()["level"] == "A"
    fields = {"fields": {"customer": {"level": {"view": "hidden", "edit": False}}}}
    assert world.caller("colleague").call("PUT", f"roles/{role.id}/fields", fields).status_code == 200
    assert "level" not in caller.get(f"customer/{id_}").json()
    assert caller.get("customer?level=A").status_code == 400


def test_c10_a_share_ends_with_its_day(world: World) -> None:
    world.give("asker", world.role("seller", {"view": "own", "update": "own"}))
    id_, caller = world.record("stranger"), world.caller("asker")
    share = Share.objects.create(
        entity="customer", record_id=id_, user=world.people["asker"], until=world.clock.now().date()
    )
    assert caller.get(f"customer/{id_}").status_code == 200
    assert caller.patch(f"customer/{id_}", {"remarks": "x"}).status_code == 403
    world.clock.moment += timedelta(days=1)
    assert caller.get(f"customer/{id_}").status_code == 404
    share.delete()


def test_c11_a_person_takes_what_they_own_along_and_leaves_the_rest(world: World) -> None:
    everywhere = dict.fromkeys(ACTIONS, "dept")
    role = world.role("dept", everywhere)
    for who in ("asker", "colleague", "stranger"):
        world.give(who, role)
    customer = world.record("asker")
    contact = world.record("asker", "contact", customer=customer)
    remains = world.record("colleague")
    asker, colleague, stranger = (world.caller(who) for who in ("asker", "colleague", "stranger"))
    assert (customer in shown(colleague), customer in shown(stranger)) == (True, False)

    people.move_user(world.ctx, world.people["asker"].id, world.departments["south"])

    assert (customer in shown(colleague), customer in shown(stranger), customer in shown(asker)) == (False, True, True)
    assert (contact in shown(colleague, "contact"), contact in shown(stranger, "contact")) == (False, True)
    assert colleague.get(f"customer/{customer}").status_code == 404
    assert remains not in shown(asker)  # what the old department owns is out of sight now
    assert asker.get(f"customer/{remains}").status_code == 404


def test_c11_a_moved_department_is_seen_by_whom_it_hangs_under(world: World) -> None:
    world.give("asker", world.role("tree", dict.fromkeys(ACTIONS, "dept_tree")))
    id_, caller = world.record("below"), world.caller("asker")
    assert id_ in shown(caller)
    tree.move_department(world.ctx, world.departments["north-inner"], world.departments["south"])
    assert id_ not in shown(caller)
    assert caller.get(f"customer/{id_}").status_code == 404


def test_c11_a_new_superior_sees_and_the_old_one_does_not(world: World) -> None:
    role = world.role("line", dict.fromkeys(ACTIONS, "own_and_reports"))
    world.give("asker", role)
    world.give("colleague", role)
    id_, old, new = world.record("report"), world.caller("asker"), world.caller("colleague")
    assert (id_ in shown(old), id_ in shown(new)) == (True, False)
    people.set_superior(world.ctx, world.people["report"].id, world.people["colleague"].id)
    assert (id_ in shown(old), id_ in shown(new)) == (False, True)


@pytest.mark.parametrize("key", owned_keys())
def test_c11_no_row_stands_in_another_department_than_its_owner(world: World, key: str) -> None:
    made = [world.record(owner, key) for owner in ("asker", "below", "stranger")]
    people.move_user(world.ctx, world.people["asker"].id, world.departments["south"])
    people.move_user(world.ctx, world.people["below"].id, None)
    model: Any = registry.native()[key].model
    rows = model._default_manager.filter(owner__isnull=False).values_list("id", "dept_id", "owner__department_id")
    assert [id_ for id_, dept, department in rows if dept != department] == []
    assert {id_ for id_, *_rest in rows} >= set(made)


def test_c11_the_organisations_own_form_moves_a_person_completely(world: World) -> None:
    """The same through the API: the staff list is a generic entity, its consequences are not."""
    world.give("colleague", world.role("clerk", {}, admin=["org"]))
    world.give("stranger", world.role("dept", dict.fromkeys(ACTIONS, "dept")))
    customer, clerk = world.record("asker"), world.caller("colleague")
    stranger = world.caller("stranger")
    assert customer not in shown(stranger)
    me = world.people["asker"]
    assert clerk.patch(f"user/{me.id}", {"department": world.departments["south"]}, me.version).status_code == 200
    assert customer in shown(stranger)
    circle = clerk.patch(f"user/{me.id}", {"superior": world.people["report"].id}, me.version + 1)
    assert (circle.status_code, circle.json()["errors"][0]["path"]) == (422, "superior")
