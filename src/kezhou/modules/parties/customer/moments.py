"""When a customer was last spoken with and is due again: columns that follow from follow-ups.

They are written beside the pipeline, without a new version: whoever has the customer's form open meanwhile must not be
told that somebody else saved it. What happened stands in the audit and the events of the follow-up itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kezhou.sdk.query import execute, fetch_all

_LOCK = """
SELECT id, last_follow_up_at, next_follow_up_at FROM parties_customer WHERE id = ANY(%s) ORDER BY id
   FOR NO KEY UPDATE"""

_SET = """
UPDATE parties_customer c SET last_follow_up_at = v.last_at, next_follow_up_at = v.next_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS v(id, last_at, next_at)
 WHERE c.id = v.id AND (c.last_follow_up_at, c.next_follow_up_at) IS DISTINCT FROM (v.last_at, v.next_at)"""


@dataclass(frozen=True, slots=True)
class Moments:
    """`last`: the newest effective follow-up; `due`: when the customer is to be followed up next."""

    last: datetime | None
    due: datetime | None


def lock(ids: Sequence[int]) -> Mapping[int, Moments]:
    """The present moments of customers, held until the end of the transaction: of two follow-ups that are saved at the
    same time the second one sees the first."""
    return {row[0]: Moments(row[1], row[2]) for row in fetch_all(_LOCK, (list(ids),))}


def set_moments(moments: Mapping[int, Moments]) -> None:
    """Write them for any number of customers in one statement."""
    if moments:
        values = moments.values()
        execute(_SET, (list(moments), [m.last for m in values], [m.due for m in values]))
