"""The day of a salesperson with 2,000 customers, the manager's view over 5,000,000 follow-ups: CPU of web and
PostgreSQL.

The rows are made once per base: follow-ups of the last 400 days by those who own the customers, birthdays, tasks.
`BENCH_ACTIVITIES` says how many follow-ups (5,000,000).
"""

import os
from importlib import import_module
from typing import Any

import psycopg

from .clients import Request
from .measure import Bench
from .people import Asker
from .report import Report

ACTIVITIES = 5_000_000
CUSTOMERS = 2_000
TODAY_MS, MANAGER_MS = 60.0, 300.0
CALLS = {"today_sales": 20, "manager_view": 8}
TABLE = "activities_followup"
Admin = psycopg.Connection[tuple[Any, ...]]

_FOLLOW_UPS = """
INSERT INTO activities_followup (created_at, updated_at, version, custom, external_ref, search_text, sort_key, owner_id,
  dept_id, customer_id, subject, kind, direction, content, result, at, next_content, status_to, attachments, effective,
  content_length, file_count, author_id, author_dept_id)
SELECT m.at, m.at, 1, '{}', '', '', '', c.owner_id, c.dept_id, c.id, '电话沟通报价', m.kind, '',
       '电话沟通报价，客户考虑中', '', m.at, '', '', '{}', m.i %% 5 <> 0, 12, 0, c.owner_id, c.dept_id
  FROM (SELECT i, now() - make_interval(secs => (i * 48271 %% 34559999)::int) AS at,
               (ARRAY['call','call','call','visit','wechat','email','meeting'])[1 + i %% 7] AS kind,
               1 + (i * 7919) %% %(customers)s AS customer
          FROM generate_series(1, %(count)s::bigint) i) m
  JOIN parties_customer c ON c.id = m.customer WHERE c.owner_id IS NOT NULL"""

_OWN = """
SELECT owner_id, count(*) FROM parties_customer WHERE deleted_at IS NULL
 GROUP BY 1 ORDER BY abs(count(*) - %s) LIMIT 1"""

_TAKE = """
UPDATE parties_customer c SET owner_id = u.id, dept_id = u.department_id FROM org_user u
 WHERE u.id = %s AND c.id IN (SELECT id FROM parties_customer WHERE owner_id <> %s ORDER BY id LIMIT %s)"""

_BIRTHDAYS = """
UPDATE parties_contact SET birthday = date '1980-01-01' + (id % 8000)::int, birthday_is_lunar = id % 4 = 0
 WHERE birthday IS NULL"""

_LAST = """
UPDATE parties_customer c SET last_follow_up_at = f.at FROM (
  SELECT customer_id, max(at) AS at FROM activities_followup WHERE effective AND owner_id = %s GROUP BY 1) f
 WHERE f.customer_id = c.id"""

_TASKS = """
INSERT INTO activities_task (created_at, updated_at, version, custom, external_ref, search_text, sort_key, owner_id,
  dept_id, title, customer_id, due_at, all_day, priority, state, description, source)
SELECT now(), now(), 1, '{}', '', '', '', c.owner_id, c.dept_id, '准备报价', c.id,
       now() - make_interval(days => (n %% 9)::int - 1), FALSE, 'normal', 'open', '', ''
  FROM (SELECT *, row_number() OVER (ORDER BY id) n FROM parties_customer
        WHERE owner_id = %s AND deleted_at IS NULL) c WHERE n <= 60"""


def measure(report: Report, admin: Admin, bench: Bench, manager: Asker) -> None:
    """Fills what is missing, then asks."""
    person = fill(admin, wanted())
    proof = _proof(person)
    page = bench.cpu_per_call(proof, Request("GET", "/api/v1/today"), CALLS["today_sales"])
    report.add("today_sales.cpu", page, "ms", TODAY_MS)
    for unit in ("week", "month", "year"):
        call = Request("GET", f"/api/v1/manager/activity?unit={unit}")
        taken = bench.cpu_per_call(manager.bearer, call, CALLS["manager_view"])
        report.add(f"manager_view.{unit}.cpu", taken, "ms", MANAGER_MS)


def wanted() -> int:
    """How many follow-ups there are to be."""
    return int(os.environ.get("BENCH_ACTIVITIES", str(ACTIVITIES)))


def fill(admin: Admin, count: int) -> int:
    """Makes the rows where they are not there yet; the person with about 2,000 customers."""
    (person, customers) = admin.execute(_OWN, [CUSTOMERS]).fetchone() or (0, 0)
    if int(customers) < CUSTOMERS // 2:
        # A small base, on which nobody has so many: this one takes them over.
        admin.execute(_TAKE, [person, person, CUSTOMERS - int(customers)])
        customers = CUSTOMERS
    (known,) = admin.execute(f"SELECT count(*) FROM {TABLE}").fetchone() or (0,)
    if known < count * 0.9:
        print(f"  making {count:,} follow-ups …", flush=True)
        (highest,) = admin.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
        indexes = admin.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i"
            " where indrelid = %s::regclass"
            " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
            [TABLE],
        ).fetchall()
        with admin.transaction():
            # The rows are right by construction; neither foreign keys nor sums are looked at row by row.
            admin.execute("set local session_replication_role = replica")
            admin.execute(f"truncate {TABLE}, today_activitysum, today_closeness cascade")
            for name, _definition in indexes:
                admin.execute(f"drop index {name}")
            admin.execute(_FOLLOW_UPS, {"customers": highest, "count": count})
            for _name, definition in indexes:
                admin.execute(definition)
            admin.execute(_BIRTHDAYS)
            admin.execute(_LAST, [person])
            admin.execute(_TASKS, [person])
            for migration in ("0002_sums", "0004_new_customers"):
                admin.execute(import_module(f"kezhou.modules.today.migrations.{migration}").BACKFILL)
        for table in (TABLE, "parties_customer", "parties_contact", "activities_task", "today_activitysum"):
            admin.execute(f"vacuum analyze {table}")
        _reckon()
    print(f"  person {person} has {customers:,} customers", flush=True)
    return int(person)


def _reckon() -> None:
    from kezhou.kernel.ctx import Ctx
    from kezhou.modules.today.reckon import reckon_all

    reckon_all(Ctx.system("bench"))


def _proof(person: int) -> str:
    """A token of somebody who sells."""
    from kezhou.kernel.clock import SystemClock
    from kezhou.platform.access.models import Role, UserRole
    from kezhou.platform.identity import tokens
    from kezhou.platform.org import epochs
    from kezhou.platform.org.models import User

    user = User.objects.get(id=person)
    if not UserRole.objects.filter(user=user).exists():
        UserRole.objects.create(user=user, role=Role.objects.get(name="sales"))
        epochs.bump_access(None)
    _token, plain = tokens.issue(user, "bench", ["write"], 1, SystemClock())
    return f"Authorization: Bearer {plain}\r\n"
