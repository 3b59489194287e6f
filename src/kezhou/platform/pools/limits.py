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

_CLAIMS = """
SELECT count(*) FILTER (WHERE at >= %s), count(*) FROM pools_move
 WHERE kind = 'claim' AND to_owner_id = %s AND from_pool_id = %s AND at >= %s"""

_CLAIMS_BY_POOL = """
SELECT from_pool_id, count(*) FILTER (WHERE at >= %s), count(*) FROM pools_move
 WHERE kind = 'claim' AND to_owner_id = %s AND from_pool_id IS NOT NULL AND at >= %s GROUP BY from_pool_id"""

_LEFT_OWNER = """
SELECT max(at) FROM pools_move WHERE entity = %s AND record_id = %s AND from_owner_id = %s AND to_owner_id IS NULL"""


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


def require_room(ctx: Ctx, entity: CompiledEntity, user_id: int, asked: int = 1) -> Holdings:
    """Raises `Conflict` (`holdings_full`) whose message and `extra` show the reckoning."""
    found = holdings(ctx, entity, user_id)
    if found.limit is not None and found.held + asked > found.limit:
        raise Conflict(
            _("Holds %(held)d, asks for %(asked)d more, may hold %(limit)d (set for %(name)s).")
            % {"held": found.held, "asked": asked, "limit": found.limit, "name": found.name},
            code="holdings_full",
            extra={"held": found.held, "asked": asked, "limit": found.limit, "source": found.source},
        )
    return found


def claims(ctx: Ctx, pool_id: int, user_id: int) -> tuple[int, int]:
    """How many records the person claimed from the pool today and in this week, Monday to Sunday, whatever became of
    them since."""
    today, monday = _today_and_monday(ctx)
    row = fetch_one(_CLAIMS, (today, user_id, pool_id, monday))
    return (int(row[0]), int(row[1])) if row else (0, 0)


def claims_by_pool(ctx: Ctx, user_id: int | None) -> Mapping[int, tuple[int, int]]:
    """Pool → the same two numbers, for a page that shows several pools; pools without a claim are left out."""
    if user_id is None:
        return {}
    today, monday = _today_and_monday(ctx)
    return {row[0]: (int(row[1]), int(row[2])) for row in fetch_all(_CLAIMS_BY_POOL, (today, user_id, monday))}


def _today_and_monday(ctx: Ctx) -> tuple[datetime, datetime]:
    today = company_today(ctx.clock)
    return midnight(today), midnight(today - timedelta(days=today.weekday()))


def require_quota(ctx: Ctx, pool: Pool, user_id: int) -> None:
    """Raises `Conflict` (`quota_day`, `quota_week`)."""
    day, week = claims(ctx, pool.id, user_id)
    for used, limit, code, message in (
        (day, pool.claims_per_day, "quota_day", _("%(used)d of %(limit)d claims of today are used up.")),
        (week, pool.claims_per_week, "quota_week", _("%(used)d of %(limit)d claims of this week are used up.")),
    ):
        if limit is not None and used >= limit:
            figures = {"used": used, "limit": limit}
            raise Conflict(message % figures, code=code, extra=figures)


def require_cooled(
    ctx: Ctx, entity: CompiledEntity, pool: Pool, record_id: int, user_id: int, entered_at: datetime | None
) -> None:
    """Raises `Conflict` (`cooling_ex_owner`, `cooling_new`) with the first day on which a claim is possible."""
    if pool.ex_owner_days:
        row = fetch_one(_LEFT_OWNER, (entity.key, record_id, user_id))
        _refuse_before(
            ctx, row[0] if row else None, pool.ex_owner_days, "cooling_ex_owner",
            _("This was yours lately; you can claim it again from %(from)s."),
        )  # fmt: skip
    if pool.new_days:
        _refuse_before(
            ctx, entered_at, pool.new_days, "cooling_new",
            _("This is new in the pool; it can be claimed from %(from)s."),
        )  # fmt: skip


def _refuse_before(ctx: Ctx, since: datetime | None, days: int, code: str, message: Any) -> None:
    if since is None:
        return
    first = since.astimezone(COMPANY_ZONE).date() + timedelta(days=days)
    if company_today(ctx.clock) < first:
        raise Conflict(message % {"from": first.isoformat()}, code=code, extra={"from": first.isoformat()})


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
