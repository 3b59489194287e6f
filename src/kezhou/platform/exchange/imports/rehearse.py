"""What the write pipeline would answer, without a row being written: the dry run's half of an import.

The steps are the pipeline's own, so that a dry run cannot promise what the run refuses. Only what the database itself
decides (a unique key, the scope of the finished row) shows in the run alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import visible
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import load, steps, write
from kezhou.platform.records.draft import Draft


def create_many(
    ctx: Ctx, entity: CompiledEntity, rows: Sequence[Mapping[str, Any]], options: write.Options
) -> list[Draft]:
    """As `write.create_many`, up to the point where rows would be written."""
    visible(ctx, entity, "create")
    drafts = [steps.new(ctx, entity, row, options) for row in rows]
    steps.prepare(ctx, entity, [draft for draft in drafts if draft.ok], options)
    return drafts


def update_many(
    ctx: Ctx,
    entity: CompiledEntity,
    ids: Sequence[int],
    values: Mapping[int, Mapping[str, Any]],
    options: write.Options,
) -> list[Draft]:
    """As `write.update_many`, up to the point where rows would be written."""
    with transaction.atomic():
        drafts = load.locked(ctx, entity, ids, [options.right, "assign", *options.also])
        steps.take_all(ctx, entity, drafts, lambda draft: values.get(draft.id or 0, {}), None, options)
        steps.guard_locks(ctx, entity, drafts)
        steps.prepare(ctx, entity, [draft for draft in drafts if draft.ok], options)
    return drafts
