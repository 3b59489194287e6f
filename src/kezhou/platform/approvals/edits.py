"""What an approver changes of a document while approving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx, Grants
from kezhou.kernel.errors import FieldError, Forbidden
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.records import write

from . import facts, kinds, lines
from .flow import Decision
from .models import ApprovalRequest


def engine_ctx(ctx: Ctx) -> Ctx:
    """The same person acting for the approval: what a flow allows needs no right of the approver's own."""
    return replace(ctx, grants=Grants(everything=True))


def editable(ctx: Ctx, asked: ApprovalRequest, node: Decision) -> list[str]:
    """The fields that the step opens to the actor: nobody changes what is hidden from them."""
    if not node.edit or not asked.entity:
        return []
    rights = field_rights(ctx, registry.entity(ctx, asked.entity))
    return [name for name in node.edit if name in rights and rights[name].view == "full"]


def edit(ctx: Ctx, asked: ApprovalRequest, node: Decision, values: Mapping[str, Any]) -> list[str]:
    """Write what an approver changed while approving, and ask the rest of the flow about the new facts; the names of
    the fields. Raises `Forbidden` for fields that the step does not open, and what the pipeline refuses."""
    open_fields = editable(ctx, asked, node)
    barred = [name for name in values if name not in open_fields]
    if barred or asked.record_id is None or not asked.entity:
        text = _("This step does not change it.")
        errors = [FieldError(name[:60], "not_editable", text) for name in barred or values]
        raise Forbidden(_("Some fields may not be changed."), code="field_forbidden", errors=errors)
    entity = registry.entity(ctx, asked.entity)
    options = write.Options(unlocked=True, moves_free=True, meta={"approval": asked.id})
    write.update(engine_ctx(ctx), entity, asked.record_id, values, options=options)
    rows = lines.rows_of(ctx, entity, asked.record_id)
    asked.lines = dict(rows)
    known = asked.facts.get("values") or {}
    own = {name: known.get(name) for name in kinds.get(asked.kind).fields}
    becomes = asked.payload.get("becomes") or {}
    asked.facts["values"] = facts.of_record(ctx, entity, asked.record_id, rows) | own | becomes
    # Who approved before approved something else: they are asked again where the flow leads to them.
    asked.fresh_from = asked.step
    asked.save(update_fields=["facts", "lines", "fresh_from"])
    return sorted(values)
