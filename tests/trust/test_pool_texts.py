"""C04, C08, C50: texts that are fields of a record (备注, 需求) are words too: a pool that masks keeps them."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from kezhou.platform.access.models import RoleGrant
from kezhou.platform.customfields import define
from kezhou.platform.org import epochs
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool
from kezhou.platform.records import write

from .exchanging import exported
from .test_pool_words import content
from .world import ACTIONS, Caller, World

SECRET = "打给王总谈合同 13812341234"
TEXTS = {
    "customer": ("remarks",),
    "contact": ("remarks",),
    "lead": ("requirement", "remarks"),
    "opportunity": ("requirement", "remarks", "stage_note", "next_step"),
    "invoice_title": ("remarks",),
    "credit_profile": ("remarks",),
}


@dataclass
class Texts:
    """A record of every kind that can lie in a pool, each with the secret in all of its texts."""

    pool: Pool
    leads: Pool
    ids: dict[str, int]


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    members.forget()


@pytest.fixture
def told(world: World) -> Texts:
    who = [{"user": world.people["asker"].id}]
    pool = settings.create(world.ctx, {"entity": "customer", "name": "South", "members": who})
    leads = settings.create(world.ctx, {"entity": "lead", "name": "Leads", "members": who})
    writer = world.acting("colleague")
    ids: dict[str, int] = {}
    for key, names in TEXTS.items():
        values = world.sample("colleague", key) | dict.fromkeys(names, SECRET)
        if "customer" in values:
            values["customer"] = ids["customer"]
        if key in ("customer", "opportunity", "lead"):
            values["pool"] = leads.id if key == "lead" else pool.id
        made = write.create(writer, world.entity(key), values, write.Options(internal=True)).id
        assert made is not None
        ids[key] = made
    return Texts(pool, leads, ids)


def seller(world: World, **more: str) -> Caller:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own") | more))
    return world.caller("asker")


def paths(told: Texts) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, id_ in told.ids.items():
        found |= {
            f"{key} list": f"{key}?fields={','.join(TEXTS[key])}&limit=50",
            f"{key} record": f"{key}/{id_}", f"{key} timeline": f"{key}/{id_}/timeline",
        }  # fmt: skip
    return found | {
        "expand": "contact?expand=customer", "board": f"opportunity/board?fields={','.join(TEXTS['opportunity'])}",
        "calendar": f"opportunity/calendar?fields={','.join(TEXTS['opportunity'])}",
        "related": f"customer/{told.ids['customer']}/related/contacts",
        "in the pool": f"pool/{told.pool.id}/records",
        "in the pool by name": f"pool/{told.pool.id}/records?fields=name,remarks",
        "one of the pool": f"pool/{told.pool.id}/records/{told.ids['customer']}",
        "leads": f"pool/{told.leads.id}/records/{told.ids['lead']}",
        "search": "search?q=王总", "today": "today", "home": "home", "audit": "audit?limit=100",
        "paper": f"customer/{told.ids['customer']}/print",
    }  # fmt: skip


def test_c04_a_text_of_the_record_comes_out_nowhere_before_the_claim(world: World, told: Texts) -> None:
    caller = seller(world)
    answers = {name: caller.get(path) for name, path in paths(told).items()}
    assert [n for n, a in answers.items() if a.status_code not in (200, 403, 404)] == []
    assert [name for name, answer in answers.items() if SECRET in content(answer)] == []
    for key, id_ in told.ids.items():
        record = answers[f"{key} record"].json()
        assert record["id"] == id_, key
        assert {record[name] for name in TEXTS[key]} == {None}, key
        assert set(TEXTS[key]) <= set(record["_masked"]) & set(record["_closed"]), key

    settings.change(world.ctx, told.pool.id, {"masked": False})
    settings.change(world.ctx, told.leads.id, {"masked": False})
    opened = {name for name, path in paths(told).items() if SECRET in content(caller.get(path))}
    assert opened >= {f"{key} {how}" for key in TEXTS for how in ("list", "record", "timeline")}
    assert opened >= {"expand", "in the pool by name", "one of the pool", "leads"}


@pytest.mark.parametrize("key", TEXTS)
def test_c08_a_filter_on_a_closed_text_answers_as_if_nothing_stood_there(world: World, told: Texts, key: str) -> None:
    caller, name = seller(world), TEXTS[key][0]

    def found(op: str, value: Any = None) -> int:
        leaf = {"field": name, "op": op, **({} if value is None else {"value": value})}
        number = caller.post(f"{key}/count", {"filter": leaf}).json()["count"]
        assert number == len(caller.post(f"{key}/search", {"filter": leaf}).json()["items"])
        return int(number)

    asked = [
        ("contains", "王总"),
        ("not_contains", "王总"),
        ("not_contains", "x"),
        ("empty", None),
        ("not_empty", None),
    ]
    assert [found(*one) for one in asked] == [0, 1, 1, 1, 0]
    settings.change(world.ctx, (told.leads if key == "lead" else told.pool).id, {"masked": False})
    assert [found(*one) for one in asked] == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("key", TEXTS)
def test_c08_no_statistic_tells_of_a_closed_text(world: World, told: Texts, key: str) -> None:
    caller, name = seller(world), TEXTS[key][0]
    measure = {"fn": "count", "field": name}
    statements = [
        (f"{key}/aggregate", {"measures": [measure]}),
        (f"{key}/aggregate", {"measures": [{"fn": "max", "field": name}]}),
        (f"{key}/aggregate", {"group_by": [name], "measures": [{"fn": "count"}]}),
        ("report/run", {"definition": {"entity": key, "measures": [measure]}}),
        (f"{key}/search", {"sort": [{"field": name}]}),
    ]  # fmt: skip
    for path, body in statements:
        answer = caller.post(path, body)
        assert answer.status_code in (400, 422), (path, body, answer.content)
    own = {"field": name, "op": "not_empty"}
    only = caller.post("report/run", {"definition": {"entity": key, "measures": [{"fn": "count", "filter": own}]}})
    assert only.status_code == 200, only.content
    assert only.json()["totals"]["all"]["values"] == [0]
    for pool in (told.leads, told.pool):
        settings.change(world.ctx, pool.id, {"masked": False})
    told_now = caller.post(*statements[0])
    assert told_now.status_code == 200, (told_now.content, statements[0])
    assert told_now.json()["rows"][0]["values"] == [1]


def test_c04_a_file_of_records_holds_no_closed_text(world: World, told: Texts) -> None:
    """Whose level of export reaches what the level of seeing does not gets the row without its texts."""
    caller = seller(world, export="all")
    (row,) = exported(caller, fields=["name", "remarks"])
    assert SECRET not in json.dumps(row, ensure_ascii=False)


def test_c50_the_audit_log_tells_members_no_closed_text(world: World, told: Texts) -> None:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own"), admin=["audit"]))
    caller = world.caller("asker")
    log = caller.get("audit?limit=100&entity=customer")
    assert log.status_code == 200
    assert SECRET not in content(log)
    named = [c for item in log.json()["items"] for c in item["changes"] if c["field"] == "remarks"]
    assert named
    assert all("to" not in change for change in named)


def test_c04_columns_of_the_pool_that_name_a_text_show_it_and_a_claim_opens_all(world: World, told: Texts) -> None:
    caller, id_ = seller(world), told.ids["customer"]
    path = f"pool/{told.pool.id}/records"
    settings.change(world.ctx, told.pool.id, {"columns": ["name", "remarks"]})
    (item,) = caller.get(path).json()["items"]
    assert item["remarks"] == SECRET
    settings.change(world.ctx, told.pool.id, {"columns": ["name", "business_scope"]})
    assert SECRET not in content(caller.get(path))
    settings.change(world.ctx, told.pool.id, {"columns": []})
    assert caller.post(f"customer/{id_}/claim").status_code == 200
    record = caller.get(f"customer/{id_}").json()
    assert (record["remarks"], "remarks" in record.get("_masked", ())) == (SECRET, False)
    assert caller.get(f"opportunity/{told.ids['opportunity']}").json()["next_step"] == SECRET
    assert SECRET in content(caller.get(f"customer/{id_}/timeline"))


def test_c04_whose_level_reaches_the_row_reads_its_texts(world: World, told: Texts) -> None:
    """A director who is a member as well; and a level that a condition narrows, row by row."""
    caller = seller(world, view="all")
    assert caller.get(f"customer/{told.ids['customer']}").json()["remarks"] == SECRET
    RoleGrant.objects.filter(action="view").update(condition={"field": "remarks", "op": "contains", "value": "王总"})
    epochs.bump_access(None)
    assert caller.get(f"customer/{told.ids['customer']}").json()["remarks"] == SECRET
    RoleGrant.objects.filter(action="view").update(condition={"field": "remarks", "op": "contains", "value": "xx"})
    epochs.bump_access(None)
    assert caller.get(f"customer/{told.ids['customer']}").json()["remarks"] is None


def test_c04_a_custom_text_is_a_text(world: World, told: Texts) -> None:
    define.create(world.ctx, "customer", {"name": "cf_story", "label": "Story", "type": "rich_text"})
    epochs.bump_schema()
    write.update(world.acting("colleague"), world.entity("customer"), told.ids["customer"], {"cf_story": SECRET}, None)
    caller = seller(world)
    record = caller.get(f"customer/{told.ids['customer']}").json()
    assert (record["cf_story"], "cf_story" in record["_masked"]) == (None, True)
    leaf = {"field": "cf_story", "op": "contains", "value": "王总"}
    assert caller.post("customer/count", {"filter": leaf}).json()["count"] == 0
    settings.change(world.ctx, told.pool.id, {"masked": False})
    assert SECRET in caller.get(f"customer/{told.ids['customer']}").json()["cf_story"]
    assert caller.post("customer/count", {"filter": leaf}).json()["count"] == 1
