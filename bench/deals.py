"""Opportunities of three years with their histories, and a catalogue with prices: made once per base, set-based.

`BENCH_OPPORTUNITIES` says how many opportunities (2,000,000). They belong to the customers' owners, go through the
stages of three processes, and about one in eight is still open. Rows are the same as the platform would have written:
search texts, sort keys, weighted amounts, stale days and the history of the tracked fields. What is left out is their
audit trail and events.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

OPPORTUNITIES = 2_000_000
PRODUCTS, CATEGORIES, POLICIES, BOOKS, ENTRIES, COMPETITORS = 5_000, 60, 500, 8, 12_000, 40
CHUNK = 1_000
DAYS = 1_095
TABLE, HISTORY = "sales_opportunity", "audit_history"
PHRASES = (
    "设备采购项目", "系统升级改造", "年度框架采购", "产线自动化项目", "备件补货", "新厂区建设", "信息化平台一期",
    "信息化平台二期", "节能改造项目", "技术服务合同", "售后维保续签", "样机试用转正",
)  # fmt: skip
PROCESSES = (
    ("项目销售", "bench.project", (("立项", 15, 30), ("方案", 35, 45), ("招投标", 60, 40), ("合同谈判", 85, 30))),
    ("老客户复购", "bench.again", (("询价", 40, 14), ("确认", 80, 10))),
)
"""Beside the standard one: name, key, open stages (name, percent, days until stale)."""
ENDS = (("赢单", "won", 100), ("输单", "lost", 0), ("无效", "invalid", 0))
_BLANKS = {"text": "''", "character varying": "''", "ARRAY": "'{}'", "jsonb": "'{}'", "boolean": "FALSE"}

Admin = psycopg.Connection[tuple[Any, ...]]

_STAGES = """
CREATE UNLOGGED TABLE bench_stage AS
SELECT s.process_id, s.id, s.kind, s.probability, s.warning_days,
       row_number() OVER (PARTITION BY s.process_id, s.kind ORDER BY s.order, s.id)::int AS place,
       count(*) OVER (PARTITION BY s.process_id, s.kind)::int AS places
  FROM sales_salesstage s JOIN sales_salesprocess p ON p.id = s.process_id
 WHERE s.deleted_at IS NULL AND p.deleted_at IS NULL AND p.code = ANY(%s)"""

# The drawn part of every opportunity. Ids rise with the day of opening, as they do where rows are written when they
# come; the younger one is, the likelier it is still open. `bend` is how the time spreads over its stages.
_DRAW = """
CREATE UNLOGGED TABLE bench_deal AS
WITH drawn AS MATERIALIZED (
  SELECT i AS id, %(days)s * (1 - i / (%(count)s + 1.0)) AS age, random() AS r1, random() AS r2, random() AS r3,
         random() AS r4, random() AS r5, random() AS r6, random() AS r7, random() AS r8, random() AS r9,
         random() AS r10 FROM generate_series(1, %(count)s::bigint) i),
way AS (
  SELECT d.*, CASE WHEN r1 < 0.6 THEN 'standard' WHEN r1 < 0.85 THEN 'bench.project' ELSE 'bench.again' END AS code,
         CASE WHEN r2 < 1.1 * exp(-age / 125) THEN 'open' WHEN r3 < 0.4 THEN 'won' WHEN r3 < 0.9 THEN 'lost'
              ELSE 'invalid' END AS state
    FROM drawn d)
SELECT w.id, 1 + floor(power(w.r4, 1.4) * %(customers)s)::bigint AS customer_id, p.id AS process_id, w.state,
       CASE w.state WHEN 'won' THEN s.places
            WHEN 'open' THEN 1 + floor(s.places * least(1, w.age / 45) * w.r5 * 0.999)
            ELSE 1 + floor(s.places * w.r5 * w.r6) END::int AS far,
       w.now - make_interval(secs => w.age * 86400) AS opened,
       make_interval(secs => 86400 * CASE w.state WHEN 'open' THEN w.age * (0.2 + 0.7 * w.r6)
            ELSE least(3 - 55 * ln(1 - w.r6), w.age * 0.98) END) AS span,
       0.6 + 0.8 * w.r7 AS bend, w.r7, w.r8, w.r9, w.r10
  FROM (SELECT *, %(now)s::timestamptz AS now FROM way) w
  JOIN sales_salesprocess p ON p.code = w.code AND p.deleted_at IS NULL
  JOIN bench_stage s ON s.process_id = p.id AND s.kind = 'open' AND s.place = 1"""

# When it came to each of its stages; an ended one comes to the stage of its end last.
_MOVES = """
CREATE UNLOGGED TABLE bench_move AS
SELECT d.id, j AS at, s.id AS stage_id,
       d.opened + d.span * power((j - 1) / greatest(CASE d.state WHEN 'open' THEN d.far - 1 ELSE d.far END, 1)::float8,
                                 d.bend) AS came
  FROM bench_deal d CROSS JOIN LATERAL generate_series(1, d.far + (d.state <> 'open')::int) j
  JOIN bench_stage s ON s.process_id = d.process_id
   AND CASE WHEN j > d.far THEN s.kind = d.state ELSE s.kind = 'open' AND s.place = j END"""

_FROM = """
  FROM bench_deal d
  JOIN parties_customer c ON c.id = d.customer_id AND c.owner_id IS NOT NULL
  JOIN bench_stage s ON s.process_id = d.process_id
   AND CASE WHEN d.state = 'open' THEN s.kind = 'open' AND s.place = d.far ELSE s.kind = d.state END
  JOIN bench_phrase f ON f.id = d.id %% %(phrases)s
  CROSS JOIN LATERAL (
    SELECT (d.opened AT TIME ZONE 'Asia/Shanghai')::date AS opened_on,
           'OP' || to_char(d.opened, 'YYYYMM') || '-' || d.id AS number, c.name || f.name AS name,
           CASE WHEN d.state = 'open' AND d.far = 1 THEN d.opened ELSE d.opened + d.span END AS since,
           CASE WHEN d.r8 < 0.95 THEN round(power(10, 3.7 + 2 * d.r9)::numeric, 2) END AS amount,
           CASE WHEN d.id %% 33 = 0 THEN 'USD' ELSE 'CNY' END AS currency, CASE WHEN d.id %% 33 = 0 THEN 7.1 ELSE 1 END
             AS rate,
           CASE d.state WHEN 'open' THEN s.probability WHEN 'won' THEN 100 ELSE 0 END AS share) x
 ORDER BY d.id"""

# One order of five lines for every seventh opportunity that was won.
_ORDERS = """
  FROM sales_opportunity o WHERE o.state = 'won' AND o.id % 7 = 0 AND o.deleted_at IS NULL ORDER BY o.id"""
ORDER: Mapping[str, str] = {
    "id": "row_number() OVER (ORDER BY o.id)", "created_at": "o.updated_at", "updated_at": "o.updated_at",
    "version": "2", "created_by_id": "o.owner_id", "updated_by_id": "o.owner_id", "owner_id": "o.owner_id",
    "dept_id": "o.dept_id", "search_text": "o.search_text", "sort_key": "o.sort_key", "number": "'DD' || o.id",
    "name": "o.name", "customer_id": "o.customer_id", "opportunity_id": "o.id", "currency": "'CNY'",
    "tax_included": "TRUE", "discount": "0", "amount": "5650", "amount_currency": "'CNY'", "amount_base": "5650",
    "net_amount": "5000", "tax_amount": "650", "approval_state": "'approved'", "state": "'open'",
    "ordered_on": "o.closed_on", "deliver_by": "o.closed_on + 30",
}  # fmt: skip
_LINES = f"""
  FROM trade_order o CROSS JOIN generate_series(1, 5) n
  JOIN catalog_product p ON p.id = (SELECT min(id) FROM catalog_product) + (o.id * 7 + n * 13) % {PRODUCTS}
 ORDER BY o.id, n"""
LINE: Mapping[str, str] = {
    "created_at": "o.created_at", "updated_at": "o.updated_at", "version": "1", "owner_id": "o.owner_id",
    "dept_id": "o.dept_id", "order_id": "o.id", "position": "n", "product_id": "p.id", "name": "p.name",
    "quantity": "10", "unit_price": "113", "tax_rate": "'13'", "amount": "1130", "amount_currency": "'CNY'",
    "amount_base": "1130", "net_amount": "1000", "tax_amount": "130", "delivered": "0", "returned": "0",
}  # fmt: skip

OPPORTUNITY: Mapping[str, str] = {
    "id": "d.id", "created_at": "d.opened", "created_by_id": "c.owner_id", "updated_by_id": "c.owner_id",
    "updated_at": "least(x.since + make_interval(secs => 86400 * 10 * d.r10), %(now)s::timestamptz)",
    "version": "1 + d.far", "owner_id": "c.owner_id", "dept_id": "c.dept_id", "finder_id": "c.owner_id",
    "name": "left(x.name, 200)", "number": "x.number", "kind": "'normal'", "origin": "'personal'",
    "search_text": "concat_ws(E'\\n', split_part(c.search_text, E'\\n', 1) || f.name, lower(x.number), "
                   "coalesce(nullif(split_part(c.search_text, E'\\n', 2), ''), split_part(c.search_text, E'\\n', 1)) "
                   "|| f.sounds, coalesce(nullif(split_part(c.search_text, E'\\n', 3), ''), "
                   "split_part(c.search_text, E'\\n', 1)) || f.initials)",
    "sort_key": "left(split_part(c.sort_key, '|', 1) || ' ' || f.spelled || '|' || x.name, 255)",
    "customer_id": "c.id", "process_id": "d.process_id", "stage_id": "s.id", "state": "d.state",
    "stage_since": "x.since",
    "stale_on": "CASE WHEN d.state = 'open' THEN (x.since AT TIME ZONE 'Asia/Shanghai')::date + s.warning_days END",
    "amount": "x.amount", "amount_currency": "CASE WHEN x.amount IS NULL THEN '' ELSE x.currency END",
    "amount_base": "round(x.amount * x.rate, 2)", "probability": "s.probability",
    "weighted_amount": "round(x.amount * x.share / 100, 2)",
    "weighted_amount_currency": "CASE WHEN x.amount IS NULL THEN '' ELSE x.currency END",
    "weighted_amount_base": "round(round(x.amount * x.share / 100, 2) * x.rate, 2)",
    "opened_on": "x.opened_on",
    "closed_on": "CASE WHEN d.state <> 'open' THEN (x.since AT TIME ZONE 'Asia/Shanghai')::date END",
    "expected_on": "CASE WHEN d.state = 'open' THEN x.opened_on + (30 + 150 * d.r10)::int "
                   "ELSE (x.since AT TIME ZONE 'Asia/Shanghai')::date + (60 * d.r10 - 40)::int END",
    "product_id": "(SELECT p[1 + d.id %% array_length(p, 1)] FROM bench_products)",
    "source": "(ARRAY['existing','referral','website','telesales','exhibition','tender','company'])[1 + d.id %% 7]",
    "lost_reason": "CASE WHEN d.state IN ('lost', 'invalid') THEN "
                   "(ARRAY['price','product','relation','budget','delay','late','no_need'])[1 + d.id %% 7] ELSE '' END",
    "competitor_id": "CASE WHEN d.state = 'lost' AND d.r10 < 0.4 THEN "
                     "(SELECT p[1 + d.id %% array_length(p, 1)] FROM bench_competitors) END",
    "requirement": "'客户需要按期交付，并提供一年质保'", "registration_state": "'none'", "project_state": "'none'",
}  # fmt: skip

_HISTORY = (
    """
SELECT 'opportunity', m.id, 'stage', to_jsonb(m.stage_id), m.came,
       lead(m.came) OVER (PARTITION BY m.id ORDER BY m.at) FROM bench_move m""",
    """
SELECT 'opportunity', d.id, 'state', to_jsonb(v.state), v.since, v.until
  FROM bench_deal d CROSS JOIN LATERAL (
    SELECT 'open'::text, d.opened, CASE WHEN d.state <> 'open' THEN d.opened + d.span END
    UNION ALL SELECT d.state, d.opened + d.span, NULL WHERE d.state <> 'open') v (state, since, until)""",
    """
SELECT 'opportunity', t.id, 'expected_on', to_jsonb(v.day), v.since, v.until
  FROM sales_opportunity t JOIN bench_deal d ON d.id = t.id CROSS JOIN LATERAL (
    SELECT t.expected_on - 21, d.opened, d.opened + d.span * 0.4 WHERE d.r10 < 0.4
    UNION ALL SELECT t.expected_on, CASE WHEN d.r10 < 0.4 THEN d.opened + d.span * 0.4 ELSE d.opened END, NULL)
    v (day, since, until)""",
    """
SELECT 'opportunity', t.id, 'owner', to_jsonb(t.owner_id), t.created_at, NULL FROM sales_opportunity t""",
    """
SELECT 'opportunity', t.id, 'amount', jsonb_build_object('amount', t.amount::text, 'currency', t.amount_currency),
       t.created_at, NULL FROM sales_opportunity t WHERE t.amount IS NOT NULL""",
)


def fill(admin: Admin) -> None:
    """Makes what is missing."""
    _opportunities_missing(admin)
    _orders_missing(admin)


def _opportunities_missing(admin: Admin) -> None:
    count = int(os.environ.get("BENCH_OPPORTUNITIES", str(OPPORTUNITIES)))
    (known,) = admin.execute(f"SELECT count(*) FROM {TABLE}").fetchone() or (0,)
    if int(known) >= count * 0.9:
        return
    began = time.monotonic()
    print(f"  making {count:,} opportunities …", flush=True)
    catalogue(admin)
    processes()
    _opportunities(admin, count)
    print(f"  {time.monotonic() - began:.0f} s: they are in", flush=True)


def _orders_missing(admin: Admin) -> None:
    if (admin.execute("SELECT count(*) FROM trade_order").fetchone() or (0,))[0]:
        return
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        for table, given, source in (("trade_order", ORDER, _ORDERS), ("trade_orderline", LINE, _LINES)):
            columns = _columns(admin, table, given)
            names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
            admin.execute(f"insert into {table} ({names}) overriding system value select {values} {source}")
        admin.execute("select setval(pg_get_serial_sequence('trade_order', 'id'), max(id)) from trade_order")
    for table in ("trade_order", "trade_orderline"):
        admin.execute(f"vacuum analyze {table}")


def catalogue(admin: Admin) -> None:
    """Products with categories, price books, policies and competitors, by the platform's own pipeline."""
    if (admin.execute("SELECT count(*) FROM catalog_pricepolicy").fetchone() or (0,))[0]:
        return
    draw = random.Random(5000)
    categories = _make("product_category", [{"name": f"品类{n + 1}"} for n in range(CATEGORIES)])
    products = _make(
        "product",
        [
            {
                "name": f"型号{n + 1:05d}控制器", "code": f"P{n + 1:05d}", "category": draw.choice(categories),
                "list_price": {"amount": f"{draw.randrange(100, 90_000)}.00", "currency": "CNY"},
                "floor_price": {"amount": f"{draw.randrange(20, 90)}.00", "currency": "CNY"},
            }
            for n in range(PRODUCTS)
        ],
    )  # fmt: skip
    levels = ("", "", "A", "B", "C")
    books = _make("price_book", [{"name": f"价格表{n + 1}", "level": levels[n % 5]} for n in range(BOOKS)])
    pairs = sorted({(draw.choice(books), draw.choice(products)) for _one in range(ENTRIES)})
    _make("price_entry", [{"book": b, "product": p, "price": f"{draw.randrange(90, 80_000)}.5"} for b, p in pairs])
    _make("price_policy", [_policy(draw, n, products, categories) for n in range(POLICIES)])
    _make("competitor", [{"name": f"竞争厂商{n + 1}"} for n in range(COMPETITORS)])


def _policy(draw: random.Random, number: int, products: Sequence[int], categories: Sequence[int]) -> dict[str, Any]:
    """Most are about one product, some about a category, a few about everything."""
    kind = draw.choice(("discount", "discount", "amount_off", "tier_discount"))
    of: dict[str, Any] = {"name": f"价格政策{number + 1}", "kind": kind, "level": draw.choice(("", "", "A", "B")),
                          "promotion": number % 10 == 0, "priority": draw.randrange(1, 200)}  # fmt: skip
    if number % 50:
        of |= {"product": draw.choice(products)} if number % 3 else {"category": draw.choice(categories)}
    worth = {"discount": {"discount": str(draw.randrange(1, 20))}, "amount_off": {"amount_off": "5", "currency": "CNY"},
             "tier_discount": {"tiers": "10:5;100:8", "tier_by": "quantity"}}[kind]  # fmt: skip
    return of | worth


def _make(key: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.entities import registry
    from kezhou.platform.records import write

    ctx, made = Ctx.system("bench"), []
    for start in range(0, len(rows), CHUNK):
        for draft in write.create_many(ctx, registry.entity(ctx, key), rows[start : start + CHUNK]):
            if draft.problem is not None:
                raise draft.problem
            made.append(int(draft.id or 0))
    return made


def processes() -> None:
    """The ways of selling beside the standard one."""
    from kezhou.kernel.ctx import Ctx
    from kezhou.modules.sales import defaults
    from kezhou.modules.sales.sales_process.model import SalesProcess

    for name, code, stages in PROCESSES:
        if not SalesProcess.objects.filter(code=code).exists():
            going = [defaults.DefaultStage(title, "open", percent, "blue", "", (), warning // 2, warning)
                     for title, percent, warning in stages]  # fmt: skip
            ends = [defaults.DefaultStage(title, kind, percent, "default") for title, kind, percent in ENDS]
            defaults.process(Ctx.system("bench"), name, code, [*going, *ends])


def _opportunities(admin: Admin, count: int) -> None:
    (customers,) = admin.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
    (now,) = admin.execute("SELECT now()").fetchone() or (None,)
    words = {"count": count, "customers": customers, "days": DAYS, "now": now, "phrases": len(PHRASES)}
    admin.execute("set maintenance_work_mem = '512MB'")
    admin.execute("set work_mem = '128MB'")
    with admin.transaction():
        # The rows are right by construction; foreign keys and triggers do not look at each.
        admin.execute("set local session_replication_role = replica")
        definitions = _without_indexes(admin)
        admin.execute(f"delete from {HISTORY} where entity = 'opportunity'")
        admin.execute(f"delete from {TABLE}")
        admin.execute("select setseed(0.42)")
        admin.execute(_STAGES, [["standard", *(code for _name, code, _stages in PROCESSES)]])
        for name, table in (("bench_products", "catalog_product"), ("bench_competitors", "sales_competitor")):
            admin.execute(f"create unlogged table {name} as select array_agg(id order by id) as p from {table}")
        _phrases(admin)
        admin.execute(_DRAW, words)
        admin.execute(_MOVES)
        for table in ("bench_stage", "bench_deal", "bench_move", "bench_phrase"):
            admin.execute(f"analyze {table}")
        columns = _columns(admin, TABLE, OPPORTUNITY)
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
        admin.execute(f"insert into {TABLE} ({names}) overriding system value select {values} {_FROM}", words)
        for statement in _HISTORY:
            admin.execute(f"insert into {HISTORY} (entity, record_id, field, value, valid_from, valid_to) {statement}")
        for definition in definitions:
            admin.execute(definition)
        for name in ("stage", "deal", "move", "phrase", "products", "competitors"):
            admin.execute(f"drop table bench_{name}")
        admin.execute(f"select setval(pg_get_serial_sequence('{TABLE}', 'id'), {count})")
        # What triggers keep was not kept while they were off.
        admin.execute("delete from funnel_standing")
        admin.execute("select funnel_standing_fill()")
    for table in (TABLE, HISTORY, "funnel_standing"):
        admin.execute(f"vacuum analyze {table}")
    admin.execute("reset work_mem")


def _phrases(admin: Admin) -> None:
    """What opportunities are about, with the marks that the platform's search text and order make of it."""
    from kezhou.kernel.text.grams import search_text
    from kezhou.kernel.text.pinyin import sort_key

    admin.execute("create unlogged table bench_phrase (id int, name text, sounds text, initials text, spelled text)")
    for at, phrase in enumerate(PHRASES):
        name, sounds, initials = search_text([phrase]).split("\n")
        row = [at, name, sounds, initials, sort_key(phrase).partition("|")[0]]
        admin.execute("insert into bench_phrase values (%s, %s, %s, %s, %s)", row)


def _columns(admin: Admin, table: str, given: Mapping[str, str]) -> dict[str, str]:
    """Every column that must not be empty, with its expression or its blank. Numbers and ids have no blank."""
    found = admin.execute(
        "select column_name, data_type, is_nullable from information_schema.columns where table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position",
        [table],
    ).fetchall()
    blanks = {name: _BLANKS[kind] for name, kind, nullable in found if kind in _BLANKS and nullable == "NO"}
    return {**{name: value for name, value in blanks.items() if name not in given}, **given}


def _without_indexes(admin: Admin) -> list[str]:
    """Drops the indexes that no constraint stands on; the statements that make them again."""
    found = admin.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i"
        " where indrelid = any(%s::regclass[])"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
        [[TABLE, HISTORY]],
    ).fetchall()
    for name, _definition in found:
        admin.execute(f"drop index {name}")
    return [str(definition) for _name, definition in found]
