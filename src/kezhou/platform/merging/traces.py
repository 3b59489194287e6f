"""What a merge leaves behind of the rows that moved along with it: audit, events, tracked history, set-based."""

from __future__ import annotations

from collections.abc import Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.platform import audit, events
from kezhou.platform.audit.history import track_from_select

from .places import Place

_ROWS = "FROM merging_move m WHERE m.merge_id = %s AND m.place = %s AND m.row_id = ANY(%s)"
_FIRST_OLD, _FIRST_NEW = ("m.before", "m.after"), ("m.after", "m.before")


def leave(ctx: Ctx, merge_id: int, place: Place, ids: Sequence[int], *, undone: bool = False) -> None:
    """One audit entry and one event for every row of an entity that names another record now.

    Rows of the platform itself (comments, files, followers) are counted in the entry of the merge.
    """
    if place.entity is None or place.spec is None or not ids:
        return
    old, new = _FIRST_NEW if undone else _FIRST_OLD
    name, key = place.spec.name, place.entity.key
    params = (merge_id, place.key, list(ids))
    if place.spec.audit:
        select = (
            f"SELECT m.row_id, jsonb_build_object('{name}', jsonb_build_object('from', {old}, 'to', {new})) {_ROWS}"
        )
        audit.write_from_select(
            ctx, entity=key, action="merge_moved", select_sql=select, params=params, meta={"merge": merge_id}
        )
    pairs = f"SELECT m.row_id, jsonb_build_object('{name}', jsonb_build_array({old}, {new})) {_ROWS}"
    events.emit_from_select(ctx, name=f"{key}.updated", entity=key, select_sql=pairs, params=params)
    if place.spec.track:
        changed = f"SELECT m.row_id, {old}, {new} {_ROWS}"
        track_from_select(ctx, key, name, changed, params)
