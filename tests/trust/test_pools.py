"""C08, C10, C11, C36, C39: what lies in a pool when people and departments move, are read in bulk, or taken away."""

from typing import Any

import pytest

from kezhou.http import throttle
from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.org import people, tree
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool, PoolMove, PoolView
from kezhou.platform.records import write

from .exchanging import WHY, exported
from .fingerprint import fingerprint
from .test_pool_matrix import lying
from .world import ACTIONS, Caller, World


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    members.forget()


def pool_for(world: World, *who: dict[str, Any], **words: Any) -> Pool:
    named = {"entity": "customer", "name": f"公海{Pool.objects.count()}", "members": list(who)}
    return settings.create(world.ctx, {**named, **words})


def seller(world: World, name: str, level: str = "own", **more: str) -> Caller:
    world.give(name, world.role(f"seller of {name}", dict.fromkeys(ACTIONS, level) | more))
    return world.caller(name)


def shown(caller: Caller, key: str = "customer") -> set[int]:
    return {item["id"] for item in caller.get(f"{key}?limit=200").json()["items"]}


def place(record: int, model: Any = Customer) -> tuple[Any, ...]:
    return tuple(model.objects.values_list("owner__username", "dept_id", "pool_id").get(id=record))


# -- C11 --------------------------------------------------------------------------------------------------------------


def test_c11_what_lies_in_a_pool_stays_there_when_its_last_owner_moves(world: World) -> None:
    """Neither the person's move nor the department's gives it an owner, a department or another pool."""
    pool = pool_for(world, {"department": world.departments["north"]})
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    caller, record = world.caller("asker"), world.record("asker")
    contact = world.record("asker", "contact", customer=record)
    answer = caller.post(f"customer/{record}/release", {"pool": pool.id, "reason": "no answer"})
    assert answer.status_code == 200, answer.content
    moves = PoolMove.objects.count()

    people.move_user(world.ctx, world.people["asker"].id, world.departments["south"])
    tree.move_department(world.ctx, world.departments["north-inner"], world.departments["south"])
    people.move_user(world.ctx, world.people["asker"].id, None)

    assert place(record) == place(contact, Contact) == (None, None, pool.id)
    assert PoolMove.objects.count() == moves


def test_c10_c11_a_pool_of_a_department_follows_the_people_of_the_department(world: World) -> None:
    """At the next call: who moves in sees it, who moves out does not, and who sits below a moved department follows."""
    pool = pool_for(world, {"department": world.departments["north"]})
    record = lying(world, pool, "customer")
    contact = lying(world, pool, "contact")
    callers = {name: seller(world, name) for name in ("asker", "below", "stranger")}

    def who() -> set[str]:
        seeing = {name for name, caller in callers.items() if record in shown(caller)}
        assert seeing == {name for name, caller in callers.items() if contact in shown(caller, "contact")}
        for name, caller in callers.items():
            assert caller.get(f"customer/{record}").status_code == (200 if name in seeing else 404)
            listed = caller.get(f"pool/{pool.id}/records").status_code
            assert listed == (200 if name in seeing else 404)
        return seeing

    assert who() == {"asker", "below"}
    people.move_user(world.ctx, world.people["stranger"].id, world.departments["north-inner"])
    assert who() == {"asker", "below", "stranger"}
    tree.move_department(world.ctx, world.departments["north-inner"], world.departments["south"])
    assert who() == {"asker"}
    people.move_user(world.ctx, world.people["asker"].id, world.departments["head"])
    assert who() == set()
    before = fingerprint(("audit_entry", "identity_ratecounter"))
    assert callers["asker"].post(f"customer/{record}/claim").status_code == 404
    assert fingerprint(("audit_entry", "identity_ratecounter")) == before


def test_c11_a_claim_stands_in_the_claimers_department_of_then_with_its_contacts(world: World) -> None:
    pool = pool_for(world, {"user": world.people["asker"].id})
    record = lying(world, pool, "customer")
    contact = write.create(world.acting("asker"), world.entity("contact"), {"name": "Lin", "customer": record}).id
    caller = seller(world, "asker")
    people.move_user(world.ctx, world.people["asker"].id, world.departments["south"])
    assert caller.post(f"customer/{record}/claim").status_code == 200
    south = world.departments["south"]
    assert place(record) == place(contact or 0, Contact) == ("asker", south, None)
    people.move_user(world.ctx, world.people["asker"].id, world.departments["north"])
    assert place(record) == place(contact or 0, Contact) == ("asker", world.departments["north"], None)


def test_c11_a_superior_of_the_last_owner_does_not_see_what_was_given_up(world: World) -> None:
    pool = pool_for(world)
    boss = seller(world, "asker", "own_and_reports")
    report, record = seller(world, "report"), world.record("report")
    assert record in shown(boss)
    assert report.post(f"customer/{record}/release", {"pool": pool.id, "reason": "x"}).status_code == 200
    assert record not in shown(boss) | shown(report)
    assert boss.get(f"customer/{record}").status_code == report.get(f"customer/{record}").status_code == 404


# -- C08, C36 ---------------------------------------------------------------------------------------------------------


def test_c08_what_lies_in_pools_of_others_moves_no_answer(world: World) -> None:
    mine, theirs = pool_for(world, {"user": world.people["asker"].id}), pool_for(world)
    caller = seller(world, "asker")
    lying(world, mine, "customer")
    inside = f"pool/{mine.id}/records?total=exact"
    paths = ("customer?total=exact", "contact?total=exact", inside, f"{inside}&q=华为", "pool", "search?q=华为",
             "pool/holdings?entity=customer", "home")  # fmt: skip
    before = [caller.get(path).content for path in paths]
    for key in ("customer", "contact"):
        lying(world, theirs, key)
    write.create(
        world.acting("colleague"), world.entity("customer"), {"name": "深圳市华为技术有限公司", "pool": theirs.id},
        write.Options(internal=True),
    )  # fmt: skip
    assert [caller.get(path).content for path in paths] == before


def test_c36_reading_a_pool_from_end_to_end_is_reported_and_then_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PORTION", 10)
    monkeypatch.setattr(throttle, "PORTIONS_REPORTED", 2)
    monkeypatch.setattr(throttle, "PORTIONS_PER_HOUR", 4)
    pool = pool_for(world, {"user": world.people["asker"].id})
    for _each in range(10):
        lying(world, pool, "customer")
    caller = seller(world, "asker")
    answers = [caller.get(f"pool/{pool.id}/records?limit=200").status_code for _each in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    assert AuditEntry.objects.filter(action="bulk_read", actor_id=world.people["asker"].id).count() == 1


def test_c36_the_views_of_a_day_hold_through_every_door(world: World) -> None:
    pool = pool_for(world, {"user": world.people["asker"].id}, views_per_day=2)
    records = [lying(world, pool, "customer") for _each in range(4)]
    caller = seller(world, "asker", assign="none")
    door = f"pool/{pool.id}/records"
    assert [caller.get(f"{door}/{record}").status_code for record in records] == [200, 200, 429, 429]
    assert PoolView.objects.count() == 2
    for record in records:  # the general doors do not show what such a pool counts
        for tail in ("", "/timeline", "/comments", "/files", "/related/contacts"):
            assert caller.get(f"customer/{record}{tail}").status_code == 404
        assert caller.post(f"customer/{record}/reveal", {"field": "phone"}).status_code == 404
    assert shown(caller) == set()


# -- C39 --------------------------------------------------------------------------------------------------------------


def test_c39_membership_of_a_pool_takes_nothing_away_in_a_file(world: World) -> None:
    """To export what nobody owns takes the right on all; a member's own level reaches the own records alone."""
    pool = pool_for(world, {"user": world.people["asker"].id, "is_admin": True})
    caller, mine = seller(world, "asker"), world.record("asker", name="Mine")
    inside = lying(world, pool, "customer")
    assert shown(caller) == {mine, inside}
    assert [row["Name"] for row in exported(caller, fields=["name"])] == ["Mine"]
    assert AuditEntry.objects.get(action="export").meta["rows"] == 1
    only = {"filter": {"field": "pool", "op": "eq", "value": pool.id}}
    assert exported(caller, fields=["name"], **only) == []
    boss = seller(world, "colleague", "all")
    assert len(exported(boss, fields=["name"], **only)) == 1
    before = fingerprint()
    assert caller.post("customer/export", {"fields": ["name"]}).status_code == 422  # without a reason
    assert caller.post(f"pool/{pool.id}/records/export", WHY).status_code in (404, 405)  # a pool has no such door
    assert fingerprint() == before
