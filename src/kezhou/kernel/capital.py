"""Registered capital (注册资本) as Chinese company registers write it, in more than 25 spellings.

`1,000(万元人民币)`, `150(万)`, `30万人民币元`, `20(万元(美元))`, `50(万德国马克)`, `300,000(人民币元)`,
`8.8E-05万人民币`. Without a named currency it is CNY.
"""

import re
import unicodedata
from decimal import Decimal

from .currencies import Currency, currency_named
from .money import Money
from .text.sentence import sentence as _

MAX_CAPITAL_TEXT = 80
_ABSENT = frozenset({"", "N/A", "NA", "无", "-", "--"})
_SHAPE = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?(?:E[+-]?\d{1,2})?)(?P<unit>.*)", re.DOTALL)
_UNIT = re.compile(r"(?P<scale>万|亿|)(?P<rest>.*)")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8}


def parse_capital(text: str) -> Money | None:
    """The capital; None where the register has none (`N/A`, blank) or a number without any unit (`500()`).

    A number without a unit may mean 元 or 万元, so no amount is made of it; `lacks_unit` tells such a text from an
    absent one. Anything else is a `ValueError` that says what would be right.
    """
    plain = _plain(text)
    if plain in _ABSENT or lacks_unit(text):
        return None
    found = _SHAPE.fullmatch(plain) if len(text) <= MAX_CAPITAL_TEXT else None
    unit = _UNIT.fullmatch(re.sub(r"[()\s]", "", found["unit"])) if found else None
    currency = _currency(unit["rest"], bool(unit["scale"])) if unit else None
    if found is None or unit is None or currency is None:
        raise ValueError(
            _("“%(text)s” is not a registered capital such as 1,000(万元人民币)", text=text[:MAX_CAPITAL_TEXT])
        )
    return Money(Decimal(found["number"].replace(",", "")) * _SCALES[unit["scale"]], currency.code).rounded()


def lacks_unit(text: str) -> bool:
    """Whether there is a number and no unit at all, so that nobody can say whether 元 or 万元 is meant."""
    return re.fullmatch(r"[\d,.]+\s*(\(\s*\))?", _plain(text)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[: MAX_CAPITAL_TEXT + 1]).strip().upper()


def _currency(name: str, scaled: bool) -> Currency | None:
    """人民币, 元人民币, 人民币元, 元, 元美元, 香港元 …; nothing at all counts as 元 only after 万 or 亿."""
    if name == "元" or (name == "" and scaled):
        return currency_named("CNY")
    candidates = [name, name.removeprefix("元"), name.removesuffix("元"), name.removeprefix("元").removesuffix("元")]
    return next((found for candidate in candidates if candidate and (found := currency_named(candidate))), None)
