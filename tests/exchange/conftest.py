"""A small company: a head who may do everything, a seller who sees their own, a reader who may only look."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties.reference import LEGAL_FORMS
from kezhou.platform.access import grants as access_grants
from kezhou.platform.access.models import Role, RoleGrant, UserRole
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.entities import dictionaries, registry
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.models import ImportRun
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.jobs.execution import run_spec
from kezhou.platform.jobs.registry import get
from kezhou.platform.org import people, tree
from kezhou.platform.org.models import User

ALL = ("view", "create", "update", "delete", "assign", "export", "import", "reveal")
CODES = {
    "customer_kind": ("company", "person"),
    "customer_status": ("potential", "trading"),
    "customer_level": ("A", "B"),
    "legal_form": tuple(form.code for form in LEGAL_FORMS),
    "customer_source": ("register", "web"),
}
SHARED = Path(__file__).parents[3] / "shared" / "data"
JOBS = ("import_check", "import_rows", "import_undo", "export_rows")


@dataclass(frozen=True)
class World:
    """People by name and their contexts with the rights of this moment."""

    head: User
    seller: User
    reader: User

    def ctx(self, user: User) -> Ctx:
        return ctx_for_user(user.id)


def make_world() -> World:
    system = Ctx.system("test")
    for key, codes in CODES.items():
        dictionary, _new = Dictionary.objects.get_or_create(key=key, defaults={"label": key})
        for order, code in enumerate(codes):
            DictionaryItem.objects.get_or_create(
                dictionary=dictionary, code=code, defaults={"label": f"{code}级", "order": order}
            )
    dictionaries.choices.cache_clear()
    registry.forget()
    access_grants.forget()
    head_office = tree.create_department(system, name="总部", kind="company")
    branch = tree.create_department(system, name="分部", kind="department", parent_id=head_office.id)

    def person(username: str, name: str, number: str, level: str, actions: tuple[str, ...], place: int) -> User:
        user = people.create_user(
            system, username=username, name=name, staff_no=number, department_id=place, locale="en"
        )
        now = system.clock.now()
        role = Role.objects.create(name=f"role {username}", key=f"role-{username}", created_at=now, updated_at=now)
        for action in actions:
            RoleGrant.objects.create(role=role, entity="*", action=action, level=level)
        UserRole.objects.create(user=user, role=role)
        return user

    return World(
        head=person("head", "单雄信", "E001", "all", ALL, head_office.id),
        seller=person("seller", "李四", "E002", "own", ALL, branch.id),
        reader=person("reader", "王五", "E003", "all", ("view",), branch.id),
    )


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with translation.override("en"):
        yield make_world()
    registry.forget()
    access_grants.forget()
    dictionaries.choices.cache_clear()


def work() -> None:
    """Run the waiting jobs of this room, in their order, as the worker would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args::text FROM procrastinate_jobs WHERE status = 'todo' AND task_name = ANY(%s)"
            " ORDER BY id",
            [list(JOBS)],
        )
        waiting = cursor.fetchall()
    for job_id, name, ids in waiting:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])
        run_spec(get(name), attempts=0, ids=json.loads(ids))


@pytest.fixture
def bring(world: World) -> Callable[..., ImportRun]:
    """Upload, decide and run a csv for the head (or `by`); the finished import."""

    def run(text: str, *, by: User | None = None, encoding: str = "utf-8", **decisions: object) -> ImportRun:
        ctx = world.ctx(by or world.head)
        made = runs.upload(ctx, "customer", "list.csv", [text.encode(encoding)])
        if decisions:
            runs.change(ctx, made.id, decisions)
        runs.start_run(ctx, made.id)
        work()
        return runs.own(ctx, made.id)

    return run
