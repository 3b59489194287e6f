"""A table of 20,000 customers, 10,000 contacts, and three people who see one's own, half, and all of them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client

from kezhou.kernel.clock import SystemClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.text.grams import search_text
from kezhou.kernel.text.pinyin import sort_key
from kezhou.platform.access.models import Role, RoleGrant, UserRole
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.identity import tokens
from kezhou.platform.org import people, tree

PLACES = ("北京", "上海", "深圳", "杭州", "成都", "青岛", "西安", "武汉", "大连", "昆明")
MARKS = ("远航", "金鼎", "博雅", "绿源", "瑞丰", "宏图", "天成", "海纳", "方圆", "九州")
TRADES = ("科技", "贸易", "食品", "建筑")
NAMES = [f"{place}{mark}{trade}有限公司" for place in PLACES for mark in MARKS for trade in TRADES]
CHOICES = {"customer_level": "ABCD", "customer_status": ("potential", "trading")}
LEVELS = {"own": "own", "half": "dept_tree", "all": "all"}

# Row n has name n mod 400; a tenth of the rows is the first person's, half lie in the second one's department.
_CUSTOMERS = """
INSERT INTO parties_customer (created_at, updated_at, version, custom, external_ref, name, short_name, kind,
  credit_code, legal_form, industry, level, category, source, status, region, address, phone, mobile, email, website,
  registered_capital_currency, business_scope, tags, remarks, health, search_text, sort_key, owner_id, dept_id)
SELECT now(), now() - n * interval '1 minute', 1, '{}', '', d.name, '', 'company', '', '', '',
  (array['A','B','C','D'])[1 + n %% 4], '', '', (array['potential','trading'])[1 + n %% 2], '440305', '', '', '',
  '', '', '', '', '{}', '', 0, d.search_text, d.sort_key,
  (%(owners)s::bigint[])[1 + (n %% 10 > 0)::int + (n %% 10 > 5)::int],
  (%(depts)s::bigint[])[1 + (n %% 10 > 0)::int + (n %% 10 > 5)::int]
  FROM generate_series(1, %(rows)s) n
  JOIN unnest(%(names)s::text[], %(texts)s::text[], %(keys)s::text[]) WITH ORDINALITY
    AS d(name, search_text, sort_key, at) ON d.at = 1 + n %% %(count)s"""
_CONTACTS = """
INSERT INTO parties_contact (created_at, updated_at, version, custom, external_ref, name, salutation, title, department,
  mobile, phone, email, wechat, birthday_is_lunar, role, is_primary, hobbies, tags, remarks, search_text, sort_key,
  owner_id, dept_id, customer_id)
SELECT created_at, updated_at, 1, '{}', '', '李四', '', '', '', '', '', '', '', false, '', false, '', '{}', '',
  search_text, sort_key, owner_id, dept_id, id FROM parties_customer WHERE id %% 2 = 0"""


@dataclass(frozen=True, slots=True)
class Base:
    """The people by what they see, each with a client that is signed in."""

    clients: dict[str, Client]

    def fill(self, rows: int) -> None:
        """Add so many customers, and a contact to every second customer that there is."""
        with connection.cursor() as cursor:
            cursor.execute(
                _CUSTOMERS,
                {
                    "rows": rows,
                    "count": len(NAMES),
                    "names": NAMES,
                    "texts": [search_text([name]) for name in NAMES],
                    "keys": [sort_key(name) for name in NAMES],
                    "owners": self._owners,
                    "depts": self._depts,
                },
            )
            cursor.execute(_CONTACTS, {})

    _owners: list[int]
    _depts: list[int]


@pytest.fixture
def base(db: None, forget: Callable[[], None]) -> Base:
    ctx = Ctx.system("test")
    now = ctx.clock.now()
    root = tree.create_department(ctx, name="总部", kind="company")
    half = tree.create_department(ctx, name="一部", parent_id=root.id)
    other = tree.create_department(ctx, name="二部", parent_id=root.id)
    for key, codes in CHOICES.items():
        dictionary, _new = Dictionary.objects.get_or_create(key=key, defaults={"label": key})
        for code in codes:
            DictionaryItem.objects.get_or_create(dictionary=dictionary, code=code, defaults={"label": code})
    clients, owners = {}, []
    for key, level in LEVELS.items():
        place = {"own": half, "half": half, "all": other}[key]
        user = people.create_user(ctx, username=key, name=f"{key}某", department_id=place.id)
        role = Role.objects.create(key=key, name=key, created_at=now, updated_at=now)
        RoleGrant.objects.create(role=role, entity="*", action="view", level=level)
        UserRole.objects.create(user=user, role=role)
        _token, plain = tokens.issue(user, "test", ["write"], 1, SystemClock())
        clients[key] = Client(headers={"authorization": f"Bearer {plain}"}, SERVER_NAME="127.0.0.1")
        owners.append(user.id)
    forget()
    return Base(clients, owners, [half.id, half.id, other.id])


@pytest.fixture
def forget() -> Callable[[], None]:
    """Empties what processes keep of a database that tests roll back."""
    from kezhou.http.auth import facts
    from kezhou.platform.access import grants
    from kezhou.platform.entities import registry
    from kezhou.platform.search import common, sample

    def forgetting() -> None:
        for room in (facts, grants, registry, common, sample):
            room.forget()

    return forgetting
