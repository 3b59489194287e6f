"""What people do with a pool: claim, put back, hand out, move to another pool; one record or many by the same few
statements.

Every act is one transaction that locks the records in the order of their ids, judges each, and moves those that pass
by one statement. What is wrong with a record is its outcome; what is wrong with the call is raised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, KezhouError, Locked, NotFound
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import User
from kezhou.platform.records import hooks

from . import limits, places
from .ledger import Target, move
from .members import memberships
from .models import Pool
from .places import Place

MAX_REASON = 300
KNOWN_FOR = timedelta(days=1)
"""For how long a member is told that somebody took a record out of the pool; later it is simply not there."""

Outcomes = dict[int, KezhouError | None]
"""Record → why nothing happened to it; None: it was done."""
Versions = Mapping[int, int | None]
"""Record → the version that the caller saw, where the caller says so."""

_LEFT_LATELY = """
SELECT DISTINCT record_id FROM pools_move
 WHERE entity = %s AND record_id = ANY(%s) AND from_pool_id = ANY(%s) AND at >= %s"""

_HOMES = """
SELECT DISTINCT ON (m.record_id) m.record_id, m.from_pool_id
  FROM pools_move m JOIN pools_pool p ON p.id = m.from_pool_id AND p.active AND p.entity = m.entity
 WHERE m.entity = %s AND m.record_id = ANY(%s) ORDER BY m.record_id, m.id DESC"""


def claim(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], versions: Versions | None = None) -> Outcomes:
    """Take records out of pools. Of several people exactly one gets each; who has it already keeps it.

    Quotas and what the person may hold are counted in the order given: what no longer fits is refused. Outcomes:
    `NotFound` for what lies in no pool of the actor's, `Forbidden` (`no_member`), `Conflict`: `already_claimed`,
    `quota_day`, `quota_week`, `holdings_full`, `cooling_ex_owner`, `cooling_new`; `Stale`, `Locked`.
    """
    if (user_id := ctx.actor.id) is None:
        raise Forbidden(code="no_right")
    with transaction.atomic():
        limits.serialize(user_id)
        found = places.locked(ctx, entity, ids)
        mine = memberships(user_id)
        gone = [id_ for id_, place in found.items() if place.pool is None and not place.seen]
        lately = _left_lately(ctx, entity, gone, list(mine))
        pools = Pool.objects.in_bulk({place.pool for place in found.values() if place.pool in mine})
        allowance = limits.Allowance.of(ctx, entity, user_id, pools, list(found))
        kept = _kept(ctx, entity, list(found))
        outcomes: Outcomes = {}
        taking: list[int] = []
        for id_ in dict.fromkeys(ids):
            place = found.get(id_)
            if place is None or place.owner == user_id:
                outcomes[id_] = None if place else NotFound()  # a second click on the same button does no harm
                continue
            problem = place.unmovable() or _out_of_reach(place, mine, known=id_ in lately)
            problem = problem or place.stale((versions or {}).get(id_)) or kept.get(id_)
            outcomes[id_] = problem or allowance.take(id_, pools[place.pool or 0], place.entered_at)
            if outcomes[id_] is None:
                taking.append(id_)
        _move(ctx, entity, taking, Target(owner=user_id), "claim", "")
    return outcomes


def release(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    pool_id: int | None,
    reason: str,
    versions: Versions | None = None,
) -> Outcomes:
    """Put owned records (back) into a pool, with a reason. Owners may, and who may hand the record over.

    Without a pool each returns to the one that it came from last, else to the default or the only one. Raises `Invalid`
    (paths `pool`, `reason`). Outcomes: `NotFound`, `Forbidden`, `Invalid` (`pool`), `Conflict` (`in_pool`), `Stale`.
    """
    reason = _reason(reason, required=True)
    with transaction.atomic():
        found = places.locked(ctx, entity, ids)
        outcomes: Outcomes = {}
        for id_ in dict.fromkeys(ids):
            place = found.get(id_)
            if place is None or not place.seen:
                outcomes[id_] = NotFound()
            else:
                problem = place.unmovable() or _may_release(ctx, place) or place.stale((versions or {}).get(id_))
                outcomes[id_] = problem
        going = [id_ for id_, problem in outcomes.items() if problem is None]
        homes = _homes(entity, going) if pool_id is None else dict.fromkeys(going, pool_id)
        if going and pool_id is not None:
            _pool(entity, pool_id)
        kept = _kept(ctx, entity, going)
        for id_, home in homes.items():
            nowhere = None if home else _bad("pool", "required", _("Say into which pool it goes."))
            outcomes[id_] = nowhere or kept.get(id_)
        for pool in sorted({home for home in homes.values() if home}):
            leaving = [id_ for id_ in going if homes[id_] == pool and outcomes[id_] is None]
            _move(ctx, entity, leaving, Target(pool=pool), "return", reason)
    return outcomes


def assign(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    owner_id: int,
    reason: str = "",
    versions: Versions | None = None,
) -> Outcomes:
    """Hand records of pools to a colleague. It costs no quota; what the colleague may hold still counts.

    For administrators of the pool and who may hand the record over. Raises `Invalid` (paths `owner`, `reason`).
    Outcomes: `NotFound`, `Forbidden`, `Conflict` (`not_in_pool`, `holdings_full`), `Stale`, `Locked`.
    """
    reason = _reason(reason)
    with transaction.atomic():
        limits.serialize(owner_id)
        found = places.locked(ctx, entity, ids)
        outcomes = _administered(ctx, found, ids, versions)
        if None in outcomes.values():
            if not User.objects.filter(id=owner_id, status=User.Status.ACTIVE, deleted_at__isnull=True).exists():
                raise _bad("owner", "bad_owner", _("The owner must be an active colleague."))
            room = limits.Room(limits.holdings(ctx, entity, owner_id))
            kept = _kept(ctx, entity, list(found))
            for id_ in [id_ for id_, problem in outcomes.items() if problem is None]:
                outcomes[id_] = kept.get(id_) or room.take()
        going = [id_ for id_, problem in outcomes.items() if problem is None]
        _move(ctx, entity, going, Target(owner=owner_id), "assign", reason)
    return outcomes


def transfer(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    pool_id: int,
    reason: str = "",
    versions: Versions | None = None,
) -> Outcomes:
    """Move records to another pool, where they count as new. For administrators of the pool in which they lie.

    Raises `Invalid` (paths `pool`, `reason`). Outcomes as of `assign`, and `Invalid` (`same_pool`).
    """
    reason = _reason(reason)
    with transaction.atomic():
        found = places.locked(ctx, entity, ids)
        outcomes = _administered(ctx, found, ids, versions)
        if None in outcomes.values():
            target = _pool(entity, pool_id)
            kept = _kept(ctx, entity, list(found))
            for id_ in [id_ for id_, problem in outcomes.items() if problem is None]:
                same = found[id_].pool == target.id
                already = _bad("pool", "same_pool", _("It lies in this pool already.")) if same else None
                outcomes[id_] = already or kept.get(id_)
        going = [id_ for id_, problem in outcomes.items() if problem is None]
        _move(ctx, entity, going, Target(pool=pool_id), "transfer", reason)
    return outcomes


# -- steps ----------------------------------------------------------------------------------------------------------


def _move(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], target: Target, kind: str, reason: str) -> None:
    """The rows are locked since they were judged, so all of them move."""
    if ids and Counter(move(ctx, entity, ids, target, kind, reason=reason)) != Counter(ids):
        raise RuntimeError("a locked record was moved by somebody else")


def _out_of_reach(place: Place, mine: Mapping[int, object], *, known: bool) -> KezhouError | None:
    """Why the record is not the actor's to claim; `known`: it left a pool of the actor's lately."""
    if place.pool in mine:
        return None
    if place.pool is None and (place.seen or known):
        return Conflict(_("Somebody else was faster: this is no longer in the pool."), code="already_claimed")
    return Forbidden(_("You are no member of this pool."), code="no_member") if place.seen else NotFound()


def _may_release(ctx: Ctx, place: Place) -> KezhouError | None:
    if place.owner is None:
        return Conflict(_("This lies in a pool already."), code="in_pool")
    if place.owner != ctx.actor.id and not place.assignable:
        return Forbidden(code="no_right", extra={"action": "assign"})
    return None


def _administered(ctx: Ctx, found: Mapping[int, Place], ids: Sequence[int], versions: Versions | None) -> Outcomes:
    """Which of the records lie in a pool of which the actor may decide where they go."""
    mine = memberships(ctx.actor.id)
    outcomes: Outcomes = {}
    for id_ in dict.fromkeys(ids):
        place = found.get(id_)
        membership = mine.get(place.pool or 0) if place else None
        if place is None or (not place.seen and membership is None):
            outcomes[id_] = NotFound()
        elif (child := place.unmovable()) is not None:
            outcomes[id_] = child
        elif place.pool is None:
            outcomes[id_] = Conflict(_("This does not lie in a pool."), code="not_in_pool")
        elif not place.assignable and not (membership and membership.is_admin):
            text = _("Only administrators of the pool hand out what lies in it.")
            outcomes[id_] = Forbidden(text, code="no_pool_admin")
        else:
            outcomes[id_] = place.stale((versions or {}).get(id_))
    return outcomes


def _left_lately(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], pools: Sequence[int]) -> set[int]:
    """Those of the records that were in one of these pools so lately that its members know of it anyway."""
    if not ids or not pools:
        return set()
    since = ctx.clock.now() - KNOWN_FOR
    return {row[0] for row in fetch_all(_LEFT_LATELY, (entity.key, list(ids), list(pools), since))}


def _pool(entity: CompiledEntity, pool_id: int) -> Pool:
    pool = Pool.objects.filter(id=pool_id, entity=entity.key, active=True).first()
    if pool is None:
        raise _bad("pool", "no_such_pool", _("This pool does not exist."))
    return pool


def _homes(entity: CompiledEntity, ids: Sequence[int]) -> dict[int, int | None]:
    """Record → the pool that it came from last, else the default or the only one, else None."""
    pools = list(Pool.objects.filter(entity=entity.key, active=True).order_by("-is_default", "id")[:2])
    usual = pools[0].id if pools and (len(pools) == 1 or pools[0].is_default) else None
    last: dict[int, int | None] = dict(fetch_all(_HOMES, (entity.key, list(ids))))
    return dict.fromkeys(ids, usual) | last


def _kept(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> dict[int, KezhouError]:
    """Records that something else holds, such as a running approval."""
    reasons = [check(ctx, entity, ids) for check in hooks.lock_checks] if ids else []
    return {id_: Locked(reason) for found in reasons for id_, reason in found.items()}


def _reason(text: str, *, required: bool = False) -> str:
    text = text.strip()
    if required and not text:
        raise _bad("reason", "required", _("Say why."))
    if len(text) > MAX_REASON or "\x00" in text:
        raise _bad("reason", "too_long", _("A reason has at most %(limit)d characters.") % {"limit": MAX_REASON})
    return text


def _bad(path: str, code: str, message: object) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
