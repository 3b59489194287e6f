"""What selling does by itself: registrations run out, and stages whose days changed say anew what is stale."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales.opportunity import stays
from kezhou.modules.sales.registration import registering
from kezhou.sdk.jobs import enqueue, job
from kezhou.sdk.query import CompiledEntity, Sql, entity, settle
from kezhou.sdk.records import Draft

HOUR = 3600
STALE = "sales_stale"

_STALE_ON = f"""(SELECT CASE WHEN s.kind = 'open' THEN
  (t.stage_since AT TIME ZONE 'Asia/Shanghai')::date + s.warning_days - (
    SELECT coalesce(sum(greatest((h.valid_to AT TIME ZONE 'Asia/Shanghai')::date
      - (h.valid_from AT TIME ZONE 'Asia/Shanghai')::date, 0)), 0)::int FROM audit_history h
     WHERE h.entity = 'opportunity' AND h.record_id = t.id AND h.field = 'stage' AND h.value = to_jsonb(t.stage_id)
       AND h.valid_to <= t.stage_since
       AND h.valid_from >= coalesce({stays.ENDED.format(record="t.id")}, '-infinity')) END
  FROM sales_salesstage s WHERE s.id = t.stage_id)"""  # noqa: S608 — constants
"""As `fill.stale_on` says it: days of earlier stays in the stage count, those before an end do not."""


@job("expire_registrations", timeout=HOUR, every="1 16 * * *")
def expire_registrations() -> None:
    """One minute past midnight of the company's day (schedules are in UTC)."""
    registering.run_out(Ctx.system("expire_registrations"))


@job(STALE, timeout=HOUR)
def mark_stale() -> None:
    """After the days of a stage changed: from which day each open opportunity is stale."""
    ctx = Ctx.system(STALE)
    now = ctx.clock.now()
    stale = Sql(_STALE_ON, (now, now, stays.AWAY))
    settle(ctx, entity(ctx, "opportunity"), {"stale_on": stale}, Sql("t.state = 'open'"), action="restaged")


def watch(ctx: Ctx, saved: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.saved`."""
    if saved.key == "sales_stage" and any(
        d.before is not None and {"warning_days", "kind"} & set(d.changed()) for d in drafts
    ):
        enqueue(STALE, once=STALE)
