"""What cannot be read or stored is refused with words, in the caller's language, as a problem document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.world import World

pytestmark = pytest.mark.django_db


def send(world: World, method: str, path: str, body: bytes = b"", content_type: str = "application/json") -> Any:
    """A call with exactly these bytes, from somebody who reads Chinese."""
    headers = {"Authorization": f"Bearer {world.admin.bearer}", "Accept-Language": "zh-CN"}
    return world.admin.client.generic(method, f"/api/v1/{path}", body, content_type=content_type, headers=headers)


def code_of(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json", response.content
    return response.status_code, response.json()["code"]


NOT_JSON = (b"{", b'{"theme": NaN}', b'{"theme": "\\ud800"}', b"\xff", b'{"a":' * 10_000, b"[" * 100_000, b"1e999")


@pytest.mark.parametrize("body", NOT_JSON)
@pytest.mark.parametrize(("method", "path"), [("PATCH", "me"), ("POST", "gadget")])
def test_calls_with_a_schema_read_json_as_all_others_do(world: World, method: str, path: str, body: bytes) -> None:
    refused = send(world, method, path, body)
    assert code_of(refused) == (400, "not_json")
    assert refused.json()["detail"] == "请求体应为 UTF-8 编码的 JSON。"


def test_what_a_schema_refuses_is_said_in_the_language_of_the_caller(world: World) -> None:
    refused = send(world, "POST", "auth/tokens", b'{"name": 1, "days": "x", "more": true}')
    assert code_of(refused) == (422, "invalid")
    assert {e["path"]: e["message"] for e in refused.json()["errors"]} == {
        "name": "应为文本。",
        "scopes": "此项必填。",
        "days": "应为整数。",
        "more": "没有这个字段。",
    }
    theme = send(world, "PATCH", "me", b'{"theme": "pink"}').json()["errors"]
    assert theme == [{"path": "theme", "code": "literal_error", "message": "可选值：auto, light, dark。",
                      "params": {"expected": "auto, light, dark"}}]  # fmt: skip


@pytest.mark.parametrize("path", ["gadget?q=%00", "gadget?name=%00", "jobs?cursor=%00", "search?q=a%00b"])
def test_an_address_with_nul_is_refused(world: World, path: str) -> None:
    assert code_of(send(world, "GET", path)) == (400, "bad_characters")


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("gadget", {"name": "a\x00"}, "name"),
        ("gadget/search", {"q": "\x00"}, "q"),
        ("gadget/search", {"filter": {"and": [{"field": "name", "op": "eq", "value": "\x00"}]}}, "filter.and.0.value"),
        ("gadget", {"na\x00me": 1}, "name"),
        ("auth/tokens", {"name": "\x00", "scopes": ["read"]}, "name"),
    ],
)
def test_text_with_nul_is_refused_where_it_stands(world: World, path: str, body: Any, place: str) -> None:
    refused = send(world, "POST", path, json.dumps(body).encode())
    assert code_of(refused) == ((400, "bad_characters") if path.endswith("/search") else (422, "invalid"))
    assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [(place, "bad_characters")]
    assert world.admin.ids("gadget") == []


def test_text_with_nul_is_found_as_deep_as_json_may_be(world: World) -> None:
    body = b'{"name": ' + b"[" * 1000 + b'"\\u0000"' + b"]" * 1000 + b"}"
    refused = send(world, "POST", "gadget", body)
    assert code_of(refused) == (422, "invalid")
    assert refused.json()["errors"][0]["path"].startswith("name.0.0.0")


def test_an_escaped_backslash_before_u0000_is_no_nul(world: World) -> None:
    assert send(world, "POST", "gadget", b'{"name": "\\\\u0000"}').json()["name"] == "\\u0000"


@pytest.mark.parametrize("currency", [{}, [], {"a": 1}, 1, True, "XXX"])
def test_a_currency_is_a_known_code(world: World, currency: Any) -> None:
    amount = {"amount": "1.00", "currency": currency}
    refused = world.admin.post("customer", {"name": "客舟", "registered_capital": amount})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_currency")
    assert world.admin.ids("customer") == []


def test_what_a_default_fills_cannot_be_emptied(world: World) -> None:
    customer = world.make("customer", {"name": "客舟"}, world.admin.user)
    made = world.admin.post("follow_up", {"customer": customer, "content": "a", "kind": "a"}).json()
    for nothing in ("", None, " "):
        emptied = world.admin.patch(f"follow_up/{made['id']}", {"at": nothing}, version=1)
        assert (emptied.status_code, emptied.json()["errors"][0]["code"]) == (422, "required"), emptied.content
    again = world.admin.post("follow_up", {"customer": customer, "content": "a", "kind": "a", "at": " "})
    assert (again.status_code, again.json()["errors"][0]["path"]) == (422, "at")
    assert world.admin.ids("follow_up") == [made["id"]]


def test_an_unknown_method_is_a_problem_that_names_the_known_ones(world: World) -> None:
    refused = send(world, "PUT", "gadget", b"{}")
    assert code_of(refused) == (405, "method_not_allowed")
    assert sorted(refused["Allow"].split(", ")) == ["GET", "POST"]


@pytest.mark.parametrize("body", [b"", b"x", b"--y\r\n"])
def test_a_form_without_its_boundary_is_refused(world: World, body: bytes) -> None:
    assert code_of(send(world, "POST", "files", body or b"-", "multipart/form-data")) == (400, "bad_multipart")


WORDLESS = ("gadget/1", "approval/running?id=x", "merges?entity=gadget&record=x", "duplicates/pairs?record=x")


@pytest.mark.parametrize("path", WORDLESS)
def test_a_refusal_says_more_than_its_title(world: World, path: str) -> None:
    refused = send(world, "GET", path).json()
    assert refused["detail"]
    assert refused["detail"] != refused["title"]


def test_a_host_that_is_not_ours_is_told_so(world: World) -> None:
    refused = world.admin.client.get("/api/v1/me", headers={"Host": "evil.example", "Accept-Language": "zh-CN"})
    assert code_of(refused) == (400, "unknown_host")
    assert "KEZHOU_HOSTS" in refused.json()["detail"]


@pytest.mark.parametrize("days", [("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01"), ("2026-11-01", "x")])
def test_days_at_the_edge_of_the_calendar_are_refused(world: World, days: tuple[str, str]) -> None:
    world.give(world.admin.user, {}, admin=["pools", "settings"])
    first, last = days
    refused = world.admin.get("pool/1/report", **{"from": first, "to": last})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_day")


@pytest.mark.parametrize("field", ["name", "next_follow_up_at", "founded_on", "level", "registered_capital"])
@pytest.mark.parametrize("token", ["$me", "$my_dept", ["$me"], ["$my_dept_tree"]])
def test_a_token_that_does_not_fit_the_field_is_refused(world: World, field: str, token: Any) -> None:
    condition = {"field": field, "op": "in" if isinstance(token, list) else "eq", "value": token}
    refused = world.admin.post("customer/search", {"filter": condition})
    if field == "registered_capital":  # an id is a number, so this is a question, if an odd one
        assert refused.status_code in (200, 400)
        return
    assert (refused.status_code, refused.json()["code"]) in ((400, "bad_filter"), (400, "bad_condition"))
    assert refused.json()["errors"][0]["path"].startswith("filter.value")


@pytest.mark.parametrize("fn", ["min", "max", "sum", "avg"])
def test_yes_and_no_have_no_smallest_and_largest(world: World, fn: str) -> None:
    refused = world.admin.post("contact/aggregate", {"measures": [{"fn": fn, "field": "birthday_is_lunar"}]})
    assert (refused.status_code, refused.json()["code"]) == (400, "not_measurable")


def test_a_department_made_below_nothing_stands_in_the_tree(world: World) -> None:
    from kezhou.platform.records.integrity import closure

    world.give(world.admin.user, {}, admin=["org"])
    made = world.admin.post("department", {"name": "Second company", "kind": "company"})
    assert made.status_code == 201, made.content
    assert closure() == []
    below = world.admin.post("department", {"name": "Sales", "parent": made.json()["id"]})
    assert below.status_code == 201, below.content
    assert closure() == []


@pytest.mark.parametrize("ids", [[True], [1.5], ["1"], None, "1"])
def test_ids_of_targets_are_numbers(world: World, ids: Any) -> None:
    assert world.admin.post("target/standing", {"ids": ids}).status_code == 422
