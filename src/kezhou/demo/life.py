"""What happened lately: people changed records, wrote to each other, shared a view, asked for an account."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Actor, Ctx
from kezhou.platform.entities import registry
from kezhou.platform.identity import accounts, passwords
from kezhou.platform.notify import comments
from kezhou.platform.org.models import User
from kezhou.platform.records import views, write

from . import words
from .customers import Owned, as_person, in_office, lately
from .staff import Staff

BUSY = ("sales1", "sales2", "sales3", "manager1", "manager2", "director", "ceo", "service1", "marketing1")
CHANGES_EACH = 12
COMMENTS_EACH = 5
LATELY = timedelta(days=12)


def go_on(staff: Staff, owned: Sequence[Owned], chance: random.Random, now: datetime) -> None:
    """Everything in the order of time, so that timelines and inboxes read as they would."""
    acts: list[tuple[datetime, str, User, int]] = []
    for username in BUSY:
        user = staff.users[username]
        mine = [one.id for one in owned if one.owner == user.id]
        for kind, number in (("change", CHANGES_EACH), ("comment", COMMENTS_EACH)):
            picked = chance.sample(mine, min(number, len(mine)))
            acts += [(lately(now - LATELY * chance.random(), now), kind, user, record_id) for record_id in picked]
    for moment, kind, user, record_id in sorted(acts, key=lambda act: (act[0], act[3])):
        ctx = as_person(user, moment)
        if kind == "change":
            write.update(ctx, registry.entity(ctx, "customer"), record_id, _change(chance, moment))
        else:
            text = chance.choice(words.COMMENTS) + _mention(user, staff, chance)
            comments.create_comment(ctx, "customer", record_id, text, _all)
    _share_a_view(staff, now)
    _apply(now)


def _change(chance: random.Random, moment: datetime) -> dict[str, Any]:
    next_one = in_office(moment + timedelta(days=chance.randint(1, 14)))
    picks: tuple[dict[str, Any], ...] = (
        {"status": chance.choice(("following", "trading"))},
        {"level": chance.choice(("A", "B", "C"))},
        {"remarks": chance.choice(words.REMARKS)},
    )
    return {**chance.choice(picks), "next_follow_up_at": next_one.isoformat()}


def _mention(user: User, staff: Staff, chance: random.Random) -> str:
    """Half of the comments call for the superior."""
    superiors = [other for other in staff.users.values() if other.id == user.superior_id]
    return f" @[{superiors[0].id}] 请关注" if superiors and chance.random() < 0.5 else ""


def _all(user_ids: Sequence[int]) -> Iterable[int]:
    """Superiors see what those below them own."""
    return user_ids


def _share_a_view(staff: Staff, now: datetime) -> None:
    ctx = as_person(staff.users["manager1"], now)
    wanted = {
        "and": [
            {"field": "level", "op": "in", "value": ["A", "B"]},
            {"field": "status", "op": "eq", "value": "following"},
        ]
    }
    view = {"name": "本部门重点跟进", "shared": True, "filter": wanted, "sort": "next_follow_up_at", "columns": []}
    views.save(ctx, registry.entity(ctx, "customer"), view)


def _apply(now: datetime) -> None:
    """Somebody waits for an account."""
    stranger = Ctx(actor=Actor(None, "", "anonymous"), clock=FixedClock(now - timedelta(hours=3)), ip="127.0.0.1")
    wanted = accounts.Application(
        name="陆一鸣",
        username="luyiming",
        email="luyiming@kezhou.example",
        phone="",
        staff_no="KZ0101",
        department="上海销售一部",
        reason="新入职客户经理，申请开通账号",
        password=passwords.temporary_password(),
    )
    accounts.apply(stranger, wanted)
