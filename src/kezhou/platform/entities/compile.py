"""Model + definition → compiled entity. Whatever names something that does not exist fails here, with file and line."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kezhou.platform.fields.registry import TYPES, type_of_column
from kezhou.platform.fields.spec import Choice, FieldSpec

from .compiled import CompiledEntity
from .definition import Entity, Field
from .record import Line, Pooled, Record

SYSTEM_FIELDS = ("created_at", "created_by", "updated_at", "updated_by")
INTERNAL_COLUMNS = frozenset({"id", "version", "custom", "deleted_at", "search_text", "sort_key", "pool_entered_at"})


RESERVED = frozenset({"cursor", "expand", "fields", "filter", "limit", "page", "q", "sort", "total", "trash", "view"})
"""Parameters of every list, in whose place a field of that name could not be filtered by."""

LABELS = {
    "created_at": _("Created at"),
    "created_by": _("Created by"),
    "updated_at": _("Changed at"),
    "updated_by": _("Changed by"),
    "external_ref": _("External key"),
    "owner": _("Owner"),
    "dept": _("Department"),
    "pool": _("Pool"),
}
"""What the columns of the bases are called in every entity."""
LINE_LABELS = {"position": _("Line no.")}
"""The same for lines of documents; elsewhere a position may be somebody's job, or the order of a list."""


class DefinitionError(Exception):
    """An entity's definition contradicts its model or itself; the message begins with file and line."""


def fail(definition: type[Entity], name: str, problem: str) -> DefinitionError:
    """An error that points at the line of the definition where `name` stands."""
    path = Path(inspect.getsourcefile(definition) or "?")
    lines, first = inspect.getsourcelines(definition)
    at = next((first + i for i, line in enumerate(lines) if f'"{name}"' in line), first)
    return DefinitionError(f"{path}:{at}: {definition.__name__}: {problem}")


def compile_entity(definition: type[Entity], key: str, module: str) -> CompiledEntity:
    """Merge a definition with its model's columns. Raises `DefinitionError`."""
    model = definition.model
    columns = {c.name: c for c in model._meta.concrete_fields if isinstance(c, models.Field)}
    siblings = {f"{name}{part.suffix}" for name, column in columns.items() for part in _parts(column)[1:]}
    specs: dict[str, FieldSpec] = {}
    for name, column in columns.items():
        declared = definition.fields.get(name, Field())
        if name in INTERNAL_COLUMNS or name in siblings or declared.hidden:
            continue
        specs[name] = _native(definition, name, column, declared)
    for name, computed in definition.computed.items():
        if computed.type not in TYPES:
            raise fail(definition, name, f"there is no field type “{computed.type}”")
        specs[name] = FieldSpec(
            name=name, type=TYPES[computed.type], label=computed.label, sql=computed.sql, read_only=True, audit=False
        )
    ordered = {n: s for n, s in specs.items() if not s.system} | {n: s for n, s in specs.items() if s.system}
    for name in sorted(RESERVED.intersection(specs)):
        raise fail(definition, name, f"no field may be called “{name}”: every list has a parameter of that name")
    for name in definition.fields:
        if name not in columns:
            raise fail(definition, name, _unknown("column", name, columns))
    entity = CompiledEntity(
        key=key,
        module=module,
        definition=definition,
        model=model,
        label=definition.label or model._meta.verbose_name,
        plural=definition.plural or definition.label or model._meta.verbose_name_plural,
        title=definition.title or _first_text(ordered),
        fields=ordered,
        owned=issubclass(model, Record | Line) or definition.scope.owner in columns,
        pooled=issubclass(model, Pooled),
        searchable="search_text" in columns,
        has_sort_key="sort_key" in columns,
    )
    if definition.scope.line and (not issubclass(model, Line) or not definition.scope.parent):
        raise fail(definition, "line", "scope.line: lines are rows of a `Line` and name their document as parent")
    if definition.scope.follows and not entity.pooled:
        raise fail(definition, definition.scope.follows, "scope.follows: only what can lie in a pool can follow")
    for name, place in _named(definition):
        if name not in ordered:
            raise fail(definition, name, f"{place}: {_unknown('field', name, ordered)}")
    _check_board(definition, ordered)
    _check_calendar(definition, ordered)
    return entity


def _check_board(definition: type[Entity], fields: Mapping[str, FieldSpec]) -> None:
    """Columns are choices or linked records, and what is added up can be added up."""
    kanban = definition.list.kanban
    if kanban is None:
        return
    if fields[kanban.field].type.key not in ("choice", "link"):
        raise fail(definition, kanban.field, f"list.kanban: “{kanban.field}” is neither a choice nor a link")
    for name in kanban.sums:
        if not fields[name].type.summable:
            raise fail(definition, name, f"list.kanban: “{name}” cannot be added up")
    if (kanban.within or kanban.badge) and fields[kanban.field].type.key != "link":
        raise fail(definition, kanban.field, "list.kanban: within and badge are for columns that are records")


def _check_calendar(definition: type[Entity], fields: Mapping[str, FieldSpec]) -> None:
    """Its field is a date with a column of its own, and what is added up can be added up."""
    calendar = definition.list.calendar
    if calendar is None:
        return
    if fields[calendar.date].type.key != "date":
        raise fail(definition, calendar.date, f"list.calendar: “{calendar.date}” is no date")
    for name in calendar.sums:
        if not fields[name].type.summable:
            raise fail(definition, name, f"list.calendar: “{name}” cannot be added up")


def _first_text(fields: Mapping[str, FieldSpec]) -> str:
    """What a record is called unless its definition says otherwise."""
    return next((n for n, s in fields.items() if s.type.key in ("text", "person_name") and not s.system), "id")


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"there is no {kind} “{name}”" + (f"; did you mean “{near[0]}”?" if near else "")


def _parts(column: models.Field[Any, Any]) -> tuple[Any, ...]:
    try:
        return TYPES[type_of_column(column)].columns
    except TypeError:
        return ()


def _native(definition: type[Entity], name: str, column: models.Field[Any, Any], declared: Field) -> FieldSpec:
    try:
        key = declared.type or type_of_column(column)
    except TypeError as error:
        raise fail(definition, name, str(error)) from None
    if key not in TYPES:
        raise fail(definition, name, _unknown("field type", key, TYPES))
    field_type = TYPES[key]
    is_link = isinstance(column, models.ForeignKey)
    dictionary = declared.choices if isinstance(declared.choices, str) else None
    listed = () if declared.choices is None or isinstance(declared.choices, str) else declared.choices
    stored = (str(column.column), *(f"{column.column}{part.suffix}" for part in field_type.columns[1:]))
    system = name in SYSTEM_FIELDS
    required = declared.required
    if required is None:
        required = not column.null and not column.blank and not column.has_default() and not system
    return FieldSpec(
        name=name,
        type=field_type,
        label=declared.label
        or (LABELS | LINE_LABELS if definition.scope.line else LABELS).get(name)
        or column.verbose_name,
        help=declared.help if declared.help is not None else column.help_text,
        columns=stored,
        required=required and not isinstance(column, models.BooleanField),
        read_only=declared.read_only
        or system
        or not column.editable
        or name in ("dept", "pool", definition.scope.author_dept)
        or (definition.approval is not None and name == definition.approval.field)
        or (definition.scope.line and name in ("owner", "position", definition.scope.parent))
        or (definition.number is not None and name == definition.number.field),
        write_once=declared.write_once,
        nullable=column.null,
        dictionary=dictionary,
        choices=tuple(Choice(code, label, color) for code, label, color in listed),
        link=(declared.link or _target(column)) if is_link else declared.link,
        max_length=getattr(column, "max_length", None),
        digits=getattr(column, "max_digits", None),
        decimals=getattr(column, "decimal_places", None),
        default=declared.default,
        pii=declared.pii,
        masked=declared.masked,
        words=declared.words,
        search=declared.search,
        audit=declared.audit and not system,
        track=declared.track,
        export=declared.export,
        visible_if=declared.visible_if,
        system=system or name in ("dept", "external_ref"),
        unit=declared.unit,
        options=declared.options,
    )


def _target(column: models.Field[Any, Any]) -> str:
    """The entity key of a foreign key's table: the model's name in snake case."""
    target = column.related_model
    name = target.rpartition(".")[2] if isinstance(target, str) else target.__name__  # type: ignore[union-attr]
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _named(definition: type[Entity]) -> Iterator[tuple[str, str]]:
    """Every place in a definition where one of its own fields is named."""
    if definition.title and definition.title != "id":
        yield definition.title, "title"
    yield from ((name, "list.columns") for name in definition.list.columns)
    yield from ((name, "list.filters") for name in definition.list.filters)
    yield from ((name.lstrip("-"), "list.sort") for name in definition.list.sort.split(","))
    if card := definition.list.card:
        yield from ((name, "list.card") for name in (*card.badges, card.amount, card.date) if name)
    if kanban := definition.list.kanban:
        yield from ((name, "list.kanban") for name in (kanban.field, *kanban.sums, kanban.within) if name)
    if calendar := definition.list.calendar:
        yield from ((name, "list.calendar") for name in (calendar.date, *calendar.sums))
    yield from ((name, "layout.facts") for name in definition.layout.facts)
    for section in definition.layout.sections:
        yield from ((name, f"layout section {section.key}") for name in section.fields)
    for action in definition.actions:
        yield from ((name, f"action {action.key}") for name in action.input)
    if definition.lifecycle:
        yield definition.lifecycle.field, "lifecycle"
    if definition.number:
        yield definition.number.field, "number"
    if definition.rate_day:
        yield definition.rate_day, "rate_day"
    if definition.approval:
        yield from ((name, "approval") for name in (definition.approval.field, *definition.approval.open_fields))
    for word in ("parent", "author", "author_dept", "follows"):
        if name := getattr(definition.scope, word):
            yield name, f"scope.{word}"
    yield from ((name, "scope.also") for name in definition.scope.also)
    for key in definition.exchange.match_keys:
        yield key, "exchange.match_keys"
