"""Postal addresses, fuzzily: places, then what remains (street, estate, numbers)."""

import re
from dataclasses import dataclass
from typing import Literal

from kezhou.kernel.text.fold import fold

from .places import Place, agree, leading_place

AddressRelation = Literal["same", "close", "near", "different", "elsewhere"]

MAX_ADDRESS = 300
CLOSE, NEAR = 0.72, 0.5
"""Shares of common neighbouring characters."""
_NOISE = re.compile(r"[^\w]|_|中国|(?<=\d)[号室栋幢楼层座单元铺房#]+")
_NUMBER = re.compile(r"\d+")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_MAX_PLACES = 4


@dataclass(frozen=True, slots=True)
class Address:
    """Places from the widest, the rest without words of kind, and the numbers in it in order."""

    places: tuple[Place, ...]
    rest: str
    numbers: tuple[str, ...]


def parse_address(raw: str) -> Address | None:
    """The parts of an address; None for a blank one."""
    text = fold(raw[:MAX_ADDRESS]).replace(" ", "")
    places: list[Place] = []
    while len(places) < _MAX_PLACES:
        place = leading_place(text)
        if place is None or (places and not agree(places[-1].prefixes, place.prefixes)):
            break
        places.append(place)
        text = text[len(place.text) :]
    text = text.translate(_NUMERALS)
    rest = _NOISE.sub("", text)
    if not rest and not places:
        return None
    return Address(tuple(places), rest, tuple(_NUMBER.findall(text)))


def relation(a: Address, b: Address) -> AddressRelation:
    """How two addresses relate. Other numbers in the same street are another address."""
    if a.places and b.places and not agree(a.places[-1].prefixes, b.places[-1].prefixes):
        return "elsewhere"
    if a.rest == b.rest and a.numbers == b.numbers and len(a.rest) >= 4:
        return "same"
    ones, others = _pairs(a.rest), _pairs(b.rest)
    if not ones or not others:
        return "near" if a.places and b.places and a.rest == b.rest else "different"
    share = 2 * len(ones & others) / (len(ones) + len(others))
    shorter, longer = sorted((a.numbers, b.numbers), key=len)
    fits = set(shorter) <= set(longer)
    if share >= CLOSE and fits:
        return "close"
    return "near" if share >= NEAR and fits else "different"


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
