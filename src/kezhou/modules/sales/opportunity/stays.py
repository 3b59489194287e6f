"""Earlier stays of opportunities in the stage to which they come: how long they stood there, and what stood in the row.

An opportunity that goes back and comes again has its proof already, and its days count together: nobody loses a
letter by a card that was dragged too far, and nobody makes a stale one fresh by dragging it there and back. Only an end
begins them anew: one that was lost, and is taken up again later, is new work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import fetch_all, files

AWAY = timedelta(days=1)
"""Who comes back sooner was never away: a card that was dragged by mistake."""
NOTE, FILES = "stage_note", "stage_files"
REMEMBERED = (NOTE, FILES, "probability", "closed_on")
"""Tracked fields of the opportunity whose value when it left the stage is asked for."""

ENDED = """(
  SELECT max(coalesce(e.valid_to, %s)) FROM audit_history e
   WHERE e.entity = 'opportunity' AND e.record_id = {record} AND e.field = 'state' AND e.value <> '"open"'::jsonb
     AND coalesce(e.valid_to, %s) - coalesce(e.valid_from, '-infinity') >= %s)"""
"""SQL of the moment at which an opportunity that was over for at least `AWAY` was taken up again last, else null; its
parameters are the present moment twice and `AWAY`."""

_STAYS = f"""
SELECT a.record_id, h.valid_from, h.valid_to, {ENDED.format(record="a.record_id")}
  FROM unnest(%s::bigint[], %s::bigint[]) AS a (record_id, stage)
  JOIN audit_history h ON h.entity = 'opportunity' AND h.record_id = a.record_id AND h.field = 'stage'
   AND h.value = to_jsonb(a.stage) AND h.valid_to IS NOT NULL
 ORDER BY a.record_id, h.valid_to, h.id"""  # noqa: S608 — a constant

# What held until the moment of leaving: a value that began with the move belongs to the next stage.
_LEFT = """
SELECT DISTINCT ON (a.record_id, h.field) a.record_id, h.field, h.value::text
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS a (record_id, at)
  JOIN audit_history h ON h.entity = 'opportunity' AND h.record_id = a.record_id AND h.field = ANY(%s)
   AND (h.valid_from IS NULL OR h.valid_from < a.at) AND (h.valid_to IS NULL OR h.valid_to >= a.at)
 ORDER BY a.record_id, h.field, h.valid_to NULLS LAST, h.id DESC"""


@dataclass(frozen=True, slots=True)
class Stay:
    """What is known of the earlier stays of one opportunity in one stage.

    `since`: when the stay began that goes on, where it was away for less than `AWAY`. `days`: calendar days of the
    company in the stays before that one, as far as they lie behind the last end. The rest is what the row held when it
    left; None where that is not known.
    """

    since: datetime | None = None
    days: int = 0
    note: str | None = None
    files: Sequence[int] = field(default_factory=list)
    probability: Decimal | None = None
    closed_on: date | None = None


def load(ctx: Ctx, arrivals: Mapping[int, int]) -> Mapping[int, Stay]:
    """Opportunity → its earlier stays in the stage to which it comes (`arrivals`); nothing of one that never was
    there. At most three statements, whatever the number."""
    spans: dict[int, list[tuple[datetime | None, datetime]]] = {}
    ended: dict[int, datetime | None] = {}
    now = ctx.clock.now()
    rows = fetch_all(_STAYS, (now, now, AWAY, list(arrivals), list(arrivals.values()))) if arrivals else ()
    for record_id, since, until, again in rows:
        spans.setdefault(record_id, []).append((since, until))
        ended[record_id] = again
    if not spans:
        return {}
    left: dict[int, dict[str, Any]] = {}
    moments = [times[-1][1] for times in spans.values()]
    for record_id, name, value in fetch_all(_LEFT, (list(spans), moments, list(REMEMBERED))):
        left.setdefault(record_id, {})[name] = orjson.loads(value)
    there = {id_ for values in left.values() for id_ in values.get(FILES) or ()}
    kept = set(files(ctx, there)) if there else set()
    return {id_: _stay(times, left.get(id_, {}), kept, now, ended[id_]) for id_, times in spans.items()}


def _stay(
    times: Sequence[tuple[datetime | None, datetime]],
    left: Mapping[str, Any],
    kept: set[int],
    now: datetime,
    ended: datetime | None,
) -> Stay:
    since = None
    for began, until in reversed(times):
        if began is None or (since or now) - until >= AWAY:
            break
        since = began
    before = since or now
    probability, closed = left.get("probability"), left.get("closed_on")
    return Stay(
        since=since,
        days=sum(
            _days(began, until)
            for began, until in times
            if began is not None and until <= before and (ended is None or began >= ended)
        ),
        note=left.get(NOTE) or None,
        files=[id_ for id_ in left.get(FILES) or () if id_ in kept],
        probability=None if probability is None else Decimal(probability),
        closed_on=None if closed is None else date.fromisoformat(closed),
    )


def _days(since: datetime, until: datetime) -> int:
    return max((until.astimezone(COMPANY_ZONE).date() - since.astimezone(COMPANY_ZONE).date()).days, 0)
