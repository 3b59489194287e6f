"""Taking a change of a meeting back as one, however many rows it touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, NotFound, Stale
from kezhou.modules.calendar.models import MeetingUndo
from kezhou.sdk import records

KEPT = timedelta(days=1)
"""How long a change can be taken back."""
PURGE_CHUNK = 5_000
INTERNAL = records.Options(internal=True)
DERIVED = frozenset({"last_end", "remind_at"})
"""Follow from the other values on every save."""


@dataclass(slots=True)
class Tape:
    """The steps of one change, written down as they are made; see `MeetingUndo`."""

    made: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)

    def create(self, ctx: Ctx, values: Mapping[str, Any]) -> int:
        draft = records.create(ctx, "meeting", values, INTERNAL)
        assert draft.id is not None  # noqa: S101 — a draft without a problem has been stored
        self.made.append(draft.id)
        return draft.id

    def update(self, ctx: Ctx, meeting: int, values: Mapping[str, Any], version: int | None = None) -> None:
        draft = records.update(ctx, "meeting", meeting, values, version, INTERNAL)
        before = draft.before or {}
        old = {name: _plain(before.get(name)) for name in draft.changed() if name not in DERIVED}
        if old:
            self.changed.append({"id": meeting, "version": draft.version, "values": old})

    def delete(self, ctx: Ctx, meeting: int, version: int | None = None) -> None:
        records.delete(ctx, "meeting", meeting, version)
        self.gone.append(meeting)

    def keep(self, ctx: Ctx) -> int | None:
        """The number under which the change can be taken back; None where nothing was done or nobody could ask."""
        if ctx.actor.id is None or not (self.made or self.gone or self.changed):
            return None
        row = MeetingUndo.objects.create(
            user_id=ctx.actor.id, at=ctx.clock.now(), made=self.made, gone=self.gone, changed=self.changed
        )
        return row.id


def take_back(ctx: Ctx, number: int) -> None:
    """Everything that one's own change did is as it was. Raises `NotFound` for another's, an old one and one that was
    taken back, `Conflict` where a meeting has been changed since, and what the pipeline raises; then nothing moves."""
    with transaction.atomic():
        row = (
            MeetingUndo.objects.select_for_update()
            .filter(id=number, user_id=ctx.actor.id or 0, at__gt=ctx.clock.now() - KEPT)
            .first()
        )
        if row is None:
            raise NotFound()
        try:
            for step in reversed(row.changed):
                records.update(ctx, "meeting", step["id"], step["values"], step["version"], INTERNAL)
            for meeting in row.made:
                records.delete(ctx, "meeting", meeting, 1)
            for meeting in row.gone:
                records.restore(ctx, "meeting", meeting)
        except Stale:
            raise Conflict(
                _("The meeting has been changed since; it cannot be put back."), code="changed_since"
            ) from None
        row.delete()


def purge(ctx: Ctx) -> int:
    """Forget changes that nobody can take back any more; how many."""
    before, total = ctx.clock.now() - KEPT, 0
    while old := list(MeetingUndo.objects.filter(at__lte=before).values_list("id", flat=True)[:PURGE_CHUNK]):
        total += MeetingUndo.objects.filter(id__in=old).delete()[0]
    return total


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
