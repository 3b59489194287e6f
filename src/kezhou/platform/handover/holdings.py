"""What people have: records of every entity that belongs to somebody, and duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, all_of, fetch_all, fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records.ownership import has_columns

from .sources import sources

_DEPARTMENT = """
SELECT id FROM org_user WHERE deleted_at IS NULL AND status IN ('active', 'disabled') AND department_id IN (
  SELECT descendant_id FROM org_departmentclosure WHERE ancestor_id = %s AND (%s OR depth = 0))
 ORDER BY id LIMIT 1000"""


def concerned(ctx: Ctx) -> Mapping[str, CompiledEntity]:
    """The entities whose rows people own, those that others link to first: who follows comes after."""
    owned = {
        key: entity
        for key, entity in registry.all_entities(ctx).items()
        if has_columns(entity) and not entity.definition.admin and entity.definition.features.handover
    }
    ordered: dict[str, CompiledEntity] = {}

    def place(key: str, above: tuple[str, ...]) -> None:
        if key in ordered or key in above:
            return
        for spec in owned[key].fields.values():
            if spec.link in owned and not spec.type.multiple:
                place(str(spec.link), (*above, key))
        ordered[key] = owned[key]

    for key in sorted(owned, key=lambda k: (_place_in_menu(owned[k]), k)):
        place(key, ())
    return ordered


def _place_in_menu(entity: CompiledEntity) -> int:
    menu = entity.definition.menu
    return menu.order if menu else 999


def of_people(entity: CompiledEntity, people: Sequence[int]) -> Sql:
    """Living rows that these people own themselves; what hangs on a parent goes where the parent goes."""
    return all_of([Sql("t.owner_id = ANY(%s)", (list(people),)), Sql("t.deleted_at IS NULL"), alone(entity)])


def alone(entity: CompiledEntity) -> Sql:
    """Rows that hang on no parent."""
    links = entity.definition.scope.parents
    return all_of(Sql(f"t.{ident(entity.fields[link].column)} IS NULL") for link in links)


def count(entity: CompiledEntity, where: Sql) -> int:
    row = fetch_one(f"SELECT count(*) FROM {entity.table} t WHERE {where.text}", where.params)  # noqa: S608
    return int(row[0]) if row else 0


def holdings(ctx: Ctx, people: Sequence[int]) -> dict[str, Any]:
    """`{entities: [{key, label, count, children, trashed}], duties: [{key, label, count, may}]}`, empty ones left out.

    `children` hang on a parent and go with it; `trashed` lie in the trash and stay.
    """
    entities = []
    for key, entity in concerned(ctx).items():
        child = f"(NOT {alone(entity).text})"
        row = fetch_one(
            f"SELECT count(*) FILTER (WHERE t.deleted_at IS NULL AND NOT {child}), "  # noqa: S608
            f"count(*) FILTER (WHERE t.deleted_at IS NULL AND {child}), "
            f"count(*) FILTER (WHERE t.deleted_at IS NOT NULL) FROM {entity.table} t WHERE t.owner_id = ANY(%s)",
            (list(people),),
        )
        if row and any(row):
            words = {"key": key, "label": entity.plural, "count": row[0], "children": row[1], "trashed": row[2]}
            entities.append({**words, "pooled": entity.moves_alone})
    return {"entities": entities, "duties": duties(ctx, people)}


def duties(ctx: Ctx, people: Sequence[int]) -> list[dict[str, Any]]:
    found = []
    for source in sources.values():
        number = sum(source.count(ctx, person) for person in people)
        if number:
            found.append({"key": source.key, "label": source.label, "count": number, "may": source.may(ctx)})
    return found


def has_any(ctx: Ctx, person: int) -> bool:
    """Whether something would be left without anybody who looks after it."""
    found = holdings(ctx, [person])
    return any(line["count"] for line in found["entities"]) or bool(found["duties"])


def people_of_department(department: int, *, below: bool) -> list[int]:
    """Who has this department, or one below it, as the main one; leavers too."""
    return [row[0] for row in fetch_all(_DEPARTMENT, (department, below))]
