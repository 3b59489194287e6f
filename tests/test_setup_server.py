"""The web process: the way of a request through the threads, the full queue (F17), headers on every answer (C31)."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client, override_settings

from kezhou.config import asgi, spa, wsgi_bridge
from kezhou.config.security import HEADERS

Start = Callable[[str, list[tuple[str, str]]], object]


def call(bridge: Any, body: bytes = b"", *, path: str = "/x", headers: tuple[tuple[bytes, bytes], ...] = ()) -> Any:
    """One request through the ASGI application, in pieces of 64 KB; the messages that it sent."""
    return asyncio.run(acall(bridge, body, path=path, headers=headers))


async def acall(
    bridge: Any, body: bytes = b"", *, path: str = "/x", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> list[dict[str, Any]]:
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
    incoming = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    incoming[-1]["more_body"] = False
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"a=1", "http_version": "1.1"}
    await bridge({**scope, "scheme": "http", "headers": list(headers)}, receive, send)
    return sent


def echo(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    start("201 Created", [("X-Seen", environ["PATH_INFO"]), ("X-Accept", environ.get("HTTP_ACCEPT", ""))])
    return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]


def bridge(application: Any = echo, threads: int = 1, waiting: int = 0) -> wsgi_bridge.WsgiBridge:
    return wsgi_bridge.WsgiBridge(application, threads, waiting, asgi.refuse)


def test_short_answer_in_one_piece() -> None:
    head, body = call(bridge(), b"abc", headers=((b"accept", b"a"), (b"accept", b"b")))
    assert head == {
        "type": "http.response.start",
        "status": 201,
        "headers": [(b"x-seen", b"/x"), (b"x-accept", b"a,b")],
    }
    assert body == {"type": "http.response.body", "body": b"abc", "more_body": False}


def test_long_body_and_long_answer_arrive_whole() -> None:
    sent_in = bytes(range(256)) * 8192
    messages = call(bridge(lambda environ, start: [*echo(environ, start), b"end"]), sent_in)
    assert messages[0]["status"] == 201
    assert b"".join(message["body"] for message in messages[1:]) == sent_in + b"end"
    assert [message["more_body"] for message in messages[1:]] == [True, False]


def test_body_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi_bridge, "MAX_BODY", 100_000)
    head, body = call(bridge(), b"x" * 100_001)
    assert (head["status"], json.loads(body["body"])["code"]) == (413, "body_too_large")


def test_full_queue_is_refused_at_once_and_recovers() -> None:
    inside, leave = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        inside.set()
        leave.wait(10)
        return echo(environ, start)

    async def scenario() -> tuple[Any, Any, Any]:
        door = bridge(slow)
        first = asyncio.create_task(acall(door, b"1"))
        await asyncio.to_thread(inside.wait, 10)
        refused = await acall(door, b"2")
        leave.set()
        return refused, await first, await acall(door, b"3")

    refused, first, later = asyncio.run(scenario())
    assert refused[0]["status"] == 503
    assert (b"retry-after", b"2") in refused[0]["headers"]
    assert {name.lower().encode() for name in HEADERS} <= {name for name, _ in refused[0]["headers"]}
    assert (first[0]["status"], later[0]["status"]) == (201, 201)


def assert_secure(response: Any, status: int) -> None:
    assert response.status_code == status
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_c31_headers_on_every_answer() -> None:
    client = Client(raise_request_exception=False)
    assert_secure(client.get("/healthz"), 200)
    assert_secure(client.get("/api/v1/no/such/path/at/all"), 404)
    assert_secure(client.get("/assets/missing.js"), 404)
    assert_secure(client.post("/anything"), 405)
    assert_secure(client.get("/healthz", headers={"host": "evil.example"}), 400)


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_c31_c32_headers_on_a_crash_and_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> dict[str, spa.Asset]:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(spa, "assets", crash)
    response = Client(raise_request_exception=False).get("/customer/1")
    assert_secure(response, 500)
    assert b"secret detail" not in response.content
    assert response.headers["Content-Type"] == "application/problem+json"


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_web_app_files(monkeypatch: pytest.MonkeyPatch) -> None:
    page = spa.Asset(b"<html>", None, "text/html; charset=utf-8", 'W/"p"')
    script = spa.Asset(b"let a", b"zipped", "text/javascript; charset=utf-8", 'W/"s"')
    monkeypatch.setattr(spa, "assets", lambda: {"index.html": page, "assets/a-1f.js": script})
    client = Client()
    deep = client.get("/customer/17")
    assert (deep.content, deep.headers["Cache-Control"]) == (b"<html>", "no-cache")
    plain = client.get("/assets/a-1f.js")
    assert (plain.content, plain.headers["Cache-Control"]) == (b"let a", "public, max-age=31536000, immutable")
    zipped = client.get("/assets/a-1f.js", headers={"accept-encoding": "gzip, br"})
    assert (zipped.content, zipped.headers["Content-Encoding"]) == (b"zipped", "gzip")
    assert client.get("/assets/a-1f.js", headers={"if-none-match": 'W/"s"'}).status_code == 304


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["testserver"])
def test_ready_only_with_a_worker() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "not_ready", "database": "ok", "migrations": "ok", "worker": "failed"},
    )


def test_half_a_body_is_no_request() -> None:
    """The sender went away, or announced more than came: what arrived may look whole and is not carried out."""
    done: list[bytes] = []

    def carry_out(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        done.append(environ["wsgi.input"].read())
        start("200 OK", [])
        return [b""]

    for arrived in ([], [b'{"name": "a"}'], [b"a" * 65536] * 40):
        incoming = [{"type": "http.request", "body": piece, "more_body": True} for piece in arrived]
        incoming.append({"type": "http.disconnect"})
        sent: list[dict[str, Any]] = []

        async def receive(left: list[dict[str, Any]] = incoming) -> dict[str, Any]:
            return left.pop(0)

        async def send(message: dict[str, Any], told: list[dict[str, Any]] = sent) -> None:
            told.append(message)

        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1"}
        asyncio.run(bridge(carry_out)({**scope, "headers": []}, receive, send))
        assert [message.get("status") for message in sent] == [400, None]
        assert json.loads(sent[1]["body"])["code"] == "body_broken"
    assert done == []
