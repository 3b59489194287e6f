"""The second factor: set-up, codes used once, drift, required by role, no way round by recovery (C14, C16)."""

import pyotp
import pytest

from kezhou.platform.identity import hooks, passwords, totp
from kezhou.platform.org.models import User

from .conftest import PASSWORD, later


@pytest.fixture
def enrolled(person, visitor, clock):
    """A signed-in person with the second factor, and the generator of their codes. The clock moved on by one step."""
    person("lin")
    window = visitor()
    window.login("lin")
    secret = window.call("post", "auth/totp").json()["secret"]
    generator = pyotp.TOTP(secret)
    before = window.client.cookies["kezhou_session"].value
    confirmed = window.call("post", "auth/totp/confirm", {"otp": generator.at(clock.now())})
    assert confirmed.status_code == 200
    assert window.client.cookies["kezhou_session"].value != before
    window.csrf = confirmed.json()["csrf_token"]
    later(clock, seconds=30)
    return window, generator


def test_c16_sign_in_asks_for_the_code_only_after_the_password(enrolled, visitor, clock):
    _window, generator = enrolled

    missing = visitor().login("lin")
    assert (missing.status_code, missing.json()["code"]) == (401, "otp_required")
    wrong_password = visitor().login("lin", "not-the-Password-7", otp=generator.at(clock.now()))
    assert (wrong_password.status_code, wrong_password.json()["code"]) == (401, "bad_credentials")
    wrong_code = visitor().login("lin", otp=generator.at(clock.now().timestamp() + 90))
    assert (wrong_code.status_code, wrong_code.json()["code"]) == (401, "bad_otp")
    right = visitor().login("lin", otp=generator.at(clock.now()))
    assert right.status_code == 200
    assert right.json()["user"]["totp"] is True


def test_c16_a_code_opens_once(enrolled, visitor, clock):
    _window, generator = enrolled
    code = generator.at(clock.now())

    assert visitor().login("lin", otp=code).status_code == 200
    replay = visitor().login("lin", otp=code)
    assert (replay.status_code, replay.json()["code"]) == (401, "bad_otp")
    later(clock, seconds=30)
    assert visitor().login("lin", otp=code).status_code == 401
    assert visitor().login("lin", otp=generator.at(clock.now())).status_code == 200


@pytest.mark.parametrize(("offset", "status"), [(-60, 401), (-30, 200), (0, 200), (30, 200), (60, 401)])
def test_codes_of_one_step_before_and_after_count(enrolled, visitor, clock, offset, status):
    _window, generator = enrolled
    later(clock, seconds=90)

    code = generator.at(clock.now().timestamp() + offset)
    assert visitor().login("lin", otp=code).status_code == status


def test_an_older_code_does_not_count_after_a_newer_one(enrolled, visitor, clock):
    _window, generator = enrolled
    later(clock, seconds=90)

    assert visitor().login("lin", otp=generator.at(clock.now())).status_code == 200
    assert visitor().login("lin", otp=generator.at(clock.now().timestamp() - 30)).status_code == 401


def test_guessing_codes_is_limited_over_all_addresses(enrolled, visitor, clock):
    _window, generator = enrolled
    later(clock, minutes=15)
    wrong = generator.at(clock.now().timestamp() + 900)
    answers = [visitor(ip=f"10.3.0.{number}").login("lin", otp=wrong).status_code for number in range(12)]

    assert answers == [401] * 10 + [429] * 2
    assert visitor(ip="10.3.1.1").login("lin", otp=generator.at(clock.now())).status_code == 429


def test_c20_the_secret_is_encrypted_at_rest(enrolled):
    _window, generator = enrolled
    stored = User.objects.get().totp_secret
    assert generator.secret not in stored
    assert stored.startswith("gAAAA")


def test_c16_recovery_of_the_password_does_not_bypass_the_second_factor(enrolled, visitor, ctx, clock):
    _window, generator = enrolled
    temporary = passwords.reset(ctx, User.objects.get().id)

    assert visitor().login("lin", temporary).json()["code"] == "otp_required"
    assert visitor().login("lin", temporary, otp=generator.at(clock.now())).status_code == 200


def test_c16_a_role_that_demands_it_closes_everything_until_it_is_set_up(person, visitor, clock):
    user = person("lin")
    hooks.mfa_required.append(lambda user_id: user_id == user.id)
    window = visitor()
    assert window.login("lin").json()["user"]["mfa_required"] is True
    refused = window.call("get", "probe")
    assert (refused.status_code, refused.json()["code"]) == (403, "mfa_required")
    assert window.call("get", "auth/tokens").status_code == 403

    secret = window.call("post", "auth/totp").json()["secret"]
    confirmed = window.call("post", "auth/totp/confirm", {"otp": pyotp.TOTP(secret).at(clock.now())})
    window.csrf = confirmed.json()["csrf_token"]
    assert window.call("get", "probe").status_code == 200

    later(clock, seconds=30)
    kept = window.call("delete", "auth/totp", {"otp": pyotp.TOTP(secret).at(clock.now())})
    assert (kept.status_code, kept.json()["code"]) == (403, "mfa_required")
    assert User.objects.get().totp_confirmed_at is not None


def test_removing_needs_a_code(enrolled, visitor, clock, events):
    window, generator = enrolled

    wrong = window.call("delete", "auth/totp", {"otp": generator.at(clock.now().timestamp() + 120)})
    assert wrong.status_code == 422
    assert visitor().login("lin").json()["code"] == "otp_required"
    assert window.call("delete", "auth/totp", {"otp": generator.at(clock.now())}).status_code == 204
    assert visitor().login("lin").status_code == 200
    assert [event.action for event in events] == ["totp_disabled", "login"]


def test_an_administrator_may_remove_it_for_a_lost_device(enrolled, visitor, ctx, events):
    totp.remove_for(ctx, User.objects.get().id)

    assert visitor().login("lin", PASSWORD).status_code == 200
    assert events[0].meta == {"by_administrator": True}


def test_a_second_set_up_does_not_replace_the_first(enrolled):
    window, _generator = enrolled
    stored = User.objects.get().totp_secret

    refused = window.call("post", "auth/totp")

    assert (refused.status_code, refused.json()["code"]) == (409, "totp_in_use")
    assert User.objects.get().totp_secret == stored


def test_c14_sessions_that_never_showed_it_end_when_it_is_set_up(person, visitor, clock):
    person("lin")
    desk, phone = visitor(), visitor(ip="10.0.0.2")
    desk.login("lin")
    phone.login("lin")
    secret = desk.call("post", "auth/totp").json()["secret"]

    desk.call("post", "auth/totp/confirm", {"otp": pyotp.TOTP(secret).at(clock.now())})

    assert desk.call("get", "probe").status_code == 200
    assert phone.call("get", "probe").status_code == 401
