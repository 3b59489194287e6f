"""From opportunity to order over 2,000,000 opportunities: board, funnel, record pages, prices, saving, approving,
forecast. CPU of web and PostgreSQL, the worker's for the forecast; statements of each call; bare SQL beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import psycopg

from . import deals, statements
from .clients import Bare, Http, Request, Statement
from .measure import Bench
from .people import Asker
from .report import Report

BOARD_PERSON_MS, BOARD_COMPANY_MS, FUNNEL_MS, RECORD_MS = 80.0, 400.0, 300.0, 30.0
PRICE_MS, SAVE_MS, STEP_MS, FORECAST_SECONDS = 50.0, 60.0, 40.0, 3.0
LINES, CARDS, ROUNDS, FORECAST_OPEN = 50, 20, 8, 5_000
MARK = "测量报价"
SECTIONS = ("selling", "board", "funnel", "record", "price", "save", "step", "forecast")
"""What `BENCH_ONLY` may name: all of them, or one."""
FIELDS = (
    "name,customer,stage,amount,probability,expected_on,owner,registration_state,stale_on,updated_at,weighted_amount"
)
Admin = psycopg.Connection[tuple[Any, ...]]

_SUMS = """
SELECT t.stage_id, count(*), sum(t.amount_base), sum(t.weighted_amount_base) FROM sales_opportunity t
 WHERE t.deleted_at IS NULL AND {scope} AND t.process_id = %(process)s AND t.state = 'open' GROUP BY 1"""
_CELLS = """
SELECT t.stage_id, t.state, count(*), sum(t.amount_base), sum(t.weighted_amount_base) FROM sales_opportunity t
 WHERE t.deleted_at IS NULL AND {scope} AND t.process_id = %(process)s AND t.opened_on >= %(first)s GROUP BY 1, 2"""
_RECORD = """
SELECT t.*, c.name, u.name, d.name, s.name FROM sales_opportunity t
  LEFT JOIN parties_customer c ON c.id = t.customer_id LEFT JOIN org_user u ON u.id = t.owner_id
  LEFT JOIN org_department d ON d.id = t.dept_id LEFT JOIN sales_salesstage s ON s.id = t.stage_id
 WHERE t.id = %(id)s AND t.deleted_at IS NULL AND {scope}"""
_PRICES = """
SELECT p.id, p.list_price, p.floor_price, e.price, b.priority FROM catalog_product p
  LEFT JOIN catalog_priceentry e ON e.product_id = p.id AND e.deleted_at IS NULL
  LEFT JOIN catalog_pricebook b ON b.id = e.book_id AND b.active AND b.deleted_at IS NULL
 WHERE p.id = ANY(%(products)s) AND p.deleted_at IS NULL"""
_QUOTES = "SELECT id FROM trade_quote WHERE name LIKE %(mark)s"
_ASKED = f"SELECT id FROM approvals_request WHERE kind = 'quote' AND record_id IN ({_QUOTES})"
_CLEAR = (
    *(f"DELETE FROM approvals_{table} WHERE request_id IN ({_ASKED})" for table in ("log", "copy", "task")),
    f"DELETE FROM approvals_request WHERE id IN ({_ASKED})",
    *(
        f"DELETE FROM {table} WHERE entity = 'quote' AND record_id IN ({_QUOTES})"
        for table in ("audit_entry", "audit_history", "events_event")
    ),
    f"DELETE FROM trade_quoteline WHERE quote_id IN ({_QUOTES})",
    f"DELETE FROM trade_quote WHERE id IN ({_QUOTES})",
)


class Selling:
    """One run over the base."""

    def __init__(
        self, report: Report, admin: Admin, bench: Bench, url: str, askers: Mapping[str, Asker], only: str
    ) -> None:
        self.report, self.admin, self.bench, self.url, self.askers, self.only = report, admin, bench, url, askers, only
        (self.process,) = self._one("SELECT id FROM sales_salesprocess WHERE code = 'standard'")

    def _one(self, text: str, *params: Any) -> tuple[Any, ...]:
        row = self.admin.execute(text, params).fetchone()
        if row is None:
            raise SystemExit(f"Nothing found: {text}")
        return row

    def wants(self, name: str) -> bool:
        return self.only in ("", "selling", name)

    def call(
        self, name: str, asker: Asker, request: Request, limit: float | None, bare: Statement | None = None
    ) -> None:
        """A call that changes nothing: CPU, statements, and the same as bare SQL."""
        self.report.add(f"{name}.cpu", self.bench.cpu_per_call(asker.bearer, request, ROUNDS), "ms", limit)
        self.report.add(f"{name}.statements", statements.sent(request, asker.bearer), "")
        if bare is not None:
            self.report.add(f"{name}.bare", self.bare(bare), "ms")

    def bare(self, statement: Statement) -> float:
        """Milliseconds of PostgreSQL."""
        client = Bare(self.url, "auto")
        try:
            client(statement)
            self.bench.database.find_others()
            began = self.bench.database.seconds()
            for _round in range(ROUNDS):
                client(statement)
            return (self.bench.database.seconds() - began) * 1000 / ROUNDS
        finally:
            client.close()

    def changing(self, name: str, asker: Asker, requests: Iterator[Request], limit: float) -> None:
        """Calls that change something, each made once."""
        http = Http(self.bench.port, asker.bearer)
        try:
            for at in range(4 + ROUNDS):
                if at == 4:
                    self.bench.database.find_others()
                    began = self.bench.web_seconds() + self.bench.database.seconds()
                http(next(requests))
            used = self.bench.web_seconds() + self.bench.database.seconds() - began
        finally:
            http.close()
        self.report.add(f"{name}.cpu", used * 1000 / ROUNDS, "ms", limit)
        self.report.add(f"{name}.statements", statements.sent(next(requests), asker.bearer, times=1), "")

    # -- reading ------------------------------------------------------------------------------------------------------

    def board(self) -> None:
        asked = {"filter": '{"field":"state","op":"eq","value":"open"}', "fields": FIELDS, "limit": CARDS}
        for name, limit in (("sales", BOARD_PERSON_MS), ("director", None), ("ceo", BOARD_COMPANY_MS)):
            asker = self.askers[name]
            bare = Statement(_SUMS.replace("{scope}", asker.scope), {**asker.params, "process": self.process})
            self.call(f"board_{name}", asker, _get("opportunity/board", asked), limit, bare)

    def funnel(self) -> None:
        (year,) = self._one("SELECT (current_date - 365)::text")
        for name in ("sales", "director", "ceo"):
            asker = self.askers[name]
            for period, first in (("year", year), ("all", "1900-01-01")):
                words = {"by": "owner", **({"from": first} if period == "year" else {})}
                params = {**asker.params, "process": self.process, "first": first}
                bare = Statement(_CELLS.replace("{scope}", asker.scope), params)
                self.call(f"funnel_{name}_{period}", asker, _get("report/funnel", words), FUNNEL_MS, bare)

    def record(self) -> None:
        """What the page asks for before anything is shown, and the whole first view of it."""
        asker = self.askers["sales"]
        mine = "SELECT max(t.id) FROM {table} t WHERE t.owner_id = %s AND t.deleted_at IS NULL"
        (opportunity,) = self._one(mine.format(table="sales_opportunity"), asker.user_id)
        (order,) = self._one(mine.format(table="trade_order"), asker.user_id)
        bare = Statement(_RECORD.replace("{scope}", asker.scope), {**asker.params, "id": opportunity})
        self.call("record_opportunity", asker, _get(f"opportunity/{opportunity}"), RECORD_MS, bare)
        self.call("record_opportunity.path", asker, _get(f"opportunity/{opportunity}/path"), None)
        self.call("record_opportunity.timeline", asker, _get(f"opportunity/{opportunity}/timeline"), None)
        self.call("record_order", asker, _get(f"order/{order}"), RECORD_MS)
        self.call("record_order.timeline", asker, _get(f"order/{order}/timeline"), None)

    def price(self) -> None:
        asker = self.askers["sales"]
        body: dict[str, Any] = {"customer": self._customer(asker), "lines": self._lines(named=False)}
        products = [line["product"] for line in body["lines"]]
        self.call("price_50", asker, Request("POST", "/api/v1/price", body), PRICE_MS,
                  Statement(_PRICES, {"products": products}))  # fmt: skip

    # -- writing ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """A quote of fifty lines, made and then changed in one of them."""
        asker = self.askers["sales"]
        self.changing("save_50", asker, self._new_quotes(asker), SAVE_MS)
        self.changing("save_50_changed", asker, self._changed_quotes(asker), SAVE_MS)

    def step(self) -> None:
        """The approval of a quote of fifty lines in the first of two steps, and in the last."""
        from kezhou.kernel.ctx import Ctx
        from kezhou.platform.approvals import engine, flows

        asker, chief, second = (self.askers[name] for name in ("sales", "director", "ceo"))
        nodes = [
            {"type": "approve", "key": key, "name": key, "empty": "pass", "self": "allow",
             "who": [{"type": "people", "users": [who.user_id]}]}
            for key, who in (("first", chief), ("second", second))
        ]  # fmt: skip
        flow = flows.put(Ctx.system("bench"), "quote", {"nodes": nodes})
        engine.forget()
        if not flow.is_active:
            flow = flows.switch(Ctx.system("bench"), "quote", flow.version, active=True)
        try:
            asked = [self._submitted(asker, quote) for quote in self._quotes(asker, 5 + ROUNDS)]
            paths = [f"/api/v1/approval/{number}/approve" for number in asked]
            self.changing("approval_step", chief, (Request("POST", path, {}) for path in paths), STEP_MS)
            self.changing("approval_last", second, (Request("POST", path, {}) for path in paths), STEP_MS)
        finally:
            flows.switch(Ctx.system("bench"), "quote", flows.get("quote").version, active=False)

    def forecast(self, worker: Callable[[], float]) -> None:
        """The department and process whose open opportunities come nearest to 5,000, reckoned by the instance's worker
        with 10,000 draws."""
        chief = self.askers["ceo"]
        department, process, known = self._one(
            "SELECT c.ancestor_id, t.process_id::text, count(*) FROM sales_opportunity t"
            " JOIN org_departmentclosure c ON c.descendant_id = t.dept_id"
            " WHERE t.state = 'open' AND t.deleted_at IS NULL GROUP BY 1, 2 ORDER BY abs(count(*) - %s) LIMIT 1",
            FORECAST_OPEN,
        )
        body = {"department": department, "pipeline": process}
        used = 0.0
        for _run in range(2):
            # The first one loads numpy into the worker.
            begun = worker() + self.bench.database.everything()
            job = chief.ask(Request("POST", "/api/v1/report/forecast", body))["job"]
            while self._one("SELECT state FROM jobs_record WHERE id = %s", job)[0] in ("queued", "running"):
                time.sleep(0.2)
            used = worker() + self.bench.database.everything() - begun
        self.report.add("forecast.open", float(known), "rows")
        self.report.add("forecast.cpu", used, "s", FORECAST_SECONDS)

    # -- what is written ----------------------------------------------------------------------------------------------

    def _customer(self, asker: Asker) -> int:
        return int(self._one("SELECT min(id) FROM parties_customer WHERE owner_id = %s", asker.user_id)[0])

    def _lines(self, *, named: bool = True) -> list[dict[str, Any]]:
        rows = self.admin.execute("SELECT id, name FROM catalog_product ORDER BY id %% 97, id LIMIT %s", [LINES])
        return [
            {"product": row[0], "quantity": str(1 + at % 20), **({"name": row[1]} if named else {})}
            for at, row in enumerate(rows.fetchall())
        ]

    def _new_quotes(self, asker: Asker) -> Iterator[Request]:
        customer, lines, number = self._customer(asker), self._lines(), 0
        while True:
            number += 1
            body = {"name": f"{MARK}{number}", "customer": customer, "lines": lines}
            yield Request("POST", "/api/v1/quote", body)

    def _quotes(self, asker: Asker, count: int) -> list[int]:
        new = self._new_quotes(asker)
        return [int(asker.ask(next(new))["id"]) for _one in range(count)]

    def _changed_quotes(self, asker: Asker) -> Iterator[Request]:
        for quote in self._quotes(asker, 5 + ROUNDS):
            record = asker.ask(_get(f"quote/{quote}"))
            lines = [{"id": line["id"]} for line in record["lines"]]
            lines[0]["quantity"] = "33"
            seen = (("If-Match", f'"{record["version"]}"'),)
            yield Request("PATCH", f"/api/v1/quote/{quote}", {"lines": lines}, seen)

    def _submitted(self, asker: Asker, quote: int) -> int:
        version = asker.ask(_get(f"quote/{quote}"))["version"]
        seen = (("If-Match", f'"{version}"'),)
        asker.ask(Request("POST", f"/api/v1/quote/{quote}/actions/submit", {}, seen))
        return int(self._one("SELECT max(id) FROM approvals_request WHERE record_id = %s", quote)[0])


def measure(
    report: Report, admin: Admin, bench: Bench, url: str, askers: Mapping[str, Asker], only: str,
    worker: Callable[[], float],
) -> None:  # fmt: skip
    """Makes what is missing, then measures the sections that `only` names."""
    deals.fill(admin)
    run = Selling(report, admin, bench, url, askers, only)
    try:
        for section in (run.board, run.funnel, run.record, run.price, run.save, run.step):
            if run.wants(section.__name__):
                section()
        if run.wants("forecast"):
            run.forecast(worker)
    finally:
        clear(admin)


def clear(admin: Admin) -> None:
    """Takes the quotes out again with their requests and traces, so that the next run finds the same base."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for statement in _CLEAR:
            admin.execute(statement, {"mark": f"{MARK}%"})


def _get(path: str, words: Mapping[str, Any] | None = None) -> Request:
    return Request("GET", f"/api/v1/{path}?{urlencode(words)}" if words else f"/api/v1/{path}")
