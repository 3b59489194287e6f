"""Tasks, phrases, and activities in the timeline."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.platform.base.sql import execute
from kezhou.platform.events.models import Event
from tests.activities.conftest import Team

pytestmark = pytest.mark.django_db


def test_a_task_is_done_postponed_and_opened_again(team: Team) -> None:
    task = team.made("ann", "task", title="寄样品", due_at=team.at(hours=-1))

    later = team.act("ann", f"task/{task}", "postpone", due_at="2026-12-01T01:00:00Z").json()
    done = team.act("ann", f"task/{task}", "done").json()

    assert (later["due_at"], later["state"]) == ("2026-12-01T01:00:00Z", "open")
    assert (done["state"], done["done_at"]) == ("done", "2026-11-22T08:00:00Z")
    assert team.act("ann", f"task/{task}", "done").status_code == 409
    assert team.act("ann", f"task/{task}", "postpone", due_at="2026-12-01T01:00:00Z").status_code == 409
    again = team.act("ann", f"task/{task}", "reopen").json()
    assert (again["state"], again["done_at"]) == ("open", None)
    assert Event.objects.filter(name="task.done", record_id=task).count() == 1
    assert team.api("ann").patch(f"task/{task}", {"state": "done"}, version=4).status_code == 403


def test_verbs_need_the_right_to_change(team: Team) -> None:
    task = team.made("ann", "task", title="寄样品")
    team.world.give(team.people["eve"], {"task": {"view": "all"}})

    assert team.act("eve", f"task/{task}", "done").status_code == 403
    assert team.api("eve").get(f"task/{task}").json()["_can"]["done"] is False
    assert team.api("ann").get(f"task/{task}").json()["_can"]["done"] is True


def test_shared_phrases_are_everybodys_to_read_and_their_makers_to_change(team: Team) -> None:
    shared = team.made("ann", "phrase", text="已发报价单", kind="email", shared=True)
    own = team.made("ann", "phrase", text="自己用的")

    assert team.api("eve").ids("phrase") == [shared]
    assert sorted(team.api("ann").ids("phrase")) == [shared, own]
    assert team.api("eve").patch(f"phrase/{shared}", {"text": "x"}, version=1).status_code == 403


def pages(team: Team, name: str, path: str, **words: Any) -> list[tuple[str, str]]:
    """Kind and text of all entries, read in small pages."""
    found, cursor = [], None
    while True:
        answer = team.api(name).get(path, limit=3, **words, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.content
        found += [(item["kind"], item["text"] or item["action"]) for item in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            return found


def test_the_timeline_merges_activities_with_changes_and_comments(team: Team) -> None:
    customer = team.customer("ann")
    start = team.world.clock.moment
    team.logged("ann", customer, content="很久以前谈过一次合作", at=team.at(days=40))
    for number in range(4):
        team.world.clock.moment = start + timedelta(hours=3 * number + 1)
        team.logged("ann", customer, content=f"第{number}次跟进，谈得不错啊")
        team.world.clock.moment += timedelta(hours=1)
        team.api("ann").post(f"customer/{customer}/comments", {"text": f"评论{number}"})
        team.world.clock.moment += timedelta(minutes=30)
        version = team.api("ann").get(f"customer/{customer}").json()["version"]
        team.api("ann").patch(f"customer/{customer}", {"remarks": f"备注{number}"}, version=version)
    team.made("ann", "task", title="寄样品", customer=customer)

    told = pages(team, "ann", f"customer/{customer}/timeline")

    expected = [("task", "寄样品")] if told[0][0] == "task" else [("audit", "update"), ("task", "寄样品")]
    for number in (3, 2, 1, 0):
        expected += [("audit", "update"), ("comment", f"评论{number}"), ("follow_up", f"第{number}次跟进，谈得不错啊")]
    if told[0][0] == "audit":
        del expected[2]
    expected += [("audit", "create"), ("follow_up", "很久以前谈过一次合作")]
    assert told == expected
    assert pages(team, "ann", f"customer/{customer}/timeline", kind="follow_up,comment") == [
        one for one in expected if one[0] in ("follow_up", "comment")
    ]
    assert team.api("ann").get(f"customer/{customer}/timeline", kind="nonsense").status_code == 400


def test_the_timeline_shows_only_activities_that_the_reader_may_see(team: Team) -> None:
    customer = team.customer("ann")
    team.logged("ann", customer)
    team.world.give(team.people["eve"], {"customer": {"view": "all"}, "follow_up": {"view": "own"}})

    assert [kind for kind, _text in pages(team, "eve", f"customer/{customer}/timeline")] == ["audit"]


def test_a_contacts_timeline_has_what_was_done_with_the_contact(team: Team) -> None:
    customer = team.customer("ann")
    contact = team.world.make("contact", {"name": "王工", "customer": customer}, team.people["ann"])
    team.logged("ann", customer, contact=contact, content="和王工聊了技术方案细节")
    team.logged("ann", customer, content="和别人聊了价格方案细节")

    told = pages(team, "ann", f"contact/{contact}/timeline", kind="follow_up")

    assert told == [("follow_up", "和王工聊了技术方案细节")]


def test_a_long_timeline_is_read_by_its_index(team: Team) -> None:
    customer = team.customer("ann")
    execute(
        "INSERT INTO activities_followup (created_at, updated_at, version, custom, external_ref, search_text, sort_key,"
        " customer_id, subject, kind, direction, content, result, at, next_content, status_to, attachments, effective,"
        " content_length, file_count, owner_id, author_id)"
        " SELECT now(), now(), 1, '{}', '', '', '', %s, 's', 'call', 'out', 'x', '', now() - n * interval '1 hour', '',"
        " '', '{}', TRUE, 1, 0, %s, %s FROM generate_series(1, 3000) n",
        (customer, team.people["ann"].id, team.people["ann"].id),
    )

    told = pages_limited(team, customer)

    assert (len(told), len(set(told))) == (100, 100)


def pages_limited(team: Team, customer: int) -> list[str]:
    found: list[str] = []
    cursor = None
    for _page in range(2):
        words = {"limit": 50, **({"cursor": cursor} if cursor else {})}
        answer = team.api("ann").get(f"customer/{customer}/timeline", **words).json()
        found += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    return found
