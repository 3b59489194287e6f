"""Texts in link columns → ids, one look-up per linked entity for a whole chunk, among what the actor may see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.kernel.text.digits import whole_number
from kezhou.kernel.text.pinyin import sort_key
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.query.titles import title_expression
from kezhou.platform.records import hooks

from .columns import POOL
from .mapper import Item, Mapper

OTHER_NAMES = ("username", "staff_no", "code")
"""Fields beside the title by which people name a record in a list."""
MAX_NAMED = 5
_SEPARATORS = re.compile(r"[;；,，、|\n]+")
_IN_BRACKETS = re.compile(r"^(?P<name>.+?)\s*[(（](?P<key>[^()（）]+)[)）]$")

Found = Mapping[str, Sequence[tuple[int, str]]]


def resolve(ctx: Ctx, mapper: Mapper, items: Sequence[Item]) -> None:
    """Turn the link texts of all items into ids; a text that names nothing or several things becomes a problem."""
    wanted: dict[str, set[str]] = {}
    for item in items:
        for name, text in item.links.items():
            spec = mapper.entity.fields[name]
            wanted.setdefault(spec.link or "", set()).update(_parts(text, spec.type.multiple))
    found = {
        key: _pools(ctx, mapper.entity) if key == POOL else look_up(ctx, key, texts) for key, texts in wanted.items()
    }
    for item in items:
        for name, text in item.links.items():
            spec = mapper.entity.fields[name]
            try:
                ids = [_only(part, found[spec.link or ""]) for part in _parts(text, spec.type.multiple)]
            except ValueProblem as problem:
                item.problems.append(mapper.problem(spec, text, problem))
                continue
            if ids:
                item.values[name] = list(dict.fromkeys(ids)) if spec.type.multiple else ids[0]


def look_up(ctx: Ctx, key: str, texts: set[str]) -> Found:
    """text → (id, title) of every visible record that it names by title, by another name, or by id."""
    try:
        target = registry.entity(ctx, key)
        seen = visible(ctx, target)
    except (NotFound, Forbidden):
        return {}
    named = {text: _IN_BRACKETS.match(text) for text in texts}
    words = texts | {match["key"].strip() for match in named.values() if match}
    columns = _name_columns(ctx, target)
    ids = [id_ for text in words if (id_ := whole_number(text)) is not None]
    by_words = [f"{column} = ANY(%s)" for column in columns]
    title, params = title_expression(target), [list(words)] * len(columns)
    if target.has_sort_key and target.title in target.fields:
        is_person = target.fields[target.title].type.key == "person_name"
        by_words.append(f"(t.sort_key = ANY(%s) AND {title} = ANY(%s))")
        params += [[sort_key(text, surname=is_person)[:255] for text in texts], list(texts)]
    else:
        by_words.append(f"{title} = ANY(%s)")
        params.append(list(texts))
    statement = (
        f"SELECT t.id, {', '.join((title, *columns))} FROM {target.table} t "  # noqa: S608
        f"WHERE t.deleted_at IS NULL AND (t.id = ANY(%s) OR {' OR '.join(by_words)}) AND {seen.text} ORDER BY t.id"
    )
    rows = fetch_all(statement, (ids, *params, *seen.params))
    found: dict[str, list[tuple[int, str]]] = {}
    numbered: dict[str, tuple[int, str]] = {}
    for id_, shown, *others in rows:
        for word in dict.fromkeys(str(value) for value in (shown, *others) if value not in (None, "")):
            found.setdefault(word, []).append((id_, str(shown)))
        numbered[str(id_)] = (id_, str(shown))
    for text in texts:
        match = named[text]
        if text in found or match is None:
            continue
        narrow = [hit for hit in found.get(match["key"].strip(), ()) if hit[1] == match["name"].strip()]
        if narrow:
            found[text] = narrow
    for number, hit in numbered.items():
        found.setdefault(number, [hit])
    return found


def _pools(ctx: Ctx, entity: CompiledEntity) -> Found:
    """Pools by name and by id, those into which the person may put new records."""
    known = hooks.pools_for_new(ctx, entity)
    return {word: [(id_, name)] for id_, name in known.items() for word in (str(id_), name)}


def _name_columns(ctx: Ctx, target: CompiledEntity) -> list[str]:
    rights = field_rights(ctx, target)
    return [
        target.fields[name].expression()
        for name in OTHER_NAMES
        if name in target.fields and name != target.title and rights[name].view == "full"
    ]


def _parts(text: str, multiple: bool) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()] if multiple else [text]


def _only(text: str, found: Found) -> int:
    hits = found.get(text, ())
    if not hits:
        raise ValueProblem("no_such_record", _("Nothing that you may see is called “%(value)s”."), value=text[:60])
    if len(hits) > 1:
        listed = "、".join(f"{title} (id {id_})" for id_, title in hits[:MAX_NAMED])
        raise ValueProblem(
            "ambiguous_link",
            _("“%(value)s” names several records: %(found)s. Write the id instead."),
            value=text[:60],
            found=listed,
        )
    return hits[0][0]
