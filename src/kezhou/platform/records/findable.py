"""What a record is found and sorted by: the search text of its searchable fields and the pinyin key of its title."""

from __future__ import annotations

from typing import Any

from kezhou.kernel.text.grams import search_text
from kezhou.kernel.text.pinyin import sort_key
from kezhou.platform.entities.compiled import CompiledEntity

from .draft import Draft

MAX_SORT_KEY = 255
NAMES = ("text", "person_name", "address")
"""Types whose words go into the search text; codes and numbers have indexes of their own."""


def columns(entity: CompiledEntity, draft: Draft) -> dict[str, Any]:
    """The derived columns of a new row, or those that a change of names touches."""
    if not entity.searchable:
        return {}
    changed = set(draft.changed())
    specs = entity.search_fields
    touched = draft.before is None or any(spec.name in changed for spec in specs) or entity.title in changed
    if not touched:
        return {}
    names = [str(draft.values[spec.name]) for spec in specs if spec.type.key in NAMES and draft.values.get(spec.name)]
    title = entity.fields.get(entity.title)
    surname = title is not None and title.type.key == "person_name"
    heading = str(draft.values.get(entity.title) or "")
    return {
        "search_text": search_text(names, surname=surname),
        "sort_key": sort_key(heading, surname=surname)[:MAX_SORT_KEY],
    }
