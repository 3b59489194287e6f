"""Setting pools up: the pools themselves, their members, their rules, and how many records people may hold.

For administrators with the permission `settings`. Every change is audited as a change of the pool.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Stale
from kezhou.platform import audit
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.query.expand import StoredCondition

from . import checked
from .checked import RULE_WORDS, Member
from .models import Pool, PoolLimit, PoolMember, PoolRule

PERMISSION = "settings"
MAX_POOLS = 200
MAX_MEMBERS = 500
MAX_RULES = 50
MAX_LIMITS = 2_000


def require(ctx: Ctx) -> None:
    """Raises `Forbidden` for everybody but those who administer settings."""
    if not (ctx.grants.everything or PERMISSION in ctx.grants.admin):
        raise Forbidden(code="no_right", extra={"permission": PERMISSION})


# -- pools ----------------------------------------------------------------------------------------------------------


def create(ctx: Ctx, data: Mapping[str, Any]) -> Pool:
    """A new pool. Raises `Invalid`, and `Conflict` for a name that is taken."""
    require(ctx)
    values, members = checked.pool(ctx, data, entity=None)
    with transaction.atomic():
        if Pool.objects.count() >= MAX_POOLS:
            raise Conflict(_("At most %(limit)d pools can be kept.") % {"limit": MAX_POOLS}, code="too_many_pools")
        pool = Pool(**values)
        _only_default(pool)
        _save(pool)
        _replace_members(pool, members or ())
        audit.write(ctx, [audit.Entry("pool", pool.id, "create", {name: (None, v) for name, v in values.items()})])
        bump_access(None)
    return pool


def change(ctx: Ctx, pool_id: int, data: Mapping[str, Any], version: int | None = None) -> Pool:
    """New settings or members for a pool; its entity stays. Members replace those that there were."""
    require(ctx)
    with transaction.atomic():
        pool = _held(pool_id, version)
        values, members = checked.pool(ctx, data, entity=pool.entity)
        changes = {n: (getattr(pool, n), v) for n, v in values.items() if getattr(pool, n) != v}
        if members is not None:
            changes["members"] = (members_json(pool), [member.to_json() for member in members])
            _replace_members(pool, members)
        if changes:
            for name, value in values.items():
                setattr(pool, name, value)
            pool.version += 1
            _only_default(pool)
            _save(pool)
            audit.write(ctx, [audit.Entry("pool", pool.id, "update", changes)])
            bump_access(None)
    return pool


def delete(ctx: Ctx, pool_id: int, version: int | None = None) -> None:
    """Remove a pool that was never used. Raises `Conflict`: one with records or a past can only be switched off."""
    require(ctx)
    with transaction.atomic():
        pool = _held(pool_id, version)
        table = registry.entity(ctx, pool.entity).table
        used = fetch_one(
            f"SELECT EXISTS (SELECT 1 FROM {table} WHERE pool_id = %s) "  # noqa: S608
            "OR EXISTS (SELECT 1 FROM pools_move WHERE from_pool_id = %s) "
            "OR EXISTS (SELECT 1 FROM pools_move WHERE to_pool_id = %s) "
            "OR EXISTS (SELECT 1 FROM pools_poolrule WHERE pool_id = %s)",
            (pool.id,) * 4,
        )
        if used and used[0]:
            raise Conflict(_("This pool has been used; switch it off instead."), code="pool_in_use")
        audit.write(ctx, [audit.Entry("pool", pool.id, "delete", {"name": (pool.name, None)})])
        pool.delete()
        bump_access(None)


def listed(entity: str = "") -> list[Pool]:
    """All pools in their order."""
    pools = Pool.objects.filter(entity=entity) if entity else Pool.objects.all()
    return list(pools.order_by("entity", "order", "id")[:MAX_POOLS])


def find(pool_id: int) -> Pool:
    """Raises `NotFound`."""
    pool = Pool.objects.filter(id=pool_id).first()
    if pool is None:
        raise NotFound()
    return pool


def members_json(pool: Pool) -> list[dict[str, Any]]:
    """The members as they are written: `{user | role | department: id, is_admin}`."""
    rows = PoolMember.objects.filter(pool=pool).order_by("id")[:MAX_MEMBERS]
    return [Member.of(row).to_json() for row in rows]


# -- rules ----------------------------------------------------------------------------------------------------------


def rules(pool_id: int) -> list[PoolRule]:
    """The rules of a pool in their order, those that are switched off too."""
    return list(PoolRule.objects.filter(pool_id=pool_id, deleted_at__isnull=True).order_by("order", "id")[:MAX_RULES])


def rule_of(ctx: Ctx, pool_id: int, data: Mapping[str, Any], rule_id: int | None = None) -> PoolRule:
    """The rule as it would be with these words; not saved. What the simulator is asked about. Raises `Invalid`."""
    pool = find(pool_id)
    rule = PoolRule(pool=pool) if rule_id is None else _rule(pool_id, rule_id)
    before = {name: getattr(rule, name) for name in RULE_WORDS}
    for name, value in checked.rule(ctx, pool, data, before if rule_id is not None else None).items():
        setattr(rule, name, value)
    return rule


def save_rule(ctx: Ctx, pool_id: int, data: Mapping[str, Any], rule_id: int | None = None) -> PoolRule:
    """A new rule, or other words for one. It acts from the next night on, once it is `active`."""
    require(ctx)
    with transaction.atomic():
        pool = _held(pool_id, None)
        if rule_id is None and PoolRule.objects.filter(pool=pool, deleted_at__isnull=True).count() >= MAX_RULES:
            raise Conflict(_("At most %(limit)d rules can be kept.") % {"limit": MAX_RULES}, code="too_many_rules")
        old = {} if rule_id is None else {n: _plain(getattr(_rule(pool_id, rule_id), n)) for n in RULE_WORDS}
        rule = rule_of(ctx, pool_id, data, rule_id)
        rule.save()
        new = {name: _plain(getattr(rule, name)) for name in RULE_WORDS}
        changes = {n: (old.get(n), v) for n, v in new.items() if old.get(n) != v}
        if changes:
            audit.write(ctx, [audit.Entry("pool", pool.id, "update", changes, {"rule": rule.id})])
    return rule


def delete_rule(ctx: Ctx, pool_id: int, rule_id: int) -> None:
    """Put a rule away; the ledger goes on naming it."""
    require(ctx)
    with transaction.atomic():
        pool = _held(pool_id, None)
        rule = _rule(pool_id, rule_id)
        rule.active, rule.deleted_at = False, ctx.clock.now()
        rule.save(update_fields=["active", "deleted_at"])
        audit.write(ctx, [audit.Entry("pool", pool.id, "update", {"name": (rule.name, None)}, {"rule": rule.id})])


def stored_conditions(entity: str) -> Iterator[StoredCondition]:
    """What recycle rules are about and what they spare."""
    kept = PoolRule.objects.filter(pool__entity=entity, deleted_at__isnull=True).order_by("id")
    for rule in kept[: MAX_POOLS * MAX_RULES]:
        for condition in (rule.condition, rule.exceptions):
            if condition:
                yield StoredCondition(_("Recycle rule"), rule.name, condition)


# -- how much people may hold ---------------------------------------------------------------------------------------


def limits(entity: str) -> list[PoolLimit]:
    return list(PoolLimit.objects.filter(entity=entity).order_by("id")[:MAX_LIMITS])


def set_limits(ctx: Ctx, entity: str, items: Any) -> list[PoolLimit]:
    """Exactly these limits for an entity: `[{user | role | department, holdings, condition?}]`."""
    require(ctx)
    wanted = checked.limits(ctx, entity, items, MAX_LIMITS)
    with transaction.atomic():
        before = [checked.limit_json(limit) for limit in limits(entity)]
        PoolLimit.objects.filter(entity=entity).delete()
        PoolLimit.objects.bulk_create(wanted)
        after = [checked.limit_json(limit) for limit in wanted]
        if before != after:
            meta = {"entity": entity}
            audit.write(ctx, [audit.Entry("pool", None, "settings_changed", {"limits": (before, after)}, meta)])
    return limits(entity)


# -- steps ----------------------------------------------------------------------------------------------------------


def _held(pool_id: int, version: int | None) -> Pool:
    pool = Pool.objects.select_for_update(of=("self",)).filter(id=pool_id).first()
    if pool is None:
        raise NotFound()
    if version is not None and version != pool.version:
        raise Stale(_("Somebody else changed this pool first."), extra={"version": pool.version})
    return pool


def _rule(pool_id: int, rule_id: int) -> PoolRule:
    rule = PoolRule.objects.filter(id=rule_id, pool_id=pool_id, deleted_at__isnull=True).first()
    if rule is None:
        raise NotFound()
    return rule


def _only_default(pool: Pool) -> None:
    """A new default takes the place of the old one."""
    if pool.is_default:
        Pool.objects.filter(entity=pool.entity, is_default=True).exclude(id=pool.id).update(is_default=False)


def _save(pool: Pool) -> None:
    try:
        with transaction.atomic():
            pool.save()
    except IntegrityError:
        message = _("Another pool has this name.")
        raise Conflict(message, code="taken", errors=[FieldError("name", "taken", message)]) from None


def _replace_members(pool: Pool, members: Sequence[Member]) -> None:
    if len(members) > MAX_MEMBERS:
        message = _("At most %(limit)d can be named.") % {"limit": MAX_MEMBERS}
        raise Invalid(message, errors=[FieldError("members", "too_many", message)])
    PoolMember.objects.filter(pool=pool).delete()
    PoolMember.objects.bulk_create(member.row(pool) for member in members)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
