"""What follows a save: a first follow-up opens the lead's work, and the score is reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx, Grants
from kezhou.kernel.errors import FieldError
from kezhou.modules.leads.scoring import apply
from kezhou.sdk import records
from kezhou.sdk.query import CompiledEntity, fetch_all

_OVER = "SELECT id FROM leads_lead WHERE id = ANY(%s) AND state = 'converted'"
EVERYTHING = Grants(everything=True)
_NEW = """
SELECT id FROM leads_lead WHERE id = ANY(%s) AND state = 'new' AND deleted_at IS NULL ORDER BY id"""


def refuse(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Nothing is written about a lead that was converted: it belongs to the customer. Registered with the pipeline."""
    if entity.key not in ("follow_up", "task"):
        return {}
    new = {at: d.values["lead"] for at, d in enumerate(drafts) if d.values.get("lead") and _now_about(d)}
    over = {row[0] for row in fetch_all(_OVER, (sorted(set(new.values())),))} if new else set()
    message = _("This lead was converted; write it down with the customer.")
    return {at: [FieldError("lead", "converted", message)] for at, lead in new.items() if lead in over}


def _now_about(draft: records.Draft) -> bool:
    return draft.before is None or draft.before.get("lead") != draft.values["lead"]


def begun(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> None:
    """Whoever was spoken with is not new any more. Registered with the pipeline, for saves of follow-ups."""
    if entity.key != "follow_up":
        return
    ids = sorted({d.values["lead"] for d in drafts if d.before is None and d.values.get("lead") is not None})
    new = [row[0] for row in fetch_all(_NEW, (ids,))] if ids else []
    if new:
        # Who may write down a talk need not be the one who may edit the lead; the state follows from the talk.
        acting = replace(ctx, grants=EVERYTHING)
        records.update_many(acting, "lead", new, {"state": "working"}, records.Options(internal=True))


def scored(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> None:
    """Registered with the pipeline; runs in the transaction of the save."""
    if entity.key == "lead":
        apply.score(ctx, [draft.id for draft in drafts if draft.id is not None])
    elif entity.key == "follow_up":
        apply.score(ctx, sorted({d.values["lead"] for d in drafts if d.values.get("lead") is not None}))
