"""What people do with a pool: claim, put back, hand out, move to another pool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, Locked, NotFound, Stale
from kezhou.platform.access.scope import may, right
from kezhou.platform.base.sql import Sql, all_of, fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import User
from kezhou.platform.records import hooks

from . import limits
from .ledger import Target, move
from .members import memberships
from .models import Pool, PoolMove

MAX_REASON = 300
KNOWN_FOR = timedelta(days=1)
"""For how long a member is told that somebody took a record out of the pool; later it is simply not there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is, and what the actor's scopes say of it."""

    owner: int | None
    pool: int | None
    entered_at: datetime | None
    version: int
    seen: bool
    assignable: bool


def claim(ctx: Ctx, entity: CompiledEntity, record_id: int, version: int | None = None) -> None:
    """Take a record out of a pool. Of several people exactly one gets it; who has it already keeps it.

    Raises `NotFound` for what lies in no pool of the actor's, `Conflict`: `already_claimed`, `quota_day`,
    `quota_week`, `holdings_full`, `cooling_ex_owner`, `cooling_new`.
    """
    user_id = _person(ctx)
    with transaction.atomic():
        limits.serialize(user_id)
        place = _find(ctx, entity, record_id)
        mine = memberships(user_id)
        if place.owner == user_id:
            return  # a second click on the same button
        if place.pool is None or place.pool not in mine:
            if place.pool is None and (place.seen or _left_lately(ctx, entity, record_id, list(mine))):
                raise Conflict(_("Somebody else was faster: this is no longer in the pool."), code="already_claimed")
            if place.seen:
                raise Forbidden(_("You are no member of this pool."), code="no_member")
            raise NotFound()
        _compare(place, version)
        pool = Pool.objects.get(id=place.pool)
        limits.require_cooled(ctx, entity, pool, record_id, user_id, place.entered_at)
        limits.require_quota(ctx, pool, user_id)
        limits.require_room(ctx, entity, user_id)
        _locked(ctx, entity, record_id)
        if not move(ctx, entity, [record_id], Target(owner=user_id), "claim", where=_lies_in(pool.id)):
            raise Conflict(_("Somebody else was faster: this is no longer in the pool."), code="already_claimed")


def release(
    ctx: Ctx, entity: CompiledEntity, record_id: int, pool_id: int | None, reason: str, version: int | None = None
) -> None:
    """Put an owned record (back) into a pool, with a reason. Owners may, and who may hand the record over.

    Without a pool it returns to the one that it came from last, else to the default or the only one. Raises
    `NotFound`, `Forbidden`, `Invalid` (paths `pool`, `reason`), `Conflict` (`in_pool`).
    """
    reason = _reason(reason, required=True)
    with transaction.atomic():
        place = _find(ctx, entity, record_id)
        if not place.seen:
            raise NotFound()
        if place.owner is None:
            raise Conflict(_("This lies in a pool already."), code="in_pool")
        if place.owner != ctx.actor.id and not place.assignable:
            raise Forbidden(code="no_right", extra={"action": "assign"})
        _compare(place, version)
        pool = _pool(entity, pool_id) if pool_id is not None else _home(entity, record_id)
        _locked(ctx, entity, record_id)
        still = Sql("t.owner_id = %s", (place.owner,))
        if not move(ctx, entity, [record_id], Target(pool=pool.id), "return", where=still, reason=reason):
            raise Conflict(_("This changed hands meanwhile."), code="moved_meanwhile")


def assign(
    ctx: Ctx, entity: CompiledEntity, record_id: int, owner_id: int, reason: str = "", version: int | None = None
) -> None:
    """Hand a record of a pool to a colleague. It costs no quota; what the colleague may hold still counts.

    For administrators of the pool and who may hand the record over. Raises `NotFound`, `Forbidden`, `Invalid` (path
    `owner`), `Conflict` (`not_in_pool`, `holdings_full`, `moved_meanwhile`).
    """
    reason = _reason(reason)
    with transaction.atomic():
        limits.serialize(owner_id)
        pool = _administered(ctx, entity, record_id, version)
        if not User.objects.filter(id=owner_id, status=User.Status.ACTIVE, deleted_at__isnull=True).exists():
            raise _bad("owner", "bad_owner", _("The owner must be an active colleague."))
        limits.require_room(ctx, entity, owner_id)
        _locked(ctx, entity, record_id)
        if not move(ctx, entity, [record_id], Target(owner=owner_id), "assign", where=_lies_in(pool), reason=reason):
            raise Conflict(_("This changed hands meanwhile."), code="moved_meanwhile")


def transfer(
    ctx: Ctx, entity: CompiledEntity, record_id: int, pool_id: int, reason: str = "", version: int | None = None
) -> None:
    """Move a record to another pool, where it counts as new. For administrators of the pool in which it lies."""
    reason = _reason(reason)
    with transaction.atomic():
        source = _administered(ctx, entity, record_id, version)
        target = _pool(entity, pool_id)
        if target.id == source:
            raise _bad("pool", "same_pool", _("It lies in this pool already."))
        _locked(ctx, entity, record_id)
        if not move(
            ctx, entity, [record_id], Target(pool=target.id), "transfer", where=_lies_in(source), reason=reason
        ):
            raise Conflict(_("This changed hands meanwhile."), code="moved_meanwhile")


# -- steps ----------------------------------------------------------------------------------------------------------


def _person(ctx: Ctx) -> int:
    if ctx.actor.id is None:
        raise Forbidden(code="no_right")
    return ctx.actor.id


def _find(ctx: Ctx, entity: CompiledEntity, record_id: int) -> Place:
    """Raises `NotFound` for what does not exist, and `Conflict` for a child: it goes where its parent goes.

    `Forbidden` for whoever may see no record of the entity at all: membership of a pool gives no rights by itself.
    """
    if not may(ctx, entity, "view"):
        raise Forbidden(code="no_right", extra={"entity": entity.key, "action": "view"})
    seen, assignable = right(ctx, entity, "view"), right(ctx, entity, "assign")
    links = [f"t.{ident(entity.fields[parent].column)}" for parent in entity.definition.scope.parents]
    child = f"num_nonnulls({', '.join(links)}) > 0" if links else "FALSE"
    columns = f"t.owner_id, t.pool_id, t.pool_entered_at, t.version, {_answer(seen)}, {_answer(assignable)}, {child}"
    row = fetch_one(
        f"SELECT {columns} FROM {entity.table} t WHERE t.id = %s AND t.deleted_at IS NULL",  # noqa: S608
        (*seen.params, *assignable.params, record_id),
    )
    if row is None:
        raise NotFound()
    if row[6] and row[4]:
        raise Conflict(_("This goes wherever the record goes that it belongs to."), code="follows_parent")
    if row[6]:
        raise NotFound()
    return Place(*row[:6])


def _answer(predicate: Sql) -> str:
    return f"coalesce({predicate.text}, FALSE)"


def _administered(ctx: Ctx, entity: CompiledEntity, record_id: int, version: int | None) -> int:
    """The pool in which the record lies, once it is sure that the actor may decide where it goes."""
    place = _find(ctx, entity, record_id)
    membership = memberships(ctx.actor.id).get(place.pool or 0)
    if not place.seen and membership is None:
        raise NotFound()
    if place.pool is None:
        raise Conflict(_("This does not lie in a pool."), code="not_in_pool")
    if not place.assignable and not (membership and membership.is_admin):
        raise Forbidden(_("Only administrators of the pool hand out what lies in it."), code="no_pool_admin")
    _compare(place, version)
    return place.pool


def _lies_in(pool_id: int) -> Sql:
    return all_of([Sql("t.owner_id IS NULL"), Sql("t.pool_id = %s", (pool_id,))])


def _left_lately(ctx: Ctx, entity: CompiledEntity, record_id: int, pools: list[int]) -> bool:
    """Whether the record was in one of these pools so lately that its members know of it anyway."""
    since = ctx.clock.now() - KNOWN_FOR
    moves = PoolMove.objects.filter(entity=entity.key, record_id=record_id, from_pool_id__in=pools, at__gte=since)
    return moves.exists()


def _pool(entity: CompiledEntity, pool_id: int) -> Pool:
    pool = Pool.objects.filter(id=pool_id, entity=entity.key, active=True).first()
    if pool is None:
        raise _bad("pool", "no_such_pool", _("This pool does not exist."))
    return pool


def _home(entity: CompiledEntity, record_id: int) -> Pool:
    lines = PoolMove.objects.filter(
        entity=entity.key, record_id=record_id, from_pool__active=True, from_pool__entity=entity.key
    )
    last = lines.order_by("-id").select_related("from_pool").first()
    if last is not None and last.from_pool is not None:
        return last.from_pool
    pools = list(Pool.objects.filter(entity=entity.key, active=True).order_by("-is_default", "id")[:2])
    if not pools or (len(pools) > 1 and not pools[0].is_default):
        raise _bad("pool", "required", _("Say into which pool it goes."))
    return pools[0]


def _compare(place: Place, version: int | None) -> None:
    if version is not None and version != place.version:
        raise Stale(_("Somebody else saved this record first."), extra={"version": place.version})


def _locked(ctx: Ctx, entity: CompiledEntity, record_id: int) -> None:
    for check in hooks.lock_checks:
        reasons = check(ctx, entity, [record_id])
        if record_id in reasons:
            raise Locked(reasons[record_id])


def _reason(text: str, *, required: bool = False) -> str:
    text = text.strip()
    if required and not text:
        raise _bad("reason", "required", _("Say why."))
    if len(text) > MAX_REASON or "\x00" in text:
        raise _bad("reason", "too_long", _("A reason has at most %(limit)d characters.") % {"limit": MAX_REASON})
    return text


def _bad(path: str, code: str, message: object) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
