"""A small company for tests that go through the API: departments, people with roles, records made from field specs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import UniqueConstraint
from django.test import Client

from kezhou.http.auth import facts
from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access import grants
from kezhou.platform.access.models import Role, RoleField, RoleGrant, UserRole
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.base.caches import forget_all
from kezhou.platform.entities import dictionaries, registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import STANDARD_ACTIONS
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.files.models import StoredFile
from kezhou.platform.identity import tokens
from kezhou.platform.org import epochs, people, tree
from kezhou.platform.org.models import Department, User
from kezhou.platform.records import write
from tests.shapes import SHAPES, shaped

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ROLE_NUMBERS = iter(range(1, 1_000_000))


def forget() -> None:
    """Drop every cache that is derived from a database which tests roll back."""
    facts.forget()
    grants.forget()
    registry.forget()
    dictionaries.choices.cache_clear()


def forget_rights() -> None:
    """Drop what is derived from roles alone; what entities look like stays."""
    facts.forget()
    grants.forget()


def business_entities() -> list[str]:
    """Every registered entity that roles open; those of the organisation have rules of their own, lines those of their
    document, and what only code makes those of its module."""
    return [
        key
        for key, entity in registry.native().items()
        if not entity.definition.admin and not entity.definition.scope.line and entity.definition.features.create
    ]


@dataclass
class Api:
    """One person's calls. Answers keep status, headers and the decoded body."""

    user: User
    clock: FixedClock
    client: Client = field(default_factory=lambda: Client(HTTP_HOST="127.0.0.1"))
    bearer: str = ""

    def __post_init__(self) -> None:
        self.bearer = tokens.issue(self.user, "test", ["read", "write"], 30, self.clock)[1]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.bearer}", "Accept-Language": "en"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=sent,
            **{CLOCK_KEY: self.clock},
        )

    def get(self, path: str, **query: Any) -> Any:
        words = {k: json.dumps(v) if isinstance(v, dict) else v for k, v in query.items()}
        return self.call("GET", path + ("?" + urlencode(words) if words else ""))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, version: int | None = None) -> Any:
        return self.call("PATCH", path, body, **({} if version is None else {"If_Match": f'"{version}"'}))

    def delete(self, path: str, version: int | None = None) -> Any:
        return self.call("DELETE", path, **({} if version is None else {"If_Match": f'"{version}"'}))

    def ids(self, entity: str, **query: Any) -> list[int]:
        """Ids of a list call that must succeed, in order."""
        response = self.get(entity, limit=200, **{"fields": "id", **query})
        assert response.status_code == 200, response.content
        return [item["id"] for item in response.json()["items"]]


@dataclass
class World:
    """The company, its clock, and the factory of records."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    targets: dict[str, int] = field(default_factory=dict)
    _admin: Api | None = None
    _contexts: dict[int, Ctx] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.system = Ctx.system("test", self.clock)
        self.head = tree.create_department(self.system, name="Head office", kind="company")
        self.east = tree.create_department(self.system, name="East", parent_id=self.head.id)
        self.east_1 = tree.create_department(self.system, name="East one", parent_id=self.east.id)
        self.west = tree.create_department(self.system, name="West", parent_id=self.head.id)
        self._dictionaries()
        forget()

    def _dictionaries(self) -> None:
        """Three items in every dictionary that a field draws on."""
        named = {spec.dictionary for e in registry.native().values() for spec in e.fields.values()} - {None}
        missing = named - set(Dictionary.objects.values_list("key", flat=True))
        made = Dictionary.objects.bulk_create(Dictionary(key=key, label=key) for key in sorted(map(str, missing)))
        DictionaryItem.objects.bulk_create(
            DictionaryItem(dictionary=each, code=code, label=code.upper(), order=order)
            for each in made
            for order, code in enumerate("abc")
        )

    # -- people -----------------------------------------------------------------------------------------------------
    def person(self, username: str, department: Department | None = None, superior: User | None = None) -> User:
        return people.create_user(
            self.system,
            username=username,
            name=username.title(),
            department_id=(department or self.head).id,
            superior_id=superior.id if superior else None,
        )

    def give(
        self,
        user: User,
        rights: Mapping[str, Mapping[str, str]],
        fields: Mapping[str, Mapping[str, tuple[str, bool]]] | None = None,
        *,
        admin: Sequence[str] = (),
        depts: Sequence[int] = (),
    ) -> Role:
        """A new role for a person: entity → action → level, and entity → field → (view, edit)."""
        role = Role.objects.create(name=f"role {next(ROLE_NUMBERS)}", admin=list(admin), created_at=NOW, updated_at=NOW)
        RoleGrant.objects.bulk_create(
            RoleGrant(role=role, entity=e, action=a, level=level, depts=list(depts) if level == "depts" else [])
            for e, actions in rights.items()
            for a, level in actions.items()
        )
        RoleField.objects.bulk_create(
            RoleField(role=role, entity=e, field=f, view=view, edit=edit)
            for e, named in (fields or {}).items()
            for f, (view, edit) in named.items()
        )
        UserRole.objects.create(user=user, role=role)
        epochs.bump_access(None)
        forget_rights()
        self._contexts.clear()
        return role

    @contextmanager
    def rights_for_now(self) -> Iterator[None]:
        """What is given and done inside is taken back, so that the same records serve the next rights."""
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            forget_all()
            self._contexts.clear()

    def api(self, user: User) -> Api:
        return Api(user, self.clock)

    @property
    def admin(self) -> Api:
        """Somebody who may do everything to every business record and sees every field in full."""
        if self._admin is None:
            user = self.person("admin")
            verbs = {action.key for e in registry.native().values() for action in e.definition.actions}
            everything = dict.fromkeys([*STANDARD_ACTIONS, *sorted(verbs)], "all")
            full = {
                key: {name: ("full", True) for name, spec in entity.fields.items() if spec.masked}
                for key, entity in registry.native().items()
            }
            self.give(user, {"*": everything}, full, admin=["customfields"])
            self._admin = self.api(user)
        return self._admin

    def ctx(self, api: Api) -> Ctx:
        """The context of the person behind the calls."""
        if api.user.id not in self._contexts:
            self._contexts[api.user.id] = ctx_for_user(api.user.id, self.clock)
        return self._contexts[api.user.id]

    # -- records ----------------------------------------------------------------------------------------------------
    def entity(self, key: str) -> CompiledEntity:
        return registry.entity(Ctx.system("test", self.clock), key)

    def sample(
        self, key: str, number: int, *, only_required: bool = False, without: Iterable[str] = ()
    ) -> dict[str, Any]:
        """JSON values of a valid new record that differ by `number`."""
        entity = self.entity(key)
        left_out = {*without, entity.definition.lifecycle.field if entity.definition.lifecycle else ""}
        values = {}
        for name, spec in entity.fields.items():
            if (
                spec.read_only
                or name in left_out
                or name in ("owner", entity.definition.scope.author)
                or (only_required and not spec.required)
            ):
                continue
            own = key in SHAPES and spec.link in ("customer", "contact")
            value = self.numbered(str(spec.link), number) if own else self.value(spec, number)
            if value not in (None, []):
                values[name] = value
        return shaped(key, values, lambda link: self.numbered(link, number))

    def value(self, spec: FieldSpec, number: int) -> Any:
        """A valid JSON value of a field; links lead to something that exists."""
        if not spec.link:
            return spec.type.sample(spec, number)
        target = self.target(spec.link)
        return [target] if spec.type.multiple else target

    def numbered(self, link: str, number: int) -> int:
        """Something to point at that is another thing for every number."""
        name = f"{link} {number}"
        if name not in self.targets:
            self.targets[name] = self._target(link)
        return self.targets[name]

    def target(self, link: str) -> int:
        """Something to point at."""
        if link not in self.targets:
            self.targets[link] = self._target(link)
        return self.targets[link]

    def _target(self, link: str) -> int:
        match link:
            case "user":
                return self.person("target").id
            case "department":
                return self.west.id
            case "stored_file":
                made = StoredFile.objects.create(
                    key=UUID(int=1),
                    name="plan.txt",
                    size=3,
                    state="ready",
                    created_by=self.admin.user,
                    created_at=NOW,
                )
                return made.id
        if link not in registry.native():
            return 10**9  # kept by the platform alone; only filters name it
        entity = self.entity(link)
        # Names of their own: a file names what it links to by its title.
        number = 9000 + len(self.targets)
        values = {n: self.value(s, number) for n, s in entity.fields.items() if s.required and not s.read_only}
        values.pop("owner", None)
        return self.make(link, values, self.admin.user)

    def make(self, key: str, values: Mapping[str, Any], owner: User) -> int:
        """A record of this owner, through the write pipeline in the system's name."""
        entity = self.entity(key)
        author = entity.definition.scope.author
        values = shaped(key, dict(values), self._target)
        given = {**values, **({"owner": owner.id} if "owner" in entity.fields else {})}
        given |= {author: owner.id} if author else {}
        if author:
            given.pop("owner", None)
        draft = write.create(self.system, entity, given)
        assert draft.id is not None
        return draft.id


def unique_fields(entity: CompiledEntity) -> set[str]:
    """Fields of which two living records may not share the value."""
    return {
        name
        for constraint in entity.model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
        for name in constraint.fields
    }
