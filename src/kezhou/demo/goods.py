"""What the demo company sells and for how much: a maker of pumps and controls, its prices, and whom it trusts."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.money import Money
from kezhou.modules.catalog.configuration import store
from kezhou.modules.credit import api as credit
from kezhou.platform.access.models import Role
from kezhou.platform.entities import registry
from kezhou.platform.records import write

from .customers import Owned, as_person
from .staff import Staff

BY_CODE = write.Options(internal=True)
UNITS = (("台", 0), ("件", 0), ("套", 0), ("米", 2), ("箱", 0), ("年", 0))
SHELVES: Mapping[str, tuple[str, str, str, Sequence[tuple[str, str, int]]]] = {
    "水泵": (
        "P",
        "台",
        "13",
        (
            ("单级离心泵", "IS50-32", 2180), ("单级离心泵", "IS65-50", 2960), ("多级离心泵", "CDL8-10", 4280),
            ("多级离心泵", "CDL16-8", 6750), ("潜水排污泵", "WQ20-15", 1890), ("潜水排污泵", "WQ50-20", 3350),
            ("不锈钢自吸泵", "ZX40-25", 5120),
        ),
    ),
    "电机": (
        "M",
        "台",
        "13",
        (
            ("高效异步电机", "YE4-1.5kW", 960), ("高效异步电机", "YE4-4kW", 1680), ("高效异步电机", "YE4-7.5kW", 2480),
            ("高效异步电机", "YE4-15kW", 4160), ("永磁同步电机", "TYB-7.5kW", 3880),
        ),
    ),
    "控制": (
        "C",
        "台",
        "13",
        (
            ("变频控制柜", "KB-4", 3600), ("变频控制柜", "KB-7.5", 4500), ("变频控制柜", "KB-15", 6200),
            ("软启动器", "RQ-30", 1850), ("可编程控制器", "KZ-PLC16", 2280),
        ),
    ),
    "仪表": (
        "I",
        "件",
        "13",
        (
            ("压力变送器", "PT-16", 420), ("电磁流量计", "DN50", 2650), ("电磁流量计", "DN100", 3480),
            ("液位计", "UHZ-2", 760), ("温度变送器", "TT-100", 380),
        ),
    ),
    "配件": (
        "A",
        "件",
        "13",
        (("机械密封", "108-25", 86), ("机械密封", "108-45", 152), ("叶轮", "IS50", 235), ("轴承组件", "6308", 128)),
    ),
    "服务": (
        "S",
        "年",
        "6",
        (
            ("安装调试", "单机", 1200), ("年度保养", "标准", 2600), ("远程监控", "单站", 1800),
            ("操作培训", "一天", 3000),
        ),
    ),
}  # fmt: skip
STATION = "智能恒压供水机组"
CREDITS = 40
TERMS = ("monthly", "monthly", "on_invoice", "on_receipt", "on_delivery", "prepaid")
OPTIONS: Sequence[Mapping[str, Any]] = (
    {
        "key": "power", "label": "电源", "required": True,
        "choices": [{"key": "v220", "label": "220V"}, {"key": "v380", "label": "380V", "price": "600"}],
    },
    {
        "key": "control", "label": "控制方式", "required": True,
        "choices": [
            {"key": "basic", "label": "一控多"}, {"key": "each", "label": "一对一变频", "price": "3200"},
        ],
    },
    {
        "key": "extras", "label": "附件", "many": True,
        "choices": [
            {"key": "remote", "label": "远程监控模块", "price": "980"},
            {"key": "silent", "label": "静音罩", "price": "1500"},
            {"key": "starter", "label": "软启动器", "price": "1850"},
        ],
    },
)  # fmt: skip
RULES: Sequence[Mapping[str, Any]] = (
    {
        "kind": "requires",
        "if": {"field": "control", "op": "eq", "value": "each"},
        "with": {"field": "power", "op": "eq", "value": "v380"},
    },
    {
        "kind": "excludes",
        "if": {"field": "control", "op": "eq", "value": "each"},
        "with": {"field": "extras", "op": "has_any", "value": ["starter"]},
        "message": "一对一变频已带软启动，不再配软启动器",
    },
    {"kind": "quantity", "if": {"field": "power", "op": "eq", "value": "v220"}, "of": "pump", "min": "1", "max": "2"},
)


def stock(staff: Staff, owned: Sequence[Owned], now: datetime) -> None:
    """The catalogue, what it costs for whom, and who may owe how much."""
    chance = random.Random(len(owned))  # noqa: S311 — demo data
    chief = as_person(staff.users["ceo"], now - timedelta(days=200), registry.current_schema_epoch())
    shelves, products = _products(chief)
    _prices(chief, shelves, products)
    _trust(as_person(staff.users["finance1"], now - timedelta(days=60), chief.schema_epoch), staff, owned, chance)


def _made(ctx: Ctx, key: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new records. A refused row is a mistake of the demo and stops it."""
    ids = []
    for draft in write.create_many(ctx, registry.entity(ctx, key), rows, BY_CODE):
        if draft.problem is not None or draft.id is None:
            raise RuntimeError(f"a demo {key} was refused: {draft.values}") from draft.problem
        ids.append(draft.id)
    return ids


def _products(ctx: Ctx) -> tuple[dict[str, int], dict[str, int]]:
    """Ids of the shelves by name and of the products by code."""
    units = dict(
        zip(
            (name for name, _digits in UNITS),
            _made(ctx, "unit", [{"name": name, "decimals": digits} for name, digits in UNITS]),
            strict=True,
        )
    )
    rows = [{"name": name, "code": SHELVES[name][0], "position": at * 10} for at, name in enumerate(SHELVES, 1)]
    shelves = dict(zip(SHELVES, _made(ctx, "product_category", rows), strict=True))
    goods: list[dict[str, Any]] = []
    for shelf, (letter, unit, tax, items) in SHELVES.items():
        for at, (name, spec, price) in enumerate(items, 1):
            goods.append(_good(f"{letter}{at:03d}", f"{name} {spec}", spec, shelves[shelf], units[unit], tax, price))
            goods[-1]["series"] = name
    goods[-1]["status"] = "stopped"
    goods.append(_good("P900", STATION, "二泵/三泵", shelves["水泵"], units["套"], "13", 26800))
    products = dict(zip((good["code"] for good in goods), _made(ctx, "product", goods), strict=True))
    boxes = [{"product": products[code], "unit": units["箱"], "factor": n} for code, n in (("A001", 50), ("A002", 20))]
    _made(ctx, "product_unit", boxes)
    parts = [
        {"key": "pump", "product": products["P003"], "quantity": "2", "least": "1", "most": "4"},
        {"key": "cabinet", "product": products["C002"], "quantity": "1"},
        {"key": "sensor", "product": products["I001"], "quantity": "1", "least": "1", "most": "2"},
    ]
    choices = {"options": list(OPTIONS), "parts": parts, "rules": list(RULES), "version": 0}
    store.save(ctx, products["P900"], choices)
    return shelves, products


def _good(code: str, name: str, spec: str, shelf: int, unit: int, tax: str, price: int) -> dict[str, Any]:
    def money(share: str) -> dict[str, str]:
        return {"amount": str(Decimal(price) * Decimal(share)), "currency": "CNY"}

    return {
        "code": code,
        "name": name,
        "spec": spec,
        "category": shelf,
        "unit": unit,
        "tax_rate": tax,
        "list_price": money("1"),
        "floor_price": money("0.82"),
        "cost": money("0.61"),
    }


def _prices(ctx: Ctx, shelves: Mapping[str, int], products: Mapping[str, int]) -> None:
    """Two books, six policies, and how much people may give away."""
    books = _made(
        ctx,
        "price_book",
        [
            {"name": "A 级客户价格表", "currency": "CNY", "level": "A", "valid_from": "2026-01-01"},
            {"name": "华东区价格表", "currency": "CNY", "region": "310000", "priority": 50, "valid_from": "2026-01-01"},
        ],
    )
    entries = [
        {"book": books[0], "product": products[code], "price": price, "min_quantity": least}
        for code, steps in {"P003": ((0, "4050"), (10, "3900")), "P004": ((0, "6400"),), "C002": ((0, "4300"),)}.items()
        for least, price in steps
    ]
    entries += [
        {"book": books[1], "product": products[code], "price": price}
        for code, price in (("P001", "2120"), ("P002", "2890"), ("M003", "2420"))
    ]
    _made(ctx, "price_entry", entries)
    discount = {"kind": "discount", "valid_from": "2026-01-01"}
    policies = [
        {**discount, "name": "A 级客户九五折", "discount": "5", "level": "A", "priority": 20},
        {"name": "水泵批量阶梯折扣", "kind": "tier_discount", "tiers": "5:3;10:6;30:9", "category": shelves["水泵"],
         "priority": 30},
        {"name": "机械密封整箱价", "kind": "tier_price", "tiers": "50:78;200:72", "currency": "CNY",
         "product": products["A001"], "priority": 10},
        {**discount, "name": "仪表年度框架价", "discount": "8", "category": shelves["仪表"], "min_amount": "20000",
         "currency": "CNY", "priority": 40},
        {"name": "保养服务促销立减", "kind": "amount_off", "amount_off": "200", "currency": "CNY",
         "product": products["S002"], "promotion": True, "valid_from": "2026-10-01", "valid_until": "2027-03-31"},
        {"name": "冬季促销", "kind": "discount", "discount": "2", "promotion": True, "category": shelves["控制"],
         "valid_from": "2026-11-01", "valid_until": "2027-02-28"},
    ]  # fmt: skip
    _made(ctx, "price_policy", policies)
    roles = dict(Role.objects.values_list("key", "id"))
    most = {"sales": "3", "manager": "8", "director": "15"}
    names = {"sales": "销售", "manager": "部门经理", "director": "销售总监"}
    rows = [{"name": f"{names[key]}折扣权限", "role": roles[key], "max_discount": each} for key, each in most.items()]
    _made(ctx, "discount_authority", rows)


def _trust(ctx: Ctx, staff: Staff, owned: Sequence[Owned], chance: random.Random) -> None:
    """Credit for some customers of those who sign in, and what they owe by now."""
    names = ("sales1", "sales2", "sales3", "manager1")
    owners = [staff.users[name].id for name in names]
    mine = [[one.id for one in owned if one.owner == owner] for owner in owners]
    customers = [id_ for each in mine for id_ in each[: CREDITS // len(names)]]
    limits = [Decimal(chance.choice((50_000, 100_000, 200_000, 500_000))) for _customer in customers]
    rows = [
        {
            "customer": customer,
            "credit_limit": {"amount": str(limit), "currency": "CNY"},
            "days": chance.choice((30, 45, 60, 90)),
            "term": TERMS[at % len(TERMS)],
            "valid_until": "2027-06-30",
            "order_control": "block" if at % 3 else "warn",
            "delivery_control": "block",
            "contract_control": "warn",
            "overdue_control": "warn",
        }
        for at, (customer, limit) in enumerate(zip(customers, limits, strict=True))
    ]
    _made(ctx, "credit_profile", rows)
    for customer, limit in zip(customers, limits, strict=True):
        _owe(ctx, customer, limit, chance)


def _owe(ctx: Ctx, customer: int, limit: Decimal, chance: random.Random) -> None:
    """What is ordered, shipped and billed by now, each a part of the one before."""

    def part(of: Decimal, least: int, most: int) -> Decimal:
        return (of * Decimal(chance.randint(least, most)) / 100).quantize(Decimal("0.01"))

    ref = ("customer", customer)
    used = part(limit, 5, 115)
    credit.post(ctx, f"demo:order:{customer}", customer, "outside", "unshipped", Money(used), ref=ref)
    shipped = part(used, 20, 80)
    credit.post(ctx, f"demo:delivery:{customer}", customer, "unshipped", "uninvoiced", Money(shipped), ref=ref)
    billed = part(shipped, 20, 80)
    credit.post(ctx, f"demo:invoice:{customer}", customer, "uninvoiced", "unpaid", Money(billed), ref=ref)
    credit.check(ctx, customer, "order", Money(part(limit, 10, 10)))
