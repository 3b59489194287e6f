"""C04, C07, C08, C31: the event stream. Who may open it, and that a message tells nobody what they may not see.

It is no route of Django's, so the walk over the route table does not meet it; here it is called as the server calls it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kezhou.config import asgi
from kezhou.config.security import HEADERS
from kezhou.http import stream
from kezhou.platform.events import EventRow, subscribe
from kezhou.platform.events.models import Event
from kezhou.platform.identity import tokens
from kezhou.platform.jobs import live
from kezhou.platform.org.models import User
from kezhou.platform.pools import ledger, members
from kezhou.platform.pools import settings as pools
from kezhou.platform.records import write
from tests.exchange.conftest import work
from tests.notify.test_stream import in_thread

from .fingerprint import fingerprint
from .test_export import WHY
from .world import ACTIONS, Caller, World

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "canary words of a comment 13800001234"
CREDENTIALS = (
    "", "Bearer kz_aaaaaaaa_" + "a" * 43, "Bearer", "Basic YTph", "x", "cookie none", "cookie " + "a" * 43,
)  # fmt: skip
METHODS = ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


@pytest.fixture(autouse=True)
def _own_hub(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(stream, "hub", stream.Hub())
    yield
    for _ in range(stream.AUTH_THREADS * 4):
        stream._auth_pool.submit(lambda: connection.close()).result()


class Window:
    """One request for the stream, driven like a server would drive it."""

    def __init__(self, credential: str, method: str = "GET", query: bytes = b"") -> None:
        name = b"cookie" if credential.startswith("cookie ") else b"authorization"
        value = credential.replace("cookie ", "kezhou_session=").encode()
        self.scope: dict[str, Any] = {
            "type": "http", "method": method, "path": asgi.STREAM_PATH, "query_string": query, "scheme": "http",
            "headers": [(b"host", b"testserver"), *([(name, value)] if credential else [])],
            "client": ("127.0.0.1", 1), "server": ("testserver", 80),
        }  # fmt: skip
        self.status, self.text, self.headers = 0, "", {}  # type: ignore[var-annotated]
        self.left = asyncio.Event()
        self.task = asyncio.create_task(asgi.app(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            self.text += message["body"].decode()

    async def until(self, text: str) -> None:
        async def seen() -> None:
            while text not in self.text:
                await asyncio.sleep(0.01)

        await asyncio.wait_for(seen(), 10)

    async def close(self) -> None:
        self.left.set()
        await asyncio.wait_for(self.task, 10)

    def messages(self) -> list[tuple[str, dict[str, Any]]]:
        """(event, data) of everything but pings."""
        found = []
        for block in self.text.split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines())
            if "event" in lines and lines["event"] != "ping":
                found.append((lines["event"], json.loads(lines["data"])))
        return found


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(scenario())  # type: ignore[arg-type]


def test_c07_c31_nobody_listens_without_a_good_credential(world: World) -> None:
    """Neither strangers nor people who left; every answer carries the security headers and changes nothing."""
    gone, short = world.caller("colleague"), world.caller("below")
    User.objects.filter(username="colleague").update(status="disabled")
    tokens.ApiToken.objects.filter(user__username="below").update(revoked_at=world.clock.now())
    credentials = (*CREDENTIALS, f"Bearer {gone.token}", f"Bearer {short.token}")
    before = fingerprint()

    async def scenario() -> None:
        for credential in credentials:
            for query in (b"", b"entity=customer", b"token=" + gone.token.encode()):
                window = Window(credential, query=query)
                await asyncio.wait_for(window.task, 10)
                assert (window.status, json.loads(window.text)["status"]) == (401, 401), credential
                assert {name: window.headers.get(name.lower()) for name in HEADERS} == HEADERS
        assert stream.hub.count == 0

    run(scenario)
    assert fingerprint() == before


@pytest.mark.parametrize("method", METHODS)
def test_c07_a_stream_is_read_and_nothing_else(world: World, method: str) -> None:
    caller, before = world.caller("asker"), fingerprint()

    async def scenario() -> None:
        window = Window(f"Bearer {caller.token}", method)
        await asyncio.wait_for(window.task, 10)
        assert (window.status, window.headers["allow"]) == (405, "GET")
        assert stream.hub.count == 0

    run(scenario)
    assert fingerprint() == before
    assert caller.call(method, "stream").status_code in (404, 405)  # the same address behind the other door


def test_c04_c08_a_message_holds_no_content_and_reaches_only_its_people(world: World) -> None:
    """A day of one person with words in everything: names, comments, mentions, files, imports, exports, edits.

    Open windows: the person, a colleague who may see the record, a stranger who may not — named in the comment too.
    """
    world.give("asker", world.role("seller", dict.fromkeys(ACTIONS, "own")))
    world.give("colleague", world.role("reader", {"view": "all"}))
    world.give("stranger", world.role("own", {"view": "own"}))
    callers = {name: world.caller(name) for name in ("asker", "colleague", "stranger")}
    ids = {name: world.people[name].id for name in callers}

    async def scenario() -> None:
        windows = {name: Window(f"Bearer {caller.token}") for name, caller in callers.items()}
        for window in windows.values():
            await window.until("event: ping")
        await in_thread(lambda: day(world, callers["asker"], ids))
        await in_thread(lambda: callers["colleague"].post("inbox/read", {"all": True}))
        # The last word to everybody: what came before it has come.
        await in_thread(lambda: live.publish(ids.values(), "record", id=987_654_321, entity="customer"))
        for window in windows.values():
            await window.until("987654321")
            await window.close()
        told = {name: window.messages()[:-1] for name, window in windows.items()}
        assert {kind for kind, _data in told["asker"]} == {"job"}
        assert told["colleague"] == [("inbox", {}), ("inbox", {})]  # the mention, and that it was read
        assert told["stranger"] == []
        jobs = {row["id"] for row in callers_jobs}
        assert {data["id"] for _kind, data in told["asker"]} == jobs
        assert all(set(data) == {"id"} for _kind, data in told["asker"])
        for window in windows.values():
            assert [word for word in ("canary", "13800001234", "Company", "Asker") if word in window.text] == []

    callers_jobs: list[dict[str, Any]] = []

    def day(world: World, caller: Caller, people: dict[str, int]) -> None:
        made = caller.post("customer", {"name": f"Company {CANARY}"[:60], "remarks": CANARY})
        assert made.status_code == 201, made.content
        path = f"customer/{made.json()['id']}"
        mentions = "".join(f"@[{id_}]" for id_ in people.values())
        assert caller.post(f"{path}/comments", {"text": f"{CANARY} {mentions}"}).status_code == 201
        assert caller.patch(path, {"remarks": CANARY * 2}).status_code == 200
        assert caller.call("PUT", f"{path}/follow").status_code == 204
        headers = {"Authorization": f"Bearer {caller.token}"}
        note = SimpleUploadedFile(f"{CANARY}.txt", CANARY.encode(), content_type="text/plain")
        assert caller.client.post(f"/api/v1/{path}/files", {"file": note}, headers=headers).status_code == 201
        rows = SimpleUploadedFile("canary.csv", f"Name,Remarks\nCompany two,{CANARY}\n".encode())
        brought = caller.client.post("/api/v1/imports", {"entity": "customer", "file": rows}, headers=headers)
        assert caller.post(f"imports/{brought.json()['id']}/run").status_code == 202
        assert caller.post("customer/export", {"format": "csv", **WHY}).status_code == 202
        work()
        callers_jobs.extend(caller.get("jobs").json()["items"])
        assert len(callers_jobs) == 2

    run(scenario)


@pytest.mark.parametrize("value", [CANARY, "深圳", "A", "", "a b", True, 1.5, None, ["x"], "x" * 61])
def test_c04_words_cannot_be_put_into_a_message(world: World, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        live.publish([1], "record", id=value)
    live.publish([1], "record", id=1, entity="contact_customer")


def test_c08_an_event_names_only_people_not_those_who_look_at_a_record() -> None:
    """Nothing is sent to “everybody who has this record open”: a message is addressed to people, or to nobody."""
    hub = stream.Hub()
    other = stream.Stream(2, ("t", 2))
    hub.by_user[2] = [other]
    hub.hand_out('{"to": [1], "kind": "record", "id": 5, "entity": "customer"}')
    assert other.queue.empty()
    hub.hand_out('{"to": [2], "kind": "record", "id": 5, "entity": "customer"}')
    assert other.queue.get_nowait() == b'event: record\ndata: {"id": 5, "entity": "customer"}\n\n'


def test_c04_c08_what_happens_in_a_pool_reaches_no_window_but_of_whom_it_concerns(world: World) -> None:
    """A customer falls into a pool, is edited there, claimed, put back, handed out and deleted. Open windows: its last
    owner, a member of the pool who looks on, an outsider. Only whoever is told something hears that there is news."""
    words = dict.fromkeys(ACTIONS, "own")
    for name in ("asker", "colleague", "stranger"):
        world.give(name, world.role(f"seller {name}", words))
    callers = {name: world.caller(name) for name in ("asker", "colleague", "stranger")}
    members.forget()
    ids = [world.people[name].id for name in ("asker", "colleague")]
    pool = pools.create(
        world.ctx, {"entity": "customer", "name": "South", "members": [{"user": id_, "is_admin": True} for id_ in ids]}
    )
    customer = world.record("asker", name=f"Company {CANARY}"[:60], remarks=CANARY, mobile="13800001234")
    entity = world.entity("customer")

    def day() -> None:
        recycled = ledger.move(world.ctx, entity, [customer], ledger.Target(pool=pool.id), "recycle")
        assert recycled == [customer]
        write.update(world.ctx, entity, customer, {"remarks": f"{CANARY} again"})
        path = f"customer/{customer}"
        assert callers["asker"].post(f"{path}/claim").status_code == 200
        assert callers["asker"].post(f"{path}/release", {"reason": CANARY, "pool": pool.id}).status_code == 200
        assert callers["asker"].post(f"{path}/assign", {"owner": ids[0]}).status_code == 200
        write.delete(world.ctx, entity, customer)
        reader = subscribe.get("pool_news")
        rows = [EventRow(**values) for values in Event.objects.order_by("id").values() if reader.wants(values["name"])]
        reader.take(world.ctx, rows)

    async def scenario() -> None:
        windows = {name: Window(f"Bearer {caller.token}") for name, caller in callers.items()}
        for window in windows.values():
            await window.until("event: ping")
        await in_thread(day)
        people = [world.people[name].id for name in callers]
        await in_thread(lambda: live.publish(people, "record", id=987_654_321, entity="customer"))
        for window in windows.values():
            await window.until("987654321")
            await window.close()
        told = {name: window.messages()[:-1] for name, window in windows.items()}
        assert told["colleague"] == told["stranger"] == []
        assert told["asker"] == [("inbox", {})]  # that it was recycled; what it is, the inbox says
        for window in windows.values():
            assert [word for word in ("canary", "13800001234", "Company", "South") if word in window.text] == []

    run(scenario)
