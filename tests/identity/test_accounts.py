"""Applying for an account and deciding about it: one answer for every name, no double decision (C15, C35)."""

import pytest

from kezhou.kernel.errors import Conflict, NotFound, TooMany
from kezhou.platform.identity import accounts, hashing, hooks, limits
from kezhou.platform.identity.models import AccountApplication, RateCounter
from kezhou.platform.identity.sweep import sweep
from kezhou.platform.org.models import User

from .conftest import PASSWORD, later, wrong_fields

BODY = {
    "name": "林小雨",
    "username": "xiaoyu",
    "email": "xiaoyu@example.com",
    "phone": "13800138000",
    "staff_no": "K77",
    "department": "销售一部",
    "reason": "新同事",
    "password": "tango-velvet-orbit",
}


def test_an_application_waits_and_opens_nothing(db, visitor, events):
    taken = []
    hooks.account_applied.append(lambda _ctx, user_id: taken.append(user_id))
    window = visitor()

    assert window.call("post", "auth/apply", BODY).status_code == 202

    user = User.objects.get()
    assert (user.status, user.name, user.staff_no) == ("applied", "林小雨", "K77")
    assert AccountApplication.objects.get().department == "销售一部"
    assert taken == [user.id]
    assert window.login("xiaoyu", BODY["password"]).status_code == 401
    assert events[0].action == "account_applied"


@pytest.mark.parametrize(
    "taken", [{"username": "XiaoYu"}, {"email": "XIAOYU@example.com"}, {"staff_no": "k77"}, {"username": "k77"}]
)
def test_c15_a_taken_name_gets_the_same_answer_and_changes_nothing(person, visitor, monkeypatch, taken):
    work = []
    hash_password = hashing.hash_password
    monkeypatch.setattr(hashing, "hash_password", lambda given: (work.append(1), hash_password(given))[1])
    free = visitor(ip="10.4.0.1").call("post", "auth/apply", {**BODY, "username": "a1", "email": "", "staff_no": ""})
    assert len(work) == 1
    User.objects.all().delete()
    person(**{"username": "somebody", **taken})
    before = list(User.objects.values())
    work.clear()

    answer = visitor(ip="10.4.0.2").call("post", "auth/apply", BODY)

    assert (answer.status_code, answer.content) == (free.status_code, free.content) == (202, free.content)
    assert len(work) == 1
    assert list(User.objects.values()) == before


def test_approve_then_sign_in_and_never_twice(db, visitor, ctx):
    visitor().call("post", "auth/apply", BODY)
    user = User.objects.get()

    accounts.approve(ctx, user.id)

    assert visitor().login("xiaoyu", BODY["password"]).status_code == 200
    with pytest.raises(Conflict):
        accounts.reject(ctx, user.id)
    assert User.objects.get().status == "active"
    assert AccountApplication.objects.get().decided_at == ctx.clock.now()
    with pytest.raises(NotFound):
        accounts.approve(ctx, user.id + 1)


def test_a_rejected_persons_names_are_free_again(db, visitor, ctx):
    window = visitor()
    window.call("post", "auth/apply", BODY)
    accounts.reject(ctx, User.objects.get().id)

    window.call("post", "auth/apply", BODY)

    assert sorted(User.objects.values_list("status", flat=True)) == ["applied", "rejected"]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"password": "short"}, "password", "too_short"),
        ({"password": "xiaoyu-and-more-words"}, "password", "own_word"),
        ({"username": "a@b.example"}, "username", "at_sign"),
        ({"name": "   "}, "name", "required"),
    ],
)
def test_a_wrong_application_names_the_field(db, visitor, change, path, code):
    answer = visitor().call("post", "auth/apply", {**BODY, **change})
    assert answer.status_code == 422
    assert (path, code) in wrong_fields(answer)
    assert not User.objects.exists()


def test_c35_applications_are_limited_per_address(db, visitor, clock):
    window = visitor()
    answers = [
        window.call("post", "auth/apply", {**BODY, "username": f"u{number}", "email": "", "staff_no": ""}).status_code
        for number in range(11)
    ]
    assert answers == [202] * 10 + [429]
    assert User.objects.count() == 10
    later(clock, hours=1)
    assert window.call("post", "auth/apply", {**BODY, "username": "u99"}).status_code == 202


def test_c35_a_limit_counts_per_window_and_says_when_to_come_back(db, clock):
    later(clock, seconds=-10)
    for _ in range(3):
        limits.hit("reveal:1", 3, 60, clock.now())
    with pytest.raises(TooMany) as refused:
        limits.hit("reveal:1", 3, 60, clock.now())
    assert refused.value.headers == {"Retry-After": "10"}
    limits.hit("reveal:2", 3, 60, clock.now())
    later(clock, seconds=10)
    limits.hit("reveal:1", 3, 60, clock.now())
    assert RateCounter.objects.get(key="reveal:1").count == 1


def test_sweep_forgets_only_what_is_old(person, visitor, clock):
    person("lin")
    window = visitor()
    window.login("lin", "wrong-Wrong-wrong-1")
    window.login("lin", PASSWORD)
    assert sweep(clock.now()) == {"attempts": 0, "counters": 0, "sessions": 0}
    later(clock, days=31)
    assert sweep(clock.now()) == {"attempts": 2, "counters": 1, "sessions": 0}
    later(clock, days=180)
    assert sweep(clock.now()) == {"attempts": 0, "counters": 0, "sessions": 1}
