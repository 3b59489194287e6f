"""What a person may take: quotas and cool-downs counted from the ledger, and how many records a person may hold.

Every function here is asked inside the transaction of the act, after `serialize` has put the person's acts one behind
the other: what is counted then still holds when the act is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.platform.base.sql import TRUE, Sql, all_of, fetch_all, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.where import rule_sql

from .models import Pool

_LIMITS = """
SELECT l.holdings, l.condition,
       CASE WHEN l.user_id IS NOT NULL THEN 'person' WHEN l.role_id IS NOT NULL THEN 'role' ELSE 'department' END,
       coalesce(u.name, r.name, d.name),
       CASE WHEN l.user_id IS NOT NULL THEN 0 WHEN l.role_id IS NOT NULL THEN 1 ELSE 2 END
  FROM pools_poollimit l
  LEFT JOIN org_user u ON u.id = l.user_id LEFT JOIN access_role r ON r.id = l.role_id
  LEFT JOIN org_department d ON d.id = l.department_id
  LEFT JOIN org_departmentclosure c ON c.ancestor_id = l.department_id
        AND c.descendant_id = (SELECT department_id FROM org_user WHERE id = %s)
 WHERE l.entity = %s AND (l.user_id = %s OR c.depth IS NOT NULL OR l.role_id IN (
         SELECT ur.role_id FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
          WHERE ur.user_id = %s AND r.deleted_at IS NULL))
 ORDER BY 5, c.depth NULLS FIRST, l.holdings DESC, l.id LIMIT 1"""

_CLAIMS_BY_POOL = """
SELECT from_pool_id, count(*) FILTER (WHERE at >= %s), count(*) FROM pools_move
 WHERE kind = 'claim' AND to_owner_id = %s AND from_pool_id IS NOT NULL AND at >= %s GROUP BY from_pool_id"""

_LEFT_OWNER = """
SELECT record_id, max(at) FROM pools_move
 WHERE entity = %s AND record_id = ANY(%s) AND from_owner_id = %s AND to_owner_id IS NULL GROUP BY record_id"""

_EX_OWNER = _("This was yours lately; you can claim it again from %(from)s.")
_NEW = _("This is new in the pool; it can be claimed from %(from)s.")
_QUOTA_DAY = _("%(used)d of %(limit)d claims of today are used up.")
_QUOTA_WEEK = _("%(used)d of %(limit)d claims of this week are used up.")


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much a person holds against how much the person may: `held + asked <= limit`.

    `source` is whose word the limit is (person before role before department; of several roles the most generous, of
    several departments the nearest); without any word `limit` is None.
    """

    held: int
    limit: int | None
    source: Literal["person", "role", "department"] | None
    name: str

    @property
    def free(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.held)


def serialize(user_id: int) -> None:
    """Until the transaction ends, nothing else adds to what this person holds through a pool."""
    fetch_all("SELECT pg_advisory_xact_lock(hashtextextended('pools.person:' || %s::text, 0))", (user_id,))


def holdings(ctx: Ctx, entity: CompiledEntity, user_id: int) -> Holdings:
    """What the person holds now of this entity, without the trash, and the limit that counts."""
    word = fetch_one(_LIMITS, (user_id, entity.key, user_id, user_id))
    counted = TRUE if word is None or word[1] is None else rule_sql(ctx, entity, orjson.loads(word[1]))
    held = _held(entity, user_id, counted)
    return Holdings(held, None, None, "") if word is None else Holdings(held, word[0], word[2], word[3])


def _held(entity: CompiledEntity, user_id: int, counted: Sql) -> int:
    mine = all_of([Sql("t.owner_id = %s", (user_id,)), Sql("t.deleted_at IS NULL"), counted])
    row = fetch_one(f"SELECT count(*) FROM {entity.table} t WHERE {mine.text}", mine.params)  # noqa: S608
    return int(row[0]) if row else 0


def claims_by_pool(ctx: Ctx, user_id: int | None) -> Mapping[int, tuple[int, int]]:
    """Pool → how many records the person claimed from it today and in this week, Monday to Sunday, whatever became of
    them since; pools without a claim are left out."""
    if user_id is None:
        return {}
    today, monday = _today_and_monday(ctx)
    return {row[0]: (int(row[1]), int(row[2])) for row in fetch_all(_CLAIMS_BY_POOL, (today, user_id, monday))}


def _today_and_monday(ctx: Ctx) -> tuple[datetime, datetime]:
    today = company_today(ctx.clock)
    return midnight(today), midnight(today - timedelta(days=today.weekday()))


@dataclass(slots=True)
class Room:
    """How many more records a person may hold, counted down while an act goes over its records."""

    holdings: Holdings
    taken: int = 0

    def take(self) -> Conflict | None:
        """Count one more, or say why it does not fit (`holdings_full`); message and `extra` show the reckoning."""
        held, limit = self.holdings.held + self.taken, self.holdings.limit
        if limit is not None and held + 1 > limit:
            return Conflict(
                _("Holds %(held)d, asks for %(asked)d more, may hold %(limit)d (set for %(name)s).")
                % {"held": held, "asked": 1, "limit": limit, "name": self.holdings.name},
                code="holdings_full",
                extra={"held": held, "asked": 1, "limit": limit, "source": self.holdings.source},
            )
        self.taken += 1
        return None


@dataclass(slots=True)
class Allowance:
    """What a person may claim from these pools now: cool-downs, quotas and room, read once and counted down."""

    ctx: Ctx
    room: Room
    used: dict[int, tuple[int, int]]
    """Pool → claims of today and of this week."""
    left_at: Mapping[int, datetime]
    """Record → when it was the person's last."""

    @staticmethod
    def of(ctx: Ctx, entity: CompiledEntity, user_id: int, pools: Mapping[int, Pool], ids: Sequence[int]) -> Allowance:
        cools = any(pool.ex_owner_days for pool in pools.values())
        left = fetch_all(_LEFT_OWNER, (entity.key, list(ids), user_id)) if cools else []
        return Allowance(
            ctx, Room(holdings(ctx, entity, user_id)), dict(claims_by_pool(ctx, user_id)) if pools else {}, dict(left)
        )

    def take(self, record_id: int, pool: Pool, entered_at: datetime | None) -> Conflict | None:
        """Count one more claim, or say why not: `cooling_ex_owner`, `cooling_new` with the first day on which it is
        possible, `quota_day`, `quota_week`, `holdings_full`."""
        day, week = self.used.get(pool.id, (0, 0))
        problem = (
            self._cooling(pool.ex_owner_days, self.left_at.get(record_id), "cooling_ex_owner", _EX_OWNER)
            or self._cooling(pool.new_days, entered_at, "cooling_new", _NEW)
            or _used_up(day, pool.claims_per_day, "quota_day", _QUOTA_DAY)
            or _used_up(week, pool.claims_per_week, "quota_week", _QUOTA_WEEK)
            or self.room.take()
        )
        if problem is None:
            self.used[pool.id] = (day + 1, week + 1)
        return problem

    def _cooling(self, days: int | None, since: datetime | None, code: str, message: Any) -> Conflict | None:
        if not days or since is None:
            return None
        first = since.astimezone(COMPANY_ZONE).date() + timedelta(days=days)
        if company_today(self.ctx.clock) >= first:
            return None
        return Conflict(message % {"from": first.isoformat()}, code=code, extra={"from": first.isoformat()})


def _used_up(used: int, limit: int | None, code: str, message: Any) -> Conflict | None:
    if limit is None or used < limit:
        return None
    figures = {"used": used, "limit": limit}
    return Conflict(message % figures, code=code, extra=figures)


def midnight(day: date) -> datetime:
    """The moment at which the company's day begins."""
    return datetime.combine(day, time.min, COMPANY_ZONE)


def known_views(ctx: Ctx, pool_id: int, user_id: int) -> Sequence[int]:
    """The records of the pool that the person has opened today."""
    rows = fetch_all(
        "SELECT record_id FROM pools_poolview WHERE user_id = %s AND pool_id = %s AND day = %s",
        (user_id, pool_id, company_today(ctx.clock)),
    )
    return [row[0] for row in rows]
