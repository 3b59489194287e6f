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

from .deals_sql import DRAW, FROM, HISTORIES, LINE, LINES, MOVES, OPPORTUNITY, ORDER, ORDERS, PRODUCTS, STAGES

OPPORTUNITIES = 2_000_000
CATEGORIES, POLICIES, BOOKS, ENTRIES, COMPETITORS = 60, 500, 8, 12_000, 40
CHUNK = 1_000
DAYS = 1_095
TABLE, HISTORY = "sales_opportunity", "audit_history"
KEPT = ("funnel_standing", "funnel_cycle")
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
        for table, given, source in (("trade_order", ORDER, ORDERS), ("trade_orderline", LINE, LINES)):
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
        admin.execute(STAGES, [["standard", *(code for _name, code, _stages in PROCESSES)]])
        for name, table in (("bench_products", "catalog_product"), ("bench_competitors", "sales_competitor")):
            admin.execute(f"create unlogged table {name} as select array_agg(id order by id) as p from {table}")
        _phrases(admin)
        admin.execute(DRAW, words)
        admin.execute(MOVES)
        for table in ("bench_stage", "bench_deal", "bench_move", "bench_phrase"):
            admin.execute(f"analyze {table}")
        columns = _columns(admin, TABLE, OPPORTUNITY)
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
        admin.execute(f"insert into {TABLE} ({names}) overriding system value select {values} {FROM}", words)
        for statement in HISTORIES:
            admin.execute(f"insert into {HISTORY} (entity, record_id, field, value, valid_from, valid_to) {statement}")
        for definition in definitions:
            admin.execute(definition)
        for name in ("stage", "deal", "move", "phrase", "products", "competitors"):
            admin.execute(f"drop table bench_{name}")
        admin.execute(f"select setval(pg_get_serial_sequence('{TABLE}', 'id'), {count})")
        # What triggers keep was not kept while they were off.
        for table in KEPT:
            admin.execute(f"delete from {table}")
            admin.execute(f"select {table}_fill()")
    for table in (TABLE, HISTORY, *KEPT):
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
