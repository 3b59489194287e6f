"""The records of a merge, locked in the order of their ids: who may, which version, what holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import load, steps
from kezhou.platform.records.draft import Draft

from .places import is_mergeable

MAX_LOSERS = 10
MAX_REASON = 300


def ids_of(winner: int, losers: Any) -> list[int]:
    """The ids that were sent. Raises `Invalid` (path `losers`)."""
    if not isinstance(losers, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in losers):
        raise _bad("losers", "not_a_list", _("Losers are a list of ids."))
    ids = list(dict.fromkeys(losers))
    if not 1 <= len(ids) <= MAX_LOSERS:
        message = _("From 1 to %(limit)d records can be merged into one.") % {"limit": MAX_LOSERS}
        raise _bad("losers", "out_of_range", message)
    if winner in ids:
        raise _bad("losers", "is_winner", _("A record cannot be merged into itself."))
    return ids


def reason_of(text: Any) -> str:
    """The reason that was sent, perhaps none. Raises `Invalid`."""
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > MAX_REASON or "\x00" in text:
        message = _("A reason has at most %(limit)d characters.") % {"limit": MAX_REASON}
        raise _bad("reason", "too_long", message)
    return text.strip()


def locked(
    ctx: Ctx, entity: CompiledEntity, winner: int, losers: Sequence[int], version: int | None
) -> tuple[Draft, list[Draft]]:
    """The winner, which the actor may change, and the losers, which the actor may change and delete.

    Raises `NotFound` before `Forbidden`, then `Stale`, `Locked` and what else keeps a loser from the trash, such as an
    approval that runs about it: the winner is not what was asked about.
    """
    if not is_mergeable(entity):
        raise NotFound()
    drafts = load.locked(ctx, entity, [winner, *losers], ["update", "delete"])
    for draft in drafts:
        if isinstance(draft.problem, NotFound):
            raise draft.problem
    drafts[0].refuse_unless("update")
    for draft in drafts[1:]:
        draft.refuse_unless("update")
        draft.refuse_unless("delete")
    forbidden = [draft for draft in drafts if isinstance(draft.problem, Forbidden)]
    if forbidden:
        raise Forbidden(
            _("You may not merge all of these records: that takes the right to change and to delete them."),
            code="no_right",
            extra={"action": "merge", "records": [draft.id for draft in forbidden]},
        )
    if version is not None:
        steps.compare(ctx, entity, drafts[0], {}, {winner: version})
    steps.guard_locks(ctx, entity, drafts)
    steps.guard_delete(ctx, entity, drafts[1:], merged=True)
    for draft in drafts:
        if draft.problem is not None:
            raise draft.problem
    return drafts[0], drafts[1:]


def _bad(path: str, code: str, message: Any) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
