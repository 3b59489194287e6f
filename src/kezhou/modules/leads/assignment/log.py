"""What the log says of one lead."""

from __future__ import annotations

from typing import Any

from kezhou.modules.leads.models import Assignment
from kezhou.sdk.org import User
from kezhou.sdk.query import fetch_all

from .words import sentence

MAX_LINES = 50


def of_lead(record_id: int) -> list[dict[str, Any]]:
    """`[{at, rule, owner, pool, why}]`, newest first. The caller has made sure that the lead may be seen; names of
    colleagues and pools may be known to everybody."""
    rows = list(Assignment.objects.filter(lead_id=record_id).order_by("-id")[:MAX_LINES])
    people = {row.owner_id for row in rows if row.owner_id is not None}
    people |= {one["user"] for row in rows for one in row.why.get("passed", ())}
    names = dict(User.objects.filter(id__in=people).values_list("id", "name"))
    wanted = [row.pool_id for row in rows if row.pool_id is not None]
    rows_of_pools = fetch_all("SELECT id, name FROM pools_pool WHERE id = ANY(%s)", (wanted,)) if wanted else []
    pools: dict[int, str] = dict(rows_of_pools)
    return [
        {
            "at": row.at,
            "rule": row.rule_name,
            "owner": None if row.owner_id is None else {"id": row.owner_id, "title": names.get(row.owner_id, "")},
            "pool": None if row.pool_id is None else {"id": row.pool_id, "title": pools.get(row.pool_id, "")},
            "why": sentence(row.rule_name, row.strategy, row.why, names),
        }
        for row in rows
    ]
