"""What the pipeline would make of a record, without writing it: values and problems while a form is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, KezhouError, NotFound
from kezhou.kernel.money import round_half_up
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import visible
from kezhou.platform.entities.compiled import CompiledEntity

from . import load, steps
from .draft import Draft, as_json
from .options import NORMAL


@dataclass(frozen=True, slots=True)
class Trial:
    """JSON values of the record and of its lines as they would stand; `errors` would refuse the save."""

    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[Mapping[str, Any]]]
    errors: Sequence[FieldError]
    warnings: Sequence[FieldError]


def run(ctx: Ctx, entity: CompiledEntity, record_id: Any, data: Mapping[str, Any]) -> Trial:
    """Try a new record, or a change of one that the actor may change. Raises `NotFound`, `Forbidden`."""
    if record_id is None:
        visible(ctx, entity, "create")
        return _told(ctx, entity, steps.new(ctx, entity, data, NORMAL))
    if not isinstance(record_id, int):
        raise NotFound()
    with transaction.atomic():
        (draft,) = load.locked(ctx, entity, [record_id], ["update", "assign"])
        draft.refuse_unless("update")
        if draft.problem is not None:
            raise draft.problem
        steps.take_all(ctx, entity, [draft], lambda _draft: data, None, NORMAL)
        return _told(ctx, entity, draft)


def _told(ctx: Ctx, entity: CompiledEntity, draft: Draft) -> Trial:
    if draft.ok:
        steps.prepare(ctx, entity, [draft], NORMAL)
    lines = {key: [_shown(ctx, found.entity, row) for row in found.rows] for key, found in draft.lines.items()}
    problem: KezhouError | None = draft.problem
    return Trial(_shown(ctx, entity, draft), lines, problem.errors if problem else (), draft.warnings)


def _shown(ctx: Ctx, entity: CompiledEntity, draft: Draft) -> dict[str, Any]:
    """What the actor may see in full of the values; links as ids."""
    rights = field_rights(ctx, entity)
    shown = {
        name: as_json(spec, _to_the_digit(draft.values.get(name), spec.decimals))
        for name, spec in entity.fields.items()
        if name in draft.values and rights[name].view == "full"
    }
    return shown if draft.id is None else {"id": draft.id, **shown}


def _to_the_digit(value: Any, decimals: int | None) -> Any:
    """A number with the digits that its column would give it."""
    return round_half_up(value, decimals) if isinstance(value, Decimal) and decimals is not None else value
