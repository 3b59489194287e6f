"""The tree of categories: where each stands, and that no category lies below itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.entity import FieldError
from kezhou.sdk.limits import take_turns
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

MAX_DEPTH = 20
MAX_CATEGORIES = 5_000
"""So many are looked at; a catalogue of more shelves than this is a mistake of an import."""

_ALL = "SELECT id, parent_id FROM catalog_productcategory ORDER BY id LIMIT %s"


def parents() -> dict[int, int | None]:
    """Category → the one above it, of all."""
    return dict(fetch_all(_ALL, (MAX_CATEGORIES,)))


def path(category: int | None, above: Mapping[int, int | None]) -> tuple[int, ...]:
    """The category and everything above it, the nearest first; it ends at a circle and at `MAX_DEPTH`."""
    found: list[int] = []
    while category is not None and category not in found and len(found) < MAX_DEPTH:
        found.append(category)
        category = above.get(category)
    return tuple(found)


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Position → what is wrong with a category's place. Those who move categories take turns."""
    if entity.key != "product_category":
        return {}
    moved = [(at, d) for at, d in enumerate(drafts) if d.id is not None and "parent" in d.changed()]
    if not moved:
        return {}
    take_turns("catalog.categories")
    above = parents()
    refused = {}
    for at, draft in moved:
        wanted = draft.values.get("parent")
        if draft.id in path(wanted, above):
            refused[at] = [FieldError("parent", "circle", _("A category cannot lie below itself."))]
        elif draft.id is not None:
            above[draft.id] = wanted
    return refused
