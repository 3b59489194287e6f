"""A record, what it links to and its lists, read through the read door for one template with the rights of who
prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.kernel.placeholder import Mark
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import MONEY_OF
from kezhou.platform.org.models import Department
from kezhou.platform.query import select
from kezhou.platform.query.sort import parse_sort
from kezhou.platform.query.words import MAX_LIMIT, ListQuery

from .catalogue import PRINT, ROW, Bindings, Rows, linked, lists_of
from .limits import MAX_ROWS
from .refusal import refuse
from .values import printed


@dataclass(slots=True)
class RecordScope:
    """One record, or one row of a list. What it does not know is asked of the record around it."""

    entity: CompiledEntity
    record: Mapping[str, Any]
    links: Mapping[str, tuple[CompiledEntity, Mapping[int, Mapping[str, Any]]]]
    names: Mapping[str, str]
    print: Mapping[str, str]
    lists: Mapping[str, Sequence[RecordScope]] = field(default_factory=dict)
    outer: RecordScope | None = None

    def rows(self, mark: Mark) -> Sequence[RecordScope] | None:
        meaning = self.names.get(mark.name)
        if meaning is None and self.outer is not None:
            return None
        return self.lists.get(meaning or mark.name)

    def text(self, mark: Mark) -> str:
        meaning = self.names.get(mark.name)
        if meaning is None:
            return self.outer.text(mark) if self.outer is not None else ""
        head, _dot, below = meaning.partition(".")
        if head == PRINT:
            return self.print.get(meaning, "")
        if below:
            return self._linked(head, below, mark)
        return _value(self.entity, self.record, head, mark)

    def _linked(self, head: str, below: str, mark: Mark) -> str:
        value = self.record.get(head)
        if head not in self.links or not isinstance(value, dict):
            return ""
        entity, found = self.links[head]
        record = found.get(value["id"])
        return "" if record is None else _value(entity, record, below, mark)


@dataclass(frozen=True, slots=True)
class SampleScope:
    """Names instead of values: how a template looks to somebody who may write it and may see no record."""

    bindings: Bindings
    lists: frozenset[str]

    def rows(self, mark: Mark) -> Sequence[SampleScope] | None:
        return [self, self] if self.bindings[""].get(mark.name) in self.lists else None

    def text(self, mark: Mark) -> str:
        return f"【{mark.name}】"


def load(ctx: Ctx, entity: CompiledEntity, record_id: int, bindings: Bindings) -> RecordScope:
    """Everything that the template asks for. Raises `NotFound` for a record that cannot be seen, `Invalid` beyond
    `MAX_ROWS`."""
    record = select.one(ctx, entity, record_id)
    if record is None:
        raise NotFound()
    specials = _specials(ctx, entity)
    names = bindings.get("", {})
    scope = RecordScope(entity, record, _links(ctx, entity, [record], names), names, specials)
    lists = lists_of(entity)
    scope.lists = {
        key: _rows(ctx, lists[key], record_id, bindings.get(key, {}), scope)
        for key in {*bindings, *names.values()} & set(lists)
    }
    return scope


def withheld(ctx: Ctx, entity: CompiledEntity, bindings: Bindings) -> list[str]:
    """Labels of what the template asks for and the reader may not see, or sees masked only: so that nobody wonders at
    gaps."""
    lists, found = lists_of(entity), dict[str, None]()
    for key, names in bindings.items():
        if key and key not in lists:
            continue
        at = registry.entity(ctx, lists[key].entity) if key else entity
        for meaning in names.values():
            head, _dot, below = meaning.partition(".")
            for place, name in ((at, head), (_target(ctx, at, head), below)):
                if place is None or name not in place.fields:
                    continue
                if field_rights(ctx, place)[name].view != "full" or (place is not at and not may(ctx, place, "view")):
                    found[str(place.fields[name].label)] = None
    return list(found)


def _target(ctx: Ctx, entity: CompiledEntity, name: str) -> CompiledEntity | None:
    return linked(ctx, entity.fields[name]) if name in entity.fields else None


def _value(entity: CompiledEntity, record: Mapping[str, Any], name: str, mark: Mark) -> str:
    spec = entity.fields.get(name)
    if spec is None or name not in record:
        return ""  # hidden from the reader, or a custom field that is no longer there
    masked, whole = name in record.get("_masked", ()), spec.options.get(MONEY_OF)
    if whole is None or masked:
        return printed(record[name], spec, mark.formats, masked=masked)
    amount = record.get(whole)
    currency = amount["currency"] if isinstance(amount, dict) else ""
    # In words a number of unknown currency would be one of yuan.
    formats = mark.formats if currency else [one for one in mark.formats if one != "words"]
    return printed(record[name], spec, formats, currency=currency)


def _rows(ctx: Ctx, rows: Rows, record_id: int, names: Mapping[str, str], outer: RecordScope) -> list[RecordScope]:
    entity = registry.entity(ctx, rows.entity)
    if not may(ctx, entity, "view"):
        return []
    heads = [head for meaning in names.values() if (head := meaning.split(".")[0]) in entity.fields]
    wholes = [str(entity.fields[head].options[MONEY_OF]) for head in heads if MONEY_OF in entity.fields[head].options]
    wanted = tuple(dict.fromkeys([*heads, *wholes]))
    where, cursor = parse({"field": rows.field, "op": "eq", "value": record_id}), None
    order = parse_sort("position" if rows.lines else "")
    items: list[dict[str, Any]] = []
    while True:
        query = ListQuery(fields=wanted or None, where=where, sort=order, limit=MAX_LIMIT, cursor=cursor)
        page = select.page(ctx, entity, query)
        items += page.items
        cursor = page.next
        if cursor is None:
            break
        if len(items) >= MAX_ROWS:
            message = _("“%(list)s” has more than %(limit)d rows, which is more than one print takes.")
            raise refuse("too_many_rows", message, list=str(rows.label), limit=MAX_ROWS)
    links = _links(ctx, entity, items, names)
    return [
        RecordScope(entity, item, links, names, {**outer.print, ROW: str(number)}, outer=outer)
        for number, item in enumerate(items, 1)
    ]


def _links(
    ctx: Ctx, entity: CompiledEntity, items: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> dict[str, tuple[CompiledEntity, Mapping[int, Mapping[str, Any]]]]:
    """Linked records by link and id: one statement per link for all rows, those that may be seen only."""
    found: dict[str, tuple[CompiledEntity, Mapping[int, Mapping[str, Any]]]] = {}
    for head in {meaning.split(".")[0] for meaning in names.values() if "." in meaning} - {PRINT}:
        target = _target(ctx, entity, head)
        ids = {item[head]["id"] for item in items if isinstance(item.get(head), dict)}
        if target is None or not may(ctx, target, "view"):
            continue
        found[head] = (target, {one["id"]: one for one in select.many(ctx, target, sorted(ids))} if ids else {})
    return found


def _specials(ctx: Ctx, entity: CompiledEntity) -> dict[str, str]:
    now = ctx.clock.now().astimezone(COMPANY_ZONE)
    root = (
        Department.objects.filter(parent__isnull=True, deleted_at__isnull=True)
        .order_by("id")
        .values_list("name", flat=True)
    )
    return {
        "print.company": root.first() or "",
        "print.document": str(entity.label),
        "print.person": ctx.actor.name,
        "print.date": company_today(ctx.clock).isoformat(),
        "print.time": f"{now:%Y-%m-%d %H:%M}",
        "print.copy": "1",
    }
