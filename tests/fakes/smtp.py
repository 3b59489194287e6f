"""A mail server on this machine that keeps what it is given (RFC 5321, as much of it as a client needs)."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "crm", "geheim"


@dataclass
class Letter:
    """One mail: who handed it over for whom, and its bytes as they came."""

    sender: str
    to: list[str]
    content: bytes
    user: str


@dataclass
class Box:
    """What arrived. `refuses` are addresses that the server does not know."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)


class _Session(socketserver.StreamRequestHandler):
    box: Box
    timeout = 10

    def handle(self) -> None:
        self._say("220 mail.example.com ESMTP")
        user, sender, to = "", "", list[str]()
        while line := self.rfile.readline().decode().strip():
            verb, _space, rest = line.partition(" ")
            address = rest.partition("<")[2].partition(">")[0]
            match verb.upper():
                case "EHLO":
                    self._say("250-mail.example.com", "250-8BITMIME", "250 AUTH PLAIN")
                case "AUTH":
                    _none, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
                    good = (user, password) == (USER, PASSWORD)
                    self._say("235 welcome" if good else "535 who are you")
                case "MAIL":
                    sender, to = address, []
                    self._say("250 ok")
                case "RCPT" if address in self.box.refuses:
                    self._say("550 nobody of this name")
                case "RCPT":
                    to.append(address)
                    self._say("250 ok")
                case "DATA":
                    self._say("354 go on")
                    self.box.letters.append(Letter(sender, to, self._content(), user))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    """Does not wait in the end for a client that hangs up late."""

    daemon_threads = True
    block_on_close = False


@contextmanager
def mail_box() -> Iterator[Box]:
    """The server runs until the end of the block."""
    box = Box()
    session = type("Session", (_Session,), {"box": box})
    with _Server(("127.0.0.1", 0), session) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
