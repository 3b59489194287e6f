"""What must hold after merges; asked by `kezhou check`."""

from __future__ import annotations

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.checks import integrity_check
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry

from .models import Loser
from .places import is_mergeable, places_of

MAX_NAMED = 5
CHUNK = 1_000

_ALIVE = """
SELECT l.loser_id FROM merging_loser l JOIN {table} t ON t.id = l.loser_id
 WHERE l.entity = %s AND l.active AND t.deleted_at IS NULL ORDER BY 1 LIMIT %s"""


@integrity_check("merging: no live row names a record that was merged away")
def no_row_names_a_loser() -> list[str]:
    findings = []
    ctx = Ctx.system("check")
    for entity in registry.all_entities(ctx).values():
        if not is_mergeable(entity):
            continue
        losers = list(Loser.objects.filter(entity=entity.key, active=True).values_list("loser_id", flat=True))
        for start in range(0, len(losers), CHUNK):
            for place in places_of(ctx, entity):
                points = place.points(losers[start : start + CHUNK])
                live = " AND t.deleted_at IS NULL" if place.has_trash else ""
                rows = fetch_all(
                    f"SELECT t.id FROM {place.table} t WHERE {points.text}{live} ORDER BY 1 LIMIT %s",  # noqa: S608
                    (*points.params, MAX_NAMED),
                )
                findings += [f"{place.key} of row {row[0]} names a merged {entity.key}" for row in rows]
    return findings


@integrity_check("merging: merged records are in the trash")
def losers_are_in_the_trash() -> list[str]:
    findings = []
    for entity in registry.native().values():
        if is_mergeable(entity):
            rows = fetch_all(_ALIVE.format(table=entity.table), (entity.key, MAX_NAMED))
            findings += [f"{entity.key} {row[0]} was merged away and is not in the trash" for row in rows]
    return findings
