"""Sign-in: lock-out and equal answers (C15), rotation and cookie flags (C14), no default account (C21)."""

import pytest

from kezhou.platform.identity import hashing
from kezhou.platform.identity.models import LoginAttempt, Session
from kezhou.platform.org.models import User

from .conftest import PASSWORD, later

WRONG = "not-the-Password-7"


@pytest.mark.parametrize("typed", ["lin", "LIN", " lin ", "K0012", "k0012", "lin@example.com", "Lin@Example.com"])
def test_signs_in_by_username_staff_number_or_email(person, visitor, typed):
    user = person("lin", staff_no="K0012", email="lin@example.com")

    response = visitor().login(typed)

    assert response.status_code == 200
    assert response.json()["user"]["id"] == user.id


def test_username_goes_before_somebody_elses_staff_number(person, visitor):
    person("wang", staff_no="8001", password="another-Good-phrase-1")
    owner = person("8001")

    assert visitor().login("8001").json()["user"]["id"] == owner.id


def test_empty_staff_number_and_email_are_no_names(person, visitor):
    person("lin")

    assert visitor().login("   ").status_code == 401


def test_c15_locks_after_five_failures_for_fifteen_minutes(person, visitor, clock, events):
    person("lin")
    window = visitor()
    for _ in range(5):
        assert window.login("lin", WRONG).status_code == 401

    locked = window.login("lin")
    assert locked.status_code == 429
    assert locked.json()["code"] == "too_many"
    assert locked["Retry-After"] == "900"
    assert not Session.objects.exists()

    later(clock, minutes=14, seconds=59)
    assert window.login("lin")["Retry-After"] == "1"
    later(clock, seconds=1)
    assert window.login("lin").status_code == 200
    assert [event.action for event in events] == ["login_failed"] * 5 + ["locked"] * 2 + ["login"]


def test_c15_a_lock_holds_for_its_address_only(person, visitor):
    person("lin")
    attacker, owner = visitor(ip="203.0.113.9"), visitor(ip="10.0.0.7")
    for _ in range(5):
        attacker.login("lin", WRONG)

    assert attacker.login("lin").status_code == 429
    assert owner.login("lin").status_code == 200


def test_c15_a_success_wipes_the_failures_before_it(person, visitor):
    person("lin")
    window = visitor()
    for _ in range(4):
        window.login("lin", WRONG)
    assert window.login("lin").status_code == 200
    for _ in range(4):
        window.login("lin", WRONG)

    assert window.login("lin").status_code == 200


def test_c15_an_address_is_locked_after_fifty_failures_over_many_names(person, visitor):
    person("lin")
    attacker = visitor(ip="203.0.113.9")
    for number in range(50):
        assert attacker.login(f"guess{number}", WRONG).status_code == 401

    assert attacker.login("lin").status_code == 429
    assert visitor(ip="10.0.0.7").login("lin").status_code == 200


@pytest.mark.parametrize("status", ["unknown", "disabled", "applied", "rejected", "deleted"])
def test_c15_nothing_tells_a_known_name_from_an_unknown_one(person, visitor, clock, monkeypatch, status):
    person("known")
    if status != "unknown":
        other = person("other", status="active" if status == "deleted" else status)
        if status == "deleted":
            User.objects.filter(id=other.id).update(deleted_at=clock.now())
    work = []
    verify = hashing.verify
    monkeypatch.setattr(hashing, "verify", lambda stored, given: (work.append(1), verify(stored, given))[1])

    answers = []
    for name, password in (("known", WRONG), ("other", PASSWORD if status != "unknown" else WRONG)):
        window = visitor(ip=f"10.1.0.{len(answers) + 1}")
        seen = []
        for _ in range(6):
            before = len(work)
            body = {"username": name, "password": password}
            response = window.call("post", "auth/login", body, headers={"X-Request-ID": "the-same-id"})
            headers = sorted(key for key in response.headers if key != "Content-Length")
            seen.append((response.status_code, response.content, headers, len(work) - before))
        answers.append(seen)

    assert answers[0] == answers[1]
    assert [(status_code, hashes) for status_code, _, _, hashes in answers[0]] == [(401, 1)] * 5 + [(429, 0)]


def test_c46_attempts_and_events_hold_no_typed_name(person, visitor, events):
    visitor().login("a-password-typed-into-the-wrong-box", WRONG)

    (attempt,) = LoginAttempt.objects.all()
    assert len(bytes(attempt.account)) == 32
    assert b"typed" not in bytes(attempt.account)
    (event,) = events
    assert event.user_id is None
    assert set(event.meta) == {"reason", "account"}
    assert "typed" not in str(event.meta)


def test_c14_cookie_flags_over_http_and_https(person, visitor):
    person("lin")
    plain = visitor().login("lin").cookies
    over_tls = visitor(secure=True).login("lin").cookies

    assert list(plain) == ["kezhou_session"]
    assert list(over_tls) == ["__Host-kezhou_session"]
    for cookie, secure in ((plain["kezhou_session"], ""), (over_tls["__Host-kezhou_session"], True)):
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
        assert cookie["secure"] == secure


def test_c14_session_changes_at_login_and_the_old_one_ends(person, visitor):
    person("lin")
    window = visitor()
    window.login("lin")
    first = window.client.cookies["kezhou_session"].value
    window.login("lin")
    second = window.client.cookies["kezhou_session"].value

    assert first != second
    window.client.cookies["kezhou_session"] = first
    assert window.call("get", "probe").status_code == 401


def test_c14_a_session_planted_before_login_opens_nothing(person, visitor):
    person("lin")
    window = visitor()
    window.client.cookies["kezhou_session"] = "planted-by-somebody-else"
    window.login("lin")
    assert window.client.cookies["kezhou_session"].value != "planted-by-somebody-else"

    window.client.cookies["kezhou_session"] = "planted-by-somebody-else"
    assert window.call("get", "probe").status_code == 401


def test_c20_session_tokens_are_stored_as_digests(person, visitor):
    person("lin")
    window = visitor()
    window.login("lin")
    token = window.client.cookies["kezhou_session"].value

    (session,) = Session.objects.all()
    assert bytes(session.token_hash) != token.encode()
    assert len(bytes(session.token_hash)) == 32


def test_c21_a_fresh_database_has_nobody_and_admits_nobody(db, visitor):
    assert not User.objects.exists()
    for name in ("admin", "root", "sysadmin", "administrator"):
        for password in ("", "admin", "123456", "kezhou"):
            assert visitor(ip=f"10.2.{len(name)}.{len(password)}").login(name, password).status_code in (401, 422)
    assert not Session.objects.exists()


def test_a_person_without_a_password_cannot_sign_in(person, visitor):
    person("lin")
    User.objects.update(password="")

    assert visitor().login("lin", "a password that nobody has").status_code == 401
