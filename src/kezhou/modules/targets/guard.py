"""Whose targets somebody may set, whichever way they come in: those of departments and of the company ask for a reach
as wide as what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk.query import CompiledEntity, people_reached
from kezhou.sdk.records import Draft

from .grid import leaders


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`."""
    if entity.key != "target":
        return {}
    departments = {one.values["department"] for one in drafts if one.values.get("subject") == "department"} - {None}
    open_to = leaders(ctx, departments)
    whole = people_reached(ctx, entity, "update").is_true
    found: dict[int, Sequence[FieldError]] = {}
    for at, draft in enumerate(drafts):
        subject, department = draft.values.get("subject"), draft.values.get("department")
        if subject == "department" and department is not None and department not in open_to:
            message = _("You may not set targets of this department.")
            found[at] = [FieldError("department", "out_of_reach", message)]
        elif subject == "company" and not whole:
            message = _("You may not set targets of the whole company.")
            found[at] = [FieldError("subject", "out_of_reach", message)]
    return found
