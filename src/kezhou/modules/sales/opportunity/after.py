"""What follows when an opportunity comes to a stage: the activities that are usual there."""

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


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> None:
    """Registered with `records.saved`; runs in the transaction of the save. Old data gets no plan."""
    if entity.key != KEY:
        return
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
    for made in records.create_many(asking.by_rule(ctx), "opportunity_activity", activities, options):
        if made.problem is not None:
            raise made.problem
