"""Whether a stage makes sense beside the others and the fields that opportunities have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, KezhouError
from kezhou.sdk import query
from kezhou.sdk.entity import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

MAX_REQUIRED = 40
NOT_REQUIRABLE = frozenset({"stage", "process", "state", "owner", "dept", "pool"})

_SIBLINGS = "SELECT id, process_id FROM sales_salesstage WHERE id = ANY(%s) AND deleted_at IS NULL"
_IN_USE = "SELECT DISTINCT stage_id FROM sales_opportunity WHERE stage_id = ANY(%s) AND deleted_at IS NULL"


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: required fields exist, the stages that may follow are of the same process, and
    the kind of a stage stays while opportunities stand in it."""
    if entity.key != "sales_stage":
        return {}
    fields = query.entity(ctx, "opportunity").fields
    named = {id_ for draft in drafts for id_ in draft.values.get("next_stages") or ()}
    processes = dict(fetch_all(_SIBLINGS, (list(named),))) if named else {}
    turned = [d.id for d in drafts if d.before is not None and d.id is not None and "kind" in d.changed()]
    used = {row[0] for row in fetch_all(_IN_USE, (turned,))} if turned else set()
    found: dict[int, list[FieldError]] = {}
    for at, draft in enumerate(drafts):
        errors = []
        wanted = draft.values.get("required_fields") or ()
        unknown = [
            name
            for name in wanted
            if name not in fields or fields[name].system or fields[name].read_only or name in NOT_REQUIRABLE
        ]
        if unknown or len(wanted) > MAX_REQUIRED:
            message = _("These are no fields that a person fills in: %(names)s.") % {"names": ", ".join(unknown)[:200]}
            errors.append(FieldError("required_fields", "no_such_field", message))
        if any(processes.get(id_) != draft.values.get("process") for id_ in draft.values.get("next_stages") or ()):
            errors.append(FieldError("next_stages", "other_process", _("Only stages of the same process may follow.")))
        if draft.id in used:
            errors.append(FieldError("kind", "in_use", _("Opportunities stand in this stage; its kind stays.")))
        if errors:
            found[at] = errors
    return found


def gone(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.saved`: a stage or process in which opportunities stand is not put into the trash."""
    tables = {"sales_stage": "stage_id", "sales_process": "process_id"}
    column = tables.get(entity.key)
    ids = [d.id for d in drafts if d.before is not None and d.id is not None and not d.changed()]
    if column is None or not ids:
        return
    rows = fetch_all(
        f"SELECT s.id FROM {entity.table} s WHERE s.id = ANY(%s) AND s.deleted_at IS NOT NULL "  # noqa: S608
        f"AND EXISTS (SELECT 1 FROM sales_opportunity o WHERE o.{column} = s.id AND o.deleted_at IS NULL)",
        (ids,),
    )
    if rows:
        problem: KezhouError = Conflict(_("Opportunities stand here; move them first."), code="in_use")
        raise problem
