"""The queue of possible duplicates after a merge: what was asked is answered, and what was said of a loser holds for
the winner."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import execute
from kezhou.platform.entities.compiled import CompiledEntity

PLACE = "duplicates_duplicatepair"

_SETTLE = """
WITH asked AS MATERIALIZED (
  SELECT p.id, to_jsonb(p) AS before FROM duplicates_duplicatepair p
   WHERE p.entity = %s AND p.a = ANY(%s) AND p.b = ANY(%s) AND p.state <> 'same' ORDER BY p.id FOR UPDATE),
done AS (
  UPDATE duplicates_duplicatepair p SET state = 'same', reason = %s, decided_by_id = %s, decided_at = %s
    FROM asked WHERE p.id = asked.id RETURNING p.id)
INSERT INTO merging_move (merge_id, place, row_id, op, before)
SELECT %s, %s, asked.id, 'settled', asked.before FROM asked"""

_JUDGE = """
WITH told AS (
  SELECT DISTINCT ON (other) CASE WHEN p.a = ANY(%s) THEN p.b ELSE p.a END AS other, p.*
    FROM duplicates_duplicatepair p
   WHERE p.entity = %s AND p.state = 'different' AND (p.a = ANY(%s) OR p.b = ANY(%s))
     AND NOT (p.a = ANY(%s) AND p.b = ANY(%s)) ORDER BY other, p.id),
made AS (
  INSERT INTO duplicates_duplicatepair
    (entity, a, b, log_odds, verdict, reasons, features, state, found_at, decided_by_id, decided_at, reason)
  SELECT t.entity, least(t.other, %s), greatest(t.other, %s), t.log_odds, t.verdict, t.reasons, '{}'::jsonb, t.state,
         t.found_at, t.decided_by_id, t.decided_at, t.reason FROM told t
  ON CONFLICT DO NOTHING RETURNING id)
INSERT INTO merging_move (merge_id, place, row_id, op) SELECT %s, %s, made.id, 'judged' FROM made"""

_REOPEN = """
UPDATE duplicates_duplicatepair p
   SET state = m.before ->> 'state', reason = m.before ->> 'reason',
       decided_by_id = (m.before ->> 'decided_by_id')::bigint, decided_at = (m.before ->> 'decided_at')::timestamptz
  FROM merging_move m
 WHERE m.merge_id = %s AND m.op = 'settled' AND p.id = m.row_id AND p.state = 'same'"""
_UNJUDGE = """
DELETE FROM duplicates_duplicatepair p USING merging_move m
 WHERE m.merge_id = %s AND m.op = 'judged' AND p.id = m.row_id AND p.state = 'different'"""


def settle(ctx: Ctx, entity: CompiledEntity, merge_id: int, winner: int, losers: Sequence[int], reason: str) -> None:
    """Pairs among the merged records are judged the same; who is not a loser is not the winner either."""
    merged, gone = [winner, *losers], list(losers)
    now = ctx.clock.now()
    execute(_SETTLE, (entity.key, merged, merged, reason, ctx.actor.id, now, merge_id, PLACE))
    execute(_JUDGE, (gone, entity.key, gone, gone, merged, merged, winner, winner, merge_id, PLACE))


def reopen(merge_id: int) -> None:
    """Take that back, where nobody said something else meanwhile."""
    execute(_REOPEN, (merge_id,))
    execute(_UNJUDGE, (merge_id,))
