"""Regions inside a company name: what a leading or bracketed place is, and how the places of two names relate."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kezhou.kernel.text.regions import code_prefix, regions, short_name

PlaceRelation = Literal["none", "same", "within", "one", "different"]
"""No name has a place; the same place; one lies in the other; only one name has a place; two different places."""

_NO_PLACES = {"省直辖县", "自治区直辖县级行政区划"}
PLACE_KINDS = "省市县区州"


@dataclass(frozen=True, slots=True)
class Place:
    """A region as written. `prefixes`: what the codes of the regions that it can mean begin with."""

    text: str
    prefixes: frozenset[str]


@cache
def _places() -> tuple[dict[str, frozenset[str]], tuple[int, ...]]:
    """Full and short name → code prefixes of all regions called so; the lengths of the names, longest first."""
    found: dict[str, set[str]] = {}
    for region in regions():
        for name in {region.name, short_name(region.name)} - _NO_PLACES:
            if len(name) >= 2:
                found.setdefault(name, set()).add(code_prefix(region.code))
    lengths = tuple(sorted({len(name) for name in found}, reverse=True))
    return {name: frozenset(prefixes) for name, prefixes in found.items()}, lengths


def leading_place(text: str, start: int = 0) -> Place | None:
    """The longest region that the text has at this position; the kind after a short name belongs to it: 南宁市."""
    names, lengths = _places()
    for length in lengths:
        head = text[start : start + length]
        prefixes = names.get(head)
        if prefixes is not None and len(head) == length:
            following = text[start + length : start + length + 1]
            if following and following in PLACE_KINDS and head[-1] not in PLACE_KINDS:
                head += following
            return Place(head, prefixes)
    return None


def agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the two can be the same region or one above the other."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def relation(ones: Sequence[Place], others: Sequence[Place]) -> PlaceRelation:
    """How the places of two names relate; of several places the last is the narrowest."""
    if not ones and not others:
        return "none"
    if not ones or not others:
        return "one"
    if ones[-1].prefixes & others[-1].prefixes:
        return "same"
    return "within" if agree(ones[-1].prefixes, others[-1].prefixes) else "different"
