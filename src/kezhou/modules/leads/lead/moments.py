"""When a lead was last spoken with and is due again: columns that follow from follow-ups, written as those of
customers are, beside the pipeline and without a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kezhou.sdk.query import execute, fetch_all

_LOCK = """
SELECT id, last_follow_up_at, next_follow_up_at FROM leads_lead WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"""

_SET = """
UPDATE leads_lead t SET last_follow_up_at = v.last_at, next_follow_up_at = v.next_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS v(id, last_at, next_at)
 WHERE t.id = v.id AND t.state <> 'converted'
   AND (t.last_follow_up_at, t.next_follow_up_at) IS DISTINCT FROM (v.last_at, v.next_at)"""


@dataclass(frozen=True, slots=True)
class Moments:
    """`last`: the newest effective follow-up; `due`: when the lead is to be followed up next."""

    last: datetime | None
    due: datetime | None


def lock(ids: Sequence[int]) -> Mapping[int, Moments]:
    """The present moments of leads, held until the end of the transaction."""
    return {row[0]: Moments(row[1], row[2]) for row in fetch_all(_LOCK, (list(ids),))}


def set_moments(moments: Mapping[int, Moments]) -> None:
    """Write them for any number of leads in one statement. A converted lead keeps what it had when its talks went on
    to the customer."""
    if moments:
        values = moments.values()
        execute(_SET, (list(moments), [m.last for m in values], [m.due for m in values]))
