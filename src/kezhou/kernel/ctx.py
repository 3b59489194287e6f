"""Who asks, with which rights, in which language and at what time: the first argument of everything that reads or
writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import uuid4

from .clock import Clock, SystemClock

Level = Literal["none", "own", "own_and_reports", "dept", "dept_tree", "depts", "all"]

LEVELS: tuple[Level, ...] = ("none", "own", "own_and_reports", "dept", "dept_tree", "depts", "all")
"""Access levels from nothing to everything, in the order in which the roles screen shows them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or process in whose name something happens."""

    id: int | None
    name: str
    kind: Literal["user", "system", "anonymous"] = "user"
    dept_id: int | None = None
    dept_tree: tuple[int, ...] = ()
    """The actor's main department and everything below it."""
    reports: tuple[int, ...] = ()
    """Everybody who reports to the actor, directly or through others; without the actor."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role's answer for one action on one entity."""

    role: str
    level: Level
    depts: tuple[int, ...] = ()
    """For level `depts`: the chosen departments with everything below them."""
    condition: str | None = None
    """A saved condition (JSON) that narrows the level further."""


@dataclass(frozen=True, slots=True)
class FieldRight:
    """What one role may do with one field: view hidden·masked·full, edit no·yes."""

    view: Literal["hidden", "masked", "full"] = "full"
    edit: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Grants:
    """All rights of one person, compiled by `platform.access` for one access epoch. Several roles are OR-ed.

    Compared and hashed by identity, so that what is derived from it can be cached beside it.
    """

    roles: tuple[str, ...] = ()
    """Keys of the person's roles, an empty one for each role that a company made for itself: a name is no key."""
    actions: Mapping[str, Mapping[str, tuple[Grant, ...]]] = field(default_factory=dict)
    """entity → action → grants; a missing entry means no right."""
    fields: Mapping[str, Mapping[str, tuple[FieldRight, ...]]] = field(default_factory=dict)
    """entity → field → one right per role that restricts it; a role that says nothing grants the field's default."""
    admin: frozenset[str] = frozenset()
    """Administrative permissions, such as `org`, `roles`, `dictionaries`, `customfields`, `audit`."""
    everything: bool = False
    """Only for `Ctx.system`."""


@dataclass(frozen=True, slots=True)
class Ctx:
    """The context of one call. Built once at the door (HTTP, job, command) and passed on explicitly; never global."""

    actor: Actor
    grants: Grants = field(default_factory=Grants)
    request_id: str = field(default_factory=lambda: uuid4().hex)
    locale: str = "zh-hans"
    tz: str = "Asia/Shanghai"
    clock: Clock = field(default_factory=SystemClock)
    ip: str | None = None
    schema_epoch: int = 0
    depth: int = 0
    """How many automatic steps lie between a person's act and this call; bounded to stop loops."""

    @staticmethod
    def system(name: str, clock: Clock | None = None) -> "Ctx":
        """For schedules and dispatch only; every other job runs with the rights of the person who started it."""
        return Ctx(actor=Actor(None, name, "system"), grants=Grants(everything=True), clock=clock or SystemClock())

    def deeper(self) -> "Ctx":
        """The same context one automatic step further."""
        return replace(self, depth=self.depth + 1)
