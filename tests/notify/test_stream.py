"""Open streams: the right people get word, and who lost the right to listen is closed within a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from kezhou.http import stream
from kezhou.kernel.clock import SystemClock
from kezhou.platform.identity.models import Session
from kezhou.platform.jobs import live
from kezhou.platform.notify import inbox
from kezhou.platform.org.models import User
from tests.jobs.people import person, system

from .browser import Browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(stream, "hub", stream.Hub())
    yield
    for _ in range(stream.AUTH_THREADS * 4):
        stream._auth_pool.submit(lambda: connection.close()).result()


class Window:
    """One open stream, driven like a server would drive it."""

    def __init__(self, token: str, method: str = "GET") -> None:
        headers = [(b"cookie", f"kezhou_session={token}".encode()), (b"host", b"testserver")]
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": "/api/v1/stream",
            "query_string": b"",
            "scheme": "http",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        self.status = 0
        self.text = ""
        self.ended = asyncio.Event()
        self.left = asyncio.Event()
        self.task = asyncio.create_task(stream.app(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.text += message["body"].decode()
            if not message.get("more_body", False):
                self.ended.set()

    async def until(self, text: str) -> None:
        async def seen() -> None:
            while text not in self.text:
                await asyncio.sleep(0.01)

        await asyncio.wait_for(seen(), 5)

    async def close(self) -> None:
        self.left.set()
        await asyncio.wait_for(self.task, 5)


def signed_in(username: str) -> tuple[User, str]:
    user = person(username)
    return user, Browser(user, SystemClock()).session.token


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(scenario())  # type: ignore[arg-type]


async def in_thread(work: Callable[[], Any]) -> Any:
    def and_close() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(and_close)


def test_a_message_reaches_its_person_and_nobody_else() -> None:
    (li, li_token), (_wang, wang_token) = signed_in("li"), signed_in("wang")

    async def scenario() -> None:
        his, hers = Window(li_token), Window(wang_token)
        await his.until("event: ping")
        await hers.until("event: ping")

        await in_thread(lambda: inbox.notify(system(), [li.id], "hint", "secret words"))
        await his.until("event: inbox")
        assert "secret" not in his.text
        assert "event: inbox" not in hers.text
        await his.close()
        await hers.close()
        assert stream.hub.count == 0

    run(scenario)


@pytest.mark.parametrize("how", ["revoked", "disabled", "expired"])
def test_c18_a_stream_ends_within_a_second_of_its_right(how: str) -> None:
    li, token = signed_in("li")

    def take_away() -> None:
        if how == "disabled":
            User.objects.filter(id=li.id).update(status="disabled")
        else:
            column = "revoked_at" if how == "revoked" else "expires_at"
            Session.objects.filter(user=li).update(**{column: datetime(2026, 1, 1, tzinfo=UTC)})

    async def scenario() -> None:
        window = Window(token)
        await window.until("event: ping")
        await in_thread(take_away)
        began = time.monotonic()
        await asyncio.wait_for(window.ended.wait(), 5)
        assert time.monotonic() - began < 1.0

    run(scenario)


def test_nobody_listens_without_a_session() -> None:
    async def scenario() -> None:
        window = Window("not-a-token")
        await asyncio.wait_for(window.task, 5)
        assert window.status == 401
        assert '"code":"session_ended"' in window.text
        posted = Window("x", method="POST")
        await asyncio.wait_for(posted.task, 5)
        assert posted.status == 405
        assert stream.hub.count == 0

    run(scenario)


def test_a_window_that_does_not_keep_up_is_closed() -> None:
    slow = stream.Stream(1, ("s", 1), asyncio.Queue(2))

    for number in range(3):
        slow.put(str(number).encode())

    assert slow.queue.get_nowait() is None


def test_one_person_has_a_bounded_number_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_PER_USER", 2)
    _li, token = signed_in("li")

    async def scenario() -> None:
        windows = [Window(token), Window(token)]
        for window in windows:
            await window.until("event: ping")
        third = Window(token)
        await asyncio.wait_for(third.task, 5)
        assert third.status == 429
        for window in windows:
            await window.close()

    run(scenario)


def test_messages_carry_ids_only() -> None:
    with pytest.raises(ValueError, match="unknown live message kind"):
        live.publish([1], "gossip")
