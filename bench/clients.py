"""Two ways to ask for the same work: over HTTP as a browser or program does, and as prepared SQL without anything."""

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

TIMEOUT = 60
KEPT_SECONDS = 10
"""A connection that rested longer may have been closed by the server meanwhile; a new one is opened."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call, ready to be sent; `head` are the lines that prove who asks."""

    method: str
    path: str
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, head: str) -> bytes:
        body = b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        kind = "Content-Type: application/json\r\n" if body else ""
        text = (
            f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-CN\r\n"
            f"{head}{more}{kind}Content-Length: {len(body)}\r\n\r\n"
        )
        return text.encode() + body


class Http:
    """One kept connection."""

    def __init__(self, port: int, head: str) -> None:
        self._port, self._head = port, head
        self._rest = b""
        self._connect()

    def _connect(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._used = time.monotonic()

    def ask(self, request: Request) -> tuple[int, bytes, bytes]:
        """Status, headers and body."""
        if time.monotonic() - self._used > KEPT_SECONDS:
            self._socket.close()
            self._connect()
        self._socket.sendall(request.encode(self._head))
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _gap, body = self._rest.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        self._rest = body
        while len(self._rest) < length:
            self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        self._used = time.monotonic()
        return int(head[9:12]), head, body

    def __call__(self, request: Request) -> None:
        status, _head, body = self.ask(request)
        if status >= 300:
            raise RuntimeError(f"{request.method} {request.path}: {status} {body[:400].decode()}")

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> None:
        piece = self._socket.recv(262144)
        if not piece:
            raise RuntimeError("The web process closed the connection.")
        self._rest += piece


@dataclass(frozen=True, slots=True)
class Statement:
    """Bare SQL with its parameters."""

    text: str
    params: dict[str, Any]


class Bare:
    """One kept connection to the database that prepares every statement at its first use.

    `plans`: PostgreSQL's `plan_cache_mode`. A plan made for any values saves planning and may be far from the best
    one for these values; the bench takes what is faster.
    """

    def __init__(self, url: str, plans: str) -> None:
        options = f"-c plan_cache_mode={plans}"
        self.connection = psycopg.connect(url, autocommit=True, application_name="bench-bare", options=options)
        self._cursor = self.connection.cursor()

    def __call__(self, statement: Statement) -> None:
        self._cursor.execute(statement.text, statement.params, prepare=True)
        if self._cursor.description:
            self._cursor.fetchall()

    def close(self) -> None:
        self.connection.close()


def one_by_one(client: Callable[[Any], None], calls: Sequence[Any]) -> list[float]:
    """Each call after the other; the seconds that each took."""
    taken = []
    for call in calls:
        began = time.perf_counter()
        client(call)
        taken.append(time.perf_counter() - began)
    return taken


def at_once(clients: Sequence[Callable[[Any], None]], calls: Sequence[Any]) -> list[float]:
    """All clients at the same time, each with its part of the calls; the seconds that each call took."""
    parts: list[list[float]] = [[] for _ in clients]
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            parts[number] = one_by_one(clients[number], calls[number :: len(clients)])
        except BaseException as failure:  # noqa: BLE001 - handed to the thread that waits
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return [taken for part in parts for taken in part]
