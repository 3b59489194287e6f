"""Loads the demo company in one transaction: all of it or nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass

from django.db import transaction
from faker import Faker

from kezhou.kernel.clock import Clock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults as activity_defaults
from kezhou.modules.calendar import defaults as calendar_defaults
from kezhou.modules.finance import defaults as finance_defaults
from kezhou.modules.leads import defaults as lead_defaults
from kezhou.modules.parties import defaults as party_defaults
from kezhou.modules.relations import defaults as relation_defaults
from kezhou.modules.sales import defaults as sales_defaults
from kezhou.platform.access import defaults as access_defaults
from kezhou.platform.access.models import Role
from kezhou.platform.base.sql import execute
from kezhou.platform.identity import passwords
from kezhou.platform.org.models import User

from . import (
    aims,
    approvals,
    customers,
    doubles,
    goods,
    groups,
    leads,
    life,
    logs,
    money,
    moves,
    outlook,
    relations,
    sales,
    seas,
    sign_ups,
    staff,
    trade,
    work,
)

SEED = 20_260_601


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What the operator is shown once: a sign-in name, whose it is, and the password made a moment ago."""

    username: str
    name: str
    role: str
    password: str


def load(clock: Clock) -> list[DemoLogin]:
    """The demo company around the clock's present. Nothing, and an empty list, where the database has people already.

    Everything but the passwords is the same for the same moment and the same version of Faker.
    """
    ctx = Ctx.system("demo", clock)
    with transaction.atomic():
        if User.objects.exists():
            return []
        # Nobody sees these rows before the end, the collector of statistics neither: where it looks in the middle, it
        # notes that the tables are empty, and every later join would read them row by row.
        execute("SET LOCAL enable_seqscan = off")
        access_defaults.ensure(ctx)
        party_defaults.ensure(ctx)
        activity_defaults.ensure(ctx)
        relation_defaults.ensure(ctx)
        calendar_defaults.ensure(ctx)
        sales_defaults.ensure(ctx)
        lead_defaults.ensure(ctx)
        finance_defaults.ensure(ctx)
        fake = Faker("zh_CN")
        fake.seed_instance(SEED)
        chance = random.Random(SEED)  # noqa: S311 — demo data; passwords come from elsewhere
        everybody = staff.hire(ctx, fake)
        logins = _logins(ctx, everybody)
        owned = customers.acquire(everybody, fake, chance, clock.now())
        work.go_on(everybody, chance, clock.now())
        relations.relate(everybody, owned, chance, clock.now())
        goods.stock(everybody, owned, clock.now())
        sales.go_on(everybody, chance, clock.now())
        life.go_on(everybody, owned, chance, clock.now())
        logs.go_on(everybody, chance, clock.now())
        # Numbers of its own: the rest of the company stays as it was.
        leads.come_in(everybody, fake, random.Random(SEED + 1), clock.now())  # noqa: S311 — demo data
        seas.fill(ctx, everybody, owned, chance, clock.now())
        trade.go_on(everybody, random.Random(SEED + 2), clock.now())  # noqa: S311 — demo data
        money.come_in(everybody, random.Random(SEED + 4), clock.now())  # noqa: S311 — demo data
        aims.set_aims(everybody, random.Random(SEED), clock.now())  # noqa: S311 — demo data
        doubles.come_twice(ctx, everybody, owned, random.Random(SEED + 5), clock.now())  # noqa: S311 — demo data
        moves.hand_over(everybody, clock.now())
        sign_ups.come_in(ctx, everybody, clock.now())
        groups.keep(everybody, clock.now())
        outlook.look_ahead(everybody, clock)
        approvals.publish(ctx)
        trade.wait(everybody, random.Random(SEED + 3), clock.now())  # noqa: S311 — demo data
    return logins


def _logins(ctx: Ctx, everybody: staff.Staff) -> list[DemoLogin]:
    """Passwords for those who sign in; the others have none, so nobody can."""
    labels = dict(Role.objects.values_list("key", "name"))
    found = []
    for post in everybody.posts:
        if post.signs_in:
            user, password = everybody.users[post.username], passwords.temporary_password()
            passwords.set_password(ctx, user.id, password, must_change=False)
            found.append(DemoLogin(user.username, user.name, labels[post.role], password))
    return found
