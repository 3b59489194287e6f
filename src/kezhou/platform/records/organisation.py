"""What follows when people or departments are saved through the pipeline: the tree, reporting lines and rights are
kept in step."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org import changes
from kezhou.platform.org.models import Department, User

from .draft import Draft


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `hooks.saved`; runs in the transaction of the save."""
    if entity.model not in (User, Department):
        return
    saved = changes.user_saved if entity.model is User else changes.department_saved
    for draft in drafts:
        if draft.id is not None and draft.changed():
            # What is new has a place of its own also when it hangs below nothing.
            new = {"parent"} if draft.before is None and entity.model is Department else set()
            saved(ctx, draft.id, new | set(draft.changed()))
