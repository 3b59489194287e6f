"""Who belongs to which pools, and which rows that opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx, Grants
from kezhou.kernel.errors import NotFound
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right
from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.base.sql import Sql, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

CACHED_PEOPLE = 4096

_MEMBERSHIPS = """
SELECT p.id, p.name, p.entity, p.masked, p.columns <> '{}' OR p.views_per_day IS NOT NULL, bool_or(m.is_admin)
  FROM pools_pool p JOIN pools_poolmember m ON m.pool_id = p.id
 WHERE p.active AND (m.user_id = %(user)s
    OR m.role_id IN (SELECT ur.role_id FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
                      WHERE ur.user_id = %(user)s AND r.deleted_at IS NULL)
    OR m.department_id IN (
         SELECT c.ancestor_id FROM org_departmentclosure c WHERE c.descendant_id IN (
           SELECT department_id FROM org_user WHERE id = %(user)s
           UNION ALL SELECT department_id FROM org_userdepartment WHERE user_id = %(user)s)))
 GROUP BY p.id ORDER BY p."order", p.id"""


_ADMINISTRATORS = """
SELECT DISTINCT u.id FROM pools_poolmember m JOIN org_user u ON u.status = 'active' AND u.deleted_at IS NULL AND (
       u.id = m.user_id
    OR m.role_id IN (SELECT ur.role_id FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
                      WHERE ur.user_id = u.id AND r.deleted_at IS NULL)
    OR m.department_id IN (SELECT c.ancestor_id FROM org_departmentclosure c WHERE c.descendant_id IN (
         SELECT u.department_id UNION ALL SELECT d.department_id FROM org_userdepartment d WHERE d.user_id = u.id)))
 WHERE m.pool_id = %s AND m.is_admin ORDER BY u.id LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one active pool. `guarded`: the pool shows chosen columns only, or counts what is opened."""

    pool: int
    name: str
    entity: str
    masked: bool
    guarded: bool
    is_admin: bool


def memberships(user_id: int | None) -> Mapping[int, Membership]:
    """Pool → membership, read now: what an act is decided on."""
    if user_id is None:
        return {}
    rows = fetch_all(_MEMBERSHIPS.replace("%(user)s", "%s"), (user_id,) * 4)
    return {row[0]: Membership(*row) for row in rows}


def entry_pools(ctx: Ctx, entity: CompiledEntity) -> Mapping[int, str]:
    """The pools into which the actor may bring new records: those that the actor administers, and all of them for who
    may hand every record over. Registered with `records.hooks.entry_pools`."""
    if not entity.moves_alone or ctx.actor.id is None:
        return {}
    if right(ctx, entity, "assign").is_true:
        return dict(fetch_all("SELECT id, name FROM pools_pool WHERE entity = %s AND active", (entity.key,)))
    mine = memberships(ctx.actor.id).values()
    return {m.pool: m.name for m in mine if m.is_admin and m.entity == entity.key}


@lru_cache(maxsize=CACHED_PEOPLE)
def _known(grants: Grants, user_id: int) -> Mapping[int, Membership]:
    # Rights are compiled anew at every access epoch, so this lives exactly as long as they do.
    return memberships(user_id)


def rows_of_pools(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    """The rows that membership opens in the general read door; registered with `access.scope.extra_predicates`.

    A pool that shows less than the reader's own field rights would show is left to `browse`, which knows how to:
    one with chosen columns or a limit of views, and one that masks what the reader could see in full, which of what
    people wrote (`Scope.words`) is every one that masks.
    """
    if not entity.pooled or ctx.actor.id is None:
        return None
    plain = [m for m in _known(ctx.grants, ctx.actor.id).values() if not m.guarded]
    if any(m.masked for m in plain) and (entity.definition.scope.words or _sees_protected(ctx, entity)):
        plain = [m for m in plain if not m.masked]
    return Sql(f"{alias}.pool_id = ANY(%s)", ([m.pool for m in plain],)) if plain else None


def words_of_pools(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    """The rows whose comments and files a member does not read before a claim: a number that is masked in its field
    stands in them as well. Registered with `access.scope.closed_words`."""
    if not entity.pooled or ctx.actor.id is None:
        return None
    masked = [m.pool for m in _known(ctx.grants, ctx.actor.id).values() if m.masked]
    return Sql(f"{alias}.pool_id = ANY(%s)", (masked,)) if masked else None


def _sees_protected(ctx: Ctx, entity: CompiledEntity) -> bool:
    rights = field_rights(ctx, entity)
    return any(spec.masked and rights[name].view == "full" for name, spec in entity.fields.items())


@forgotten_by
def forget() -> None:
    """Empty the cache; for tests that roll the database back."""
    _known.cache_clear()


def member(ctx: Ctx, pool_id: int) -> Membership:
    """The actor's membership. Raises `NotFound`: to others the pool does not exist."""
    found = memberships(ctx.actor.id).get(pool_id)
    if found is None:
        raise NotFound(_("This pool does not exist."))
    return found


def administrators(pool_id: int, limit: int) -> list[int]:
    """The active people who administer the pool, whether named themselves or through a role or a department."""
    return [row[0] for row in fetch_all(_ADMINISTRATORS, (pool_id, limit))]


def pool_titles(ctx: Ctx, ids: set[int]) -> Mapping[int, str]:
    """What a link to a pool shows: whoever sees the row may know where it lies."""
    return dict(fetch_all("SELECT id, name FROM pools_pool WHERE id = ANY(%s)", (list(ids),)))
