"""Fifty thousand customers handed to three colleagues: planned and carried out as from the wizard, by the instance's
own worker. What counts is the time of whoever waits for it, from asking for the plan to the last record."""

import time
from typing import TYPE_CHECKING, Any

from .clients import Request
from .crowd import clear
from .people import Asker
from .recycling import copy_customers
from .report import HANDOVER_SECONDS, Report

if TYPE_CHECKING:
    import psycopg

    Admin = psycopg.Connection[tuple[Any, ...]]

ROWS = 50_000
MARK = "bench handover"
SUCCESSORS = 3
POLL, PATIENCE = 0.2, 600.0

_OTHERS = "SELECT id FROM org_user WHERE status = 'active' AND id <> %s ORDER BY id DESC LIMIT %s"
_GIVEN = """
SELECT count(*) FROM parties_customer c JOIN handover_item i ON i.entity = 'customer' AND i.record_id = c.id
 WHERE i.handover_id = %s AND i.state = 'moved' AND c.owner_id = i.to_owner_id AND c.id > %s"""


def measure(report: Report, admin: "Admin", chief: Asker, giver: int) -> None:
    (before,) = admin.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
    handover = 0
    try:
        copy_customers(admin, ROWS, MARK)
        admin.execute("UPDATE parties_customer SET owner_id = %s WHERE id > %s", [giver, before])
        admin.execute("VACUUM ANALYZE parties_customer")
        successors = [{"user": row[0]} for row in admin.execute(_OTHERS, [giver, SUCCESSORS]).fetchall()]
        chosen = {"customer": {"field": "external_ref", "op": "eq", "value": MARK}}
        plan = {"filters": chosen, "successors": successors, "rule": "equal"}
        began = time.perf_counter()
        handover = chief.ask(Request("POST", "/api/v1/handover", plan))["id"]
        planned = time.perf_counter() - began
        chief.ask(Request("POST", f"/api/v1/handover/{handover}/run", {}))
        _wait(chief, handover)
        report.add("handover_50000.plan", planned, "s")
        report.add("handover_50000", time.perf_counter() - began, "s", HANDOVER_SECONDS)
        (given,) = admin.execute(_GIVEN, [handover, before]).fetchone() or (0,)
        report.add("handover_50000.rows", int(given), "rows", ROWS, least=ROWS)
        lines = "SELECT count(*) FROM pools_move WHERE kind = 'handover' AND record_id > %s"
        (moved,) = admin.execute(lines, [before]).fetchone() or (0,)
        report.add("handover_50000.ledger_lines", int(moved), "rows", ROWS, least=ROWS)
    finally:
        for table in ("handover_item", "handover_duty"):
            admin.execute(f"DELETE FROM {table} WHERE handover_id = %s", [handover])
        admin.execute("DELETE FROM handover_handover WHERE id = %s", [handover])
        clear(admin, int(before), [])
        admin.execute("VACUUM ANALYZE parties_customer")
        admin.execute("VACUUM ANALYZE parties_contact")


def _wait(chief: Asker, handover: int) -> None:
    until = time.perf_counter() + PATIENCE
    while (state := chief.ask(Request("GET", f"/api/v1/handover/{handover}"))["state"]) == "running":
        if time.perf_counter() > until:
            raise SystemExit("The handover does not end.")
        time.sleep(POLL)
    if state != "done":
        raise SystemExit(f"The handover ended as {state}.")
