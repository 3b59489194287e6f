"""Recompute the whole chain and say what does not agree. Part of `kezhou check`."""

from django.db import connection

from kezhou.platform.base.checks import integrity_check

MAX_FINDINGS = 100

_ENTRIES = """
SELECT s.id, s.after_id, s.up_to_id, s.entries, count(e.id),
       s.root = sha256(coalesce(string_agg(audit_entry_digest(e), ''::bytea ORDER BY e.id), ''::bytea))
  FROM audit_seal s LEFT JOIN audit_entry e ON e.id > s.after_id AND e.id <= s.up_to_id
 GROUP BY s.id HAVING s.entries <> count(e.id)
     OR s.root <> sha256(coalesce(string_agg(audit_entry_digest(e), ''::bytea ORDER BY e.id), ''::bytea))
 ORDER BY s.id LIMIT %s"""

_LINKS = """
SELECT id FROM (
  SELECT s.*, lag(hash, 1, sha256('kezhou audit')) OVER w AS expected_prev,
         lag(up_to_id, 1, 0::bigint) OVER w AS expected_after, row_number() OVER w AS place
    FROM audit_seal s WINDOW w AS (ORDER BY id)) chained
 WHERE prev_hash <> expected_prev OR after_id <> expected_after OR id <> place
    OR hash <> audit_seal_hash(prev_hash, after_id, up_to_id, entries, root, at)
 ORDER BY id LIMIT %s"""

_PERSONAL = """
SELECT p.entry_id, p.field FROM audit_personal p LEFT JOIN audit_entry e ON e.id = p.entry_id
 WHERE e.id IS NULL OR e.changes -> p.field ->> 'personal' IS NULL
    OR (p.erased_at IS NULL AND e.changes -> p.field ->> 'personal'
          IS DISTINCT FROM encode(audit_personal_digest(p.salt, p.field, p.old, p.new), 'hex'))
 ORDER BY p.entry_id LIMIT %s"""

_LOST_PERSONAL = """
SELECT e.id, c.key FROM audit_entry e, jsonb_each(e.changes) c
 WHERE c.value ? 'personal' AND NOT EXISTS (SELECT 1 FROM audit_personal p WHERE p.entry_id = e.id AND p.field = c.key)
 ORDER BY e.id LIMIT %s"""


@integrity_check("audit chain")
def verify() -> list[str]:
    """Findings in words, at most `MAX_FINDINGS` of each kind; empty when the chain is whole."""
    findings: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [MAX_FINDINGS])
        findings += [f"audit seal {row[0]} does not continue the chain" for row in cursor.fetchall()]
        cursor.execute(_ENTRIES, [MAX_FINDINGS])
        for seal_id, after, up_to, expected, found, _same in cursor.fetchall():
            what = "were changed" if expected == found else f"are {found} instead of {expected}"
            findings.append(f"audit entries {after + 1} to {up_to} {what} after seal {seal_id}")
        cursor.execute(_PERSONAL, [MAX_FINDINGS])
        findings += [
            f"the personal value {field} of audit entry {entry} was changed" for entry, field in cursor.fetchall()
        ]
        cursor.execute(_LOST_PERSONAL, [MAX_FINDINGS])
        findings += [
            f"the personal value {field} of audit entry {entry} is missing" for entry, field in cursor.fetchall()
        ]
    return findings
