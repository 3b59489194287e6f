"""Real registrations with real mistakes: every row is a customer or a line of the error file, nothing is read one
column off."""

import csv
from collections import Counter

import pytest

from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.parties.customer.registry_import import PRESET, prepare
from kezhou.platform.exchange.imports import runs
from kezhou.platform.exchange.models import RowOutcome

from .conftest import SHARED, World, work

DIRTY, TRUTH = SHARED / "companies_dirty_gb18030.csv", SHARED / "companies_dirty_truth.csv"
REFUSED = {"no name", "13 columns", "9 columns shifted", "name too long", "impossible date"}
"""Whatever else the truth calls a row, it is a customer: made by this row, or by another one of the same company."""


def test_the_dirty_file_ends_as_its_truth_says(world: World) -> None:
    if not DIRTY.exists():
        pytest.skip("the folder with the real data is not there")
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", DIRTY.name, [DIRTY.read_bytes()])
    assert (made.preset, made.form["encoding"], made.match) == (PRESET, "gb18030", ["credit_code", "name"])
    runs.start_check(ctx, made.id)
    work()
    checked = runs.own(ctx, made.id).check_counts
    runs.start_run(ctx, made.id)
    work()
    run = runs.own(ctx, made.id)
    assert run.counts == checked
    assert run.counts == {"rows": 1084, "create": 1014, "update": 0, "skip": 40, "error": 30, "done": 1084}

    with TRUTH.open(encoding="utf-8", newline="") as file:
        truth = {int(row["row"]): (row["what"], row["name"]) for row in csv.DictReader(file)}
    outcomes = {one.row_no: one for one in RowOutcome.objects.filter(run_id=run.id)}
    assert set(outcomes) == set(truth)
    assert {n for n, one in outcomes.items() if one.state == "error"} == {
        n for n, (what, _name) in truth.items() if what in REFUSED
    }
    names = dict(Customer.objects.values_list("id", "name"))
    assert all(names[one.record_id] == truth[n][1] for n, one in outcomes.items() if one.state != "error")
    with DIRTY.open(encoding="gb18030", newline="") as file:
        rows = list(csv.reader(file))
    by_id = {c.id: c for c in Customer.objects.all()}
    for number, one in outcomes.items():
        if one.state == "created":
            row, stored = rows[number - 1], by_id[one.record_id]
            assert (stored.credit_code, stored.business_scope, stored.address) == (
                row[1].strip().upper().replace("-", "").replace(" ", "").replace("N/A", ""),
                "" if row[5].strip() == "N/A" else row[5].strip(),
                "" if row[8].strip() == "N/A" else " ".join(row[8].split()) if "\t" in row[8] else row[8].strip(),
            )


def test_reasons_are_summed_up_per_kind(world: World) -> None:
    if not DIRTY.exists():
        pytest.skip("the folder with the real data is not there")
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", DIRTY.name, [DIRTY.read_bytes()])
    runs.start_run(ctx, made.id)
    work()
    kinds = Counter({e["code"]: e["count"] for e in runs.own(ctx, made.id).errors})
    assert kinds == {
        "required": 10,
        "column_count": 8,
        "too_long": 3,
        "unknown_legal_form": 4,
        "unknown_province": 4,
        "no_such_date": 5,
    }


def test_one_row_of_the_register() -> None:
    assert prepare(
        {
            "企业名称": "宜丰县富市畜禽养殖专业合作社",
            "统一社会信用代码": "93360924MA35JL235X",
            "注册日期": "2012-12-28",
            "企业类型": "N/A",
            "注册资金": "N/A",
            "经营范围": "家禽家畜养殖",
            "所在省份": "江西",
            "地区": "宜春",
            "注册地址": "江西省宜春市宜丰县花桥乡白市村",
        }
    ) == {
        "name": "宜丰县富市畜禽养殖专业合作社",
        "credit_code": "93360924MA35JL235X",
        "founded_on": "2012-12-28",
        "business_scope": "家禽家畜养殖",
        "address": "江西省宜春市宜丰县花桥乡白市村",
        "legal_form": "farmers_cooperative",
        "region": "360924",
        "source": "register",
    }


def test_a_code_whose_digit_fails_is_kept_and_flagged(world: World) -> None:
    head = "企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址\n"
    row = "甲公司,91350100M000100Y44,2012-12-28,N/A,150(万),x,福建,福州,福州市\n"
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "a.csv", [(head + row).encode()])
    runs.start_run(ctx, made.id)
    work()
    stored = Customer.objects.get(name="甲公司")
    assert (stored.credit_code, stored.credit_code_ok) == ("91350100M000100Y44", False)
    assert str(stored.registered_capital) == "1500000.00"
