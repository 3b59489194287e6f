"""Tells people that a record was opened to them: one message per person and call, however many records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import title_expression

from .inbox import notify


def tell(ctx: Ctx, entity: CompiledEntity, fresh: Mapping[int, Sequence[int]]) -> None:
    """Registered with `records.team.joined`. Who is let in may know what the record is called."""
    several = _("%(actor)s opened %(count)d × %(entity)s to you")
    for count, people in _grouped(fresh).items():
        if count > 1:
            words = {"actor": ctx.actor.name, "count": count, "entity": entity.label}
            notify(ctx, people, "team", several, params=words)
    single = {user_id: ids[0] for user_id, ids in fresh.items() if len(ids) == 1}
    for record_id in sorted(set(single.values())):
        rows = fetch_all(
            f"SELECT {title_expression(entity)} FROM {entity.table} t WHERE t.id = %s",  # noqa: S608
            (record_id,),
        )
        people = [user_id for user_id, id_ in single.items() if id_ == record_id]
        words = {"actor": ctx.actor.name, "title": rows[0][0] if rows else ""}
        title = _("%(actor)s let you take part in %(title)s")
        notify(ctx, people, "team", title, params=words, entity=entity.key, record_id=record_id)


def _grouped(fresh: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """How many records → who gets so many."""
    found: dict[int, list[int]] = {}
    for user_id, ids in fresh.items():
        found.setdefault(len(ids), []).append(user_id)
    return found
