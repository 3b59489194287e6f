"""A signed-in browser for the routes of these rooms."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.clock import Clock, FixedClock
from kezhou.platform.identity import sessions
from kezhou.platform.org.models import User

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class Browser:
    """`clock` is the server's as this browser's calls see it."""

    user: User
    clock: Clock = field(default_factory=lambda: FixedClock(START))

    def __post_init__(self) -> None:
        self.session = sessions.start(self.user, now=self.clock.now(), ip=None, user_agent="test", mfa=False)
        self.client = Client()
        self.client.cookies["kezhou_session"] = self.session.token

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        sent = {"X-CSRFToken": self.session.csrf, "Accept-Language": "en"}
        kwargs: dict[str, Any] = {} if body is None else {"data": body, "content_type": "application/json"}
        send = getattr(self.client, method)
        return send(f"/api/v1/{path}", headers=sent, **kwargs, **{CLOCK_KEY: self.clock}, **more)
