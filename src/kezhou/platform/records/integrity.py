"""What must hold between rows that the pipeline keeps in step; asked by `kezhou check`."""

from __future__ import annotations

from collections.abc import Iterator

from kezhou.platform.base.checks import integrity_check
from kezhou.platform.base.sql import fetch_all, fetch_one, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from .ownership import has_columns, person_columns

MAX_NAMED = 5


@integrity_check("owner's department on every record")
def departments() -> list[str]:
    """A record's department is the main department of its owner (architecture 9.1)."""
    findings = []
    for entity in registry.native().values():
        for person, dept in person_columns(entity):
            rows = fetch_all(
                f"SELECT t.id FROM {entity.table} t JOIN org_user u ON u.id = t.{person} "  # noqa: S608
                f"WHERE t.{dept} IS DISTINCT FROM u.department_id ORDER BY t.id LIMIT %s",
                (MAX_NAMED,),
            )
            who = "owner" if person == '"owner_id"' else "author"
            findings += [f"{entity.key} {row[0]} stands in another department than its {who}" for row in rows]
    return findings


@integrity_check("children belong to whom their parent belongs")
def children() -> list[str]:
    """Owner and department of a child are those of its parent (architecture 9.2)."""
    findings = []
    for entity, link in _links("parents"):
        parent = registry.native().get(entity.fields[link].link or "")
        if parent is None or not has_columns(entity) or not has_columns(parent):
            continue
        column = ident(entity.fields[link].column)
        rows = fetch_all(
            f"SELECT t.id FROM {entity.table} t JOIN {parent.table} p ON p.id = t.{column} "  # noqa: S608
            "WHERE (t.owner_id, t.dept_id) IS DISTINCT FROM (p.owner_id, p.dept_id) ORDER BY t.id LIMIT %s",
            (MAX_NAMED,),
        )
        findings += [f"{entity.key} {row[0]} does not belong to whom its {link} belongs" for row in rows]
    return findings


@integrity_check("what lies in a pool lies where the record lies that it follows")
def followers() -> list[str]:
    findings = []
    for entity, link in _links("followed"):
        target = registry.native().get(entity.fields[link].link or "")
        if target is None or not target.pooled:
            continue
        rows = fetch_all(
            f"SELECT t.id FROM {entity.table} t JOIN {target.table} p ON p.id = t.{ident(entity.fields[link].column)} "  # noqa: S608
            "WHERE t.pool_id IS NOT NULL AND t.deleted_at IS NULL AND t.pool_id IS DISTINCT FROM p.pool_id "
            "ORDER BY t.id LIMIT %s",
            (MAX_NAMED,),
        )
        findings += [f"{entity.key} {row[0]} lies in another pool than its {link}" for row in rows]
    return findings


def _links(word: str) -> Iterator[tuple[CompiledEntity, str]]:
    """Each entity beside each of its links of this meaning."""
    for entity in registry.native().values():
        yield from ((entity, link) for link in getattr(entity.definition.scope, word))


@integrity_check("department tree and its closure agree")
def closure() -> list[str]:
    """Every department reaches itself and, through its parent, all that the parent is reached from."""
    row = fetch_one(
        """
        WITH RECURSIVE line(ancestor, descendant, depth) AS (
            SELECT id, id, 0 FROM org_department WHERE deleted_at IS NULL
            UNION ALL
            SELECT d.parent_id, l.descendant, l.depth + 1
              FROM line l JOIN org_department d ON d.id = l.ancestor WHERE d.parent_id IS NOT NULL AND l.depth < 50)
        SELECT count(*) FROM (
            (SELECT ancestor, descendant FROM line EXCEPT SELECT ancestor_id, descendant_id FROM org_departmentclosure)
            UNION ALL
            (SELECT ancestor_id, descendant_id FROM org_departmentclosure EXCEPT SELECT ancestor, descendant FROM line)
        ) differing"""
    )
    return [f"{row[0]} pairs of departments differ between the tree and its closure"] if row and row[0] else []
