"""The kinds of relation as readers see them, by id; read once per call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import fetch_all

_ALL = """
SELECT id, key, name, back_name, name_en, back_name_en, color, "symmetric", hierarchical, in_parent,
       active AND deleted_at IS NULL, first_kind, second_kind
  FROM relations_relationtype ORDER BY "order", id LIMIT %s"""
MAX_KINDS = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """`name`: what the first party is to the second; `back_name` the other way round; in the reader's language."""

    id: int
    key: str
    name: str
    back_name: str
    color: str
    symmetric: bool
    hierarchical: bool
    in_parent: bool
    active: bool
    first_kind: str
    second_kind: str


def kinds(ctx: Ctx) -> Mapping[int, Kind]:
    """All kinds by id, in their order; relations of a kind in the trash stay what they are."""
    english = ctx.locale.startswith("en")
    found = {}
    for id_, key, name, back, name_en, back_en, *rest in fetch_all(_ALL, (MAX_KINDS,)):
        words = (name_en or name, back_en or back) if english else (name, back)
        found[id_] = Kind(id_, key, *words, *rest)
    return found


def parent_kind(known: Mapping[int, Kind]) -> Kind | None:
    """The kind whose relations are the field “parent company”."""
    return next((kind for kind in known.values() if kind.in_parent), None)
