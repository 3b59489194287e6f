"""Work logs of the last days, written from what was done, some of them reviewed; and the closeness that follows."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.journals import prefill
from kezhou.modules.today import reckon
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import acts, write

from .customers import as_person
from .staff import Staff

WRITERS = ("sales1", "sales2", "sales3", "sales4", "manager1", "manager2")
DAYS = 10
DILIGENCE = 0.85
REVIEWED = 0.6
BY_CODE = write.Options(internal=True, historical=True)
PROBLEMS = ("", "", "竞争对手报价更低，需要支持", "客户预算要到下季度才批", "样品还没到，客户在催", "")
GUIDANCE = ("跟得很紧，继续保持", "注意把下次时间约实", "大客户优先，小单可以电话跟", "报价前先和我对一下", "")


def go_on(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Everybody of `WRITERS`, day by day; their superiors read and rate."""
    today = now.astimezone(COMPANY_ZONE).date()
    days = [day for n in range(DAYS, 0, -1) if (day := today - timedelta(days=n)).weekday() < 5]
    for username in WRITERS:
        user = staff.users.get(username)
        for day in days if user else ():
            if user is not None and chance.random() < DILIGENCE:
                _write(staff, user, day, chance, today)
    reckon.reckon_all(Ctx.system("demo", FixedClock(now)))


def _write(staff: Staff, user: User, day: date, chance: random.Random, today: date) -> None:
    evening = datetime.combine(day, time(18, 20), COMPANY_ZONE)
    ctx = as_person(user, evening)
    begun = prefill.prefill(ctx, "day", day)
    text = {
        "done": begun["done"] or "整理客户资料，电话回访老客户",
        "plan": begun["plan"] or "继续跟进本周重点客户",
        "problems": chance.choice(PROBLEMS),
    }
    entity = registry.entity(ctx, "journal")
    row = {"on": day.isoformat(), "kind": "day", "state": "submitted", **text}
    made = write.create(ctx, entity, row, BY_CODE)
    superior = next((other for other in staff.users.values() if other.id == user.superior_id), None)
    if superior is not None and made.id is not None and day < today - timedelta(days=1) and chance.random() < REVIEWED:
        above = as_person(superior, evening + timedelta(hours=14))
        words = {"rating": chance.choice((3, 4, 4, 5, 5)), "review": chance.choice(GUIDANCE)}
        acts.act(above, entity, made.id, "review", words)
