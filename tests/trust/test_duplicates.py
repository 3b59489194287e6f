"""C08, C04, C35, C36: the check for duplicates says of what is out of reach a verdict and what the policy lets out."""

import json
from typing import Any

import pytest

from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.duplicates import asking, rules, statistics
from kezhou.platform.duplicates.models import DuplicatePair
from kezhou.platform.records import write

from .fingerprint import fingerprint
from .test_matrix import same
from .test_noninterference import CODE, EMAIL, HIDDEN, NAME, PHONE
from .world import ACTIONS, Caller, World

ASKED = ("name", "credit_code", "phone", "mobile", "email", "website", "address")
SITE, ADDRESS = "https://www.huawei-canary.com/contact", "深圳市龙岗区坂田华为基地一号"
OTHERS = {
    "name": "毫不相干的商行", "credit_code": "91350100M000100Y43", "phone": "0755-26780000", "mobile": "13911112222",
    "email": "nobody@else.example", "website": "https://else.example", "address": "北京市海淀区二号",
}  # fmt: skip
TYPED = {"name": "华为技术（深圳）有限公司", "credit_code": CODE, "phone": PHONE, "mobile": PHONE, "email": EMAIL,
         "website": SITE, "address": ADDRESS}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_statistics() -> None:
    statistics._kept.clear()


@pytest.fixture
def seller(world: World) -> Caller:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    return world.caller("asker")


def checked(caller: Caller, **facts: Any) -> list[dict[str, Any]]:
    answer = caller.post("duplicate/check", facts)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def hidden(world: World, **values: Any) -> int:
    return world.record("stranger", **{**HIDDEN, "website": SITE, "address": ADDRESS, **values})


@pytest.mark.parametrize("policy", [True, False])
@pytest.mark.parametrize("word", ASKED)
def test_c08_of_a_record_out_of_reach_only_the_verdict_and_the_policys_words(
    world: World, seller: Caller, word: str, policy: bool
) -> None:
    id_ = hidden(world)
    entity = world.entity("customer")
    told = {"tell_owner": policy, "tell_pool": policy, "tell_last_follow_up": policy}
    rules.put(world.ctx, entity, told)
    answers = [seller.post("duplicate/check", {word: TYPED[word]}), seller.post("duplicate/check", TYPED)]
    for answer in answers:
        text = answer.content.decode()
        for item in answer.json()["items"]:
            assert set(item) <= {"verdict"} | ({"owner", "pool", "last_follow_up"} if policy else set())
            assert item["verdict"] in ("likely", "certain")
            assert item.get("owner") in (None, "Stranger")
        assert [value for value in (NAME, "坂田", PHONE, EMAIL, CODE, "canary", "138****") if value in text] == []
        assert f'"id":{id_}' not in text.replace(" ", "")
    assert answers[1].json()["items"] != []


def test_c08_a_save_by_hand_tells_no_more_than_the_check(world: World, seller: Caller) -> None:
    """Warnings of the form, of the bulk call and of an import's rows: no id, no score, no text of the other record."""
    hidden(world)
    made = seller.post("customer", {"name": TYPED["name"], "credit_code": CODE})
    assert made.status_code == 201
    (warning,) = [found for found in made.json()["_warnings"] if found["code"] == "duplicate"]
    assert warning.get("params", {}).keys() <= {"verdict", "owner", "pool", "last_follow_up", "action"}
    assert NAME not in made.content.decode()


def test_c08_vague_likenesses_out_of_reach_neither_show_nor_take_the_place_of_others(
    world: World, seller: Caller
) -> None:
    """More of them than an answer holds, all older: the one within reach is told as if they were not there."""
    asked, name = {"name": f"{NAME}北京分公司"}, NAME
    for _number in range(15):
        world.record("stranger", name=name)
    assert checked(seller, **asked) == []
    mine = world.record("asker", name=name)
    (item,) = checked(seller, **asked)
    assert (item["id"], item["verdict"]) == (mine, "possible")


@pytest.mark.parametrize("word", ASKED)
def test_c08_records_out_of_reach_that_share_nothing_change_no_answer(world: World, seller: Caller, word: str) -> None:
    world.record("asker", name="我的华为技术有限公司", website=SITE, mobile=PHONE)
    typed = {"name": TYPED["name"], word: TYPED[word]}
    before = seller.post("duplicate/check", typed, **{"X-Request-ID": "the-same-request"})
    for number in range(3):
        customer = world.record("stranger", **{**OTHERS, "name": f"{OTHERS['name']}{number}"})
        world.record("stranger", "contact", customer=customer, mobile=f"1350000111{number}", name="单雄信")
    gone = world.record("stranger", name=NAME)
    write.delete(world.acting("stranger"), world.entity("customer"), gone)
    after = seller.post("duplicate/check", typed, **{"X-Request-ID": "the-same-request"})
    assert (after.status_code, after.content) == (before.status_code, before.content)


@pytest.mark.parametrize("view", ["hidden", "masked", "full"])
@pytest.mark.parametrize("stored", ["phone", "mobile"])
@pytest.mark.parametrize("whose", ["asker", "stranger"])
def test_c04_c08_a_hidden_field_plays_no_part(world: World, view: str, stored: str, whose: str) -> None:
    """Also where another field of its kind is not hidden: what is typed as mobile does not meet a hidden phone."""
    role = world.role("seller", dict.fromkeys(ACTIONS, "own"))
    world.restrict(role, "customer", stored, view, edit=view == "full")
    world.give("asker", role)
    world.record(whose, name="某某科技有限公司", **{stored: PHONE})
    caller = world.caller("asker")
    found = [checked(caller, **{word: PHONE}) for word in ("phone", "mobile")]
    found.append(
        caller.post(
            "duplicates/check",
            {
                "entity": "customer",
                "values": {name: PHONE for name in ("phone", "mobile") if not (name == stored and view == "hidden")},
            },
        ).json()["items"]
    )
    if view == "hidden":
        assert found == [[], [], []]
        refused = caller.post("duplicates/check", {"entity": "customer", "values": {stored: PHONE}})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")
        other = "mobile" if stored == "phone" else "phone"
        made = caller.post("customer", {"name": "又一家商贸有限公司", other: PHONE})
        assert made.status_code == 201
        assert "duplicate" not in json.dumps(made.json().get("_warnings", []))
    else:
        assert all(found)
        assert PHONE not in json.dumps(found)


def test_c04_c08_a_contacts_hidden_number_plays_no_part(world: World) -> None:
    role = world.role("seller", dict.fromkeys(ACTIONS, "own"))
    world.give("asker", role)
    customer = world.record("stranger", name="某某科技有限公司")
    world.record("stranger", "contact", customer=customer, mobile=PHONE)
    caller = world.caller("asker")
    assert [item["verdict"] for item in checked(caller, mobile=PHONE)] == ["likely"]
    world.restrict(role, "contact", "mobile", "hidden", edit=False)
    assert checked(caller, mobile=PHONE) == []


def test_c35_c36_asking_is_limited_per_person_and_says_when_to_come_back(
    world: World, seller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PER_MINUTE", 5)
    hidden(world)
    answers = [seller.post("duplicate/check", {"name": f"{NAME}{n}"}) for n in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert all(0 < int(answer["Retry-After"]) <= 60 for answer in answers[5:])
    other = seller.post("duplicates/check", {"entity": "customer", "values": {"name": NAME}})
    assert other.status_code == 429  # the form's own call is no way around
    world.give("colleague", world.role("other", dict.fromkeys(ACTIONS, "own")))
    assert world.caller("colleague").post("duplicate/check", {"name": NAME}).status_code == 200


def test_c01_c02_who_may_neither_create_nor_change_asks_nothing(world: World) -> None:
    world.give("asker", world.role("reader", {"view": "all"}))
    hidden(world)
    caller, before = world.caller("asker"), fingerprint()
    for path, body in (("duplicate/check", TYPED), ("duplicates/check", {"entity": "customer", "values": TYPED})):
        answer = caller.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "no_right"), path
    assert fingerprint() == before


def test_c08_leaving_a_record_out_does_not_tell_which_one_lies_out_of_reach(world: World, seller: Caller) -> None:
    """The id of the record that is edited: somebody else's is one that never was, whether or not it looks alike."""
    mine, alike = world.record("asker", name="毫不相干的商行"), hidden(world)
    other = world.record("stranger", name="另一家毫不相干的商行")

    def asked(id_: int | None) -> tuple[int, Any, Any]:
        return same(seller.post("duplicates/check", {"entity": "customer", "values": {"name": NAME}, "id": id_}))

    assert asked(alike) == asked(other) == asked(987654)
    assert asked(alike)[0] == 404
    assert asked(mine) == asked(None)
    assert asked(None)[0] == 200


@pytest.mark.parametrize(("view", "update", "status"), [("own", "own", 404), ("all", "own", 403), ("all", "all", 200)])
@pytest.mark.parametrize("mine_first", [True, False])
def test_c01_c03_a_pair_is_for_whoever_sees_both_and_judged_by_whoever_may_change_both(
    world: World, view: str, update: str, status: int, mine_first: bool
) -> None:
    """Out of reach it is not listed, not decided, and told as a pair that never was; where only one of the two is the
    asker's to change it is shown, and left as it is."""
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own") | {"view": view, "update": update}))
    caller = world.caller("asker")
    if mine_first:
        ids = [world.record("asker", name=NAME), hidden(world)]
    else:
        ids = [hidden(world), world.record("asker", name=NAME)]
    pair = DuplicatePair.objects.create(
        entity="customer", a=ids[0], b=ids[1], log_odds=9.0, verdict="certain", found_at=world.clock.now()
    )
    body, before = {"state": "different", "reason": "another company"}, fingerprint()
    listed = caller.get("duplicates/pairs?entity=customer").json()["items"]
    answer = same(caller.post(f"duplicates/pairs/{pair.id}", body))
    assert [(row["id"], row["_can"]) for row in listed] == (
        [] if status == 404 else [(pair.id, {"decide": status == 200})]
    )
    assert answer[0] == status
    if status == 404:
        assert answer == same(caller.post("duplicates/pairs/987654", body))
    if status != 200:
        assert fingerprint() == before
        pair.refresh_from_db()
        assert pair.state == "open"


def test_c01_a_pair_with_a_record_that_is_gone_is_not_judged(world: World) -> None:
    world.give("asker", world.role("head", dict.fromkeys(ACTIONS, "all")))
    ids = sorted((world.record("asker", name=NAME), hidden(world)))
    pair = DuplicatePair.objects.create(
        entity="customer", a=ids[0], b=ids[1], log_odds=9.0, verdict="certain", found_at=world.clock.now()
    )
    write.delete(world.acting("stranger"), world.entity("customer"), ids[1])
    answer = world.caller("asker").post(f"duplicates/pairs/{pair.id}", {"state": "same", "reason": "one company"})
    assert answer.status_code == 404
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == ("open", "")


def test_c08_hidden_records_with_the_same_number_change_no_score_of_a_visible_one(world: World, seller: Caller) -> None:
    world.record("asker", name="深圳市蓝海测试仪器有限公司", phone=PHONE)
    before = checked(seller, name="蓝海测试", phone=PHONE)
    assert [item["name"] for item in before] == ["深圳市蓝海测试仪器有限公司"]

    for number in range(12):
        world.record("stranger", name=f"不相干的公司{number}", phone=PHONE)

    mine = [item for item in checked(seller, name="蓝海测试", phone=PHONE) if "id" in item]
    assert mine == before


def test_c04_of_ones_own_record_only_open_fields_are_told(world: World) -> None:
    role = world.role("seller", dict.fromkeys(ACTIONS, "own"))
    for name in ("last_follow_up_at", "owner"):
        world.restrict(role, "customer", name, "hidden", edit=False)
    world.give("asker", role)
    mine = world.record("asker", name=NAME, credit_code=CODE)
    Customer.objects.filter(id=mine).update(last_follow_up_at=world.clock.now())
    (item,) = checked(world.caller("asker"), credit_code=CODE)
    assert (item["id"], item["name"], item["owner"], item["last_follow_up"]) == (mine, NAME, None, None)
