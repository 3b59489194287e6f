"""A year of customers and contacts, written through the pipeline in the names of those who own them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from faker import Faker

from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.ctx import Actor, Ctx, Grants
from kezhou.kernel.text.pinyin import initials
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import write

from . import words
from .names import Companies, Company, credit_code
from .staff import Staff, mobile

CUSTOMERS = 3_000
DOUBLES = 24
"""So many of them are written a second time at the end: see `doubles`."""
CONTACTS = 5_000
DAYS = 364
SPELL = 7
"""What came in during so many days is written at once: one call for many rows costs less than many calls."""
RECENT_DAYS = 21
"""In this time owners take in themselves what is theirs; before, market research and managers brought most of it."""
TAKERS = ("marketing1", "marketing2", "manager1", "manager2", "manager3", "manager4", "manager5", "manager6")
OPENS, CLOSES, FRIDAY = 9, 18, 5
BY_CODE = write.Options(internal=True)
AREA_CODES = {
    "1101": "010", "1201": "022", "2101": "024", "3101": "021", "3201": "025", "3205": "0512", "3301": "0571",
    "3401": "0551", "3502": "0592", "3702": "0532", "4201": "027", "4301": "0731", "4401": "020", "4403": "0755",
    "5001": "023", "5101": "028", "6101": "029",
}  # fmt: skip
"""Of the cities in `words.CITIES`, by the head of the region code."""
SHARES = {"sales": 100, "manager": 10, "service": 4, "marketing": 8, "director": 16, "ceo": 12}
"""How many customers people of a role own in proportion to each other."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A customer that was written: its id and whose it is."""

    id: int
    owner: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person took in at one moment: the owner of each customer."""

    moment: datetime
    taker: User
    owners: Sequence[int]


def as_person(user: User, moment: datetime, schema_epoch: int = 0) -> Ctx:
    """Somebody at a moment of the past, with every right: the demo tells what was done and is not asked if it may."""
    actor = Actor(user.id, user.name, "user", user.department_id)
    grants = Grants(everything=True)
    return Ctx(actor=actor, grants=grants, clock=FixedClock(moment), schema_epoch=schema_epoch)


def acquire(staff: Staff, fake: Faker, chance: random.Random, now: datetime) -> list[Owned]:
    """All customers and their contacts, the oldest first."""
    companies = Companies(chance)
    numbers = _numbers_of_contacts(chance)
    epoch = registry.current_schema_epoch()
    owned: list[Owned] = []
    for batch in _batches(staff, chance, now):
        ctx = as_person(batch.taker, batch.moment, epoch)
        rows = [
            {**_customer(companies.next(), fake, chance, batch.moment, now), "owner": owner} for owner in batch.owners
        ]
        made = [Owned(id_, owner) for id_, owner in zip(_write(ctx, "customer", rows), batch.owners, strict=True)]
        sizes = numbers[len(owned) : len(owned) + len(made)]
        pairs = [(one.id, place) for one, size in zip(made, sizes, strict=True) for place in range(size)]
        _write(ctx, "contact", [_contact(id_, place == 0, fake, chance) for id_, place in pairs])
        owned += made
    return owned


def _write(ctx: Ctx, key: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new records. A refused row is a mistake of the demo and stops it."""
    ids = []
    for draft in write.create_many(ctx, registry.entity(ctx, key), rows, BY_CODE):
        if draft.problem is not None or draft.id is None:
            raise RuntimeError(f"a demo {key} was refused: {draft.values}") from draft.problem
        ids.append(draft.id)
    return ids


def _batches(staff: Staff, chance: random.Random, now: datetime) -> list[Batch]:
    """When who took in what, in the order of time; `CUSTOMERS` in all with the doubles."""
    people = [(staff.users[post.username], SHARES[post.role]) for post in staff.posts if post.role in SHARES]
    users = {user.id: user for user, _share in people}
    picks = chance.choices(people, [share for _user, share in people], k=CUSTOMERS - DOUBLES)
    spells: dict[tuple[int, int | None], list[int]] = {}
    for user, _share in picks:
        # A little more in the second half of the year than in the first.
        day = int(DAYS * chance.random() ** 0.85)
        taker = user.id if DAYS - day <= RECENT_DAYS else None
        spells.setdefault((day // SPELL, taker), []).append(user.id)
    found = []
    for (spell, taker), owners in spells.items():
        day_of = now - timedelta(days=DAYS - SPELL * spell - chance.randrange(SPELL))
        person = staff.users[chance.choice(TAKERS)] if taker is None else users[taker]
        found.append(Batch(min(_at_work(day_of, chance), now), person, owners))
    return sorted(found, key=lambda batch: (batch.moment, batch.taker.id))


def _at_work(moment: datetime, chance: random.Random) -> datetime:
    """The same day between nine and six, company time."""
    local = moment.astimezone(COMPANY_ZONE)
    hour, minute, second = chance.randint(9, 17), chance.randint(0, 59), chance.randint(0, 59)
    return local.replace(hour=hour, minute=minute, second=second, microsecond=0)


def in_office(moment: datetime) -> datetime:
    """The moment as somebody would plan it: on a day of the week, between nine and six, on the quarter of an hour."""
    local = moment.astimezone(COMPANY_ZONE)
    local += timedelta(days=8 - local.isoweekday() if local.isoweekday() > FRIDAY else 0)
    hour = local.hour if OPENS <= local.hour < CLOSES else OPENS + local.hour % (CLOSES - OPENS)
    return local.replace(hour=hour, minute=local.minute // 15 * 15, second=0, microsecond=0)


def lately(moment: datetime, now: datetime) -> datetime:
    """A moment of the past at which people work; what would lie ahead happened on the working day before."""
    while (worked := in_office(moment) + timedelta(minutes=moment.minute % 15)) > now:
        moment -= timedelta(days=1)
    return worked


def _numbers_of_contacts(chance: random.Random) -> list[int]:
    """How many contacts each customer has: one at least, `CONTACTS` in all."""
    customers = CUSTOMERS - DOUBLES
    numbers = [1] * customers
    for _unused in range(CONTACTS - customers):
        numbers[chance.randrange(customers)] += 1
    return numbers


def _customer(company: Company, fake: Faker, chance: random.Random, moment: datetime, now: datetime) -> dict[str, Any]:
    status = chance.choices(("potential", "following", "trading", "dormant", "lost"), (30, 30, 26, 9, 5))[0]
    if (now - moment).days < 30 and status in ("dormant", "lost"):
        status = "potential"
    level = chance.choices(("A", "B", "C", "D", None), (9, 24, 42, 17, 8))[0]
    code = credit_code(company.region, chance)
    if chance.random() < 0.015:
        code = code[:-1] + ("1" if code[-1] != "1" else "2")
    domain = f"{initials(company.short_name)}{chance.randint(10, 99)}.example"
    row: dict[str, Any] = {
        "name": company.name,
        "short_name": company.short_name,
        "kind": chance.choices(("company", "dealer", "partner", "end_user"), (84, 7, 4, 5))[0],
        "credit_code": code if chance.random() < 0.92 else None,
        "legal_form": company.legal_form,
        "industry": company.trade.industry,
        "level": level,
        "category": chance.choices(("direct", "channel", "group", "government", None), (60, 14, 10, 5, 11))[0],
        "source": chance.choice(("website", "search", "exhibition", "referral", "cold_call", "dealer", "wechat")),
        "status": status,
        "region": company.region,
        "address": f"{chance.choice(words.STREETS)}{chance.randint(1, 399)}号{chance.choice(words.BUILDINGS)}",
        "phone": _landline(company.region, chance) if chance.random() < 0.7 else None,
        "mobile": mobile(fake) if chance.random() < 0.4 else None,
        "email": f"info@{domain}" if chance.random() < 0.6 else None,
        "website": f"https://www.{domain}" if chance.random() < 0.45 else None,
        "founded_on": _founded(chance, moment.date()).isoformat(),
        "business_scope": company.trade.scope,
        "tags": _some_tags(chance, ("战略合作", "上市公司", "高新技术", "专精特新", "账期客户", "复购", "价格敏感")),
        "remarks": chance.choice(words.REMARKS) if chance.random() < 0.3 else None,
    }
    if chance.random() < 0.85:
        amount = chance.choice((50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10000, 30000)) * 10_000
        row["registered_capital"] = {"amount": f"{amount}.00", "currency": "CNY"}
    return {**row, **_follow_up(status, chance, moment, now)}


def _follow_up(status: str, chance: random.Random, moment: datetime, now: datetime) -> dict[str, Any]:
    """When somebody last spoke with them and means to again; around today for those that matter."""
    age = (now - moment).total_seconds() / 86_400
    found: dict[str, Any] = {}
    if status != "potential" or chance.random() < 0.5:
        silent = chance.uniform(30, 150) if status in ("dormant", "lost") else chance.expovariate(1 / 18)
        last = _at_work(now - timedelta(days=min(silent, age)), chance)
        found["last_follow_up_at"] = last if moment <= last <= now else now - timedelta(days=min(silent, age))
    if status in ("potential", "following", "trading") and chance.random() < 0.75:
        day = now + timedelta(days=round(chance.gauss(6, 9)))
        local = day.astimezone(COMPANY_ZONE)
        due = local.replace(hour=chance.randint(9, 17), minute=chance.choice((0, 15, 30, 45)))
        found["next_follow_up_at"] = in_office(due)
    return {
        name: at.astimezone(COMPANY_ZONE).replace(second=0, microsecond=0).isoformat() for name, at in found.items()
    }


def _contact(customer: int, is_primary: bool, fake: Faker, chance: random.Random) -> dict[str, Any]:
    is_woman = chance.random() < 0.45
    title, department, role = chance.choice(words.TITLES)
    has = chance.random
    number = mobile(fake)
    return {
        "name": fake.name_female() if is_woman else fake.name_male(),
        "customer": customer,
        "salutation": "ms" if is_woman else "manager" if "总" in title else "mr",
        "title": title,
        "department": department,
        "mobile": number,
        "email": f"c{number[3:]}@mail.example" if has() < 0.55 else None,
        "wechat": f"wx_{number[5:]}" if has() < 0.6 else None,
        "birthday": _birthday(chance).isoformat() if has() < 0.35 else None,
        "birthday_is_lunar": has() < 0.2,
        "role": role if has() < 0.8 else None,
        "is_primary": is_primary,
        "tags": _some_tags(chance, ("关键人", "支持我们", "技术派", "爱喝茶", "邮件优先")),
    }


def _landline(region: str, chance: random.Random) -> str:
    return f"{AREA_CODES[region[:4]]}-{chance.randint(2, 8)}{chance.randint(0, 9_999_999):07d}"


def _founded(chance: random.Random, before: date) -> date:
    return before - timedelta(days=chance.randint(200, 9_000))


def _birthday(chance: random.Random) -> date:
    return date(chance.randint(1964, 1999), chance.randint(1, 12), chance.randint(1, 28))


def _some_tags(chance: random.Random, tags: Sequence[str]) -> list[str]:
    return chance.sample(tags, chance.choices((0, 1, 2), (60, 28, 12))[0])
