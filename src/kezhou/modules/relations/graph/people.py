"""Which colleagues know a party: who is responsible, a member of its team, or follows it."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations.api import Acquaintance
from kezhou.sdk.query import entity, fetch_all

MAX_KNOWN = 2_000
COSTS = {"owner": 1.0, "member": 1.2, "follower": 1.5}

_TIES = """
(SELECT t.owner_id, t.id, 'owner' FROM {table} t WHERE t.id = ANY(%s) AND t.owner_id IS NOT NULL LIMIT %s)
UNION ALL
(SELECT s.user_id, s.record_id, 'member' FROM access_share s
  WHERE s.entity = %s AND s.record_id = ANY(%s) AND (s.until IS NULL OR s.until >= %s) LIMIT %s)
UNION ALL
(SELECT f.user_id, f.record_id, 'follower' FROM query_follow f
  WHERE f.entity = %s AND f.record_id = ANY(%s) LIMIT %s)"""


def known_by(ctx: Ctx, kind: str, ids: Sequence[int]) -> list[Acquaintance]:
    """The ties that the platform itself keeps."""
    wanted, today = list(ids), company_today(ctx.clock)
    text = _TIES.format(table=entity(ctx, kind).table)
    rows = fetch_all(text, (wanted, MAX_KNOWN, kind, wanted, today, MAX_KNOWN, kind, wanted, MAX_KNOWN))
    return [Acquaintance(user, kind, id_, how, COSTS[how]) for user, id_, how in rows]
