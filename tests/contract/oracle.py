"""The same condition answered in Python, from the values that the API tells: what SQL must agree with."""

from __future__ import annotations

from typing import Any

from kezhou.kernel.condition import Env, evaluate, parse, resolve
from kezhou.kernel.condition.nodes import Kind
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.tree import dept_tree
from tests.contract.rows import Row
from tests.contract.world import Api, World


class Typing:
    """Field kinds and operands of one entity."""

    def __init__(self, entity: CompiledEntity) -> None:
        self.entity = entity

    def kind(self, field: str) -> Kind:
        key = self.entity.fields[field].type.key
        return "date" if key == "date" else "moment" if key == "moment" else "other"

    def parse(self, field: str, raw: Any, path: str) -> Any:
        spec = self.entity.fields[field]
        found = spec.type.operand(raw, spec)
        return found[0] if isinstance(found, list) else found


def under(entity: CompiledEntity, field: str, node: Any, value: Any) -> bool:
    """Whether a region or department is the node or lies below it."""
    if entity.fields[field].type.key == "region":
        return str(value).startswith(str(node).rstrip("0") if not str(node).endswith("0000") else str(node)[:2])
    return value in dept_tree(node)


def matching(world: World, api: Api, entity: CompiledEntity, rows: list[Row], condition: Any) -> set[int]:
    """Ids of the rows for which the condition holds."""
    env = Env.of(world.ctx(api), lambda field, node, value: under(entity, field, node, value))
    resolved = resolve(parse(condition), Typing(entity), env)
    return {row["id"] for row in rows if evaluate(resolved, row.__getitem__, env)}
