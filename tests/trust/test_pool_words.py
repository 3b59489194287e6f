"""C04, C08, C39: what a pool masks is masked on every path: fields are shown in part, what people wrote not at all."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.files import store
from kezhou.platform.notify.comments import create_comment
from kezhou.platform.pools import members, settings
from kezhou.platform.pools.models import Pool
from kezhou.platform.records import write

from .exchanging import taken
from .fingerprint import fingerprint
from .world import ACTIONS, Caller, World

PHONE, WORDS, NAME = "13812341234", "打给王总谈合同", "深圳市华为技术有限公司"
SAID = f"{WORDS} {PHONE}"
WRITTEN = ("follow_up", "task", "visit")


@dataclass
class Story:
    """A customer in a pool, whose phone stands in its field and in everything that a colleague left there."""

    pool: Pool
    customer: int
    ids: dict[str, int]
    file: int


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    members.forget()


def story(world: World) -> Story:
    pool = settings.create(
        world.ctx, {"entity": "customer", "name": "South", "members": [{"user": world.people["asker"].id}]}
    )
    writer = world.acting("colleague")

    def made(key: str, values: dict[str, Any]) -> int:
        whole = {**world.sample("colleague", key), **values}
        id_ = write.create(writer, world.entity(key), whole, write.Options(internal=True)).id
        assert id_ is not None
        return id_

    customer = made("customer", {"name": NAME, "mobile": PHONE, "pool": pool.id})
    ids = {
        "contact": made("contact", {"name": "王总", "mobile": PHONE, "customer": customer}),
        "follow_up": made("follow_up", {"customer": customer, "content": SAID}),
        "task": made("task", {"customer": customer, "pool": pool.id, "title": SAID, "due_at": "2026-11-23T02:00:00Z"}),
        "visit": made(
            "visit", {"customer": customer, "pool": pool.id, "purpose": SAID, "planned_at": "2026-11-23T02:00:00Z"}
        ),
    }
    create_comment(writer, "customer", customer, SAID, lambda ids: ids)
    file = store.add_file(writer, "customer", customer, f"{SAID}.txt", [SAID.encode()])
    return Story(pool, customer, ids, file.id)


def asker(world: World) -> Caller:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    return world.caller("asker")


def content(answer: Any) -> str:
    """What the answer says; characters of json as they are read."""
    if "json" in answer.headers["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return b"".join(answer.streaming_content).decode()


def paths(told: Story) -> dict[str, str]:
    at = f"customer/{told.customer}"
    written = {key: f"{key}?limit=50" for key in WRITTEN}
    opened = {f"{key} opened": f"{key}/{told.ids[key]}" for key in WRITTEN}
    related = {f"related {key}": f"{at}/related/{name}" for key, name in RELATED.items()}
    return written | opened | related | {
        "list": "customer?limit=50", "record": at, "contacts": f"{at}/related/contacts", "timeline": f"{at}/timeline",
        "comments": f"{at}/comments", "files": f"{at}/files", "file": f"files/{told.file}",
        "expand": "follow_up?expand=customer,contact", "search by words": f"search?q={WORDS}",
        "search by number": f"search?q={PHONE}", "typed": f"follow_up?q={PHONE[:6]}",
        "calendar": "calendar?from=2026-11-20&to=2026-11-27", "today": "today", "home": "home",
    }  # fmt: skip


RELATED = {"follow_up": "follow_ups", "task": "tasks", "visit": "visits"}
OPENED_BY_THE_POOL = {
    *WRITTEN, *(f"{key} opened" for key in WRITTEN), *(f"related {key}" for key in WRITTEN), "timeline", "comments",
    "files", "file", "expand", "search by words",
}  # fmt: skip
"""Where the words stand once the pool does not mask."""


def test_c04_c08_before_a_claim_neither_the_number_nor_the_words_come_out_anywhere(world: World) -> None:
    told, caller = story(world), asker(world)
    answers = {name: caller.get(path) for name, path in paths(told).items()}
    texts = {name: content(answer) for name, answer in answers.items()}
    assert [name for name, text in texts.items() if PHONE in text or WORDS in text] == []
    assert {name for name, answer in answers.items() if answer.status_code == 404} == {
        "file", *(f"{key} opened" for key in WRITTEN),
    }  # fmt: skip
    assert answers["record"].json()["mobile"] == "138****1234"
    assert answers["comments"].json()["items"] == answers["files"].json()["items"] == []
    assert {item["kind"] for item in answers["timeline"].json()["items"]} <= {"audit"}

    settings.change(world.ctx, told.pool.id, {"masked": False})
    opened = {name: content(caller.get(path)) for name, path in paths(told).items()}
    assert {name for name, text in opened.items() if WORDS in text} >= OPENED_BY_THE_POOL


def test_c08_filters_numbers_and_reports_answer_as_if_nothing_was_written(world: World) -> None:
    told, caller = story(world), asker(world)

    def asked() -> list[Any]:
        return [
            caller.post("follow_up/count", {"filter": {"field": "content", "op": "contains", "value": PHONE[:4]}}),
            caller.post("task/count", {"filter": {"field": "title", "op": "contains", "value": PHONE[:4]}}),
            caller.post("follow_up/aggregate", {"measures": [{"fn": "count"}]}),
            caller.post("report/run", {"definition": {"entity": "follow_up", "measures": [{"fn": "count"}],
                                                      "dimensions": [{"field": "kind"}]}}),
        ]  # fmt: skip

    def numbers() -> list[Any]:
        count, tasks, total, report = (answer.json() for answer in asked())
        return [count["count"], tasks["count"], total["rows"][0]["values"], report["totals"]["all"]["values"]]

    assert [answer.status_code for answer in asked()] == [200] * 4
    hidden = numbers()
    assert hidden == [0, 0, [0], [0]]
    settings.change(world.ctx, told.pool.id, {"masked": False})
    assert numbers() == [1, 1, [1], [1]]


@pytest.mark.parametrize("masked", [True, False])
def test_c39_a_file_of_what_was_written_takes_nothing_out_of_a_pool(world: World, masked: bool) -> None:
    told, caller = story(world), asker(world)
    settings.change(world.ctx, told.pool.id, {"masked": masked})
    for key in WRITTEN:
        job = taken(caller, key)
        assert job["state"] == "done"
        assert PHONE not in content(caller.get(f"files/{job['result']['file']}")), key


def test_c08_own_words_stay_ones_own_and_come_back_with_the_claim(world: World) -> None:
    """A member writes on a record of the pool and reads that alone; after the claim the whole story is there."""
    told, caller = story(world), asker(world)
    at = f"customer/{told.customer}"
    assert caller.post(f"{at}/comments", {"text": "我来跟"}).status_code == 201
    assert [item["text"] for item in caller.get(f"{at}/comments").json()["items"]] == ["我来跟"]
    assert [i["text"] for i in caller.get(f"{at}/timeline").json()["items"] if i["kind"] == "comment"] == ["我来跟"]
    untouched = ("audit_entry", "identity_ratecounter")
    before = fingerprint(untouched)
    assert caller.delete(f"files/{told.file}").status_code in (403, 404)
    assert caller.post(f"{at}/reveal", {"field": "mobile"}).status_code in (403, 404)
    assert fingerprint(untouched) == before

    assert caller.post(f"{at}/claim").status_code == 200
    assert [item["text"] for item in caller.get(f"{at}/comments").json()["items"]] == ["我来跟", SAID]
    assert content(caller.get(f"files/{told.file}")) == SAID
    assert caller.get(f"follow_up/{told.ids['follow_up']}").json()["content"] == SAID
    assert [item["kind"] for item in caller.get(f"{at}/timeline").json()["items"]].count("follow_up") == 1


def test_c04_c08_a_request_about_a_record_of_the_pool_is_words_as_well(world: World) -> None:
    told, caller = story(world), asker(world)
    sample = {**world.sample("colleague", "opportunity"), "customer": told.customer, "pool": told.pool.id}
    options = write.Options(internal=True)
    deal = write.create(world.acting("colleague"), world.entity("opportunity"), sample, options).id
    request = ApprovalRequest.objects.create(
        kind="project_start", title=SAID, entity="opportunity", record_id=deal, comment=SAID,
        asked_by=world.people["colleague"], asked_at=world.clock.now(), state="approved",
    )  # fmt: skip
    running, one = f"approval/running?entity=opportunity&id={deal}", f"approval/{request.id}"
    assert caller.get(f"opportunity/{deal}").status_code == 200
    assert (caller.get(running).json()["items"], caller.get(one).status_code) == ([], 404)
    settings.change(world.ctx, told.pool.id, {"masked": False})
    assert [WORDS in content(caller.get(path)) for path in (running, one)] == [True, True]


def test_c04_who_sees_everything_and_who_wrote_it_read_on(world: World) -> None:
    told = story(world)
    for name, level in (("colleague", "own"), ("below", "all")):
        world.give(name, world.role(f"role of {name}", dict.fromkeys(ACTIONS, level)))
    author, boss = world.caller("colleague"), world.caller("below")
    assert author.get(f"follow_up/{told.ids['follow_up']}").json()["content"] == SAID
    assert author.get(f"customer/{told.customer}").status_code == 404
    assert [i["text"] for i in boss.get(f"customer/{told.customer}/comments").json()["items"]] == [SAID]
    assert boss.get(f"files/{told.file}").status_code == 200


def test_c04_whom_a_role_shows_numbers_in_full_reads_no_row_in_any_door(world: World) -> None:
    told = story(world)
    role = world.role("seller", dict.fromkeys(ACTIONS, "own"))
    for key in ("customer", "contact"):
        world.restrict(role, key, "mobile", "full")
    world.give("asker", role)
    caller = world.caller("asker")
    texts = {name: content(caller.get(path)) for name, path in paths(told).items()}
    assert [name for name, text in texts.items() if PHONE in text or WORDS in text] == []
    (shown,) = caller.get(f"pool/{told.pool.id}/records?fields=name,mobile").json()["items"]
    assert shown["mobile"] == "138****1234"
