"""公海 of the demo company: a pool for each branch with what its people put back and claimed lately, and two rules."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.models import Role
from kezhou.platform.entities import registry
from kezhou.platform.pools import ledger, settings
from kezhou.platform.pools.models import Pool

from .customers import Owned, as_person
from .staff import Staff

BRANCHES = (
    ("beijing", "北京公海", "bj", "head_bj", "manager1"),
    ("shanghai", "上海公海", "sh", "head_sh", "manager3"),
    ("shenzhen", "深圳公海", "sz", "head_sz", "manager5"),
)
"""Department, name, how the keys of its teams begin, and who hands out what lies there."""
COLUMNS = ["level", "status", "industry", "region", "mobile", "phone", "source"]
REASONS = ("多次联系无回应", "客户暂无采购计划", "不在负责区域", "需求不匹配", "联系方式失效")
PUT_BACK_SHARE = 50
"""Of so many customers of a branch one was put back."""
CLAIMED_SHARE = 4
LATELY = timedelta(days=28)
CLAIMS_A_DAY = 10


def fill(ctx: Ctx, staff: Staff, owned: Sequence[Owned], chance: random.Random, now: datetime) -> None:
    """Called last: what people own now is what was put back."""
    for at, (branch, name, teams, *admins) in enumerate(BRANCHES):
        members = [{"department": staff.departments[branch].id}]
        members += [{"user": staff.users[admin].id, "is_admin": True} for admin in admins]
        words = {"entity": "customer", "name": name, "order": at, "columns": COLUMNS, "members": members}
        limits = {"claims_per_day": CLAIMS_A_DAY, "claims_per_week": 30, "ex_owner_days": 7, "is_default": at == 0}
        pool = settings.create(ctx, {**words, **limits})
        _rules(ctx, pool)
        sellers = [staff.users[p.username].id for p in staff.posts if p.role == "sales" and p.department[:2] == teams]
        _move(staff, pool, sellers, [one for one in owned if one.owner in sellers], chance, now)
    people = [{"role": _sales_role(), "holdings": 300}]
    settings.set_limits(ctx, "customer", people)


def _rules(ctx: Ctx, pool: Pool) -> None:
    """One that is on and seldom takes anything, one that waits for somebody to switch it on."""
    silent = {"fact": "follow_up", "warn_days": 7, "protect_days": 30}
    low = {"field": "level", "op": "in", "value": ["C", "D"]}
    settings.save_rule(ctx, pool.id, {"name": "一年未跟进", "active": True, "days": 365, "condition": low, **silent})
    settings.save_rule(ctx, pool.id, {"name": "60 天未跟进", "active": False, "days": 60, "condition": low, **silent})


def _move(
    staff: Staff, pool: Pool, sellers: Sequence[int], theirs: Sequence[Owned], chance: random.Random, now: datetime
) -> None:
    people = {user.id: user for user in staff.users.values()}
    acts: list[tuple[datetime, int, int, str]] = []
    for at, one in enumerate(chance.sample(list(theirs), -(-len(theirs) // PUT_BACK_SHARE))):
        back = now - LATELY * (0.3 + 0.7 * chance.random())
        acts.append((back, one.id, one.owner, chance.choice(REASONS)))
        if at % CLAIMED_SHARE == 0:
            taker = chance.choice([seller for seller in sellers if seller != one.owner])
            acts.append((back + (now - back) * chance.random(), one.id, taker, ""))
    for moment, record, person, reason in sorted(acts):
        ctx = as_person(people[person], moment)
        entity = registry.entity(ctx, "customer")
        if reason:
            ledger.move(ctx, entity, [record], ledger.Target(pool=pool.id), "return", reason=reason)
        else:
            ledger.move(ctx, entity, [record], ledger.Target(owner=person), "claim")


def _sales_role() -> int:
    return int(Role.objects.values_list("id", flat=True).get(key="sales"))
