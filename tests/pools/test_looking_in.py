"""Who sees what lies in a pool, how much of it, and through which door."""

from kezhou.kernel.ctx import Ctx
from kezhou.platform.pools import settings
from kezhou.platform.pools.models import PoolView
from kezhou.platform.records import write

from .conftest import SALES, Company

PHONE = "13812341234"


def test_members_see_rows_in_their_pools_and_only_there(company: Company) -> None:
    record = company.in_pool("Acme", mobile=PHONE)
    north = settings.create(company.world.system, {"entity": "customer", "name": "North"})
    company.in_pool("Hidden", pool=north)
    mine = company.owned("Mine", "ann")

    assert sorted(company.api("ann").ids("customer")) == [record, mine]
    assert company.api("bob").ids("customer") == [record]
    assert company.api("eve").ids("customer") == []
    shown = company.api("bob").get(f"customer/{record}").json()
    assert shown["pool"] == {"id": company.pool.id, "title": "South"}
    assert shown["mobile"] == "138****1234"
    assert company.api("eve").get(f"customer/{record}").status_code == 404
    by_pool = {"field": "pool", "op": "eq", "value": company.pool.id}
    assert company.api("bob").ids("customer", filter=by_pool) == [record]


def test_seeing_in_a_pool_is_not_changing(company: Company) -> None:
    record = company.in_pool("Acme")
    refused = company.api("ann").patch(f"customer/{record}", {"name": "Mine"}, 1)
    assert refused.status_code == 403
    assert company.api("ann").delete(f"customer/{record}", 1).status_code == 403
    assert company.api("ann").get(f"customer/{record}").json()["name"] == "Acme"


def test_c10_membership_acts_at_the_next_call(company: Company) -> None:
    record = company.in_pool("Acme")
    eve = company.api("eve")
    assert eve.ids("customer") == []
    role = company.world.give(company.people["eve"], {})
    company.change(members=[{"role": role.id}])
    assert eve.ids("customer") == [record]
    assert company.api("ann").ids("customer") == []
    company.change(members=[{"user": company.people["ann"].id}])
    assert eve.ids("customer") == []
    assert company.api("ann").ids("customer") == [record]
    company.change(active=False)
    assert company.api("ann").ids("customer") == []
    assert company.act("ann", "claim", record) == (404, "not_found")


def test_who_moves_to_another_department_loses_its_pools(company: Company) -> None:
    from kezhou.platform.org import people

    record = company.in_pool("Acme")
    assert company.api("ann").ids("customer") == [record]
    people.move_user(company.world.system, company.people["ann"].id, company.world.west.id)
    assert company.api("ann").ids("customer") == []


def test_before_a_claim_protected_values_are_masked_even_for_whom_a_role_shows_them(company: Company) -> None:
    """Such a reader gets the rows through the pool's own door only."""
    ann = company.people["ann"]
    company.world.give(ann, {}, {"customer": {"mobile": ("full", True)}})
    record = company.in_pool("Acme", mobile=PHONE)

    assert company.api("ann").ids("customer") == []
    (shown,) = company.api("ann").get(f"pool/{company.pool.id}/records", fields="name,mobile").json()["items"]
    assert (shown["id"], shown["name"], shown["mobile"]) == (record, "Acme", "138****1234")

    assert company.act("ann", "claim", record) == (200, "")
    assert company.api("ann").get(f"customer/{record}").json()["mobile"] == PHONE

    other = company.in_pool("Open", mobile=PHONE)
    company.change(masked=False)
    assert company.api("ann").get(f"customer/{other}").json()["mobile"] == PHONE


def test_a_pool_shows_its_own_columns_only(company: Company) -> None:
    company.change(columns=["level", "region"])
    record = company.in_pool("Acme", mobile=PHONE, remarks="secret")
    door = f"pool/{company.pool.id}/records"

    assert company.api("ann").ids("customer") == []
    (shown,) = company.api("ann").get(door).json()["items"]
    assert set(shown) == {"id", "version", "name", "level", "region"}
    assert set(company.api("ann").get(f"{door}/{record}").json()) == {
        "id",
        "version",
        "name",
        "level",
        "region",
        "pool",
    }
    assert company.api("ann").get(door, fields="name,mobile").json()["items"] == [
        {"id": record, "version": 1, "name": "Acme"}
    ]
    refused = company.api("ann").get(door, filter={"field": "remarks", "op": "eq", "value": "secret"})
    assert refused.status_code == 400
    assert company.act("ann", "claim", record) == (200, "")


def test_the_pools_door_shows_nothing_else(company: Company) -> None:
    north = company.add_pool("North")
    here, there = company.in_pool("Here"), company.in_pool("There", pool=north)
    mine = company.owned("Mine", "ann")
    door = f"pool/{company.pool.id}/records"

    assert [item["id"] for item in company.api("ann").get(door).json()["items"]] == [here]
    for other in (there, mine):
        assert company.api("ann").get(f"{door}/{other}").status_code == 404
    assert company.api("ann").get(f"{door}?q=There").json()["items"] == []


def test_opening_is_counted_per_day_and_once_per_record(company: Company) -> None:
    company.change(views_per_day=2)
    records = [company.in_pool(f"c{number}") for number in range(3)]
    door = f"pool/{company.pool.id}/records"

    def opened(record: int) -> int:
        return int(company.api("ann").get(f"{door}/{record}").status_code)

    assert [opened(record) for record in (*records[:2], records[0], records[2])] == [200, 200, 200, 429]
    assert PoolView.objects.count() == 2
    assert company.api("ann").get(f"customer/{records[2]}").status_code == 404
    company.later(days=1)
    assert opened(records[2]) == 200


def test_children_in_a_pool_are_seen_with_their_parent(company: Company) -> None:
    record = company.in_pool("Acme")
    contact = write.create(
        company.world.system, company.world.entity("contact"), {"name": "Lin", "customer": record}
    ).id
    assert company.api("ann").ids("contact") == [contact]
    assert company.api("eve").ids("contact") == []


def test_setting_up_is_for_administrators_and_is_audited(company: Company) -> None:
    from kezhou.platform.audit.models import AuditEntry

    body = {"entity": "customer", "name": "West", "members": [{"user": company.people["eve"].id}]}
    before = AuditEntry.objects.count()
    assert company.api("ann").post("pool", body).status_code == 403
    assert company.api("ann").patch(f"pool/{company.pool.id}", {"masked": False}).status_code == 403
    assert company.api("ann").get(f"pool/{company.pool.id}/rules").status_code == 403
    assert AuditEntry.objects.count() == before

    boss = company.world.person("boss")
    company.world.give(boss, SALES, admin=["settings"])
    api = company.world.api(boss)
    made = api.post("pool", {**body, "claims_per_day": 5, "columns": ["level"]})
    assert made.status_code == 201
    pool = made.json()["id"]
    assert made.json()["members"] == [{"user": company.people["eve"].id, "is_admin": False}]
    assert AuditEntry.objects.get(entity="pool", record_id=pool).action == "create"
    assert api.post("pool", body).json()["errors"][0]["code"] == "taken"
    bad = {
        "entity": "customer",
        "name": "",
        "columns": ["nothing"],
        "claims_per_day": -1,
        "members": [{"user": 10**9}],
        "x": 1,
    }
    problems = {(error["path"], error["code"]) for error in api.post("pool", bad).json()["errors"]}
    assert problems == {
        ("name", "bad_name"),
        ("columns.0", "unknown_name"),
        ("claims_per_day", "not_a_number"),
        ("members", "no_such_record"),
        ("x", "unknown_field"),
    }
    assert api.post("pool", {"entity": "contact", "name": "x"}).json()["errors"][0]["code"] == "not_pooled"
    assert api.call("PATCH", f"pool/{pool}", {"name": "Far west"}, If_Match='"9"').status_code == 412
    assert api.patch(f"pool/{pool}", {"name": "Far west"}, 1).json()["version"] == 2
    assert api.delete(f"pool/{pool}").status_code == 204
    company.in_pool("Acme")
    assert api.delete(f"pool/{company.pool.id}").json()["code"] == "pool_in_use"
    assert isinstance(company.ctx("ann"), Ctx)
