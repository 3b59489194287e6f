"""C12, C13: three administrators who exclude each other, and work that is done later with the rights of then."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kezhou.kernel.errors import Forbidden
from kezhou.platform.access import defaults
from kezhou.platform.access.grants import load
from kezhou.platform.access.models import Role, RoleGrant, UserRole
from kezhou.platform.entities import registry
from kezhou.platform.jobs import records as job_records
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.org import epochs
from kezhou.platform.records import bulk
from kezhou.platform.records.models import BulkCall

from .fingerprint import fingerprint
from .world import ACTIONS, Caller, World, owned_keys

ADMINISTRATORS = ("sysadmin", "secadmin", "auditor")

# -- C12: three administrators ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ADMINISTRATORS)
def test_c12_an_administrator_sees_no_business_record(world: World, key: str) -> None:
    """By default, on every entity and by every reading call."""
    defaults.ensure(world.ctx)
    world.give("asker", Role.objects.get(key=key))
    caller = world.caller("asker")
    for entity in owned_keys():
        id_ = world.record("stranger", entity, **({"name": "华为"} if "name" in world.entity(entity).fields else {}))
        public = registry.native()[entity].definition.scope.is_public
        assert caller.get(entity).status_code == (200 if public else 403)
        assert caller.get(f"{entity}/{id_}").status_code == (200 if public else 403)
        assert caller.post(f"{entity}/{id_}/reveal", {"field": "phone"}).status_code in (403, 404)
    private = [entity for entity in owned_keys() if not registry.native()[entity].definition.scope.is_public]
    groups = {group["entity"] for group in caller.get("search?q=华为").json()["groups"]}
    assert groups.isdisjoint(private)


def test_c12_the_three_exclude_each_other(world: World) -> None:
    defaults.ensure(world.ctx)
    found = {key: Role.objects.get(key=key).id for key in ADMINISTRATORS}
    world.give("colleague", Role.objects.get(key="secadmin"))
    chief, person = world.caller("colleague"), world.people["asker"].id
    before = fingerprint()
    for pair in (("sysadmin", "secadmin"), ("secadmin", "auditor"), ("sysadmin", "auditor"), ADMINISTRATORS):
        for named in ([*pair], [found[key] for key in pair], [*pair, "sales"]):
            refused = chief.call("PUT", f"users/{person}/roles", {"roles": named})
            assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "exclusive")
    assert fingerprint() == before
    assert chief.call("PUT", f"users/{person}/roles", {"roles": ["sysadmin", "sales"]}).status_code == 200


def test_c12_the_database_refuses_two_of_them_too(world: World) -> None:
    """A rule of the screen is not enough: an import or a script writes rows as well."""
    defaults.ensure(world.ctx)
    person = world.people["asker"]
    UserRole.objects.create(user=person, role=Role.objects.get(key="sysadmin"))
    with pytest.raises(IntegrityError), transaction.atomic():
        UserRole.objects.create(user=person, role=Role.objects.get(key="auditor"))
    assert load(person.id).roles == ("sysadmin",)


# -- C13: later work with the rights of then ------------------------------------------------------------------------


def big_bulk(world: World, caller: Caller, op: str = "update") -> JobRecord:
    ids = [*range(1_000_000, 1_000_000 + bulk.INLINE_ROWS), world.record("asker"), world.record("stranger")]
    body = {"op": op, "ids": ids, **({"values": {"remarks": "by a job"}} if op == "update" else {})}
    answer = caller.post("customer/bulk", body)
    assert answer.status_code == 202, answer.content
    return JobRecord.objects.get(id=answer.json()["job"])


def call_of() -> int:
    """The call that was made last."""
    return BulkCall.objects.latest("id").id


@pytest.mark.parametrize("op", ["update", "delete"])
def test_c13_a_job_works_with_the_starters_rights(world: World, op: str) -> None:
    world.give("asker", world.role("own", dict.fromkeys(ACTIONS, "own")))
    record = big_bulk(world, world.caller("asker"), op)
    bulk.bulk_change(record.id, call_of())
    model: Any = registry.native()["customer"].model
    changed = model._default_manager.filter(version=2).values_list("owner__username", flat=True)
    assert list(changed) == ["asker"]
    record.refresh_from_db()
    assert (record.state, record.result["failed"]) == ("done", bulk.INLINE_ROWS + 1)


def test_c13_a_right_that_is_gone_when_the_job_runs_is_gone(world: World) -> None:
    role = world.role("all", dict.fromkeys(ACTIONS, "all"))
    world.give("asker", role)
    record = big_bulk(world, world.caller("asker"))
    RoleGrant.objects.filter(role=role, action="update").update(level="none")
    epochs.bump_access(None)
    before = fingerprint()
    bulk.bulk_change(record.id, call_of())
    after = fingerprint()
    assert {name for name in after if after[name] != before[name]} <= {"jobs_record", "records_bulkcall"}
    record.refresh_from_db()
    assert record.result["failed"] == bulk.INLINE_ROWS + 2


def test_c13_c18_a_job_of_somebody_who_left_does_nothing(world: World) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    record = big_bulk(world, world.caller("asker"))
    type(world.people["asker"]).objects.filter(username="asker").update(status="disabled")
    before = fingerprint(ignored=("jobs_record",))
    with pytest.raises(Forbidden) as refused:
        bulk.bulk_change(record.id, call_of())
    assert refused.value.code == "inactive_account"
    assert fingerprint(ignored=("jobs_record",)) == before


def test_c13_a_job_is_nobody_elses(world: World) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    world.give("colleague", Role.objects.get(key="all"))
    record = big_bulk(world, world.caller("asker"))
    other = world.caller("colleague")
    assert other.get(f"jobs/{record.id}").status_code == 404
    assert other.post(f"jobs/{record.id}/cancel").status_code == 404
    assert other.get("jobs").json()["items"] == []
    assert job_records.ctx_of(record.id).actor.id == world.people["asker"].id
