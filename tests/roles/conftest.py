"""A small company with the default roles, and callers who use the API with tokens of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from kezhou.http.auth import facts
from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties import defaults as party_defaults
from kezhou.platform.access import defaults, grants
from kezhou.platform.access.models import Role, UserRole
from kezhou.platform.entities import dictionaries, registry
from kezhou.platform.identity import tokens
from kezhou.platform.org.models import Department, User
from kezhou.platform.org.people import create_user
from kezhou.platform.org.tree import create_department

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
Call = Callable[..., Any]


@dataclass
class Company:
    """`users` by sign-in name, `departments` by name; `call(username)` speaks the API as that person."""

    ctx: Ctx
    clock: FixedClock
    users: dict[str, User]
    departments: dict[str, Department]

    def call(self, username: str) -> Call:
        _token, plain = tokens.issue(self.users[username], "test", ["write"], 1, self.clock)
        client = Client(headers={"Authorization": f"Bearer {plain}", "Accept-Language": "en"})

        def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
            extra: dict[str, Any] = {CLOCK_KEY: self.clock}
            if body is not None:
                extra |= {"data": body, "content_type": "application/json"}
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            return getattr(client, method)(f"/api/v1/{path}", headers=sent, **extra)

        return call

    def role(self, key: str) -> Role:
        return Role.objects.get(key=key)


def _forget() -> None:
    for cache in (facts, grants, registry):
        cache.forget()
    dictionaries.choices.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    _forget()
    yield
    _forget()


@pytest.fixture
def company(db: None) -> Company:
    clock = FixedClock(START)
    ctx = Ctx.system("test", clock)
    defaults.ensure(ctx)
    party_defaults.ensure(ctx)
    root = create_department(ctx, name="总部", kind="company")
    north = create_department(ctx, name="北区", parent_id=root.id)
    south = create_department(ctx, name="南区", parent_id=root.id)
    places = {"sysadmin": root, "secadmin": root, "auditor": root, "ceo": root, "manager": north, "sales": north}
    users = {}
    for name, department in {**places, "stranger": south}.items():
        users[name] = create_user(ctx, username=name, name=name.title(), department_id=department.id)
    for name in places:
        UserRole.objects.create(user=users[name], role=Role.objects.get(key=name))
    return Company(ctx, clock, users, {"总部": root, "北区": north, "南区": south})
