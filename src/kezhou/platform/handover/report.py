"""What a handover will do, and what it did: counts, samples, capacity, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, all_of, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs.records import FINAL
from kezhou.platform.pools import limits
from kezhou.platform.query.titles import titles

from . import rights
from .holdings import concerned, count
from .models import Handover
from .plan import parsed
from .sources import sources
from .split import goes_along, selection, unplaced

SAMPLES = 5
MAX_PAGE = 200
STATES = ("waiting", "moved", "kept", "back", "stays")

_COUNTS = """
SELECT i.entity, i.to_owner_id, u.name, i.to_pool_id, p.name,
       count(*) FILTER (WHERE i.state = 'waiting'), count(*) FILTER (WHERE i.state = 'moved'),
       count(*) FILTER (WHERE i.state = 'kept'), count(*) FILTER (WHERE i.state = 'back'),
       count(*) FILTER (WHERE i.state = 'stays'), (array_agg(i.record_id ORDER BY i.id))[1:5]
  FROM handover_item i LEFT JOIN org_user u ON u.id = i.to_owner_id LEFT JOIN pools_pool p ON p.id = i.to_pool_id
 WHERE i.handover_id = %s GROUP BY 1, 2, 3, 4, 5 ORDER BY min(i.id)"""

_LISTED = """
SELECT h.id, h.state, h.people, h.reason, h.created_by_id, c.name, h.created_at, h.finished_at, h.undone_at,
       coalesce(j.state, ''), h.disabled,
       (SELECT array_agg(u.name ORDER BY u.id) FROM org_user u WHERE u.id = ANY(h.people)),
       coalesce((h.totals ->> 'count')::bigint, (SELECT count(*) FROM handover_item i
         WHERE i.handover_id = h.id AND i.state IN ('moved', 'back', 'stays'))),
       h.job_id, j.done, j.total, j.message
  FROM handover_handover h JOIN org_user c ON c.id = h.created_by_id LEFT JOIN jobs_record j ON j.id = h.job_id
 WHERE {where} ORDER BY h.id DESC LIMIT %s"""

_ITEMS = """
SELECT i.id, i.entity, i.record_id, f.name, coalesce(u.name, p.name), i.to_pool_id IS NOT NULL, i.state, i.why
  FROM handover_item i JOIN org_user f ON f.id = i.from_owner_id
  LEFT JOIN org_user u ON u.id = i.to_owner_id LEFT JOIN pools_pool p ON p.id = i.to_pool_id
 WHERE i.handover_id = %s AND i.id > %s AND (%s = '' OR i.state = %s) AND (%s = '' OR i.entity = %s)
 ORDER BY i.id LIMIT %s"""


def described(ctx: Ctx, handover: Handover) -> dict[str, Any]:
    """One handover with everything that its page shows. Titles are only of records that the reader may see."""
    (head,) = _heads(Sql("h.id = %s", (handover.id,)), 1)
    return {
        **head,
        "plan": handover.plan,
        "entities": _entities(ctx, handover) if handover.totals is None else _kept_totals(ctx, handover),
        "swept": handover.totals is not None,
        "duties": _duties(handover),
        "can": {
            "run": (handover.state in ("draft", "stopped") or head["interrupted"]) and handover.totals is None,
            "undo": handover.state in ("done", "stopped") and bool(head["count"]) and handover.totals is None,
        },
    }


def listed(ctx: Ctx, limit: int, before: int | None = None) -> tuple[list[dict[str, Any]], int | None]:
    """Handovers that the actor may look at, newest first, and where the next page begins."""
    where = all_of(
        [
            rights.mine(ctx),
            Sql("(h.state <> 'draft' OR h.created_by_id = %s)", (ctx.actor.id,)),
            Sql("h.id < %s", (before,)) if before is not None else Sql("TRUE"),
        ]
    )
    found = _heads(where, min(limit, MAX_PAGE) + 1)
    more = len(found) > limit
    return found[:limit], (found[limit - 1]["id"] if more else None)


def items(
    ctx: Ctx, handover: Handover, *, after: int = 0, state: str = "", entity: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """The lines, in their order."""
    params = (handover.id, after, state, state, entity, entity, min(limit, MAX_PAGE))
    rows = fetch_all(_ITEMS, params)
    known = _titles(ctx, [(row[1], row[2]) for row in rows])
    names = ("id", "entity", "record", "from", "to", "into_pool", "state", "why")
    return [{**dict(zip(names, row, strict=True)), "title": known.get((row[1], row[2]))} for row in rows]


def _heads(where: Sql, limit: int) -> list[dict[str, Any]]:
    rows = fetch_all(_LISTED.format(where=where.text), (*where.params, limit))
    return [
        {
            "id": row[0],
            "state": row[1],
            "people": [{"id": i, "title": n} for i, n in zip(row[2], row[11] or (), strict=False)],
            "reason": row[3],
            "created_by": {"id": row[4], "title": row[5]},
            "created_at": row[6],
            "finished_at": row[7],
            "undone_at": row[8],
            "disabled": row[10],
            "count": row[12],
            "interrupted": row[1] in ("running", "undoing") and row[9] in FINAL,
            "job": None if row[13] is None else {"id": row[13], "state": row[9], "done": row[14], "total": row[15],
                                                 "message": row[16]},
        }
        for row in rows
    ]  # fmt: skip


def _entities(ctx: Ctx, handover: Handover) -> list[dict[str, Any]]:
    rows = fetch_all(_COUNTS, (handover.id,))
    known = _titles(ctx, [(row[0], id_) for row in rows for id_ in row[10]])
    answer: dict[str, dict[str, Any]] = {}
    for key, owner, owner_name, pool, pool_name, *numbers, sample in rows:
        entity = registry.all_entities(ctx).get(key)
        line = answer.setdefault(key, {"key": key, "label": entity.plural if entity else key, "targets": []})
        counts = dict(zip(STATES, numbers, strict=True))
        target: dict[str, Any] = {"count": sum(numbers), "states": {s: n for s, n in counts.items() if n}}
        target["user"] = None if owner is None else {"id": owner, "title": owner_name}
        target["pool"] = None if pool is None else {"id": pool, "title": pool_name}
        target["sample"] = [{"id": id_, "title": known[(key, id_)]} for id_ in sample if (key, id_) in known]
        if handover.state == Handover.State.DRAFT and entity is not None and owner is not None and _limited(entity):
            held = limits.holdings(ctx, entity, owner)
            after = held.held + target["count"]
            over = held.limit is not None and after > held.limit
            target["capacity"] = {"held": held.held, "after": after, "limit": held.limit, "over": over}
        line["targets"].append(target)
    if handover.state == Handover.State.DRAFT:
        _add_stays(ctx, handover, answer)
    return list(answer.values())


def _kept_totals(ctx: Ctx, handover: Handover) -> list[dict[str, Any]]:
    """The sums of lines that are no longer kept, with the labels of today."""
    known = registry.all_entities(ctx)
    return [
        {**part, "label": known[part["key"]].plural if part["key"] in known else part["key"]}
        for part in handover.totals["entities"]
    ]


def _limited(entity: CompiledEntity) -> bool:
    return entity.moves_alone


def _add_stays(ctx: Ctx, handover: Handover, answer: dict[str, dict[str, Any]]) -> None:
    """What the plan is about and moves nowhere."""
    plan = parsed(ctx, handover.plan)
    for key in plan.entities:
        entity = concerned(ctx)[key]
        left = all_of([selection(ctx, entity, plan), unplaced(handover.id, entity)])
        along = goes_along(ctx, entity, handover.id)
        if not along.is_false:
            if number := count(entity, all_of([left, along])):
                line = answer.setdefault(key, {"key": key, "label": entity.plural, "targets": []})
                line["along"] = number
            left = all_of([left, Sql(f"NOT coalesce({along.text}, FALSE)", along.params)])
        number = count(entity, left)
        if number:
            rows = fetch_all(
                f"SELECT t.id FROM {entity.table} t WHERE {left.text} ORDER BY t.id LIMIT %s",  # noqa: S608
                (*left.params, SAMPLES),
            )
            known = _titles(ctx, [(key, row[0]) for row in rows])
            line = answer.setdefault(key, {"key": key, "label": entity.plural, "targets": []})
            sample = [{"id": row[0], "title": known[(key, row[0])]} for row in rows if (key, row[0]) in known]
            line["stays"] = {"count": number, "sample": sample}


def _titles(ctx: Ctx, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = {}
    for key, id_ in places:
        wanted.setdefault(key, set()).add(id_)
    return {(key, id_): title for key, ids in wanted.items() for id_, title in titles(ctx, key, ids).items()}


def _duties(handover: Handover) -> list[dict[str, Any]]:
    return [
        {
            "key": duty.source,
            "label": sources[duty.source].label if duty.source in sources else duty.source,
            "person": {"id": duty.person_id, "title": duty.person.name},
            "to": {"id": duty.to_owner_id, "title": duty.to_owner.name},
            "state": duty.state,
            "count": duty.count,
        }
        for duty in handover.duties.select_related("person", "to_owner").order_by("id")
    ]
