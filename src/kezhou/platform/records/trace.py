"""What a write leaves behind besides the rows: audit, events, tracked history. All in the transaction of the write."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit, events
from kezhou.platform.audit.history import track
from kezhou.platform.entities.compiled import CompiledEntity

from .draft import Draft, as_json

AUDIT_CHUNK = 5_000


def leave(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], action: str, event: str) -> None:
    """One audit entry and one event per draft, and the history of its tracked fields.

    `action` is what the audit calls it (`update`), `event` the past tense that subscribers hear (`updated`).
    """
    entries, happenings = [], []
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
            if spec.track:
                tracked[name] = (old, new)
        entries.append(audit.Entry(entity.key, draft.id, action, changes, draft.meta, frozenset(personal)))
        diff = {name: pair for name, pair in changes.items() if name not in personal}
        happenings.append(events.NewEvent(f"{entity.key}.{event}", entity.key, draft.id or 0, diff))
        if tracked and draft.id is not None:
            track(ctx, entity.key, draft.id, tracked)
    for start in range(0, len(entries), AUDIT_CHUNK):
        audit.write(ctx, entries[start : start + AUDIT_CHUNK])
        events.emit(ctx, happenings[start : start + AUDIT_CHUNK])
