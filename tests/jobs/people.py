"""People and contexts for tests of the rooms that need nobody's rights."""

from collections.abc import Sequence
from datetime import UTC, datetime

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Actor, Ctx, Grants
from kezhou.platform.org.models import User

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def person(username: str, **more: object) -> User:
    """A stored person with nothing but a name."""
    return User.objects.create(username=username, name=username.title(), created_at=START, updated_at=START, **more)


def acting(user: User, *, roles: Sequence[str] = (), admin: Sequence[str] = (), at: datetime = START) -> Ctx:
    """That person's context at a fixed moment."""
    return Ctx(
        actor=Actor(user.id, user.name),
        grants=Grants(roles=tuple(roles), admin=frozenset(admin)),
        locale="en",
        clock=FixedClock(at),
    )


def system(at: datetime = START) -> Ctx:
    return Ctx.system("test", FixedClock(at))
