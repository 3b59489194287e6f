"""All entities, and the view of them that one schema epoch gives: custom fields and dictionaries laid over the
native ones."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.fields.spec import Choice, FieldSpec

from .compile import DefinitionError, compile_entity
from .compiled import CompiledEntity
from .definition import Action, Entity

EPOCHS_KEPT = 4

_native: dict[str, CompiledEntity] = {}
_overlaid: OrderedDict[int, dict[str, CompiledEntity]] = OrderedDict()
_lock = threading.Lock()

custom_fields: list[Callable[[int], Mapping[str, Sequence[FieldSpec]]]] = []
"""Sources of fields that an administrator added: schema epoch → entity key → fields."""

dictionaries: list[Callable[[int], Mapping[str, Sequence[Choice]]]] = []
"""Sources of choices: schema epoch → dictionary key → items, inactive ones included."""

derived_actions: list[Callable[[CompiledEntity], Sequence[Action]]] = []
"""Verbs that an entity has because of something that its definition says: a document that is approved is submitted and
withdrawn. Filled by rooms above before entities are registered."""

current_epoch: list[Callable[[], int]] = []
"""Where a context without an epoch (commands, jobs) finds the present one."""


def register(definition: type[Entity], key: str, module: str) -> CompiledEntity:
    """Compile and add an entity. Raises `DefinitionError` on a wrong definition or a key that is taken."""
    if key in _native and _native[key].definition is not definition:
        raise DefinitionError(f"two entities are called {key!r}: {_native[key].definition} and {definition}")
    compiled = compile_entity(definition, key, module)
    own = {action.key for action in definition.actions}
    derived = [action for derive in derived_actions for action in derive(compiled) if action.key not in own]
    if derived:
        definition.actions = (*definition.actions, *derived)
    _native[key] = compiled
    _overlaid.clear()
    return _native[key]


def native() -> Mapping[str, CompiledEntity]:
    """All entities as the code declares them."""
    return _native


def all_entities(ctx: Ctx) -> Mapping[str, CompiledEntity]:
    """All entities as they stand in the context's schema epoch."""
    epoch = ctx.schema_epoch or current_schema_epoch()
    if (found := _overlaid.get(epoch)) is not None:
        return found
    with _lock:
        if epoch not in _overlaid:
            _overlaid[epoch] = _overlay(epoch)
            while len(_overlaid) > EPOCHS_KEPT:
                _overlaid.popitem(last=False)
        return _overlaid[epoch]


def entity(ctx: Ctx, key: str) -> CompiledEntity:
    """One entity. Raises `NotFound`."""
    try:
        return all_entities(ctx)[key]
    except KeyError:
        raise NotFound(code="no_such_entity") from None


def current_schema_epoch() -> int:
    return current_epoch[0]() if current_epoch else 0


@forgotten_by
def forget() -> None:
    """Drop what was derived from the database; for tests that roll it back."""
    _overlaid.clear()


def _overlay(epoch: int) -> dict[str, CompiledEntity]:
    choices: dict[str, Sequence[Choice]] = {}
    for source in dictionaries:
        choices.update(source(epoch))
    extra: dict[str, list[FieldSpec]] = {}
    for fields_of in custom_fields:
        for key, specs in fields_of(epoch).items():
            extra.setdefault(key, []).extend(specs)

    def with_choices(spec: FieldSpec) -> FieldSpec:
        return replace(spec, choices=tuple(choices.get(spec.dictionary, ()))) if spec.dictionary else spec

    overlaid = {}
    for key, base in _native.items():
        fields = {name: with_choices(spec) for name, spec in base.fields.items()}
        fields |= {spec.name: with_choices(spec) for spec in extra.get(key, ()) if spec.name not in fields}
        overlaid[key] = replace(base, fields=fields, cache={})
    return overlaid
