"""C04, C08: nothing that a person is told depends on rows or fields that the person may not see.

A list of questions is asked, then rows that the asker may not see are added in every shape that could disturb an
answer, then the same questions are asked again. The answers must be equal byte for byte.
"""

import json
from typing import Any

import pytest

from kezhou.platform.access.models import Role
from kezhou.platform.entities import registry
from kezhou.platform.records import write

from .fingerprint import fingerprint
from .routes import api_routes
from .world import ACTIONS, Caller, World, owned_keys

NAME = "深圳市华为技术有限公司"
CODE = "914403001922038216"
PHONE, EMAIL = "13800001234", "buyer@example.com"
HIDDEN = {"name": NAME, "short_name": "华为", "credit_code": CODE, "phone": PHONE, "email": EMAIL, "level": "A",
          "tags": ["visible"], "region": "440305", "registered_capital": {"amount": "9000000.00",
          "currency": "CNY"}}  # fmt: skip
CONDITIONS: tuple[Any, ...] = (
    None,
    {"field": "level", "op": "eq", "value": "A"},
    {"not": {"field": "level", "op": "eq", "value": "B"}},
    {"or": [{"field": "owner", "op": "eq", "value": "$me"}, {"field": "region", "op": "under", "value": "440000"}]},
    {"field": "name", "op": "contains", "value": "华为"},
    {"field": "credit_code", "op": "starts", "value": "9144"},
    {"field": "tags", "op": "has_any", "value": ["visible"]},
)
TEXTS = ("华为", "hw", "huawei", "深圳", CODE, CODE[:6], PHONE, EMAIL, "有限")


RELATED = (
    "contacts", "subsidiaries", "follow_ups", "tasks", "opportunities", "visits", "quotes", "contracts", "orders",
    "receipt_plans",
)  # fmt: skip


def questions(customer: int, contact: int) -> list[tuple[str, str, Any]]:
    """Every way to ask about customers and contacts without naming a record that one may not see."""
    asked: list[tuple[str, str, Any]] = []
    for key in ("customer", "contact"):
        sorts = ("", "name", "-name", "-created_at", "owner")
        asked += [("GET", f"{key}?total=exact&limit=3&sort={sort}", None) for sort in sorts]
        asked += [("GET", f"{key}?total=capped&q={text}", None) for text in TEXTS]
        asked += [("GET", f"{key}?page=2&limit=2&total=exact", None), ("GET", f"{key}?owner=1", None)]
        asked += [("GET", f"{key}?trash=true", None), ("GET", f"{key}/views", None), ("GET", f"meta/{key}", None)]
        asked += [("POST", f"{key}/count", {"q": text, "exact": True}) for text in TEXTS]
    for condition in CONDITIONS:
        asked.append(("POST", "customer/search", {"filter": condition, "total": "exact"}))
        asked.append(("POST", "customer/count", {"filters": {"a": condition, "b": None}}))
        for group in ([], ["region"], ["owner", "level"], ["industry"], ["tags"]):
            measures = [{"fn": "count"}, *({"fn": fn, "field": "registered_capital"} for fn in ("sum", "avg", "max"))]
            asked.append(("POST", "customer/aggregate", {"group_by": group, "measures": measures, "filter": condition}))
    asked += [("GET", f"search?q={text}", None) for text in TEXTS]
    asked += [("GET", path, None) for path in ("meta", "inbox", "jobs", "approvals", "home", "imports", "me")]
    for kind in ("timeline", "comments", "files", "explain?action=view", "moves", "keeping", "team"):
        asked += [("GET", f"customer/{customer}/{kind}", None), ("GET", f"contact/{contact}/{kind}", None)]
    own = ("health", "lifecycle", "tags", "registrations")
    asked += [("GET", f"customer/{customer}/{kind}", None) for kind in own]
    asked += [("GET", f"customer/{customer}", None), ("GET", f"contact/{contact}", None)]
    asked += [("GET", f"customer/{customer}/related/{key}?total=exact", None) for key in RELATED]
    return asked


def answers(caller: Caller, asked: list[tuple[str, str, Any]]) -> dict[str, Any]:
    found = {}
    for method, path, body in asked:
        response = caller.call(method, path, body, **{"X-Request-ID": "the-same-request"})
        found[f"{method} {path} {body}"] = (response.status_code, response.content)
    return found


@pytest.mark.parametrize("level", ["own", "own_and_reports", "dept", "dept_tree", "depts"])
def test_c08_answers_do_not_depend_on_rows_beyond_the_own_view(world: World, level: str) -> None:
    rights = dict.fromkeys(ACTIONS, level)
    world.give("asker", world.role("seller", rights, depts=[world.departments["north-inner"]]))
    owner = {"depts": "below"}.get(level, "asker")
    mine = [world.record(owner, name=f"北方机械{n}", level="A" if n % 2 else "B", region="440305") for n in range(4)]
    contact = world.record(owner, "contact", customer=mine[0])
    world.record(owner, parent=mine[0])
    asker = world.caller("asker")
    asked = questions(mine[0], contact)
    before = answers(asker, asked)
    assert sum(status == 200 for status, _body in before.values()) > 100

    for hidden_owner in ("stranger", "stranger", "colleague") if level == "own" else ("stranger", "stranger"):
        id_ = world.record(hidden_owner, **HIDDEN, parent=mine[0])
        person = world.record(hidden_owner, "contact", customer=id_, mobile=PHONE, email=EMAIL, name="单雄信")
        world.caller(hidden_owner)  # a token more
        trashed = world.record(hidden_owner, **HIDDEN)
        write.delete(world.acting(hidden_owner), world.entity("customer"), trashed)
        write.update(world.acting(hidden_owner), world.entity("contact"), person, {"title": "buyer"})

    after = answers(asker, asked)
    assert {call: (before[call], after[call]) for call in before if before[call] != after[call]} == {}


def test_c08_the_questions_cover_every_reading_route_of_customers(world: World) -> None:
    """A new way to read customers has to be asked here too."""
    asked = {(method, "/".join(path.split("?")[0].split("/")[:1])) for method, path, _body in questions(1, 1)}
    paths = {path.split("?")[0].replace("/1", "/{record_id}", 1) for _method, path, _body in questions(1, 1)}
    reading = {
        route.path.replace("{entity}", "customer").replace("{key}", "customer")
        for route in api_routes()
        if route.method == "GET" and route.path.split("/")[0] in ("customer", "{entity}", "{key}")
    }
    assert reading - paths - {"customer/{record_id}/follow", "customer/import-template.xlsx"} == set()
    assert ("POST", "customer") in asked


# -- fields -------------------------------------------------------------------------------------------------------


@pytest.fixture
def blind(world: World) -> tuple[Caller, int]:
    """Somebody who sees all customers but not their phone, credit code, address, capital, level and short name."""
    role = world.role("blind", dict.fromkeys(ACTIONS, "all"))
    for name in BLIND_FOR:
        world.restrict(role, "customer", name, "hidden", edit=False)
    world.give("asker", role)
    return world.caller("asker"), world.record("asker", **HIDDEN, address="科技园路一号")


BLIND_FOR = ("phone", "email", "credit_code", "address", "registered_capital", "level", "short_name", "tags")
SECRETS = ("华为", CODE, PHONE, EMAIL, "9000000", "科技园路一号", "138****1234")


def test_c04_a_hidden_field_is_absent_from_every_answer(blind: tuple[Caller, int], world: World) -> None:
    caller, id_ = blind
    write.update(world.acting("asker"), world.entity("customer"), id_, {"name": "A plain name", "level": "B"})
    write.update(world.acting("asker"), world.entity("customer"), id_, {"level": "A"})
    paths = (f"customer/{id_}", "customer?limit=200", f"customer?fields=name,{','.join(BLIND_FOR)}", "meta/customer",
             f"customer/{id_}/timeline", f"customer/{id_}/related/subsidiaries", "search?q=plain")  # fmt: skip
    for path in paths:
        response = caller.get(path)
        text = response.content.decode()
        assert response.status_code == 200, (path, text)
        if path == "meta/customer":  # a type is no field, and contacts have an e-mail of their own
            told = response.json()
            told["related"] = [related for related in told["related"] if related["entity"] == "customer"]
            told["fields"] = [{**field, "type": ""} for field in told["fields"]]
            text = json.dumps(told, ensure_ascii=False)
        for name in BLIND_FOR:
            assert f'"{name}"' not in text, (path, name)
        for secret in SECRETS:
            assert path == f"customer/{id_}/timeline" or secret not in text, (path, secret)
    changes = [c["field"] for item in caller.get(f"customer/{id_}/timeline").json()["items"] for c in item["changes"]]
    assert set(changes).isdisjoint(BLIND_FOR)
    assert "name" in changes


@pytest.mark.parametrize("name", BLIND_FOR)
def test_c04_a_hidden_field_cannot_be_asked_about(blind: tuple[Caller, int], name: str) -> None:
    """Not a filtered list but a refusal: what a filter finds is an answer too."""
    caller, id_ = blind
    before = fingerprint()
    value = HIDDEN.get(name, "x")
    for op in ("eq", "ne", "in", "contains", "starts", "empty", "not_empty", "gte", "between", "has_any"):
        condition = {"field": name, "op": op, "value": [value, value] if op in ("in", "between") else value}
        wrapped = {"not": {"or": [{"field": "name", "op": "empty"}, condition]}}
        for filter_ in (condition, wrapped):
            for path in ("search", "count", "aggregate", "bulk"):
                body: dict[str, Any] = {"filter": filter_}
                body |= {"op": "delete"} if path == "bulk" else {}
                assert caller.post(f"customer/{path}", body).status_code == 400, (op, path)
    for path in (f"customer?{name}=x", f"customer?{name}__gte=1", f"customer?sort={name}", f"customer?sort=-{name}"):
        assert caller.get(path).status_code == 400, path
    for body in (
        {"group_by": [name]},
        {"measures": [{"fn": "max", "field": name}]},
        {"measures": [{"fn": "count", "field": name}]},
    ):
        assert caller.post("customer/aggregate", body).status_code == 400, body
    view = {"name": "v", "filter": {"field": name, "op": "not_empty"}}
    assert caller.post("customer/views", view).status_code == 400
    assert caller.post("customer/views", {"name": "v", "sort": name}).status_code == 400
    assert caller.post(f"customer/{id_}/reveal", {"field": name}).status_code in (403, 422)
    assert caller.patch(f"customer/{id_}", {name: value}).status_code in (403, 422)
    after = fingerprint(ignored=("audit_entry", "identity_ratecounter"))
    assert after == {table: digest for table, digest in before.items() if table in after}


@pytest.mark.parametrize("text", ["华为", "hw", "huawei", CODE, CODE[:8], PHONE, EMAIL])
def test_c04_a_hidden_field_is_not_found_by_searching(blind: tuple[Caller, int], world: World, text: str) -> None:
    """Search looks into fields that the searcher may see, and into no others."""
    caller, id_ = blind
    write.update(world.acting("asker"), world.entity("customer"), id_, {"name": "A plain name"})
    assert [item["id"] for item in caller.get("customer?q=plain").json()["items"]] == [id_]
    assert caller.get(f"customer?q={text}").json()["items"] == []
    assert caller.post("customer/count", {"q": text}).json()["count"] == 0
    assert caller.get(f"search?q={text}").json()["groups"] == []


def test_c04_a_shared_view_does_not_carry_a_hidden_field_over(world: World) -> None:
    """A colleague who may see levels shares a list by level; who may not gets a refusal, not the rows."""
    full = world.role("full", {"view": "all"})
    world.give("colleague", full)
    world.record("asker", **HIDDEN)
    body = {"name": "key", "shared": True, "filter": {"field": "level", "op": "eq", "value": "A"}, "sort": "level"}
    view = world.caller("colleague").post("customer/views", body).json()["id"]
    role = world.role("blind", {"view": "all"})
    world.restrict(role, "customer", "level", "hidden", edit=False)
    world.give("asker", role)
    assert world.caller("asker").get(f"customer?view={view}").status_code in (400, 404)


def test_c04_a_stale_save_does_not_tell_a_hidden_field(blind: tuple[Caller, int], world: World) -> None:
    caller, id_ = blind
    write.update(world.acting("asker"), world.entity("customer"), id_, {"level": "B", "remarks": "new words"})
    stale = caller.patch(f"customer/{id_}", {"remarks": "old words"})
    assert stale.status_code == 412
    text = stale.content.decode()
    assert all(f'"{name}"' not in text for name in BLIND_FOR)
    assert [error["path"] for error in stale.json()["errors"]] == ["remarks"]


@pytest.mark.parametrize(
    "key", [key for key in owned_keys() if any(s.masked for s in registry.native()[key].fields.values())]
)
def test_c38_personal_numbers_are_masked_for_everybody_by_default(world: World, key: str) -> None:
    entity = world.entity(key)
    masked = {name: spec for name, spec in entity.fields.items() if spec.masked and not spec.read_only}
    values = {name: spec.type.sample(spec, 7) for name, spec in masked.items()}
    id_ = world.record("asker", key, **values)
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "all")))
    caller = world.caller("asker")

    for path in (f"{key}/{id_}", f"{key}?limit=200&fields={','.join(masked)}", f"{key}/{id_}/timeline"):
        text = caller.get(path).content.decode()
        for name, value in values.items():
            assert str(value) not in text, (path, name)
    record = caller.get(f"{key}/{id_}").json()
    assert set(record["_masked"]) >= set(masked)

    for name, value in values.items():
        seen = caller.post(f"{key}/{id_}/reveal", {"field": name, "reason": "test"})
        assert seen.json() == {"value": value}
        for op in ("contains", "starts", "ne", "empty"):
            asked = caller.post(f"{key}/count", {"filter": {"field": name, "op": op, "value": str(value)[:4]}})
            assert asked.status_code == 400, (name, op)
        for path in (f"{key}?sort={name}", f"{key}?sort=-{name}"):
            assert caller.get(path).status_code == 400
        assert caller.post(f"{key}/aggregate", {"group_by": [name]}).status_code == 400
        shown = record[name]
        assert caller.patch(f"{key}/{id_}", {name: shown}).status_code == 422  # a mask sent back never overwrites


def test_c38_each_reveal_is_in_the_audit_refused_ones_too(world: World) -> None:
    from kezhou.platform.audit.models import AuditEntry

    id_ = world.record("asker", phone=PHONE)
    world.give("asker", world.role("seller", {"view": "all", "reveal": "own"}))
    world.give("stranger", Role.objects.get(key="seller"))
    assert world.caller("asker").post(f"customer/{id_}/reveal", {"field": "phone", "reason": "call"}).status_code == 200
    assert world.caller("stranger").post(f"customer/{id_}/reveal", {"field": "phone"}).status_code == 403
    rows = AuditEntry.objects.filter(action="reveal").order_by("id").values_list("actor_name", "record_id", "meta")
    assert [(name, record, meta["ok"], meta["field"]) for name, record, meta in rows] == [
        ("Asker", id_, True, "phone"),
        ("Stranger", id_, False, "phone"),
    ]
    assert PHONE not in str(list(AuditEntry.objects.values()))
