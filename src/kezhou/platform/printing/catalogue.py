"""What the placeholders of an entity's templates may name, by field or by label, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.kernel.placeholder import Mark, PlaceholderProblem, check_blocks
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from .limits import MAX_LINKS
from .refusal import refuse, refuse_all

LANGUAGES = ("zh-hans", "en")
PRINT = "print"
SPECIALS: Mapping[str, Any] = {
    "print.company": _("Our company"),
    "print.document": _("Kind of document"),
    "print.person": _("Printed by"),
    "print.date": _("Date of printing"),
    "print.time": _("Time of printing"),
    "print.copy": _("Number of the copy"),
}
ROW = "print.row"
"""Inside of a list: the number of the row."""
Bindings = dict[str, dict[str, str]]
"""Block ("" is the document itself) → placeholder as written → what it means."""
LINKS = ("link", "user", "department")


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of an entity: the lines of a document, or records that hang on it."""

    key: str
    label: Any
    entity: str
    field: str
    lines: bool
    """Whether they are part of the document, and stand in an order of their own."""


def lists_of(entity: CompiledEntity) -> dict[str, Rows]:
    definition = entity.definition
    found = [Rows(one.key, one.label, one.entity, one.field, lines=True) for one in definition.lines]
    found += [Rows(one.key, one.label, one.entity, one.field, lines=False) for one in definition.related]
    return {rows.key: rows for rows in found}


def fields_of(entity: CompiledEntity) -> dict[str, FieldSpec]:
    """What of an entity can be printed."""
    return {name: spec for name, spec in entity.fields.items() if spec.type.key not in ("file", "image", "location")}


def linked(ctx: Ctx, spec: FieldSpec) -> CompiledEntity | None:
    """The entity that a link leads to, where its fields can be printed too."""
    if spec.type.key not in LINKS or not spec.link:
        return None
    try:
        return registry.entity(ctx, spec.link)
    except NotFound:
        return None


def bind(ctx: Ctx, entity: CompiledEntity, marks: Sequence[Mark]) -> Bindings:
    """What each placeholder means. Raises `Invalid` that names all that are unknown or out of place."""
    try:
        check_blocks(marks)
    except PlaceholderProblem as problem:
        raise refuse_all([problem]) from None
    lists, problems = lists_of(entity), list[PlaceholderProblem]()
    bindings: Bindings = {"": {}}
    names = {"": _Names(ctx, entity)}
    block: list[str] = []
    """The list that is open, by its key; at most one, with any number of conditions in and around it."""
    for mark in marks:
        inside = next((one for one in reversed(block) if one), "")
        if mark.kind == "close":
            block.pop()
            continue
        opened = ""
        if mark.begins and not inside and (key := _list_named(lists, mark)) is not None:
            bindings[""][mark.name] = key
            if mark.kind == "open":
                opened = key
                bindings.setdefault(key, {})
                names.setdefault(key, _Names(ctx, registry.entity(ctx, lists[key].entity)))
        else:
            found = names[inside].meaning(mark, in_list=bool(inside)) if inside else None
            place = inside if found else ""
            found = found or names[""].meaning(mark, in_list=False)
            if found is None:
                problems.append(_unknown(mark, names[inside], lists if not inside else {}))
            else:
                bindings[place][mark.name] = found
        if mark.begins:
            block.append(opened)
    if problems:
        raise refuse_all(problems)
    if (
        sum(
            len({path.split(".")[0] for path in one.values() if "." in path and path.split(".")[0] != PRINT})
            for one in bindings.values()
        )
        > MAX_LINKS
    ):
        raise refuse("too_many_links", _("A template may follow at most %(limit)d links."), limit=MAX_LINKS)
    return bindings


def offered(ctx: Ctx, entity: CompiledEntity) -> dict[str, Any]:
    """Everything that can be put into a template, for whoever writes one."""
    return {
        "fields": list(_offers(ctx, entity, deep=True)),
        "lists": [
            {
                "key": rows.key,
                "label": rows.label,
                "fields": [
                    {"path": ROW, "label": _("Number of the row"), "type": "integer"},
                    *_offers(ctx, registry.entity(ctx, rows.entity), deep=True),
                ],
            }
            for rows in lists_of(entity).values()
        ],
        "print": [{"path": path, "label": label, "type": "text"} for path, label in SPECIALS.items()],
    }


def _offers(ctx: Ctx, entity: CompiledEntity, *, deep: bool) -> Iterator[dict[str, Any]]:
    rights = field_rights(ctx, entity)
    for name, spec in fields_of(entity).items():
        if rights[name].view == "hidden":
            continue
        offer: dict[str, Any] = {"path": name, "label": spec.label, "type": spec.type.key}
        target = linked(ctx, spec) if deep else None
        if target is not None:
            offer["fields"] = [{**one, "path": f"{name}.{one['path']}"} for one in _offers(ctx, target, deep=False)]
        yield offer


class _Names:
    """The names and labels of one entity's fields."""

    def __init__(self, ctx: Ctx, entity: CompiledEntity) -> None:
        self._ctx, self.entity = ctx, entity
        self._known = _words(entity)

    def meaning(self, mark: Mark, *, in_list: bool) -> str | None:
        head, *rest = mark.path
        if head == PRINT and rest:
            is_known = mark.name in SPECIALS or (in_list and mark.name == ROW)
            return mark.name if is_known else None
        name = self._known.get(_plain(head))
        if name is None or not rest:
            return name
        target = linked(self._ctx, self.entity.fields[name])
        below = _words(target).get(_plain(rest[0])) if target else None
        return f"{name}.{below}" if below else None

    def close_to(self, written: str) -> str:
        """A name that was perhaps meant; empty where none is like it."""
        from difflib import get_close_matches

        return next(iter(get_close_matches(_plain(written), self._known, n=1)), "")


def _words(entity: CompiledEntity) -> dict[str, str]:
    """Name or label of a field, in either language, → its name. A label that two fields share names none."""
    words: dict[str, str] = {}
    taken: set[str] = set()
    for language in LANGUAGES:
        with translation.override(language):
            labels = {name: _plain(str(spec.label)) for name, spec in fields_of(entity).items()}
        for name, label in labels.items():
            if words.get(label, name) != name:
                taken.add(label)
            words[label] = name
    for label in taken:
        del words[label]
    return {**words, **{name: name for name in fields_of(entity)}}


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()


def _list_named(lists: Mapping[str, Rows], mark: Mark) -> str | None:
    if mark.name in lists:
        return mark.name
    for language in LANGUAGES:
        with translation.override(language):
            for rows in lists.values():
                if _plain(str(rows.label)) == _plain(mark.name):
                    return rows.key
    return None


def _unknown(mark: Mark, names: _Names, lists: Mapping[str, Rows]) -> PlaceholderProblem:
    meant = names.close_to(mark.path[0]) if len(mark.path) == 1 else ""
    known: dict[str, Any] = {
        "source": mark.source,
        "entity": names.entity.label,
        "meant": meant,
        "lists": ", ".join(lists),
    }
    if mark.begins and lists:
        message: Any = (
            _("“%(source)s”: %(entity)s has no list and no field of this name. Lists are: %(lists)s.") % known
        )
    elif meant:
        message = _("“%(source)s”: %(entity)s has no field of this name. Was {{%(meant)s}} meant?") % known
    else:
        message = _("“%(source)s”: %(entity)s has no field of this name. See the list of placeholders.") % known
    return PlaceholderProblem("unknown_placeholder", message, mark.source)


__all__ = [
    "PRINT",
    "ROW",
    "SPECIALS",
    "Bindings",
    "Rows",
    "bind",
    "fields_of",
    "linked",
    "lists_of",
    "offered",
    "refuse",
]
