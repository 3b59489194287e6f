"""Companies and codes that look real: 地区 + 字号 + 行业 + 组织形式, and credit codes whose check digits hold."""

from __future__ import annotations

import random
from dataclasses import dataclass

from . import words
from .words import Trade

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a credit code (GB 32100): digits and letters without I O S V Z."""
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
MAX_TRIES = 200


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    short_name: str
    trade: Trade
    legal_form: str
    region: str


def credit_code(region: str, chance: random.Random) -> str:
    """`91`, the region, an organisation code with its check digit (GB 11714), the check digit of the whole."""
    body = "MA" + "".join(chance.choice(_ALPHABET) for _unused in range(6))
    total = sum(w * _ORGANISATION.index(c) for w, c in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    check = 11 - total % 11
    inner = f"91{region}{body}{'X' if check == 10 else 0 if check == 11 else check}"
    weighted = sum(_ALPHABET.index(c) * pow(3, at, 31) for at, c in enumerate(inner))
    return inner + _ALPHABET[-weighted % 31]


class Companies:
    """Makes companies, no two of the same name."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def next(self) -> Company:
        chance = self._chance
        for _try in range(MAX_TRIES):
            region, city, _weight = chance.choices(words.CITIES, [place[2] for place in words.CITIES])[0]
            brand = chance.choice(words.FIRST) + chance.choice(words.SECOND)
            trade = chance.choice(words.TRADES)
            ending, form, _weight = chance.choices(words.FORMS, [form[2] for form in words.FORMS])[0]
            line = chance.choice(trade.words)
            pattern = chance.random()
            if pattern < 0.6:
                name = f"{city}市{brand}{line}{ending}" if pattern < 0.35 else f"{city}{brand}{line}{ending}"
            else:
                name = f"{brand}{line}（{city}）{ending}" if pattern < 0.75 else f"{brand}{line}{ending}"
            if name not in self._taken and brand[0] != brand[1]:
                self._taken.add(name)
                return Company(name, brand + (line[:2] if len(line) % 2 == 0 else line), trade, form, region)
        raise RuntimeError("the lists of words are too short for so many companies")
