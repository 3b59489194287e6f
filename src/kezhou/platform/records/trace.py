"""What a write leaves behind besides the rows: audit, events, tracked history. All in the transaction of the write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit, events
from kezhou.platform.audit.history import track_known, track_many
from kezhou.platform.entities.compiled import CompiledEntity

from .draft import Draft, as_json

AUDIT_CHUNK = 5_000


def leave(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], action: str, event: str) -> None:
    """One audit entry and one event per draft, and the history of its tracked fields.

    `action` is what the audit calls it (`update`), `event` the past tense that subscribers hear (`updated`).
    """
    entries, happenings, histories = [], [], []
    known: list[tuple[int, str, Any, datetime]] = []
    for draft in drafts:
        changes = {}
        personal = set()
        tracked = {}
        for name in draft.changed():
            spec = entity.fields[name]
            if not spec.audit:
                continue
            old = None if draft.before is None else as_json(spec, draft.before.get(name))
            new = as_json(spec, draft.values.get(name))
            changes[name] = (old, new)
            if spec.pii is not None:
                personal.add(name)
            if spec.track and name not in draft.since:
                tracked[name] = (old, new)
        entries.append(audit.Entry(entity.key, draft.id, action, changes, draft.meta, frozenset(personal)))
        diff = {name: pair for name, pair in changes.items() if name not in personal}
        happenings.append(events.NewEvent(f"{entity.key}.{event}", entity.key, draft.id or 0, diff))
        if tracked and draft.id is not None:
            histories.append((draft.id, tracked))
        for name, values in draft.since.items() if draft.before is None and draft.id is not None else ():
            known += [(draft.id, name, as_json(entity.fields[name], value), since) for value, since in values]
    track_many(ctx, entity.key, histories)
    track_known(entity.key, known)
    for start in range(0, len(entries), AUDIT_CHUNK):
        audit.write(ctx, entries[start : start + AUDIT_CHUNK])
        events.emit(ctx, happenings[start : start + AUDIT_CHUNK])


def definition(ctx: Ctx, field_id: int, changes: Mapping[str, tuple[Any, Any]], meta: Mapping[str, Any]) -> None:
    """The audit entry of a changed custom field; `customfields`, which stands beside the audit, calls it by its
    hook."""
    audit.write(ctx, [audit.Entry("custom_field", field_id, "definition_changed", changes, meta)])
