"""What pools do overnight, told to those whom it concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.events import EventRow, subscriber
from kezhou.platform.query.titles import title_expression

from .inbox import notify

SINGLY = 3
"""So many records are told one by one; more of one kind and one person become one message."""
SUMMARY_NAMES = 5

_WORDS: dict[str, tuple[Any, Any, str]] = {
    "recycle_warned": (
        _("“%(title)s” falls into the pool on %(day)s unless it is followed up"),
        _("%(count)d of yours fall into the pool soon unless they are followed up"),
        "recycle_warned",
    ),
    "recycled": (
        _("“%(title)s” was recycled into a pool"),
        _("%(count)d of yours were recycled into pools"),
        "recycled",
    ),
}


@subscriber("pool_news", ("*.recycle_warned", "*.recycled"), batch=True)
def pool_news(ctx: Ctx, events: Sequence[EventRow]) -> None:
    """Tell owners what falls, and those who owned it what has fallen."""
    told: dict[tuple[str, str, int], list[EventRow]] = defaultdict(list)
    for event in events:
        owner = event.diff.get("owner", (None, None))[0]
        if owner is not None:
            told[(event.entity, event.name.rpartition(".")[2], int(owner))].append(event)
    titles = _titles(ctx, events)
    for (entity, verb, owner), rows in told.items():
        one, many, kind = _WORDS[verb]
        if len(rows) <= SINGLY:
            for row in rows:
                day = row.diff.get("due_on", (None, ""))[1]
                words = {"title": titles.get((entity, row.record_id), f"#{row.record_id}"), "day": day}
                notify(ctx, [owner], kind, one, entity=entity, record_id=row.record_id, params=words)
        else:
            names = [titles.get((entity, row.record_id), f"#{row.record_id}") for row in rows[:SUMMARY_NAMES]]
            text = "、".join(names) + ("…" if len(rows) > SUMMARY_NAMES else "")
            notify(ctx, [owner], kind, many, text, entity=entity, params={"count": len(rows)})


def _titles(ctx: Ctx, events: Sequence[EventRow]) -> dict[tuple[str, int], str]:
    """Names of records that the person who is told owns or owned until now."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        wanted[event.entity].add(event.record_id)
    found = {}
    for key, ids in wanted.items():
        entity = registry.entity(ctx, key)
        statement = f"SELECT t.id, {title_expression(entity)} FROM {entity.table} t WHERE t.id = ANY(%s)"  # noqa: S608
        found.update({(key, id_): str(title) for id_, title in fetch_all(statement, (list(ids),))})
    return found
