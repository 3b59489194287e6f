"""Both password profiles as tables (C17), changing, history, age, reset."""

import pytest

from kezhou.kernel.errors import Invalid
from kezhou.platform.identity import guessable, hashing, passwords, profiles
from kezhou.platform.identity.models import Session
from kezhou.platform.org.models import User

from .conftest import PASSWORD, later, wrong_fields

OWN = ["zhangwei88", "张伟", "K0012", "wei.zhang@example.com", "13800138000"]

ASVS_TABLE = {
    "tango-velvet-orbit": [],
    "lowercaseonlyisfine": [],
    "桥头堡上的风筝飞得很高呢": [],
    "x" * 11 + "y"[:0]: ["too_short", "too_common"],
    "Sh0rt-One!9": ["too_short"],
    "qwertyuiopasdf": ["too_common"],
    "123456789012": ["too_common"],
    "abcabcabcabc": ["too_common"],
    "password20261122": ["too_common"],
    "woaini1314520": ["too_common"],
    "my-zhangwei88-key": ["own_word"],
    "aaZHANGWEI88aa!": ["own_word"],
    "我是张伟这是我的密码好吗": ["own_word"],
    "code-13800138000": ["own_word"],
    "example-for-kites": ["own_word"],
    "ab" * 65: ["too_long"],
}

DJBH3_TABLE = {
    "Tv9-orbt": [],
    "Tv9orbtx": [],
    "tv9-orbt": [],
    "TV9-ORBT": [],
    "tvxorbt9": ["too_simple"],
    "tvx-orbt": ["too_simple"],
    "TVXORBTY": ["too_simple"],
    "Tv9-orb": ["too_short"],
    "P@ssw0rd": ["too_common"],
    "Aa123456": ["too_common"],
    "Zhangwei88!": ["too_common", "own_word"],
    "k0012-Kite": ["own_word"],
}


@pytest.mark.parametrize(("password", "codes"), ASVS_TABLE.items())
def test_c17_asvs_table(password, codes):
    assert [error.code for error in passwords.problems(profiles.ASVS, password, OWN)] == codes


@pytest.mark.parametrize(("password", "codes"), DJBH3_TABLE.items())
def test_c17_djbh3_table(password, codes):
    assert [error.code for error in passwords.problems(profiles.DJBH3, password, OWN)] == codes


def test_c17_the_two_profiles_differ_where_their_sources_do():
    assert (profiles.ASVS.min_length, profiles.ASVS.max_age, profiles.ASVS.history) == (12, None, 0)
    assert (profiles.DJBH3.min_length, profiles.DJBH3.min_classes) == (8, 3)
    assert (profiles.DJBH3.max_age.days, profiles.DJBH3.history, profiles.DJBH3.idle_minutes) == (90, 5, 30)


def test_the_committed_list_is_there_and_in_lower_case():
    words = guessable.common_passwords()
    assert len(words) > 10_000
    assert {"woaini1314", "password1", "1qaz2wsx", "5201314"} <= words
    assert all(word == word.casefold() and len(word) >= 6 for word in words)


def test_full_width_input_is_the_same_password():
    stored = hashing.hash_password("Tango-9-orbit")
    assert hashing.verify(stored, "Ｔａｎｇｏ-９-orbit")
    assert not hashing.verify(stored, "tango-9-orbit")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_c14_changing_rotates_this_session_and_ends_the_others(person, visitor, events):
    user = person("lin")
    desk, phone = visitor(), visitor(ip="10.0.0.2")
    desk.login("lin")
    phone.login("lin")
    before = desk.client.cookies["kezhou_session"].value

    changed = desk.call("post", "auth/password", {"old": PASSWORD, "new": "seven-Kites-over-harbour"})

    assert changed.status_code == 200
    assert desk.client.cookies["kezhou_session"].value != before
    desk.csrf = changed.json()["csrf_token"]
    assert desk.call("post", "probe").status_code == 200
    assert phone.call("get", "probe").status_code == 401
    assert visitor().login("lin").status_code == 401
    assert visitor().login("lin", "seven-Kites-over-harbour").status_code == 200
    assert events[2].action == "password_changed"
    assert events[2].user_id == user.id


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"old": "not-it-at-all-1", "new": "seven-Kites-over-harbour"}, "old", "wrong"),
        ({"old": PASSWORD, "new": "short"}, "new", "too_short"),
        ({"old": PASSWORD, "new": PASSWORD}, "new", "unchanged"),
    ],
)
def test_a_refused_change_changes_nothing(person, visitor, body, path, code):
    person("lin")
    window = visitor()
    window.login("lin")
    before = User.objects.values().get()

    refused = window.call("post", "auth/password", body)

    assert refused.status_code == 422
    assert wrong_fields(refused) == [(path, code)]
    assert User.objects.values().get() == before
    assert window.call("get", "probe").status_code == 200


def test_c17_djbh3_refuses_the_last_five_and_takes_the_sixth_back(person, ctx, settings):
    settings.KEZHOU_PASSWORD_PROFILE = "djbh3"
    user = person("lin", password="Orbit-000x")
    for number in range(1, 5):
        old, new = f"Orbit-00{number - 1}x", f"Orbit-00{number}x"
        passwords.change(ctx, user.id, old, new, keep_session=None)

    for number in range(5):
        with pytest.raises(Invalid) as refused:
            passwords.change(ctx, user.id, "Orbit-004x", f"Orbit-00{number}x", keep_session=None)
        assert refused.value.errors[0].code == "used_before"
    passwords.change(ctx, user.id, "Orbit-004x", "Orbit-005x", keep_session=None)
    passwords.change(ctx, user.id, "Orbit-005x", "Orbit-000x", keep_session=None)
    assert len(User.objects.get().password_history) == 4


def test_c17_djbh3_asks_for_a_new_password_after_ninety_days(person, visitor, clock, settings):
    settings.KEZHOU_PASSWORD_PROFILE = "djbh3"
    person("lin", password="Orbit-000x")
    later(clock, days=89, hours=23)
    window = visitor()
    window.login("lin", "Orbit-000x")
    assert window.call("get", "probe").status_code == 200

    later(clock, days=1)
    window.login("lin", "Orbit-000x")
    refused = window.call("get", "probe")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert window.call("get", "me").json()["must_change_password"] is True
    changed = window.call("post", "auth/password", {"old": "Orbit-000x", "new": "Orbit-001x"})
    assert changed.status_code == 200
    assert window.call("get", "probe").status_code == 200


def test_c17_first_login_change_is_djbh3s_and_asvs_has_no_age(person, ctx, settings, clock):
    user = person("lin")
    passwords.set_password(ctx, user.id, "seven-Kites-over-harbour")
    assert User.objects.get().must_change_password is False
    settings.KEZHOU_PASSWORD_PROFILE = "djbh3"
    passwords.set_password(ctx, user.id, "Orbit-000x")
    assert User.objects.get().must_change_password is True

    settings.KEZHOU_PASSWORD_PROFILE = "asvs"
    later(clock, days=4000)
    assert not passwords.must_change(False, user.password_changed_at, clock.now())


@pytest.mark.parametrize("profile", [profiles.ASVS, profiles.DJBH3])
def test_temporary_passwords_meet_both_profiles(profile):
    made = {passwords.temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert all(passwords.problems(profile, password, []) == [] for password in made)


def test_reset_ends_everything_and_must_be_changed_at_first_use(person, visitor, ctx, events):
    user = person("lin")
    window = visitor()
    window.login("lin")
    token = window.call("post", "auth/tokens", {"name": "erp", "scopes": ["read"]}).json()["token"]

    temporary = passwords.reset(ctx, user.id)

    assert window.call("get", "probe").status_code == 401
    assert window.call("get", "probe", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert not Session.objects.filter(revoked_at__isnull=True).exists()
    assert window.login("lin", temporary).json()["user"]["must_change_password"] is True
    assert window.call("get", "probe").json()["code"] == "password_change_required"
    assert temporary not in str(events)
