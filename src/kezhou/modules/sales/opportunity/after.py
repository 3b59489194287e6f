"""What follows when an opportunity comes to a stage: the activities that are usual there.

A card that was dragged by mistake and is dragged back leaves no plan behind: what the visit planned by itself, and
nobody touched, goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales import asking
from kezhou.modules.sales.opportunity.fill import KEY
from kezhou.sdk import records
from kezhou.sdk.query import CompiledEntity, fetch_all

KEY_OF_PLAN = "opportunity_activity"
MAX_TEMPLATES = 50
"""Of one stage."""

# A template whose activity is there already, whatever became of it, is not made again when it comes back to the stage.
_TEMPLATES = """
SELECT o.id, o.owner_id, a.id, a.stage_id, a.title, a.kind, a.days, a.required
  FROM sales_opportunity o
  CROSS JOIN LATERAL (
    SELECT * FROM sales_stageactivity t WHERE t.stage_id = o.stage_id AND t.deleted_at IS NULL
     ORDER BY t.order, t.id LIMIT %s) a
 WHERE o.id = ANY(%s) AND o.state = 'open' AND NOT EXISTS (
   SELECT 1 FROM sales_opportunityactivity d WHERE d.opportunity_id = o.id AND d.template_id = a.id)
 ORDER BY o.id, a.order, a.id"""

# Planned by itself in the stay that has just ended, and as it was made.
_PLANNED_THERE = """
SELECT d.id FROM unnest(%s::bigint[], %s::bigint[]) AS a (record_id, stage)
  CROSS JOIN LATERAL (
    SELECT max(h.valid_from) AS at FROM audit_history h
     WHERE h.entity = 'opportunity' AND h.record_id = a.record_id AND h.field = 'stage'
       AND h.value = to_jsonb(a.stage)) came
  JOIN sales_opportunityactivity d ON d.opportunity_id = a.record_id AND d.stage_id = a.stage
   AND d.template_id IS NOT NULL AND d.state = 'planned' AND d.version = 1 AND d.deleted_at IS NULL
   AND d.created_at >= came.at
 ORDER BY d.id"""


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> None:
    """Registered with `records.saved`; runs in the transaction of the save. Old data gets no plan."""
    if entity.key != KEY:
        return
    _take_back(ctx, drafts)
    came = [d.id for d in drafts if d.id is not None and not d.historical and "stage" in d.changed()]
    rows = fetch_all(_TEMPLATES, (MAX_TEMPLATES, came)) if came else []
    if not rows:
        return
    today = company_today(ctx.clock)
    activities: list[dict[str, Any]] = [
        {
            "opportunity": opportunity, "doer": owner, "template": template, "stage": stage, "title": title,
            "kind": kind, "due_on": (today + timedelta(days=days)).isoformat(), "required": required,
        }
        for opportunity, owner, template, stage, title, kind, days, required in rows
    ]  # fmt: skip
    options = records.Options(internal=True)
    for made in records.create_many(asking.by_rule(ctx), KEY_OF_PLAN, activities, options):
        if made.problem is not None:
            raise made.problem


def _take_back(ctx: Ctx, drafts: Sequence[records.Draft]) -> None:
    """Of opportunities whose stay in the stage before goes on, as if they had never been away (`stays.AWAY`): the plan
    of the stage that they leave. Without its template the step is made again should the stage be meant after all."""
    now = ctx.clock.now()
    left = {
        d.id: d.before["stage"]
        for d in drafts
        if d.id is not None
        and d.before is not None
        and not d.historical
        and "stage" in d.changed()
        and d.before.get("stage") is not None
        and d.values["stage_since"] < now
    }
    ids = [row[0] for row in fetch_all(_PLANNED_THERE, (list(left), list(left.values())))] if left else []
    if not ids:
        return
    acting = asking.by_rule(ctx)
    gone = records.update_many(acting, KEY_OF_PLAN, ids, {"template": None}, records.Options(internal=True))
    gone += records.delete_many(acting, KEY_OF_PLAN, ids)
    for one in gone:
        if one.problem is not None:
            raise one.problem
