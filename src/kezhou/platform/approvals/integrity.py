"""What must hold of approvals; asked by `kezhou check`."""

from __future__ import annotations

from kezhou.platform.base.checks import MAX_FINDINGS, integrity_check
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities import registry

_STUCK = """
SELECT r.id FROM approvals_request r WHERE r.state = 'pending' AND NOT EXISTS (
  SELECT 1 FROM approvals_task t WHERE t.request_id = r.id AND t.step = r.step AND t.state = 'pending')
ORDER BY 1 LIMIT %s"""
_OPEN_AFTERWARDS = """
SELECT DISTINCT r.id FROM approvals_request r JOIN approvals_task t ON t.request_id = r.id
WHERE r.state <> 'pending' AND t.state IN ('waiting', 'pending') ORDER BY 1 LIMIT %s"""
_APART = """
SELECT t.id, t.{field} FROM {table} t
LEFT JOIN approvals_request r ON r.entity = %s AND r.record_id = t.id AND r.kind = %s AND r.state = 'pending'
WHERE t.deleted_at IS NULL AND (t.{field} = 'pending') <> (r.id IS NOT NULL) ORDER BY 1 LIMIT %s"""


@integrity_check("approvals: whatever waits, waits for somebody")
def somebody_is_asked() -> list[str]:
    stuck = [f"request {row[0]} is pending and asks nobody" for row in fetch_all(_STUCK, (MAX_FINDINGS,))]
    left = [f"request {row[0]} is over and still asks somebody" for row in fetch_all(_OPEN_AFTERWARDS, (MAX_FINDINGS,))]
    return [*stuck, *left]


@integrity_check("approvals: a document is in approval exactly while a request runs about it")
def documents_agree() -> list[str]:
    findings: list[str] = []
    for entity in registry.native().values():
        declared = entity.definition.approval
        if declared is not None:
            statement = _APART.format(field=ident(entity.fields[declared.field].column), table=entity.table)
            rows = fetch_all(statement, (entity.key, entity.key, MAX_FINDINGS))
            findings += [f"{entity.key} {row[0]} is {row[1]}, its requests say otherwise" for row in rows]
    return findings
