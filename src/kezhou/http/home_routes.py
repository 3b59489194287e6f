"""The home page: figures that open their list, what is due, what one last touched. All through the read door."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may
from kezhou.platform.audit import read
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query import aggregate, select
from kezhou.platform.query.titles import shown_title
from kezhou.platform.query.words import AggregateQuery, ListQuery, Measure, Sort
from kezhou.sdk import home

from .context import ctx_of
from .jsonio import answer, only

router = Router(tags=["home"])
RECENT = 8
RECENT_ENTRIES = 100
"""Own audit entries that are looked through for the records last touched."""
DUE_SHOWN = 10
TOUCHED = frozenset({"create", "update", "restore", "assign", "merge"})


@router.get("/home", operation_id="home", summary="Figures, what is due, what the caller last touched")
def get_home(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    return answer({"cards": _cards(ctx), "recent": _recent(ctx), "todo": _todo(ctx)})


def _cards(ctx: Ctx) -> list[dict[str, Any]]:
    found = []
    for card in home.cards:
        entity = _readable(ctx, card.entity)
        if entity is None:
            continue
        where = None if card.filter is None else parse(card.filter)
        head = {"key": card.key, "label": card.label, "entity": card.entity, "filter": card.filter}
        if card.sum is None:
            number, capped = select.count(ctx, entity, ListQuery(where=where))
            found.append({**head, "value": number, "capped": capped, "format": "number"})
        elif field_rights(ctx, entity)[card.sum].view == "full":
            query = AggregateQuery(measures=[Measure("sum", card.sum)], where=where)
            total = aggregate.aggregate(ctx, entity, query)[0]["values"][0]
            shape = "money" if entity.fields[card.sum].type.key == "money" else "number"
            found.append({**head, "value": total or 0, "capped": False, "format": shape})
    return found


def _todo(ctx: Ctx) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for todo in home.todos:
        entity = _readable(ctx, todo.entity)
        if entity is None:
            continue
        fields = tuple(dict.fromkeys((entity.title, todo.due, todo.subtitle)))
        query = ListQuery(fields=fields, where=parse(todo.filter), sort=(Sort(todo.due),), limit=DUE_SHOWN)
        found += [
            {
                "id": record["id"],
                "entity": entity.key,
                "title": record.get(entity.title),
                "subtitle": _text(entity, todo.subtitle, record),
                "due": record.get(todo.due),
            }
            for record in select.page(ctx, entity, query).items
        ]
    found.sort(key=lambda item: str(item["due"]))
    return found[:DUE_SHOWN]


def _recent(ctx: Ctx) -> list[dict[str, Any]]:
    """The records that the caller last made or changed and may still see, the newest first."""
    if ctx.actor.id is None:
        return []
    known = registry.all_entities(ctx)
    touched: dict[tuple[str, int], read.AuditRow] = {}
    page = read.log(read.AuditFilter(actor_id=ctx.actor.id), lambda _entity, ids: ids, limit=RECENT_ENTRIES)
    for row in page.items:
        business = row.entity in known and not known[row.entity].definition.admin
        if business and row.record_id is not None and row.action in TOUCHED:
            touched.setdefault((row.entity, row.record_id), row)
    titles = {key: _live_titles(ctx, known[key], _ids(touched, key)) for key in {entity for entity, _id in touched}}
    found = [
        {
            "id": record_id,
            "entity": entity,
            "title": titles[entity][record_id],
            "subtitle": known[entity].label,
            "at": row.at,
        }
        for (entity, record_id), row in touched.items()
        if record_id in titles[entity]
    ]
    return found[:RECENT]


def _ids(touched: Mapping[tuple[str, int], Any], key: str) -> list[int]:
    return [record_id for entity, record_id in touched if entity == key]


def _live_titles(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, Any]:
    """id → title of those that may be seen and are not in the trash."""
    if _readable(ctx, entity.key) is None:
        return {}
    live = select.predicate(ctx, entity, ListQuery())
    statement = f"SELECT t.id, {shown_title(ctx, entity)} FROM {entity.table} t WHERE t.id = ANY(%s) AND {live.text}"  # noqa: S608
    return dict(fetch_all(statement, (list(ids), *live.params)))


def _readable(ctx: Ctx, key: str) -> CompiledEntity | None:
    entity = registry.all_entities(ctx).get(key)
    return entity if entity is not None and may(ctx, entity, "view") else None


def _text(entity: CompiledEntity, name: str, record: Mapping[str, Any]) -> Any:
    value = record.get(name)
    if isinstance(value, dict):
        return value.get("title") or ""
    return next((c.label for c in entity.fields[name].choices if c.value == value), value or "")
