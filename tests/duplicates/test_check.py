"""Asking before creating, and the check on saving (S104, C08)."""

from collections.abc import Callable
from typing import Any

import pytest

from kezhou.kernel.errors import Forbidden, Invalid, TooMany
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.duplicates import asking, rules
from kezhou.platform.duplicates.models import Key
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.notify.models import InboxItem
from kezhou.platform.records import write
from kezhou.platform.records.draft import Draft
from tests.exchange.conftest import World
from tests.exchange.test_api import client, post

Make = Callable[..., Draft]


def test_a_name_within_reach_is_answered_with_id_score_and_reasons(
    world: World, customers: CompiledEntity, make: Make
) -> None:
    ctx = world.ctx(world.head)
    made = make(ctx, "深圳市华为技术有限公司")
    (item,) = asking.ask(ctx, customers, {"name": "华为技术（深圳）有限公司"})
    assert (item["id"], item["name"], item["verdict"]) == (made.id, "深圳市华为技术有限公司", "certain")
    assert item["owner"] == "单雄信"
    assert item["score"] > 98
    assert [(reason["field"], reason["code"], reason["strength"]) for reason in item["reasons"]] == [
        ("name", "same", "strong")
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "深圳市华为技术公司",
        "深圳市华伪技术有限公司",
        "深圳市为华技术有限公司",
        "深圳市華為技術 有限公司",
        "华为技术有限公司",
    ],
)
def test_other_spellings_are_found(world: World, customers: CompiledEntity, make: Make, asked: str) -> None:
    ctx = world.ctx(world.head)
    made = make(ctx, "深圳市华为技术有限公司")
    (item,) = asking.ask(ctx, customers, {"name": asked})
    assert item["id"] == made.id
    assert item["verdict"] in ("likely", "certain")


def test_a_branch_and_another_company_are_not_the_company(world: World, customers: CompiledEntity, make: Make) -> None:
    ctx = world.ctx(world.head)
    make(ctx, "深圳市华为技术有限公司")
    for other in ("深圳市华为技术有限公司北京分公司", "深圳市中兴通讯股份有限公司", "上海华为技术有限公司"):
        verdicts = {item["verdict"] for item in asking.ask(ctx, customers, {"name": other})}
        assert not verdicts & {"likely", "certain"}, other


def test_what_cannot_be_seen_gives_a_verdict_and_no_id_score_or_text(
    world: World, customers: CompiledEntity, make: Make
) -> None:
    make(world.ctx(world.head), "深圳市华为技术有限公司", mobile="13800001234")
    (item,) = asking.ask(world.ctx(world.seller), customers, {"name": "深圳华为技术有限公司"})
    assert item == {"verdict": "certain", "owner": "单雄信", "pool": None, "last_follow_up": None}
    rules.put(
        world.ctx(world.head),
        customers,
        {"tell_owner": False, "tell_pool": False, "tell_last_follow_up": False},
    )
    (item,) = asking.ask(world.ctx(world.seller), customers, {"mobile": "138-0000-1234"})
    assert item == {"verdict": "likely"}


def test_of_what_cannot_be_seen_a_vague_likeness_says_nothing(
    world: World, customers: CompiledEntity, make: Make
) -> None:
    make(world.ctx(world.head), "深圳市华为技术有限公司", phone="075526780000", website="www.huawei-test.com")
    seller, head = world.ctx(world.seller), world.ctx(world.head)
    asked = {"website": "https://huawei-test.com/contact"}
    assert [item["verdict"] for item in asking.ask(head, customers, asked)] == ["possible"]
    assert asking.ask(seller, customers, asked) == []


def test_exact_fields_find_whatever_the_name(world: World, customers: CompiledEntity, make: Make) -> None:
    ctx = world.ctx(world.head)
    made = make(ctx, "甲贸易有限公司", credit_code="91110108551385082Q", mobile="13800001234", email="a@jia.cn")
    for asked, field, verdict in (
        ({"credit_code": "91110108 551385082q", "name": "完全不同的商行"}, "credit_code", "certain"),
        ({"mobile": "+86 138 0000 1234"}, "mobile", "likely"),
        ({"phone": "13800001234"}, "mobile", "likely"),
        ({"email": "A@JIA.cn"}, "email", "certain"),
    ):
        (item,) = asking.ask(ctx, customers, asked)
        assert (item["id"], item["verdict"], item["reasons"][0]["field"]) == (made.id, verdict, field)


def test_a_number_of_a_contact_leads_to_the_customer(world: World, customers: CompiledEntity, make: Make) -> None:
    ctx = world.ctx(world.head)
    made = make(ctx, "甲贸易有限公司")
    contacts = registry.entity(ctx, "contact")
    write.create(ctx, contacts, {"name": "王芳", "customer": made.id, "mobile": "13900005678"})
    (item,) = asking.ask(ctx, customers, {"mobile": "139 0000 5678"})
    assert (item["id"], item["verdict"]) == (made.id, "likely")


def test_unknown_words_and_wrong_values_are_refused(world: World, customers: CompiledEntity) -> None:
    ctx = world.ctx(world.head)
    for asked in ({"nmae": "x"}, {"name": 5}, {"name": "长" * 501}):
        with pytest.raises(Invalid):
            asking.ask(ctx, customers, asked)
    with pytest.raises(Invalid):
        asking.ask_values(ctx, customers, {"no_such_field": "x"}, None)


def test_who_may_not_create_may_not_ask(world: World, customers: CompiledEntity) -> None:
    with pytest.raises(Forbidden):
        asking.ask(world.ctx(world.reader), customers, {"name": "华为"})


def test_asking_is_limited(world: World, customers: CompiledEntity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PER_HOUR", 3)
    ctx = world.ctx(world.seller)
    for _time in range(3):
        assert asking.ask(ctx, customers, {"name": "华为技术"}) == []
    with pytest.raises(TooMany):
        asking.ask(ctx, customers, {"name": "华为技术"})


def test_a_save_warns_and_goes_through(world: World, make: Make) -> None:
    ctx = world.ctx(world.head)
    first = make(ctx, "深圳市华为技术有限公司")
    assert first.warnings == []
    second = make(ctx, "深圳市华伪技术有限公司")
    (warning,) = second.warnings
    assert (warning.path, warning.code, warning.params["id"]) == ("name", "duplicate", first.id)
    assert "深圳市华为技术有限公司" in str(warning.message)


def test_a_save_by_a_stranger_warns_without_the_name(world: World, make: Make) -> None:
    make(world.ctx(world.head), "深圳市华为技术有限公司")
    (warning,) = make(world.ctx(world.seller), "华为技术（深圳）有限公司").warnings
    assert "id" not in warning.params
    assert "华为" not in str(warning.message)


def test_a_blocking_rule_refuses_and_nothing_is_written(world: World, customers: CompiledEntity, make: Make) -> None:
    ctx = world.ctx(world.head)
    make(ctx, "深圳市华为技术有限公司")
    rules.put(ctx, customers, {"rules": [{"moment": "save", "level": "certain", "action": "block"}]})
    customers.cache.clear()  # the next call has a new epoch and with it a new compiled entity
    before = (Customer.objects.count(), Key.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Invalid) as refused:
        make(ctx, "华为技术（深圳）有限公司")
    assert (refused.value.code, refused.value.errors[0].code) == ("duplicate", "duplicate")
    assert (Customer.objects.count(), Key.objects.count(), AuditEntry.objects.count()) == before
    assert make(ctx, "深圳市中兴通讯有限公司").id is not None


def test_an_import_is_not_stopped_unless_a_rule_says_so(world: World, customers: CompiledEntity, make: Make) -> None:
    ctx = world.ctx(world.head)
    make(ctx, "深圳市华为技术有限公司")
    options = write.Options(meta={"import": 1})
    rows = [{"name": "华为技术（深圳）有限公司"}, {"name": "深圳市中兴通讯有限公司"}]
    assert [draft.ok for draft in write.create_many(ctx, customers, rows[:1], options)] == [True]
    rules.put(ctx, customers, {"rules": [{"moment": "import", "level": "likely", "action": "block"}]})
    customers.cache.clear()  # the next call has a new epoch and with it a new compiled entity
    assert [draft.ok for draft in write.create_many(ctx, customers, rows, options)] == [False, True]


def test_keys_follow_every_change(world: World, customers: CompiledEntity, make: Make) -> None:
    ctx = world.ctx(world.head)
    made = make(ctx, "深圳市华为技术有限公司", mobile="13800001234")
    write.update(ctx, customers, int(made.id or 0), {"name": "珠海格力电器有限公司", "mobile": "13911112222"})
    assert asking.ask(ctx, customers, {"name": "深圳市华为技术有限公司"}) == []
    assert asking.ask(ctx, customers, {"mobile": "13800001234"}) == []
    assert [item["id"] for item in asking.ask(ctx, customers, {"mobile": "13911112222"})] == [made.id]
    write.delete(ctx, customers, int(made.id or 0))
    assert asking.ask(ctx, customers, {"name": "珠海格力电器有限公司"}) == []
    write.restore(ctx, customers, int(made.id or 0))
    assert [item["id"] for item in asking.ask(ctx, customers, {"name": "珠海格力电器有限公司"})] == [made.id]


def test_the_record_that_is_edited_is_no_duplicate_of_itself(
    world: World, customers: CompiledEntity, make: Make
) -> None:
    ctx = world.ctx(world.head)
    made = make(ctx, "深圳市华为技术有限公司")
    assert asking.ask_values(ctx, customers, {"name": "深圳华为技术有限公司"}, made.id) == []
    updated = write.update(ctx, customers, int(made.id or 0), {"name": "深圳华为技术有限公司"})
    assert updated.warnings == []


def test_over_http(world: World, make: Make) -> None:
    made = make(world.ctx(world.head), "深圳市华为技术有限公司")
    asked = {"name": "深圳市华为技术公司"}
    answer = post(client(world.head), "duplicate/check", asked)
    assert (answer.status_code, answer.json()["items"][0]["id"]) == (200, made.id)
    hidden: Any = post(client(world.seller), "duplicate/check", asked).json()["items"]
    assert [sorted(item) for item in hidden] == [["last_follow_up", "owner", "pool", "verdict"]]
    wanted = {"entity": "customer", "values": {"name": "深圳市华为技术公司"}}
    assert post(client(world.head), "duplicates/check", wanted).json()["items"][0]["id"] == made.id
    assert post(client(world.head), "duplicate/check", {"nam": "x"}).status_code == 400
    assert post(client(world.head), "duplicates/check", {"entity": "user", "values": {}}).status_code == 404
    assert post(client(world.reader), "duplicate/check", asked).status_code == 403


def test_a_record_is_compared_with_its_own_values(world: World, customers: CompiledEntity, make: Make) -> None:
    first = make(world.ctx(world.head), "深圳市华为技术有限公司", mobile="13800138000")
    twin = make(world.ctx(world.head), "深圳市华伪技术有限公司")
    door = client(world.head)
    found = post(door, "duplicates/check", {"entity": "customer", "id": twin.id}).json()["items"]
    assert [item["id"] for item in found] == [first.id]
    assert post(client(world.seller), "duplicates/check", {"entity": "customer", "id": twin.id}).status_code == 404
    assert post(door, "duplicates/check", {"entity": "customer", "id": 10**9}).status_code == 404
    assert post(door, "duplicates/check", {"entity": "customer", "id": True}).status_code == 422


def test_owners_out_of_reach_are_asked_without_telling_the_asker_more(
    world: World, customers: CompiledEntity, make: Make
) -> None:
    theirs = make(world.ctx(world.head), "深圳市华为技术有限公司")
    body = {"entity": "customer", "values": {"name": "深圳市华伪技术有限公司"}}
    door = client(world.seller)

    assert post(door, "duplicates/ask", body).json() == {"asked": 1}

    item = InboxItem.objects.get()
    assert (item.user_id, item.kind, item.record_id) == (world.head.id, "duplicate_asked", theirs.id)
    assert "深圳市华伪技术有限公司" in item.title
    assert post(client(world.head), "duplicates/ask", body).json() == {"asked": 0}  # may open it
    rules.put(world.ctx(world.head), customers, {"tell_owner": False})
    assert post(door, "duplicates/ask", body).json() == {"asked": 0}
    for _again in range(asking.ASKED_PER_HOUR):
        last = post(door, "duplicates/ask", body)
    assert last.status_code == 429
    assert InboxItem.objects.count() == 1
