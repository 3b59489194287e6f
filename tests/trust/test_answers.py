"""C31, C32, C33, C46: what every answer carries, and what no answer and no log line ever holds."""

import json
import logging
import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from kezhou.config.security import CONTENT_SECURITY_POLICY, HEADERS
from kezhou.http import entity_reading
from kezhou.platform.identity import hashing, totp
from kezhou.platform.org.models import User

from .routes import Route, api_routes
from .world import ACTIONS, Caller, World

PASSWORD = "canary-Password-7391"
NEW_PASSWORD = "canary-Replacement-2846"
PHONE, EMAIL, ID_NUMBER = "13911112222", "canary.person@example.com", "110101199001011234"
INNER = ("Traceback", 'File "', "psycopg", "django", "SELECT ", "/src/", "kezhou.platform", ".py")


def paths_of_all_kinds(world: World) -> list[tuple[str, str, Any]]:
    """(method, address, body) whose answers are of every kind: 200, 201, 202, 204, 400 … 405, 412, 422, 428."""
    id_ = world.record("asker")
    return [
        ("GET", "/", None), ("GET", "/index.html", None), ("GET", "/assets/none.js", None), ("GET", "/some/page", None),
        ("POST", "/", {}), ("GET", "/healthz", None), ("GET", "/readyz", None), ("GET", "/api/v1/none", None),
        ("GET", "/api/none", None), ("GET", "/api/v1/me", None), ("GET", f"/api/v1/customer/{id_}", None),
        ("GET", "/api/v1/customer/987654", None), ("POST", "/api/v1/customer", {"name": "x"}), ("PUT",
        "/api/v1/me", {}),
        ("POST", "/api/v1/customer", {"nme": 1}), ("PATCH", f"/api/v1/customer/{id_}", {"name": "x"}),
        ("GET", "/api/v1/customer?filter={", None), ("GET", "/api/v1/roles", None), ("POST", "/api/v1/customer", b"{"),
        ("OPTIONS", "/api/v1/customer", None), ("HEAD", "/api/v1/customer", None), ("GET",
        "/api/v1/customer/%00", None),
        ("GET", "/..%2f..%2fetc/passwd", None), ("GET", "/assets/../../etc/passwd", None),
    ]  # fmt: skip


@pytest.fixture
def seller(world: World) -> Caller:
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    return world.caller("asker")


# -- C31 ----------------------------------------------------------------------------------------------------------


def test_c31_every_answer_carries_the_security_headers(world: World, seller: Caller) -> None:
    for who in (seller, world.stranger()):
        for method, path, body in paths_of_all_kinds(world):
            response = who.call(method, path, body)
            assert response.status_code < 500 or not path.startswith("/api/"), path  # 503: the web app may not be built
            for name, value in HEADERS.items():
                assert response.headers.get(name) == value, (method, path, name)
            assert "Server" not in response.headers
            assert "X-Powered-By" not in response.headers
            if path.startswith("/api/"):
                assert "no-store" in response["Cache-Control"], path


def test_c31_the_policy_lets_no_foreign_and_no_inline_script_run() -> None:
    words = {part.split()[0]: part.split()[1:] for part in CONTENT_SECURITY_POLICY.split("; ")}
    assert words["script-src"] == ["'self'"]
    assert words["default-src"] == ["'self'"]
    assert words["connect-src"] == ["'self'"]
    assert words["frame-ancestors"] == words["object-src"] == words["base-uri"] == ["'none'"]
    for source in (source for sources in words.values() for source in sources):
        assert source in ("'self'", "'none'", "data:", "blob:", "'unsafe-inline'")
    assert [name for name, sources in words.items() if "'unsafe-inline'" in sources] == ["style-src"]


def test_c31_a_foreign_host_name_is_refused_with_the_headers(world: World) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "testserver@evil.example", "testserver:80:80", ""):
        response = Client(raise_request_exception=False).get("/api/v1/me", headers={"Host": host})
        assert response.status_code == 400, host
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "evil" not in response.content.decode()


def test_c31_https_is_kept_once_it_was_used(seller: Caller) -> None:
    secure = seller.client.get("/api/v1/me", headers={"Authorization": f"Bearer {seller.token}"}, secure=True)
    assert secure["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Strict-Transport-Security" not in seller.get("me").headers


def test_c29_a_download_cannot_run_in_the_page(world: World, seller: Caller, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    id_ = world.record("asker")
    headers = {"Authorization": f"Bearer {seller.token}"}
    for name, content in (
        ("a.txt", b"<script>alert(1)</script>"),
        ("图 ;\"'\r\n x.txt", b"plain"),
        ("../../x.txt", b"plain"),
    ):
        sent = seller.client.post(
            f"/api/v1/customer/{id_}/files", {"file": SimpleUploadedFile(name, content)}, headers=headers
        )
        if sent.status_code == 422:
            continue
        answer = seller.get(f"files/{sent.json()['id']}")
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Type"] not in ("text/html", "image/svg+xml", "application/xhtml+xml")
        assert "/" not in sent.json()["name"]
        assert "\n" not in answer["Content-Disposition"]
    written = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert all(re.fullmatch(r"[0-9a-f/-]+", str(path)) for path in written), written  # names of the server's own making


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.html", b"<html><script>alert(1)</script>"), ("x.svg", b"<svg onload=alert(1)>"), ("x.png",
    b"<html>no picture"),
     ("x.exe", b"MZ\x90\x00"), ("x.phar", b"<?php"), ("x.pHaR", b"<?php"), ("x.png.html", b"<html>"), ("x.pdf",
     b"#!/bin/sh")],
)  # fmt: skip
def test_c29_what_could_run_is_not_stored(
    world: World, seller: Caller, settings: Any, tmp_path: Any, name: str, content: bytes
) -> None:
    settings.FILES_ROOT = tmp_path
    id_ = world.record("asker")
    headers = {"Authorization": f"Bearer {seller.token}"}
    sent = seller.client.post(
        f"/api/v1/customer/{id_}/files", {"file": SimpleUploadedFile(name, content)}, headers=headers
    )
    assert sent.status_code == 422
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# -- C32 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("secret /src/kezhou/inner.py SELECT password"), 500), (KeyError("inner"), 500),
     (OperationalError("connection to server at 10.9.8.7 failed: SELECT 1"), 503), (MemoryError(), 500)],
)  # fmt: skip
def test_c32_an_unforeseen_failure_says_nothing_but_its_request(
    seller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    def fail(*_args: Any) -> Any:
        raise error

    monkeypatch.setattr(entity_reading, "read_page", fail)
    with caplog.at_level(logging.WARNING):
        response = seller.get("customer", **{"X-Request-ID": "trace-0123456789"})
    text = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["request_id"] == "trace-0123456789"
    assert [word for word in (*INNER, "inner", "10.9.8.7") if word in text] == []
    assert "trace-0123456789" in caplog.text  # whoever runs the service finds the failure by it
    if status == 503:
        assert int(response["Retry-After"]) > 0


def test_c32_refusals_of_the_database_are_put_into_words(world: World, seller: Caller) -> None:
    """Two pairs of one link: a unique index of the database, said without its name or a statement."""
    customer, contact = world.record("asker"), world.record("asker", "contact")
    pair = {"contact": contact, "customer": customer}
    assert seller.post("contact_customer", pair).status_code == 201
    response = seller.post("contact_customer", pair)
    assert response.status_code == 409
    text = response.content.decode()
    assert [word for word in (*INNER, "duplicate key", "contact_customer_uniq", "DETAIL") if word in text] == []


# -- C33, C46 -------------------------------------------------------------------------------------------------------


def sign_in(client: Client, username: str, password: str, **more: Any) -> Any:
    body = {"username": username, "password": password, **more}
    return client.post("/api/v1/auth/login", body, content_type="application/json")


def test_c33_c46_no_secret_and_no_personal_value_is_in_a_log_or_in_a_strange_answer(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], settings: Any
) -> None:
    """A day of one person with every secret and personal value a canary; then all logs and answers are searched."""
    now = world.clock.now()
    User.objects.filter(username="asker").update(password=hashing.hash_password(PASSWORD), password_changed_at=now)
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own") | {"reveal": "none"}))
    world.give("colleague", world.role("chief", dict.fromkeys(ACTIONS, "all"), admin=["org", "roles", "audit"]))
    seen: list[tuple[str, int, str]] = []
    secrets: set[str] = {PASSWORD, NEW_PASSWORD, django_settings.SECRET_KEY}

    def note(what: str, response: Any) -> Any:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen.append((what, response.status_code, body.decode(errors="replace") + str(dict(response.headers))))
        return response

    with caplog.at_level(logging.DEBUG):
        client = Client(raise_request_exception=False)
        note("wrong", sign_in(client, "asker", PASSWORD + "x"))
        note("odd", sign_in(client, PHONE, PASSWORD, extra=PASSWORD))
        login = sign_in(client, "asker", PASSWORD)
        assert login.status_code == 200
        cookie, csrf = client.cookies["kezhou_session"].value, login.json()["csrf_token"]
        secrets.add(cookie)
        headers = {"X-CSRFToken": csrf}
        issued = client.post(
            "/api/v1/auth/tokens", {"name": "t", "scopes": ["write"], "days": 9}, "application/json", headers=headers
        )
        secrets.add(issued.json()["token"])
        started = client.post("/api/v1/auth/totp", {}, "application/json", headers=headers).json()
        secrets.add(started["secret"])
        body = {"old": PASSWORD, "new": NEW_PASSWORD}
        note("changed", client.post("/api/v1/auth/password", body, "application/json", headers=headers))

        asker, chief = world.caller("asker"), world.caller("colleague")
        secrets |= {asker.token, chief.token}
        person = {"name": "王小明", "mobile": PHONE, "email": EMAIL, "id_number": ID_NUMBER}
        made = note("create", asker.post("contact", {**person, "customer": world.record("asker")})).json()["id"]
        for path in (f"contact/{made}", "contact?limit=200", f"contact?q={PHONE}", f"search?q={PHONE}",
        "user?limit=200", "me",
                     f"contact/{made}/timeline", "audit?limit=100", "roles", "jobs", "inbox", "auth/tokens",
                     "auth/sessions",
                     f"contact?filter={json.dumps({'field': 'mobile', 'op': 'eq', 'value': PHONE})}", "meta/contact",
                     f"user/{world.people['asker'].id}", "user?fields=password,totp_secret",
                     "user?sort=password"):  # fmt: skip
            note(path, asker.get(path))
            if not path.startswith(("contact", "search")):
                note(f"chief {path}", chief.get(path))
        note("bad", asker.post("contact", {**person, "nonsense": 1, "mobile": ID_NUMBER}))
        note("stale", asker.patch(f"contact/{made}", {"mobile": "13911113333"}, version=7))
        note("refused", asker.post(f"contact/{made}/reveal", {"field": "mobile"}))

    out, err = capfd.readouterr()
    logged = caplog.text + out + err
    stored = set(User.objects.exclude(password="").values_list("password", flat=True))
    shown_secrets = [
        (what, word) for what, _status, text in seen for word in secrets | stored if word in text and what != "changed"
    ]
    assert shown_secrets == []
    assert [word for word in secrets | stored | {PHONE, EMAIL, ID_NUMBER, "王小明"} if word in logged] == []
    echoed = ("bad", "stale", "create", f"contact?q={PHONE}")  # answers to whoever sent the value just now
    personal = [
        (what, word)
        for what, _s, text in seen
        for word in (PHONE, EMAIL, ID_NUMBER)
        if word in text and what not in echoed
    ]
    assert personal == []


def test_c33_secrets_at_rest_are_hashes_or_sealed(world: World) -> None:
    """A dump of the tables holds no password, no token, no second factor's secret, no session in the clear."""
    from django.db import connection

    from .fingerprint import table_names

    User.objects.filter(username="asker").update(password=hashing.hash_password(PASSWORD))
    caller = world.caller("asker")
    secret, _uri = totp.begin(world.acting("asker"), world.people["asker"].id)
    world.record("asker", "contact", id_number=ID_NUMBER)
    login = sign_in(Client(), "asker", PASSWORD)
    assert login.status_code == 200
    words = (PASSWORD, caller.token, secret, login.cookies["kezhou_session"].value, ID_NUMBER)
    with connection.cursor() as cursor:
        for table in table_names():
            cursor.execute(f"SELECT coalesce(string_agg(to_jsonb(t)::text, ''), '') FROM {table} t")
            text = cursor.fetchone()[0]
            found = [word for word in words if word in text]
            # The audit keeps personal values in a table of its own, from which an erasure takes them (9.6).
            assert found == [] or (table, found) == ("audit_personal", [ID_NUMBER]), table


def test_c33_the_repository_holds_no_secret() -> None:
    import subprocess
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False).stdout.split(b"\0")
    if listed == [b""]:
        pytest.skip("no git here")
    shapes = re.compile(
        rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}|kz_[a-z2-9]{8}_[A-Za-z0-9_-]{43}"
        rb"|xox[bap]-[0-9A-Za-z-]{20,}|eyJhbGciOi[A-Za-z0-9_-]{20,}"
    )
    names = [Path(root, name.decode()) for name in listed if name]
    assert [str(path) for path in names if path.is_file() and shapes.search(path.read_bytes())] == []
    assert [
        path.name for path in names if path.name in (".env", "secret-key", "database.json", "demo-logins.json")
    ] == []


def test_c46_no_personal_value_travels_in_an_address() -> None:
    """No route takes a phone, a mail address or a number of a person as a part of its path."""
    for route in api_routes():
        for name in re.findall(r"\{([a-z_]+)\}", route.path):
            assert name.endswith("_id") or name in ("entity", "key", "entity_key", "subject"), str(route)


def test_c21_no_account_comes_with_an_installation(db: None) -> None:
    """After the migrations there is nobody who could sign in, and nothing in the code knows a password."""
    assert User.objects.count() == 0
    for name, password in (("admin", "admin"), ("sysadmin", "sysadmin"), ("root", "password"), ("admin", "123456")):
        assert sign_in(Client(), name, password).status_code == 401


def test_c31_head_and_get_agree(world: World, seller: Caller) -> None:
    """A HEAD neither does nor tells more than a GET."""
    for route in api_routes():
        if route.method == "GET" and "{" not in route.path:
            head = seller.call("HEAD", Route("HEAD", route.path).filled())
            assert head.content == b"" or head.status_code == 405, route
