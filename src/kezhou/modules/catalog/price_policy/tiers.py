"""The steps of a policy as they are written: `10:5;100:8` — from 10 on 5, from 100 on 8. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

MAX_TIERS = 20
MOST = Decimal(10) ** 12

Tier = tuple[Decimal, Decimal]
"""From which quantity or amount on, and the price or percentage from there on."""


class BadTiers(ValueError):
    """The text is no list of steps; `piece` is what could not be read."""

    def __init__(self, code: str, piece: str) -> None:
        super().__init__(f"{code}: {piece}")
        self.code = code
        self.piece = piece


def parse_tiers(text: str) -> tuple[Tier, ...]:
    """The steps in rising order. Raises `BadTiers` (`shape`, `number`, `order`, `too_many`, `empty`)."""
    pieces = [piece.strip() for piece in text.replace("；", ";").replace("：", ":").split(";") if piece.strip()]
    if not pieces:
        raise BadTiers("empty", "")
    if len(pieces) > MAX_TIERS:
        raise BadTiers("too_many", str(len(pieces)))
    found: list[Tier] = []
    for piece in pieces:
        start, colon, value = piece.partition(":")
        if not colon:
            raise BadTiers("shape", piece)
        tier = (_number(start, piece), _number(value, piece))
        if found and tier[0] <= found[-1][0]:
            raise BadTiers("order", piece)
        found.append(tier)
    return tuple(found)


def write_tiers(tiers: tuple[Tier, ...]) -> str:
    """The text that `parse_tiers` reads back to the same steps."""
    return ";".join(f"{start.normalize():f}:{value.normalize():f}" for start, value in tiers)


def _number(text: str, piece: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise BadTiers("number", piece) from None
    if not number.is_finite() or not 0 <= number < MOST:
        raise BadTiers("number", piece)
    return number
