"""A small company for hostile users: departments, people, roles and records, and a caller who speaks for each of them.

```
head office (company)
├── north            asker, colleague            the asker's report sits in the south
│   └── north-inner  below
└── south            report, stranger
```
Everything is made through the product's own rooms; nothing here is believed by the tests except ids.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Actor, Ctx, Grants
from kezhou.platform.access.models import Role, RoleField, RoleGrant, UserRole
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.record import Record
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.identity import tokens
from kezhou.platform.org import epochs, people, tree
from kezhou.platform.org.models import User
from kezhou.platform.records import write
from tests.shapes import shaped

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SPARE_CODES = ("A", "B", "company", "person", "potential", "trading")
ACTIONS = ("view", "create", "update", "delete", "export", "import", "assign", "reveal")


@dataclass
class Caller:
    """One person (or stranger) at the API with a token of their own."""

    clock: FixedClock
    user: User | None = None
    token: str = ""
    ip: str = "10.0.0.1"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Accept-Language": "en", **({"Authorization": f"Bearer {self.token}"} if self.token else {}), **headers}
        extra = {CLOCK_KEY: self.clock, "REMOTE_ADDR": self.ip}
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"content_type": "application/json"} if body is not None else {}
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return self.client.generic(method.upper(), address, content, headers=sent, **kind, **extra)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, version: int = 1) -> Any:
        return self.call("PATCH", path, body, **{"If-Match": f'"{version}"'})

    def delete(self, path: str, version: int = 1) -> Any:
        return self.call("DELETE", path, **{"If-Match": f'"{version}"'})


@dataclass
class World:
    """The company, and how to add to it."""

    clock: FixedClock
    ctx: Ctx
    departments: dict[str, int] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    _numbers: int = 0

    def person(self, username: str, department: str, **values: Any) -> User:
        user = people.create_user(
            self.ctx, username=username, name=username.title(), department_id=self.departments[department], **values
        )
        self.people[username] = user
        return user

    def caller(self, username: str, scopes: Iterable[str] = ("write",)) -> Caller:
        user = User.objects.get(username=username)
        _token, plain = tokens.issue(user, "test", list(scopes), 30, self.clock)
        return Caller(self.clock, user, plain)

    def stranger(self) -> Caller:
        return Caller(self.clock)

    def role(self, name: str, grants: Mapping[str, str], entity: str = "*", **values: Any) -> Role:
        """A role with `action → level` on one entity or on all."""
        depts = values.pop("depts", [])
        now = self.clock.now()
        role = Role.objects.create(name=name, key=name, created_at=now, updated_at=now, **values)
        for action, level in grants.items():
            RoleGrant.objects.create(
                role=role, entity=entity, action=action, level=level, depts=depts if level == "depts" else []
            )
        epochs.bump_access(None)
        return role

    def give(self, username: str, *roles: Role) -> None:
        for role in roles:
            UserRole.objects.create(user=User.objects.get(username=username), role=role)
        epochs.bump_access(None)

    def restrict(self, role: Role, entity: str, name: str, view: str = "full", *, edit: bool = True) -> None:
        RoleField.objects.create(role=role, entity=entity, field=name, view=view, edit=edit)
        epochs.bump_access(None)

    def acting(self, username: str) -> Ctx:
        """Code that may do everything, in this person's name: for records that stand there before the test begins."""
        user = User.objects.get(username=username)
        actor = Actor(user.id, user.name, "user", user.department_id)
        return Ctx(actor=actor, grants=Grants(everything=True), clock=self.clock, locale="en")

    def entity(self, key: str) -> CompiledEntity:
        return registry.entity(replace(self.ctx, schema_epoch=epochs.current().schema), key)

    def record(self, owner: str, key: str = "customer", **values: Any) -> int:
        """A record of this person's with every required field filled in. Returns its id."""
        draft = write.create(self.acting(owner), self.entity(key), {**self.sample(owner, key), **values})
        assert draft.id is not None
        return draft.id

    def sample(self, owner: str, key: str) -> dict[str, Any]:
        """What a form must send at least, and a link to the parent that hands down the owner."""
        self._numbers += 1
        entity = self.entity(key)
        parent = entity.definition.scope.parent
        answer: dict[str, Any] = {}
        for name, spec in entity.fields.items():
            if spec.read_only or not (spec.required or name == parent):
                continue
            if spec.link:
                answer[name] = self.people[owner].id if spec.link == "user" else self.record(owner, spec.link)
            else:
                answer[name] = spec.type.sample(spec, self._numbers)
        return shaped(key, answer, lambda link: self.record(owner, link))


def owned_keys() -> list[str]:
    """Entities whose rows belong to somebody: those that the scope protects."""
    return sorted(key for key, entity in registry.native().items() if issubclass(entity.model, Record))


def build() -> World:
    """The company of the module's docstring, without roles and records."""
    clock = FixedClock(START)
    world = World(clock, Ctx.system("test", clock))
    fill_dictionaries()
    head = tree.create_department(world.ctx, name="head office", kind="company").id
    world.departments["head"] = head
    for name, above in (("north", "head"), ("north-inner", "north"), ("south", "head")):
        made = tree.create_department(world.ctx, name=name, kind="department", parent_id=world.departments[above])
        world.departments[name] = made.id
    world.person("asker", "north")
    for username, department in (("colleague", "north"), ("below", "north-inner"), ("stranger", "south")):
        world.person(username, department)
    world.person("report", "south", superior_id=world.people["asker"].id)
    return world


def fill_dictionaries() -> None:
    """Every dictionary that a field names has the codes that tests choose from."""
    wanted = {spec.dictionary for entity in registry.native().values() for spec in entity.fields.values()}
    known = dict(Dictionary.objects.values_list("key", "id"))
    new = [Dictionary(key=key, label=key) for key in sorted(name for name in wanted if name and name not in known)]
    known |= {dictionary.key: dictionary.id for dictionary in Dictionary.objects.bulk_create(new)}
    have = set(DictionaryItem.objects.values_list("dictionary_id", "code"))
    DictionaryItem.objects.bulk_create(
        DictionaryItem(dictionary_id=known[key], code=code, label=code)
        for key in sorted(name for name in wanted if name)
        for code in SPARE_CODES
        if (known[key], code) not in have
    )
    epochs.bump_schema()
