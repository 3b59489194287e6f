"""Who changed the rules and weights of the check, from the audit."""

from __future__ import annotations

from typing import Any

from kezhou.platform.audit import read

MAX_SHOWN = 100
ABOUT = {"duplicate_rules": "rules", "duplicate_weights": "weights"}


def changes() -> list[dict[str, Any]]:
    """The last changes of both, newest first. Definitions of the company: nothing in them is about a person."""
    rows = [
        row
        for action in ABOUT
        for row in read.log(read.AuditFilter(action=action), lambda _entity, ids: ids, limit=MAX_SHOWN).items
    ]
    return [
        {
            "id": row.id,
            "at": row.at,
            "actor": {"id": row.actor_id, "title": row.actor_name},
            "what": ABOUT[row.action],
            "changes": row.changes,
        }
        for row in sorted(rows, key=lambda row: row.id, reverse=True)[:MAX_SHOWN]
    ]
