"""How many records went into pools and came out of them, for whoever may see the records."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import Sql, all_of, fetch_all
from kezhou.platform.entities import registry

MAX_GROUPS = 5_000
_COLUMNS = {"in": ("to_pool_id", "from_owner_id", "from_pool_id"), "out": ("from_pool_id", "to_owner_id", "to_pool_id")}


def flow_sums(
    ctx: Ctx,
    key: str,
    way: Literal["in", "out"],
    begin: datetime,
    end: datetime,
    *,
    by: str,
    department: int | None = None,
    action: str = "view",
) -> dict[Any, int]:
    """Moves of one entity from `begin` to before `end` by person (who lost what went in, who got what came out; None:
    nobody) or by the first day of the step (`day`, `week`, `month`). Moves between two pools are neither.

    Only of records that the actor may reach now with `action`. Raises `Forbidden`, `NotFound`.
    """
    entity = registry.entity(ctx, key)
    pool, person, other = _COLUMNS[way]
    group = f"m.{person}"
    if by != "person":
        group = f"date_trunc('{by}', m.at AT TIME ZONE '{COMPANY_ZONE.key}')::date"
    parts = [
        Sql("m.entity = %s AND m.at >= %s AND m.at < %s", (key, begin, end)),
        Sql(f"m.{pool} IS NOT NULL AND m.{other} IS NULL"),
        Sql("t.deleted_at IS NULL"),
        visible(ctx, entity, action),
    ]
    if department is not None:
        below = "SELECT c.descendant_id FROM org_departmentclosure c WHERE c.ancestor_id = %s"
        people = f"SELECT u.id FROM org_user u WHERE u.department_id IN ({below})"  # noqa: S608 — constants
        parts.append(Sql(f"m.{person} IN ({people})", (department,)))
    where = all_of(parts)
    rows = fetch_all(
        f"SELECT {group}, count(*) FROM pools_move m JOIN {entity.table} t ON t.id = m.record_id "  # noqa: S608
        f"WHERE {where.text} GROUP BY 1 LIMIT %s",
        (*where.params, MAX_GROUPS),
    )
    found: dict[Any, int] = dict(rows)
    return found
