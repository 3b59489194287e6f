"""Whom a follow-up can be about: a customer or a lead, exactly one of them. Each keeps when it was last spoken with and
is due again; which of the two it is makes no other difference."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kezhou.modules.leads import api as leads
from kezhou.modules.parties import api as parties
from kezhou.sdk.query import fetch_all, ident

_NEWEST = """
SELECT c.id, e.at, n.id, n.next_at
  FROM unnest(%s::bigint[]) AS c(id)
  LEFT JOIN LATERAL (SELECT f.at FROM activities_followup f WHERE f.{link} = c.id AND f.deleted_at IS NULL
                        AND f.effective ORDER BY f.at DESC, f.id DESC LIMIT 1) e ON TRUE
  LEFT JOIN LATERAL (SELECT f.id, f.next_at FROM activities_followup f WHERE f.{link} = c.id
                        AND f.deleted_at IS NULL ORDER BY f.at DESC, f.id DESC LIMIT 1) n ON TRUE"""


@dataclass(frozen=True, slots=True)
class Newest:
    """Of one subject: when the newest effective follow-up was, and the newest of all with its next time."""

    effective_at: datetime | None
    id: int | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Subject:
    """`link` is the field of the follow-up and the key of the entity; the rest is that entity's own `api`."""

    link: str
    lock: Callable[[Sequence[int]], Mapping[int, Any]]
    moments: Callable[[datetime | None, datetime | None], Any]
    set_moments: Callable[[Any], None]

    def newest(self, ids: Collection[int]) -> Mapping[int, Newest]:
        rows = fetch_all(_NEWEST.format(link=ident(f"{self.link}_id")), (sorted(ids),))
        return {row[0]: Newest(row[1], row[2], row[3]) for row in rows}

    def refresh_last(self, ids: Sequence[int]) -> None:
        """The newest effective follow-up of these, after what counts has changed or follow-ups went elsewhere."""
        if not ids:
            return
        held = self.lock(ids)
        newest = self.newest(ids)
        self.set_moments({id_: self.moments(newest[id_].effective_at, old.due) for id_, old in held.items()})


SUBJECTS = (
    Subject("customer", parties.lock, parties.Moments, parties.set_moments),
    Subject("lead", leads.lock, leads.Moments, leads.set_moments),
)
