"""The real data set, brought in by the product's own command: sums, states and cycles agree with the file."""

import csv
import io
import statistics
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kezhou.modules.sales.crm_sales_import import prepare
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.exchange import cli
from kezhou.platform.exchange.models import ImportRun
from tests.sales.conftest import Team

SHARED = Path(__file__).parents[3] / "shared" / "data"
FILES = SHARED / "crm_sales"
EVERYTHING = dict.fromkeys(("view", "create", "update", "delete", "import", "assign"), "all")


def test_one_line_of_the_file() -> None:
    row = {
        "opportunity_id": "Z063OYW0", "sales_agent": "Darcel Schlecht", "product": "GTXPro", "account": "",
        "deal_stage": "Won", "engage_date": "10/25/2016", "close_date": "3/11/2017", "close_value": "4514",
    }  # fmt: skip
    told = prepare(row)
    assert told.values == {
        "external_ref": "Z063OYW0", "name": "GTX Pro", "owner": "crm-sales.darcel.schlecht", "customer": "",
        "product": "GTX Pro", "process": "crm-sales", "stage": "crm-sales.3", "opened_on": "2016-10-25",
        "closed_on": "2017-03-11", "amount": "4514(USD)",
    }  # fmt: skip
    assert [(w.path, w.code) for w in told.warnings] == [("product", "misspelt"), ("account", "no_account")]


@pytest.mark.django_db
def test_the_whole_file(team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not FILES.exists():
        pytest.skip("the folder with the real data is not there")
    monkeypatch.chdir(tmp_path)
    team.world.give(team.people["cai"], {"*": EVERYTHING})
    out = io.StringIO()

    assert cli.import_file("opportunity", FILES / "sales_pipeline.csv", "crm-sales", "cai", "skip", out) == 0

    said = out.getvalue()
    assert "7 rows = 7 created" in said
    assert "3 offices, 6 managers, 35 agents; 41 people are new and disabled." in said
    assert "8,800 rows = 8,800 created + 0 updated + 0 skipped + 0 errors." in said
    with (FILES / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert_same(rows)
    run = ImportRun.objects.get(entity="opportunity")
    told = {(one["column"], one["code"]): (one["count"], one["level"]) for one in run.errors}
    assert told == {("product", "misspelt"): (1480, "warning"), ("account", "no_account"): (1425, "warning")}
    accounts = ImportRun.objects.filter(entity="customer").order_by("id")
    assert [one.counts["create"] for one in accounts] == [85, 0]
    assert accounts[1].counts["update"] == 15
    assert {(one["column"], one["code"]): one["count"] for one in accounts[0].errors} == {("sector", "misspelt"): 12}

    board = team.api("cai").get("opportunity/board", within=process())
    counts = {column["title"]: column["count"] for column in board.json()["columns"]}
    assert counts == {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}
    assert board.json()["columns"][2]["sums"]["amount"] == [{"amount": "10005534.00", "currency": "USD"}]

    again = io.StringIO()
    cli.import_file("opportunity", FILES / "sales_pipeline.csv", "crm-sales", "cai", "skip", again)
    assert "8,800 rows = 0 created + 0 updated + 8,800 skipped + 0 errors." in again.getvalue()


def assert_same(rows: list[dict[str, str]]) -> None:
    """States, amounts, owners, customers and history are those of the file."""
    stored = fetch_all(
        "SELECT o.external_ref, o.state, o.amount, o.amount_currency, o.opened_on, o.closed_on, u.name, u.status, "
        "c.name, s.name FROM sales_opportunity o JOIN org_user u ON u.id = o.owner_id "
        "JOIN sales_salesstage s ON s.id = o.stage_id "
        "LEFT JOIN parties_customer c ON c.id = o.customer_id"
    )
    by_ref: dict[str, Any] = {row[0]: row for row in stored}
    assert len(by_ref) == len(rows) == 8800
    for row in rows:
        ref, state, amount, currency, opened, closed, agent, status, account, stage = by_ref[row["opportunity_id"]]
        assert (agent, status, stage) == (row["sales_agent"], "disabled", row["deal_stage"]), ref
        assert (account or "") == row["account"], ref
        assert (opened, closed) == (day(row["engage_date"]), day(row["close_date"])), ref
        assert (amount, currency) == ((Decimal(row["close_value"]), "USD") if row["close_value"] else (None, "")), ref
        assert state == {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open"), ref
    assert Counter(row[9] for row in stored) == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    products = fetch_all(
        "SELECT p.name, count(*) FROM sales_opportunity o JOIN catalog_product p ON p.id = o.product_id GROUP BY 1"
    )
    meant = {"GTXPro": "GTX Pro"}
    assert dict(products) == Counter(meant.get(row["product"], row["product"]) for row in rows)
    assert dict(products)["GTX Pro"] == 1480
    won = [row for row in stored if row[1] == "won"]
    assert sum(row[2] for row in won) == Decimal(10_005_534)
    assert statistics.median((row[5] - row[4]).days for row in won) == 57
    assert sum(row[8] is None for row in stored) == 1425
    parents = fetch_one("SELECT count(*) FROM parties_customer WHERE parent_id IS NOT NULL")
    assert parents == (15,)
    history = dict(
        fetch_all(
            "SELECT s.name || CASE WHEN h.valid_to IS NULL THEN '' ELSE ' until' END, count(*) FROM audit_history h "
            "JOIN sales_salesstage s ON s.id = (h.value #>> '{}')::bigint "
            "WHERE h.entity = 'opportunity' AND h.field = 'stage' GROUP BY 1"
        )
    )
    assert history == {"Engaging until": 6711, "Engaging": 1589, "Won": 4238, "Lost": 2473, "Prospecting": 500}
    median = fetch_one(
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(day FROM e.valid_to - e.valid_from)) "
        "FROM audit_history e JOIN audit_history w ON w.record_id = e.record_id AND w.field = 'stage' "
        "AND w.valid_to IS NULL JOIN sales_salesstage s ON s.id = (w.value #>> '{}')::bigint AND s.kind = 'won' "
        "WHERE e.field = 'stage' AND e.valid_to IS NOT NULL"
    )
    assert median == (57.0,)


def process() -> int:
    row = fetch_one("SELECT id FROM sales_salesprocess WHERE code = 'crm-sales'")
    assert row is not None
    return int(row[0])


def day(text: str) -> date | None:
    if not text:
        return None
    month, number, year = (int(part) for part in text.split("/"))
    return date(year, month, number)
