"""A hundred thousand customers that a rule takes back: copies of the base's own rows with their contacts, silent for
long, recycled as the nightly job does it, and removed again."""

import time
from typing import TYPE_CHECKING, Any

import psutil

from . import cpu
from .crowd import clear
from .report import Report

if TYPE_CHECKING:
    import psycopg

    Admin = psycopg.Connection[tuple[Any, ...]]

ROWS = 100_000
MARK = "bench recycling"
"""What the rule goes by, so that nothing of the base is due."""
SILENT_DAYS, RULE_DAYS = 400, 30
POOL = "bench recycling"

_CHOSEN = """
CREATE TEMP TABLE bench_recycled AS
SELECT id AS old, nextval(pg_get_serial_sequence('parties_customer', 'id')) AS new FROM (
  SELECT c.id FROM (SELECT id FROM parties_customer WHERE owner_id IS NOT NULL AND deleted_at IS NULL
                     ORDER BY id LIMIT %s) c, generate_series(1, 100) ORDER BY generate_series, c.id LIMIT %s) c"""


def measure(report: Report, admin: "Admin", database: cpu.Database) -> None:
    from django.db import connections

    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.entities import registry
    from kezhou.platform.pools import integrity, recycle, settings

    ctx = Ctx.system("bench")
    (before,) = admin.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
    pool = settings.create(ctx, {"entity": "customer", "name": POOL, "members": []}).id
    own = psutil.Process()
    try:
        contacts = copy_customers(admin, ROWS, MARK)
        rule = {"name": "silent", "active": True, "fact": "follow_up", "days": RULE_DAYS,
                "condition": {"field": "external_ref", "op": "eq", "value": MARK}}  # fmt: skip
        settings.save_rule(ctx, pool, rule)
        database.find_others()
        used, began = database.seconds() + cpu.of_processes([own]), time.perf_counter()
        moved = recycle.recycle(ctx, registry.entity(ctx, "customer"))
        wall = time.perf_counter() - began
        connections.close_all()
        report.add("recycle_100k.wall", wall, "s")
        report.add("recycle_100k.cpu", database.seconds() + cpu.of_processes([own]) - used, "s")
        report.add("recycle_100k.rows", moved, "rows", ROWS, least=ROWS)
        for name, text in {
            "in_pool": "SELECT count(*) FROM parties_customer WHERE pool_id = %s AND owner_id IS NULL AND id > %s",
            "ledger_lines": "SELECT count(*) FROM pools_move WHERE to_pool_id = %s AND record_id > %s",
        }.items():
            (count,) = admin.execute(text, [pool, before]).fetchone() or (0,)
            report.add(f"recycle_100k.{name}", int(count), "rows", ROWS, least=ROWS)
        (followed,) = admin.execute("SELECT count(*) FROM parties_contact WHERE pool_id = %s", [pool]).fetchone() or (
            0,
        )
        report.add("recycle_100k.contacts", int(followed), "rows", contacts, least=contacts)
        report.add("recycle_100k.findings", len(list(integrity.sums())), "", 0)
    finally:
        connections.close_all()
        clear(admin, int(before), [pool])
        admin.execute("VACUUM ANALYZE parties_customer")
        admin.execute("VACUUM ANALYZE parties_contact")


def copy_customers(admin: "Admin", rows: int, mark: str) -> int:
    """Copies owned customers (some of them again and again where there are fewer) and their contacts under new ids,
    silent since long, with the mark as their outside number; how many contacts."""
    admin.execute("DROP TABLE IF EXISTS bench_recycled")
    admin.execute("SET session_replication_role = replica")  # copies are right by construction
    admin.execute(_CHOSEN, [rows, rows])
    changed = {
        "id": "c.new", "external_ref": f"'{mark}'", "created_at": f"now() - interval '{2 * SILENT_DAYS} days'",
        "last_follow_up_at": f"now() - interval '{SILENT_DAYS} days'",
    }  # fmt: skip
    _insert(admin, "parties_customer", changed, "t.id = c.old")
    contact = {
        "id": "nextval(pg_get_serial_sequence('parties_contact', 'id'))", "customer_id": "c.new",
        "external_ref": f"'{mark}'",
    }  # fmt: skip
    made = _insert(admin, "parties_contact", contact, "t.customer_id = c.old AND t.deleted_at IS NULL")
    admin.execute("DROP TABLE bench_recycled")
    admin.execute("RESET session_replication_role")
    return made


def _insert(admin: "Admin", table: str, changed: dict[str, str], match: str) -> int:
    names = [
        str(row[0])
        for row in admin.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
            "AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f't."{name}"') for name in names)
    statement = (
        f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
        f"SELECT {values} FROM {table} t JOIN bench_recycled c ON {match}"
    )
    return int(admin.execute(statement).rowcount)
