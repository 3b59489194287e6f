"""The web process: one server for short answers and for endless ones.

`/api/v1/stream` stays on the event loop, where a thousand open streams cost no thread; everything else is Django's,
run in a few threads behind a bounded queue. What does not fit into the queue is refused at once with 503 and
`Retry-After` (F17).
"""

import json
import os
from collections.abc import MutableMapping
from http import HTTPStatus
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
os.environ.setdefault("KEZHOU_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

from .headers import HEADERS
from .wsgi_bridge import MAX_BODY, Receive, Send, WsgiBridge

STREAM_PATH = "/api/v1/stream"
STREAM_APP = "kezhou.http.stream"
THREADS = int(os.environ.get("KEZHOU_THREADS", "4"))
WAITING = int(os.environ.get("KEZHOU_WAITING", "64"))
RETRY_AFTER_SECONDS = 2
MAX_MEGABYTES = MAX_BODY // 1024 // 1024


REFUSALS = {
    "overloaded": ("系统繁忙 The system is busy", "请稍后重试。Try again in a moment."),
    "body_broken": ("请求不完整 The request is incomplete", "请求体未完整到达。The body did not arrive as announced."),
    "body_too_large": ("请求过大 The request is too large", f"最多 {MAX_MEGABYTES} MB。At most {MAX_MEGABYTES} MB."),
}
"""Title and detail, in both languages, because nobody has yet looked at which one the caller reads."""


async def refuse(send: Send, status: int, code: str) -> None:
    """A complete error answer that needs no thread and no database."""
    title, detail = REFUSALS[code]
    document = {"title": title, "status": status, "detail": detail, "code": code, "errors": []}
    body = json.dumps({"type": f"urn:kezhou:problem:{code}", **document}, ensure_ascii=False).encode()
    headers = {**HEADERS, "Content-Type": "application/problem+json", "Content-Length": str(len(body))}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


_django = WsgiBridge(get_wsgi_application(), THREADS, WAITING, refuse)


async def app(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Hands a request to the event stream or to Django."""
    if scope["type"] != "http":
        raise RuntimeError(f"The web process speaks HTTP only, not {scope['type']}.")
    if scope["path"] == STREAM_PATH:
        await import_module(STREAM_APP).app(scope, receive, _with_headers(send))
    else:
        await _django(scope, receive, send)


def _with_headers(send: Send) -> Send:
    """Adds the security headers to the start of an answer that does not pass Django's middleware."""

    async def wrapped(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            names = {bytes(name).lower() for name, _ in given}
            extra = [(n.lower().encode(), v.encode()) for n, v in HEADERS.items() if n.lower().encode() not in names]
            message = {**message, "headers": [*given, *extra]}
        await send(message)

    return wrapped
