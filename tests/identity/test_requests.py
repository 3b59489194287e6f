"""what another site can make a browser do: nothing. CSRF token, origin, content type, request id, address, language."""

import pytest

from kezhou.platform.identity.models import Session
from kezhou.platform.org.models import User

from .conftest import PASSWORD, wrong_fields


@pytest.fixture
def window(person, visitor):
    person("lin")
    window = visitor()
    window.login("lin")
    return window


def test_unsafe_calls_need_the_csrf_token_and_safe_ones_do_not(window):
    assert window.call("post", "probe").status_code == 200
    assert window.call("get", "probe", headers={"X-CSRFToken": ""}).status_code == 200
    for wrong in ("", "x", window.csrf[:-1], window.csrf + "x"):
        refused = window.call("post", "probe", headers={"X-CSRFToken": wrong})
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")


def test_a_csrf_token_of_another_session_does_not_count(window, visitor):
    other = visitor()
    other.login("lin")
    assert window.call("post", "probe", headers={"X-CSRFToken": other.csrf}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_foreign_origins_are_refused(window, headers, status):
    assert window.call("post", "probe", headers=headers).status_code == status


def test_a_foreign_origin_cannot_sign_a_browser_in(person, visitor):
    person("lin")
    window = visitor()
    refused = window.call(
        "post", "auth/login", {"username": "lin", "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )
    assert refused.status_code == 403
    assert not Session.objects.exists()


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "x"])
@pytest.mark.parametrize("path", ["probe", "auth/login", "auth/apply"])
def test_bodies_that_a_foreign_form_can_send_are_refused(window, content_type, path):
    body = b'{"username": "lin", "password": "correct-Horse-battery-9"}'
    response = window.client.post(
        f"/api/v1/{path}", data=body, content_type=content_type, headers={"X-CSRFToken": window.csrf}
    )
    assert response.status_code == 400
    assert response.json()["code"] == "content_type"
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "auth/logout"),
        ("post", "auth/password"),
        ("post", "auth/elevate"),
        ("get", "auth/sessions"),
        ("delete", "auth/sessions/1"),
        ("get", "auth/tokens"),
        ("post", "auth/tokens"),
        ("delete", "auth/tokens/1"),
        ("post", "auth/totp"),
        ("post", "auth/totp/confirm"),
        ("delete", "auth/totp"),
        ("get", "me"),
        ("patch", "me"),
    ],
)
def test_c07_everything_but_login_and_apply_answers_401_to_a_stranger(db, visitor, method, path):
    """Even with a nonsense body: a stranger learns nothing about what a call expects."""
    response = visitor().call(method, path, None if method == "get" else {"nonsense": True})
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")


def test_state_changes_refuse_get(window):
    for path in ("auth/login", "auth/logout", "auth/apply", "auth/password", "auth/totp", "auth/totp/confirm"):
        assert window.call("get", path).status_code == 405


def test_unknown_words_in_a_body_are_errors(window):
    response = window.call("patch", "me", {"theme": "dark", "status": "active"})
    assert response.status_code == 422
    ((path, code),) = wrong_fields(response)
    assert (path.removeprefix("body."), code) == ("status", "extra_forbidden")
    assert User.objects.get().theme == "auto"


def test_c32_a_refusal_names_the_request(window):
    given = "trace-0123456789"
    refused = window.call("post", "probe", headers={"X-CSRFToken": "", "X-Request-ID": given})
    assert (refused.status_code, refused.json()["request_id"]) == (403, given)


def test_c46_a_refused_body_is_not_repeated_in_the_answer(window):
    secret = "typed-Password-" + "x" * 1000
    refused = window.call("post", "auth/login", {"username": "lin", "password": secret})
    assert refused.status_code == 422
    assert "typed-Password" not in refused.content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-DEF_1.2", True), ("short", False), ("x" * 65, False), ("a b c d e f", False), ("<script>alert", False)],
)
def test_c32_request_ids_are_taken_only_when_well_formed(window, given, kept):
    seen = window.call("get", "probe", headers={"X-Request-ID": given}).json()["request_id"]
    assert (seen == given) is kept
    assert len(seen) >= 8


def test_the_address_is_the_proxys_word_only_behind_a_proxy(window, settings):
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}
    settings.SECURE_PROXY_SSL_HEADER = None
    assert window.call("get", "probe", headers=headers).json()["ip"] == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert window.call("get", "probe", headers=headers).json()["ip"] == "203.0.113.5"
    assert window.call("get", "probe", headers={"X-Forwarded-For": "nonsense"}).json()["ip"] is None


@pytest.mark.parametrize(
    ("own", "asked", "locale"),
    [
        ("", "zh-CN", "zh-hans"),
        ("", "en-US,en;q=0.9", "en"),
        ("", "fr", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
    ],
)
def test_the_persons_language_goes_before_the_browsers(window, own, asked, locale):
    User.objects.update(locale=own)
    assert window.call("get", "probe", headers={"Accept-Language": asked}).json()["locale"] == locale


def test_refusals_are_in_the_callers_language(db, visitor):
    body = {"username": "nobody", "password": "nothing-at-all-1"}
    english = visitor().call("post", "auth/login", body).json()["detail"]
    chinese = visitor().call("post", "auth/login", body, headers={"Accept-Language": "zh-CN"}).json()["detail"]
    assert english == "The name or the password is not right."
    assert chinese == "账号或密码不正确。"
