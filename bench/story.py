"""The timeline page of one customer with ten thousand entries: changes, comments and follow-ups, made and
removed again."""

from typing import TYPE_CHECKING, Any

from .clients import Request
from .measure import Bench
from .people import Asker
from .report import TIMELINE_CPU_MS, Report

if TYPE_CHECKING:
    import psycopg

    Admin = psycopg.Connection[tuple[Any, ...]]

CHANGES, COMMENTS, FOLLOW_UPS = 4_000, 1_000, 5_000
CALLS = 20
MARK = "bench story"

_CHANGES = """
INSERT INTO audit_entry (at, actor_id, actor_name, actor_kind, request_id, entity, record_id, action, changes, meta)
SELECT now() - make_interval(hours => i), %(who)s, 'bench', 'user', %(mark)s, 'customer', %(customer)s, 'update',
       jsonb_build_object('remarks', jsonb_build_object('from', 'call ' || i, 'to', 'called ' || i)), '{}'
  FROM generate_series(1, %(count)s) i ORDER BY i DESC"""

_COMMENTS = """
INSERT INTO notify_comment (entity, record_id, text, author_id, at)
SELECT 'customer', %(customer)s, %(mark)s || i, %(who)s, now() - make_interval(hours => 4 * i)
  FROM generate_series(1, %(count)s) i ORDER BY i DESC"""

_FOLLOW_UPS = """
INSERT INTO activities_followup (created_at, updated_at, version, custom, external_ref, search_text, sort_key, owner_id,
  dept_id, customer_id, subject, kind, direction, content, result, at, next_content, status_to, attachments, effective,
  content_length, file_count, author_id, author_dept_id)
SELECT m.at, m.at, 1, '{}', %(mark)s, '', '', c.owner_id, c.dept_id, c.id, '电话沟通报价', 'call', '',
       '电话沟通报价，客户考虑中', '', m.at, '', '', '{}', TRUE, 12, 0, c.owner_id, c.dept_id
  FROM (SELECT now() - make_interval(mins => 45 * i) AS at FROM generate_series(1, %(count)s) i) m
  JOIN parties_customer c ON c.id = %(customer)s"""


def measure(report: Report, admin: "Admin", bench: Bench, chief: Asker) -> None:
    words: dict[str, Any] = {"mark": MARK, "who": chief.user_id}
    owned = "SELECT id FROM parties_customer WHERE owner_id IS NOT NULL AND deleted_at IS NULL ORDER BY id LIMIT 1"
    (words["customer"],) = admin.execute(owned).fetchone() or (0,)
    try:
        for statement, count in ((_CHANGES, CHANGES), (_COMMENTS, COMMENTS), (_FOLLOW_UPS, FOLLOW_UPS)):
            admin.execute(statement, {**words, "count": count})
        for table in ("audit_entry", "notify_comment", "activities_followup"):
            admin.execute(f"ANALYZE {table}")
        path = f"/api/v1/customer/{words['customer']}/timeline"
        first = chief.ask(Request("GET", path))
        kinds = {item["kind"] for item in first["items"]}
        report.add("timeline_10000.kinds", len(kinds), "", 3, least=3)
        taken = bench.cpu_per_call(chief.bearer, Request("GET", path), CALLS)
        report.add("timeline_10000.cpu", taken, "ms", TIMELINE_CPU_MS)
        older = Request("GET", f"{path}?cursor={first['next']}")
        report.add("timeline_10000.next.cpu", bench.cpu_per_call(chief.bearer, older, CALLS), "ms", TIMELINE_CPU_MS)
    finally:
        admin.execute("DELETE FROM audit_entry WHERE request_id = %s", [MARK])
        admin.execute("DELETE FROM notify_comment WHERE text LIKE %s", [f"{MARK}%"])
        admin.execute("SET session_replication_role = replica")
        admin.execute("DELETE FROM activities_followup WHERE external_ref = %s", [MARK])
        admin.execute("RESET session_replication_role")
