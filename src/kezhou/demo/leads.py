"""Four months of leads: from fairs, the website and calls, given out by rules, worked on, converted or dropped."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from faker import Faker

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.modules.leads.models import ONLY, AssignmentRule, LeadRules
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.pools import ledger, settings
from kezhou.platform.records import acts, write

from . import words, work_words
from .customers import as_person, in_office
from .names import Companies
from .staff import Staff, mobile

LEADS = 300
CONVERTED = 40
DROPPED = 55
IN_POOL = 35
DAYS = 120
SPELL = 6
"""What came in during so many days is written at once."""
TALKED = timedelta(days=12)
"""What a person told of leads in such a time is written at once."""
BY_CODE = write.Options(internal=True)
SOURCES = ("exhibition", "website", "search", "referral", "cold_call", "dealer", "wechat")
SHARES = (26, 24, 14, 10, 12, 6, 8)
CAMPAIGNS: Mapping[str, Sequence[str]] = {
    "exhibition": ("上海工博会", "深圳高交会", "广州机床展"),
    "website": ("官网试用申请", "白皮书下载"),
    "search": ("秋季搜索投放", "品牌词投放"),
    "wechat": ("公众号直播", "视频号专场"),
}
NEEDS = (
    "想了解整套方案的报价和交付周期",
    "产线改造，需要两台样机试用",
    "现有系统用了五年，计划年底前更换",
    "新工厂明年三月投产，需要配套设备",
    "索要产品手册和同行案例",
    "希望约一次线上演示",
    "询问售后网点和质保年限",
    "比较三家供应商，月底前定",
)
DROPS = ("no_need", "no_budget", "competitor", "unreachable", "wrong_number", "not_target", "duplicate")
BUDGETS = (5, 8, 12, 20, 30, 50, 80, 120, 200)
TEAMS = {"bj1": ("110000", "120000", "130000"), "sh1": ("310000", "320000", "330000"), "sz1": ("440000", "450000")}
"""Team → provinces whose leads it gets."""
_NEW_CUSTOMERS = """
SELECT c.id, c.name, c.owner_id, c.created_at, c.region, c.source, k.id, k.name, k.title, k.mobile
  FROM parties_customer c CROSS JOIN LATERAL (
    SELECT * FROM parties_contact k WHERE k.customer_id = c.id ORDER BY k.id LIMIT 1) k
 WHERE c.created_at BETWEEN %s AND %s AND c.owner_id = ANY(%s) ORDER BY c.created_at DESC LIMIT %s"""


def come_in(staff: Staff, fake: Faker, chance: random.Random, now: datetime) -> None:
    """All of it, in the names of those who did it."""
    _rules(staff, now)
    _became_customers(staff, chance, now)
    companies = Companies(chance)
    spells: dict[int, list[dict[str, Any]]] = {}
    for _number in range(LEADS - CONVERTED):
        spell = int(DAYS * chance.random() ** 0.8) // SPELL
        spells.setdefault(spell, []).append(_lead(companies, fake, chance))
    takers = ("marketing1", "marketing2", "service1")
    for spell, rows in sorted(spells.items()):
        day = now - timedelta(days=DAYS - spell * SPELL - chance.randrange(SPELL - 1))
        moment = min(_at_work(day, chance), now)
        _write(as_person(staff.users[chance.choice(takers)], moment), "lead", rows)
    _work(staff, chance, now)


def _rules(staff: Staff, now: datetime) -> None:
    """Regions first, the rest in turn; one person is on leave today."""
    sellers = {
        team: [
            staff.users[post.username].id for post in staff.posts if post.department == team and post.role == "sales"
        ]
        for team in (*TEAMS, "bj2", "sh2", "sz2")
    }
    regions = [{"regions": list(codes), "people": sellers[team]} for team, codes in TEAMS.items()]
    rest = [person for team in ("bj2", "sh2", "sz2") for person in sellers[team]]
    AssignmentRule.objects.create(position=0, name="按地区分给各分公司", strategy="region", regions=regions)
    AssignmentRule.objects.create(position=1, name="其余地区轮流", strategy="round_robin", people=rest)
    today = now.astimezone(COMPANY_ZONE).date()
    away = [{"user": rest[-1], "from": today.isoformat(), "until": (today + timedelta(days=6)).isoformat()}]
    LeadRules.objects.create(id=ONLY, away=away, assignment_version=1, updated_at=now)


def _lead(companies: Companies, fake: Faker, chance: random.Random) -> dict[str, Any]:
    company = companies.next()
    title, _department, _role = chance.choice(words.TITLES)
    source = chance.choices(SOURCES, SHARES)[0]
    number = mobile(fake)
    row: dict[str, Any] = {
        "name": company.name,
        "contact_name": fake.name() if chance.random() < 0.85 else None,
        "title": title if chance.random() < 0.6 else None,
        "mobile": number if chance.random() < 0.85 else None,
        "email": f"l{number[3:]}@mail.example" if chance.random() < 0.4 else None,
        "wechat": f"wx_{number[5:]}" if chance.random() < 0.3 else None,
        "region": company.region,
        "industry": company.trade.industry,
        "source": source,
        "campaign": chance.choice(CAMPAIGNS[source]) if source in CAMPAIGNS else None,
        "requirement": chance.choice(NEEDS) if chance.random() < 0.7 else None,
    }
    if chance.random() < 0.45:
        row["budget"] = {"amount": f"{chance.choice(BUDGETS) * 10_000}.00", "currency": "CNY"}
    return row


def _became_customers(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Some of the newest customers were leads first."""
    sellers = [staff.users[post.username].id for post in staff.posts if post.role == "sales"]
    since = now - timedelta(days=DAYS)
    rows = fetch_all(_NEW_CUSTOMERS, (since, now - timedelta(days=2), sellers, CONVERTED))
    users = {user.id: user for user in staff.users.values()}
    for customer, name, owner, became, region, source, contact, person, title, number in rows:
        came = became - timedelta(days=chance.randint(2, 25), hours=chance.randint(0, 6))
        source = source if source in SOURCES else "website"
        lead = {
            "name": name, "contact_name": person, "title": title or None, "mobile": number or None, "region": region,
            "source": source, "requirement": chance.choice(NEEDS), "owner": owner,
            "campaign": chance.choice(CAMPAIGNS[source]) if source in CAMPAIGNS else None,
        }  # fmt: skip
        if chance.random() < 0.6:
            lead["budget"] = {"amount": f"{chance.choice(BUDGETS[2:]) * 10_000}.00", "currency": "CNY"}
        # The owner was named when it was entered: nobody asks the rules.
        marketing = as_person(staff.users["marketing1"], came)
        (id_,) = _write(marketing, "lead", [lead])
        ctx = as_person(users[owner], became)
        chosen = {"customer": customer, "contact": contact}
        acts.act(ctx, registry.entity(ctx, "lead"), id_, "convert", chosen)


def _work(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Talks with most of them; some are qualified, some dropped, some put back, the rest is due around today."""
    users = {user.id: user for user in staff.users.values()}
    rows = fetch_all("SELECT id, owner_id, created_at FROM leads_lead WHERE state = 'new' ORDER BY id")
    rows = chance.sample(rows, len(rows))
    talks: dict[tuple[int, int], list[dict[str, Any]]] = {}
    over: dict[int, datetime] = {lead: came for lead, _owner, came in rows}
    for at, (lead, owner, came) in enumerate(rows):
        if chance.random() < 0.8 or at < DROPPED + IN_POOL:
            for told in _talks(lead, came, now, chance, open_=at >= DROPPED + IN_POOL):
                talked = datetime.fromisoformat(told["at"])
                over[lead] = talked
                talks.setdefault((-int((now - talked) / TALKED), owner), []).append(told)
    for (spell, owner), found in sorted(talks.items(), key=lambda one: one[0]):
        _write(as_person(users[owner], now + spell * TALKED), "follow_up", found)
    for lead, owner, _came in rows[:DROPPED]:
        last = over[lead]
        ctx = as_person(users[owner], last + (now - last) * (0.6 * chance.random()))
        reason = {"drop_reason": chance.choice(DROPS)}
        acts.act(ctx, registry.entity(ctx, "lead"), lead, "drop", reason)
    returned = [(lead, owner, over[lead]) for lead, owner, _came in rows[DROPPED : DROPPED + IN_POOL]]
    _put_back(staff, returned, users, chance, now)
    for lead, owner, _came in rows[DROPPED + IN_POOL :]:
        if chance.random() < 0.35:
            ctx = as_person(users[owner], now - timedelta(hours=chance.randint(1, 90)))
            acts.act(ctx, registry.entity(ctx, "lead"), lead, "qualify", {})


def _talks(lead: int, came: datetime, now: datetime, chance: random.Random, *, open_: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    at = _worked(came + timedelta(hours=chance.randint(1, 60)), came)
    for _number in range(chance.randint(1, 4)):
        if at >= now:
            break
        kind = chance.choice(("call", "call", "wechat", "email"))
        found.append(
            {
                "lead": lead,
                "kind": kind,
                "content": chance.choice(work_words.CONTENTS[kind]) + chance.choice(work_words.ENDINGS),
                "result": chance.choice(("interested", "considering", "appointment", "no_answer")),
                "at": at.isoformat(),
                "duration": chance.randint(30, 600) if kind == "call" else None,
            }
        )
        at = _worked(at + timedelta(days=chance.uniform(1, 9)), at)
    if found and open_ and chance.random() < 0.75:
        due = in_office(_at_work(now + timedelta(days=round(chance.gauss(2, 4))), chance))
        if due > datetime.fromisoformat(found[-1]["at"]):
            found[-1] |= {"next_at": due.isoformat(), "next_content": chance.choice(work_words.NEXT)}
    return found


def _worked(moment: datetime, after: datetime) -> datetime:
    """The moment within working hours, later than what it answers."""
    return max(in_office(moment), after + timedelta(minutes=20))


def _put_back(
    staff: Staff, rows: Sequence[Sequence[Any]], users: Mapping[int, User], chance: random.Random, now: datetime
) -> None:
    members: list[dict[str, Any]] = [{"department": staff.departments["selling"].id}]
    members += [{"user": staff.users["director"].id, "is_admin": True}]
    body = {
        "entity": "lead",
        "name": "线索公海",
        "order": 9,
        "members": members,
        "claims_per_day": 5,
        "is_default": True,
    }
    pool = settings.create(as_person(staff.users["director"], now - timedelta(days=DAYS)), body)
    for lead, owner, last in rows:
        ctx = as_person(users[owner], last + (now - last) * (0.5 * chance.random()))
        reason = chance.choice(("多次联系无回应", "暂无采购计划", "不在负责区域"))
        ledger.move(ctx, registry.entity(ctx, "lead"), [lead], ledger.Target(pool=pool.id), "return", reason=reason)


def _write(ctx: Any, key: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new records. A refused row is a mistake of the demo and stops it."""
    ids = []
    for draft in write.create_many(ctx, registry.entity(ctx, key), rows, BY_CODE):
        if draft.problem is not None or draft.id is None:
            raise RuntimeError(f"a demo {key} was refused: {draft.values}") from draft.problem
        ids.append(draft.id)
    return ids


def _at_work(moment: datetime, chance: random.Random) -> datetime:
    local = moment.astimezone(COMPANY_ZONE)
    return local.replace(hour=chance.randint(9, 17), minute=chance.choice((0, 15, 30, 45)), second=0, microsecond=0)
