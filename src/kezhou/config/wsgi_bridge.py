"""Carries a WSGI application inside an ASGI server: a bounded queue before a few threads, one whole request per thread.

A request takes a thread only when its body has arrived, so a slow sender occupies none. A short answer leaves the
thread in one piece; a long one is sent on from the same thread, because database connections belong to threads.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Message], Any]
Refuse = Callable[[Send, int, str], Any]
"""Writes a complete error answer: (send, status, code)."""

MAX_BODY = 200 * 1024 * 1024
BODY_IN_MEMORY = 1024 * 1024
ANSWER_IN_ONE_PIECE = 512 * 1024
STREAM_PIECE = 64 * 1024
SEND_SECONDS = 60
"""How long one piece of a long answer may wait for a slow reader before the answer is broken off."""


class BodyTooLarge(Exception):
    """The request is longer than `MAX_BODY`."""


class BodyBroken(Exception):
    """The sender went away, or what came was not as announced, before the whole body had arrived."""


class WsgiBridge:
    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int, waiting: int, refuse: Refuse) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._limit = threads + waiting
        self._refuse = refuse
        self._inside = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            body, length = await _body(receive)
        except BodyTooLarge:
            await self._refuse(send, 413, "body_too_large")
            return
        except BodyBroken:
            # Half a request is none: nothing of it is carried out. Whoever is still there is told so.
            with suppress(Exception):
                await self._refuse(send, 400, "body_broken")
            return
        with body:
            if self._inside >= self._limit:
                await self._refuse(send, 503, "overloaded")
                return
            self._inside += 1
            try:
                loop = asyncio.get_running_loop()
                environ = _environ(scope, body, length)
                answer = await loop.run_in_executor(self._pool, self._answer, environ, loop, send)
            finally:
                self._inside -= 1
        for message in answer:
            await send(message)

    def _answer(self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send) -> list[Message]:
        """Runs the application in a thread. Returns what is left to send: everything, or nothing after a long
        answer."""
        head: Message = {}

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            head.update(type="http.response.start", status=int(status[:3]), headers=pairs)

        def push(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result(SEND_SECONDS)

        pieces = bytearray()
        streaming = False
        parts = self._application(environ, start_response)
        try:
            for part in parts:
                pieces += part
                if len(pieces) > (STREAM_PIECE if streaming else ANSWER_IN_ONE_PIECE):
                    if not streaming:
                        streaming = True
                        push(head)
                    push({"type": "http.response.body", "body": bytes(pieces), "more_body": True})
                    pieces.clear()
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        last: Message = {"type": "http.response.body", "body": bytes(pieces), "more_body": False}
        return [last] if streaming else [head, last]


async def _sent(send: Send, message: Message) -> None:
    await send(message)


async def _body(receive: Receive) -> tuple[IO[bytes], int]:
    """The whole request body and its length: in memory while it is short, in an unnamed file when it is long."""
    message = await _next_part(receive)
    part = message.get("body", b"")
    if not message.get("more_body"):
        return BytesIO(part), len(part)
    body: IO[bytes] = SpooledTemporaryFile(BODY_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    size = 0
    while True:
        size += len(part)
        if size > MAX_BODY:
            body.close()
            raise BodyTooLarge
        body.write(part)
        if not message.get("more_body"):
            break
        try:
            message = await _next_part(receive)
        except BodyBroken:
            body.close()
            raise
        part = message.get("body", b"")
    body.seek(0)
    return body, size


async def _next_part(receive: Receive) -> Message:
    message: Message = await receive()
    if message["type"] == "http.disconnect":
        raise BodyBroken
    return message


def _environ(scope: Message, body: IO[bytes], length: int) -> dict[str, Any]:
    """The request in WSGI's words (PEP 3333)."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        if name == "CONTENT_TYPE":
            environ["CONTENT_TYPE"] = value
        elif name not in ("CONTENT_LENGTH", "TRANSFER_ENCODING", "PROXY"):
            key = f"HTTP_{name}"
            joint = "; " if name == "COOKIE" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(length)
    return environ
