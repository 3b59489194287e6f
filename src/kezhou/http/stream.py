"""`GET /api/v1/stream`: tells open windows that something of theirs changed, as server-sent events.

A plain ASGI application: a stream costs a queue and two tasks, no thread and no database connection. One connection per
process listens and, once a second, asks in one statement which of the connected sessions still hold; the others are
closed (C18). A message holds a kind and ids, never content; a window that missed some fetches anew when it reconnects.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import psycopg
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import KezhouError, MethodNotAllowed, TooMany, Unavailable
from kezhou.platform.identity.persons import PERSON_ACTIVE
from kezhou.platform.jobs.live import CHANNEL

from .auth.authenticate import SignedIn, door
from .problems import problem

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

CHECK_SECONDS = 0.8
"""Between two looks at all sessions; with the look itself it stays below the second that C18 allows."""
PING_SECONDS = 15.0
RETRY_MS = 3_000
MAX_STREAMS = 5_000
MAX_PER_USER = 30
MAX_WAITING = 100
"""Messages that a slow window may be behind before it is closed and has to fetch anew."""
AUTH_THREADS = 2
RECONNECT_SECONDS = 1.0

# Only constants of the code are joined into the text.
_STILL_GOOD = f"""
SELECT 's', s.id FROM identity_session s JOIN org_user u ON u.id = s.user_id
 WHERE s.id = ANY(%s) AND s.revoked_at IS NULL AND s.expires_at > now()
   AND s.last_seen_at + make_interval(mins => s.idle_minutes) > now() AND {PERSON_ACTIVE}
UNION ALL
SELECT 't', t.id FROM identity_apitoken t JOIN org_user u ON u.id = t.user_id
 WHERE t.id = ANY(%s) AND t.revoked_at IS NULL AND t.expires_at > now() AND {PERSON_ACTIVE}"""  # noqa: S608

Proof = tuple[str, int]
"""What opened a stream: (`s`, session id) or (`t`, token id)."""
PING = b"event: ping\ndata: {}\n\n"


@dataclass(eq=False, slots=True)
class Stream:
    """One open window. None in the queue ends it."""

    user_id: int
    proof: Proof
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(MAX_WAITING))

    def put(self, message: bytes) -> None:
        """Hand over, or close a window that does not keep up."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.close()

    def close(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """All streams of this process, and the one connection that feeds and checks them."""

    def __init__(self) -> None:
        self.by_user: dict[int, list[Stream]] = {}
        self.count = 0
        self._task: asyncio.Task[None] | None = None
        self._hearing: asyncio.Event | None = None

    def hearing(self) -> asyncio.Event:
        """Set while the database's notifications arrive. Made by the first stream, within the running loop."""
        self._hearing = self._hearing or asyncio.Event()
        return self._hearing

    def add(self, stream: Stream) -> None:
        if self.count >= MAX_STREAMS:
            raise Unavailable(_("Too many open windows."), headers={"Retry-After": "30"})
        streams = self.by_user.setdefault(stream.user_id, [])
        if len(streams) >= MAX_PER_USER:
            raise TooMany(_("You have too many windows open."), headers={"Retry-After": "30"})
        streams.append(stream)
        self.count += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(), name="live streams")

    def remove(self, stream: Stream) -> None:
        streams = self.by_user.get(stream.user_id, [])
        if stream in streams:
            streams.remove(stream)
            self.count -= 1
        if not streams:
            self.by_user.pop(stream.user_id, None)

    def everyone(self) -> list[Stream]:
        return [stream for streams in self.by_user.values() for stream in streams]

    def hand_out(self, payload: str) -> None:
        """One notification to the windows of the people that it names."""
        message = json.loads(payload)
        people, kind = message.pop("to"), message.pop("kind")
        text = f"event: {kind}\ndata: {json.dumps(message)}\n\n".encode()
        for user_id in people:
            for stream in self.by_user.get(user_id, ()):
                stream.put(text)

    async def _run(self) -> None:
        """Listen, check and ping until nobody is left. Without a database nothing can be checked, so all are closed."""
        while self.count:
            try:
                async with await _listening() as listener:
                    self.hearing().set()
                    await self._listen(listener)
                    self.hearing().clear()
            except (psycopg.Error, OSError):
                logger.exception("the live connection broke; all streams are closed")
                self.hearing().clear()
                for stream in self.everyone():
                    stream.close()
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self, listener: "psycopg.AsyncConnection[Any]") -> None:
        loop = asyncio.get_running_loop()
        next_ping = loop.time() + PING_SECONDS
        while self.count:
            async for notification in listener.notifies(timeout=CHECK_SECONDS):
                self.hand_out(notification.payload)
            await self.check(listener)
            if loop.time() >= next_ping:
                next_ping = loop.time() + PING_SECONDS
                for stream in self.everyone():
                    stream.put(PING)

    async def check(self, listener: "psycopg.AsyncConnection[Any]") -> None:
        """Close every stream whose session, token or person no longer holds: one statement for all."""
        streams = self.everyone()
        proofs = {stream.proof for stream in streams}
        sessions = [number for kind, number in proofs if kind == "s"]
        tokens = [number for kind, number in proofs if kind == "t"]
        cursor = await listener.execute(_STILL_GOOD, [sessions, tokens])
        good = {(str(kind), int(number)) for kind, number in await cursor.fetchall()}
        for stream in streams:
            if stream.proof not in good:
                stream.close()


hub = Hub()
_auth_pool = ThreadPoolExecutor(AUTH_THREADS, thread_name_prefix="stream-auth")


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """One stream from its authentication to its end."""
    stream = await _admit(scope, send)
    if stream is None:
        return
    gone = asyncio.create_task(_until_gone(receive, stream))
    try:
        await _serve(stream, send)
    finally:
        hub.remove(stream)
        gone.cancel()


async def _admit(scope: Message, send: Send) -> Stream | None:
    """The registered stream of this request, or None when it was refused. Keeps nothing of the request."""
    request = ASGIRequest(scope, BytesIO())
    try:
        if request.method != "GET":
            raise MethodNotAllowed(headers={"Allow": "GET"})
        stream = _stream_of(await asyncio.get_running_loop().run_in_executor(_auth_pool, _authenticate, request))
        hub.add(stream)
    except KezhouError as refused:
        await _refuse(request, refused, send)
        return None
    return stream


def _authenticate(request: ASGIRequest) -> SignedIn:
    """In a thread of its own small pool; the connection is Django's and stays open for the next."""
    try:
        close_old_connections()
        return door(request)
    except DatabaseError as problem:
        connection.close()
        raise Unavailable(headers={"Retry-After": "5"}) from problem


def _stream_of(who: SignedIn) -> Stream:
    if who.session is not None:
        return Stream(who.person.id, ("s", who.session.session_id))
    if who.token is None:
        raise Unavailable
    return Stream(who.person.id, ("t", who.token.token_id))


async def _serve(stream: Stream, send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": f"retry: {RETRY_MS}\n\n".encode(), "more_body": True})
    # The first ping says: from here on nothing is missed. What changed before it, the window asks for.
    piece: bytes | None = PING if await _heard(stream) else None
    while piece is not None:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        piece = await stream.queue.get()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _heard(stream: Stream) -> bool:
    """Whether the database is listened to, waiting for it; False when the stream was closed before."""
    while not hub.hearing().is_set():
        if not stream.queue.empty():
            return False
        try:
            await asyncio.wait_for(hub.hearing().wait(), CHECK_SECONDS)
        except TimeoutError:
            continue
    return True


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.close()


async def _refuse(request: ASGIRequest, refused: KezhouError, send: Send) -> None:
    answer = problem(request, refused)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.items()]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


async def _listening() -> "psycopg.AsyncConnection[Any]":
    """The connection that listens: the application's own role and options."""
    params = {k: v for k, v in connection.get_connection_params().items() if k not in ("cursor_factory", "context")}
    listener = await psycopg.AsyncConnection.connect(**params, autocommit=True)
    await listener.execute(f"LISTEN {CHANNEL}")
    return listener
