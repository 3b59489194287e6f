"""Who is asked to decide on a record, was asked, or was told of it, may read it as far as the own field rights go.

A step that hides something opens no record: what it hides would be read there."""

from __future__ import annotations

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from . import kinds

MAX_OPENED = 1_000
"""Records of one entity that approvals open to one person, those of the newest requests first."""

# One statement, the people in whose place the reader decides included: every list of these entities asks it.
_OPENED = """
SELECT DISTINCT q.record_id FROM (
  SELECT r.record_id FROM approvals_request r
  WHERE r.entity = %s AND r.record_id IS NOT NULL AND r.kind = ANY(%s) AND r.id IN (
    SELECT request_id FROM approvals_task WHERE user_id = %s AND state = 'pending' AND hidden = '{}'
    UNION ALL SELECT t.request_id FROM approvals_deputy d
      JOIN approvals_task t ON t.user_id = d.user_id AND t.state = 'pending' AND t.hidden = '{}'
      JOIN approvals_request q ON q.id = t.request_id AND (d.subjects = '{}' OR q.kind = ANY(d.subjects))
     WHERE d.deputy_id = %s AND d.ended_at IS NULL AND d.first_day <= %s AND d.last_day >= %s
    UNION ALL SELECT t.request_id FROM approvals_task t
     WHERE t.user_id IS NULL AND t.state = 'pending' AND t.hidden = '{}'
       AND (t.role = ANY(%s) OR t.permission = ANY(%s))
    UNION ALL SELECT request_id FROM approvals_task WHERE decided_by_id = %s AND hidden = '{}'
    UNION ALL SELECT request_id FROM approvals_copy WHERE user_id = %s)
  ORDER BY r.id DESC LIMIT %s) q"""


def asked_about(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    """The rows that approvals open to the actor, None where they open none."""
    mine = kinds.about(entity.key)
    if not mine or ctx.actor.id is None:
        return None
    me, today = ctx.actor.id, company_today(ctx.clock)
    groups = ([key for key in ctx.grants.roles if key], sorted(ctx.grants.admin))
    params = (entity.key, mine, me, me, today, today, *groups, me, me, MAX_OPENED)
    ids = [row[0] for row in fetch_all(_OPENED, params)]
    return Sql(f"{alias}.id = ANY(%s)", (ids,)) if ids else None
