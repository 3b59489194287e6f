"""Where a module hangs in its tables of reference: region names for the field type, trees for the API."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kezhou.platform.fields.place import region_finders, region_title, region_titles


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of a reference tree."""

    code: str
    name: str
    children: list["Node"] = field(default_factory=list)


trees: dict[str, Callable[[], Sequence[Node]]] = {}
"""Name of the tree (`regions`, `industries`) → its roots in the language that is active."""


def register_tree(name: str, roots: Callable[[], Sequence[Node]]) -> None:
    trees[name] = roots


__all__ = ["Node", "region_finders", "region_title", "region_titles", "register_tree", "trees"]
