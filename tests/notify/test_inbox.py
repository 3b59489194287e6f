"""Messages reach the people that they are for, in their language, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from kezhou.kernel.errors import NotFound
from kezhou.platform.jobs import records
from kezhou.platform.notify import inbox
from kezhou.platform.notify.comments import create_comment, delete_comment, edit_comment, list_comments
from kezhou.platform.notify.models import Comment, InboxItem
from tests.jobs.people import START, acting, person, system

from .browser import Browser

pytestmark = pytest.mark.django_db


def test_only_active_people_get_it() -> None:
    li, wang = person("li"), person("wang", status="disabled")

    assert inbox.notify(system(), [li.id, wang.id, li.id, 10**9], "hint", "Hello", entity="customer", record_id=7) == 1

    [item] = InboxItem.objects.all()
    assert (item.user_id, item.title, item.entity, item.record_id, item.at, item.read_at) == (
        li.id,
        "Hello",
        "customer",
        7,
        START,
        None,
    )


def test_everybody_reads_it_in_their_language() -> None:
    from django.utils.translation import gettext_lazy as _

    en, zh = person("en", locale="en"), person("zh", locale="zh-hans")

    inbox.notify(system(), [en.id, zh.id], "approval", _("Approved: %(title)s"), params={"title": "ABC"})

    titles = dict(InboxItem.objects.values_list("user_id", "title"))
    assert titles == {en.id: "Approved: ABC", zh.id: "已批准：ABC"}


def test_reading_marks_only_ones_own() -> None:
    li, wang = person("li"), person("wang")
    inbox.notify(system(), [li.id, wang.id], "hint", "Hello")
    ids = list(InboxItem.objects.values_list("id", flat=True))

    assert inbox.mark_read(acting(li), ids) == 1

    assert InboxItem.objects.get(user=wang).read_at is None
    assert (inbox.unread_count(acting(li)), inbox.unread_count(acting(wang))) == (0, 1)


def test_a_mention_reaches_only_those_who_may_see_the_record() -> None:
    li, wang, zhao = person("li"), person("wang"), person("zhao")
    text = f"@[{wang.id}] and @[{zhao.id}] and @[{li.id}] please look"

    create_comment(acting(li), "customer", 7, text, lambda ids: [i for i in ids if i == wang.id])

    assert list(InboxItem.objects.values_list("user_id", "kind", "entity", "record_id")) == [
        (wang.id, "mention", "customer", 7)
    ]


def test_a_comment_belongs_to_its_author() -> None:
    li, wang = person("li"), person("wang")
    comment = create_comment(acting(li), "customer", 7, "  first  ", lambda ids: ids)

    with pytest.raises(NotFound):
        edit_comment(acting(wang), comment.id, "mine now")
    with pytest.raises(NotFound):
        delete_comment(acting(wang), comment.id)
    assert Comment.objects.get(id=comment.id).text == "first"

    edit_comment(acting(li), comment.id, "second")
    assert [row.text for row in list_comments("customer", 7)] == ["second"]
    delete_comment(acting(li), comment.id)
    assert list_comments("customer", 7) == []


def test_the_inbox_over_http() -> None:
    li = person("li")
    browser = Browser(li)
    for number in range(3):
        inbox.notify(system(), [li.id], "hint", f"Hello {number}")

    page = browser.call("get", "inbox?unread=true&limit=2").json()
    assert [item["title"] for item in page["items"]] == ["Hello 2", "Hello 1"]
    assert (page["unread"], page["items"][0]["read"]) == (3, False)
    rest = browser.call("get", f"inbox?cursor={page['next']}").json()
    assert ([item["title"] for item in rest["items"]], rest["next"]) == (["Hello 0"], None)

    assert browser.call("post", "inbox/read", {"ids": [page["items"][0]["id"]]}).json() == {"changed": 1, "unread": 2}
    assert browser.call("post", "inbox/read", {"all": True}).json() == {"changed": 2, "unread": 0}


@pytest.mark.parametrize("query", ["limt=2", "limit=0", "limit=1000", "cursor=x", "unread=yes"])
def test_unknown_words_are_a_400(query: str) -> None:
    answer = Browser(person("li")).call("get", f"inbox?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_read_needs_ids_or_all() -> None:
    browser = Browser(person("li"))

    assert browser.call("post", "inbox/read", {}).status_code == 422
    assert browser.call("post", "inbox/read", {"ids": [1], "all": True}).status_code == 422
    assert browser.call("post", "inbox/read", {"idz": [1]}).status_code == 422


def test_jobs_over_http_are_only_ones_own() -> None:
    li, wang = person("li"), person("wang")
    record = records.open_job(acting(li), "export", "Export", total=9)

    assert [job["id"] for job in Browser(li).call("get", "jobs").json()["items"]] == [record.id]
    assert Browser(wang).call("get", "jobs").json()["items"] == []
    assert Browser(wang).call("get", f"jobs/{record.id}").status_code == 404
    assert Browser(wang).call("post", f"jobs/{record.id}/cancel").status_code == 404
    record.refresh_from_db()
    assert record.state == "queued"

    assert Browser(li).call("post", f"jobs/{record.id}/cancel").json()["state"] == "cancelled"
    assert Browser(li).call("post", f"jobs/{record.id}/cancel").status_code == 409


def test_an_inbox_is_read_by_the_moment_that_its_messages_tell() -> None:
    li, wang = person("li"), person("wang")
    days = (5, 1, 9, 1)
    rows = [
        InboxItem(user=li, kind="hint", title=str(at), at=START - timedelta(days=day)) for at, day in enumerate(days)
    ]
    rows.append(InboxItem(user=wang, kind="hint", title="other", at=START - timedelta(days=2)))
    other = InboxItem.objects.bulk_create(rows)[-1]

    def titles(**words: Any) -> list[str]:
        return [item.title for item in inbox.inbox(acting(li), unread=False, limit=2, **words)]

    first = inbox.inbox(acting(li), unread=False, limit=2)
    assert [item.title for item in first] == ["3", "1"]
    assert titles(before=first[-1].id) == ["0", "2"]
    assert titles(before=first[0].id) == ["1", "0"]
    assert titles(before=other.id) == [], "somebody else's message is no place in one's own"
