"""Which entities are compared, and which of their fields are facts of a party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.party import Fact, Party, party
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

_BY_TYPE: Mapping[str, Fact] = {
    "credit_code": "credit_code",
    "phone": "phone",
    "email": "email",
    "url": "website",
    "address": "address",
}
_REACH: frozenset[Fact] = frozenset({"credit_code", "phone", "email"})
ALIAS = "short_name"

Facts = Sequence[tuple[FieldSpec, Fact]]


def facts_of(entity: CompiledEntity) -> Facts:
    """The fields that are compared; none where records of the entity cannot be told apart by such facts.

    An entity takes part when its records belong to somebody, have a name, and at least one code, number or mail
    address.
    """
    found: Facts | None = entity.cache.get("duplicate_facts")
    if found is None:
        found = entity.cache["duplicate_facts"] = tuple(_found(entity))
    return found


def seen_facts(ctx: Ctx, entity: CompiledEntity) -> Facts:
    """The facts in fields that the actor may see. What is hidden plays no part in an answer: neither what was typed
    nor what is stored is compared by it."""
    rights = field_rights(ctx, entity)
    return [(spec, fact) for spec, fact in facts_of(entity) if rights[spec.name].view != "hidden"]


def _found(entity: CompiledEntity) -> list[tuple[FieldSpec, Fact]]:
    title = entity.fields.get(entity.title)
    if not entity.owned or entity.definition.admin or title is None or not title.columns:
        return []
    facts: list[tuple[FieldSpec, Fact]] = [(title, "person" if title.type.key == "person_name" else "name")]
    for spec in entity.fields.values():
        if not spec.columns or spec is title:
            continue
        if spec.type.key in _BY_TYPE:
            facts.append((spec, _BY_TYPE[spec.type.key]))
        elif spec.name == ALIAS and facts[0][1] == "name":
            facts.append((spec, "alias"))
    return facts if any(fact in _REACH for _spec, fact in facts) else []


def compared_entities(ctx: Ctx) -> list[CompiledEntity]:
    """All entities that take part."""
    return [entity for entity in registry.all_entities(ctx).values() if facts_of(entity)]


def party_of(facts: Facts, values: Mapping[str, Any]) -> Party:
    """The party that the values of one record describe."""
    found: dict[Fact, list[str]] = {}
    for spec, fact in facts:
        value = values.get(spec.name)
        if value:
            found.setdefault(fact, []).append(str(value))
    return party(found)


def children(ctx: Ctx, entity: CompiledEntity) -> list[CompiledEntity]:
    """Compared entities whose records belong to a record of this one: a customer is known by its contacts' numbers."""
    found = []
    for child in compared_entities(ctx):
        parent = child.definition.scope.parent
        if parent and parent in child.fields and child.fields[parent].link == entity.key:
            found.append(child)
    return found
