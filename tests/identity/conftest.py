"""People, a clock that stands still, and a browser that keeps its cookie and CSRF token."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kezhou.http.auth import facts
from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access import grants
from kezhou.platform.identity import hashing, hooks
from kezhou.platform.identity.hooks import SecurityEvent
from kezhou.platform.org.models import User
from kezhou.platform.org.people import create_user

PASSWORD = "correct-Horse-battery-9"
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class Visitor:
    """Calls the API like the web app: JSON, own cookie jar, the CSRF token of the last sign-in."""

    clock: FixedClock
    ip: str = "10.0.0.1"
    csrf: str = ""
    secure: bool = False
    client: Client = field(default_factory=Client)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        sent = {"X-CSRFToken": self.csrf, "Accept-Language": "en", **(headers or {})}
        extra = {CLOCK_KEY: self.clock, "REMOTE_ADDR": self.ip}
        kwargs: dict[str, Any] = {} if body is None else {"data": body, "content_type": "application/json"}
        send = getattr(self.client, method)
        return send(f"/api/v1/{path}", headers=sent, secure=self.secure, **kwargs, **extra)

    def login(self, username: str, password: str = PASSWORD, **more: Any) -> Any:
        response = self.call("post", "auth/login", {"username": username, "password": password, **more})
        if response.status_code == 200:
            self.csrf = response.json()["csrf_token"]
        return response


@pytest.fixture(autouse=True)
def listeners_in_service(settings: Any) -> Iterator[list[Any]]:
    """Every test starts with the URLs of this package, no listener and empty caches; gives the product's security
    listeners."""
    settings.ROOT_URLCONF = "tests.identity.urls"
    settings.CSRF_TRUSTED_ORIGINS = []
    kept = (list(hooks.security_listeners), list(hooks.mfa_required), list(hooks.account_applied))
    for listeners in (hooks.security_listeners, hooks.mfa_required, hooks.account_applied):
        listeners.clear()  # type: ignore[attr-defined]
    facts.forget()
    grants.forget()
    yield kept[0]
    facts.forget()
    grants.forget()
    hooks.security_listeners[:], hooks.mfa_required[:], hooks.account_applied[:] = kept


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def ctx(clock: FixedClock) -> Ctx:
    return Ctx.system("test", clock)


@pytest.fixture
def events() -> list[SecurityEvent]:
    """Every security event from here on, in order."""
    seen: list[SecurityEvent] = []
    hooks.security_listeners.append(lambda _ctx, event: seen.append(event))
    return seen


@pytest.fixture
def person(db: None, ctx: Ctx) -> Callable[..., User]:
    def make(username: str, *, password: str = PASSWORD, **values: Any) -> User:
        values.setdefault("name", username.title())
        return create_user(
            ctx, username=username, password=hashing.hash_password(password), password_changed_at=START, **values
        )

    return make


@pytest.fixture
def visitor(db: None, clock: FixedClock) -> Callable[..., Visitor]:
    def open_(**values: Any) -> Visitor:
        return Visitor(clock=clock, **values)

    return open_


def later(clock: FixedClock, **delta: float) -> None:
    clock.moment += timedelta(**delta)


def wrong_fields(response: Any) -> list[tuple[str, str]]:
    """What a problem document says is wrong: (path, code)."""
    return [(error["path"], error["code"]) for error in response.json()["errors"]]
