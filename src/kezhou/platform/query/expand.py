"""Names in a condition that stand for another condition, such as `$segment` for what a saved segment says.

Whoever owns such a name registers here what it stands for. The name is replaced before fields are checked, so that a
reader's rights hold inside of it as well: a segment over a field that one cannot see answers nobody's questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import And, Condition, Leaf, Not, Or, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.platform.entities.compiled import CompiledEntity

MAX_NESTED = 3
"""How deep names may stand for conditions that hold such names again."""
MAX_NAMED = 20
"""Ids in one comparison."""

Meaning = Callable[[Ctx, CompiledEntity, int, bool], object]
"""(ctx, entity, id, restricted) → condition JSON, or None where there is no such thing for the actor. `restricted` is
off for conditions that an administrator stored."""

meanings: dict[str, Meaning] = {}


def meaning(name: str, of: Meaning) -> None:
    """Make a name known. Raises ValueError where it is taken."""
    if meanings.get(name, of) != of:
        raise ValueError(f"two meanings of {name!r}")
    meanings[name] = of


def expanded(
    ctx: Ctx, entity: CompiledEntity, condition: Condition, *, restricted: bool, path: str = "filter", depth: int = 0
) -> Condition:
    """The condition without names. Raises `BadRequest` for an unknown id, a wrong operator or too deep a nesting."""
    match condition:
        case And(parts):
            return And(tuple(_parts(ctx, entity, parts, restricted, path, depth)))
        case Or(parts):
            return Or(tuple(_parts(ctx, entity, parts, restricted, path, depth)))
        case Not(part):
            return Not(expanded(ctx, entity, part, restricted=restricted, path=f"{path}.not", depth=depth))
        case Leaf(field, op, value) if field in meanings:
            if op not in ("eq", "ne", "in", "not_in"):
                raise _refuse(f"{path}.op", "operator_not_offered", _("Possible are: eq, ne, in, not_in."))
            found = [_meant(ctx, entity, field, one, restricted, path, depth) for one in _ids(value, path)]
            return Or(tuple(found)) if op in ("eq", "in") else Not(Or(tuple(found)))
    return condition


def _parts(
    ctx: Ctx, entity: CompiledEntity, parts: tuple[Condition, ...], restricted: bool, path: str, depth: int
) -> Iterator[Condition]:
    for at, part in enumerate(parts):
        yield expanded(ctx, entity, part, restricted=restricted, path=f"{path}.{at}", depth=depth)


def _ids(value: Any, path: str) -> list[int]:
    ids = list(value) if isinstance(value, list | tuple) else [value]
    if len(ids) > MAX_NAMED or not all(isinstance(one, int) and not isinstance(one, bool) for one in ids):
        raise _refuse(f"{path}.value", "not_an_id", _("This must be an id, or a list of at most 20."))
    return ids


def _meant(ctx: Ctx, entity: CompiledEntity, name: str, id_: int, restricted: bool, path: str, depth: int) -> Condition:
    if depth >= MAX_NESTED:
        raise _refuse(path, "nested_too_deep", _("Conditions stand for each other too deeply, or in a circle."))
    source = meanings[name](ctx, entity, id_, restricted)
    if source is None:
        raise _refuse(f"{path}.value", "unknown", _("There is no such segment for these records."))
    return expanded(ctx, entity, parse(source), restricted=restricted, path=path, depth=depth + 1)


def _refuse(path: str, code: str, message: Any) -> BadRequest:
    return BadRequest(message, code="bad_filter", errors=[FieldError(path, code, message)])


# -- who uses what --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredCondition:
    """A condition that is kept somewhere: in a saved view, in a rule."""

    kind: Any
    """What keeps it, in human words."""
    name: str
    condition: object


stored_conditions: list[Callable[[str], Iterator[StoredCondition]]] = []
"""(entity key) → the conditions over it that a room or module keeps; each registers its own at start-up."""


def users_of(entity: str, name: str, id_: int) -> Iterator[StoredCondition]:
    """The stored conditions that use the name with this id: who is affected when what it stands for changes."""
    for source in stored_conditions:
        for kept in source(entity):
            if _uses(kept.condition, name, id_):
                yield kept


def _uses(source: object, name: str, id_: int) -> bool:
    if isinstance(source, Mapping):
        if source.get("field") == name:
            value = source.get("value")
            return id_ in value if isinstance(value, list | tuple) else value == id_
        return any(_uses(part, name, id_) for part in source.values())
    return isinstance(source, list | tuple) and any(_uses(part, name, id_) for part in source)
