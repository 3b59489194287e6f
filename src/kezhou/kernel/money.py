"""Money: an exact amount with its currency, how it is rounded, read and put into Chinese capital numerals.

Amounts are `Decimal`, never float. Rounding is half up (四舍五入, away from zero at the middle), to the digits that the
currency has: 0.125 元 → 0.13, −0.125 → −0.13.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .currencies import CURRENCIES as CURRENCIES
from .text.sentence import sentence as _

MAX_AMOUNT = Decimal(10) ** 16
"""Amounts stay below ten thousand trillion (一亿亿), whatever the currency."""
MAX_AMOUNT_TEXT = 64
CENT = Decimal("0.01")
_SYMBOLS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d+(?:\.\d*)?|\d{1,3}(?:,\d{3})+(?:\.\d*)?|\.\d+)")
_SCALES = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_AMOUNT = re.compile(_NUMBER.pattern + r"(?P<scale>千万|百万|千|万|亿|)(?P<yuan>元|圆|块|)(?:整|正)?")


def round_half_up(amount: Decimal, digits: int = 2) -> Decimal:
    """To so many digits after the point, the middle away from zero (四舍五入)."""
    return amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. `ValueError` for an unknown currency or an amount that is not a number in range."""

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ValueError(_("Unknown currency %(currency)s", currency=self.currency))
        if not self.amount.is_finite() or abs(self.amount) >= MAX_AMOUNT:
            raise ValueError(_("The amount is not a number within ± %(limit)s", limit=f"{MAX_AMOUNT:f}"))

    def rounded(self) -> "Money":
        """To the digits of the currency, half up."""
        return Money(round_half_up(self.amount, CURRENCIES[self.currency].digits), self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return shown(self.rounded().amount, self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(_("%(one)s and %(other)s cannot be added up", one=self.currency, other=other.currency))
        return other


def symbol(currency: str) -> str:
    """What stands before an amount: `¥`, or the code and a space where the currency has no sign of its own here."""
    return _SYMBOLS.get(currency, f"{currency} ")


def shown(amount: Decimal, currency: str) -> str:
    """As people read it: `¥1,234.50`, `-US$3.00`. More digits than the currency has stay where they say something, as
    those of unit prices do."""
    whole, _point, fraction = f"{abs(amount):,f}".partition(".")
    known = CURRENCIES.get(currency)
    fraction = fraction.rstrip("0").ljust(2 if known is None else known.digits, "0")
    return f"{'-' if amount < 0 else ''}{symbol(currency)}{whole}{'.' if fraction else ''}{fraction}"


def parse_amount(text: str) -> Decimal:
    """The number that a person wrote: `1,234.50`, `￥１２`, `1.5万`, `(300)` (negative), `300元整`.

    Thousands separators must stand at thousands. No exponent, no guess: anything else is a `ValueError`.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_AMOUNT_TEXT]).replace("，", ",").strip()
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1].strip()
    plain = re.sub(r"^([+-]?)\s*(?:¥|RMB|CNY)\s*", r"\1", plain, flags=re.IGNORECASE).replace(" ", "")
    found = _AMOUNT.fullmatch(plain)
    if found is None or len(text) > MAX_AMOUNT_TEXT or (negative and found["sign"]):
        raise ValueError(_("“%(text)s” is not an amount such as 1234.50", text=text[:MAX_AMOUNT_TEXT]))
    amount = Decimal(found["sign"] + found["digits"].replace(",", "")) * _SCALES[found["scale"]]
    if abs(amount) >= MAX_AMOUNT:
        raise ValueError(_("The amount is not a number within ± %(limit)s", limit=f"{MAX_AMOUNT:f}"))
    return -amount if negative else amount


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def amount_in_words(amount: Decimal) -> str:
    """大写金额 in 元, 角, 分, as 《支付结算办法》 annex 1 asks: `壹佰贰拾叁元肆角整`, `壹仟元零伍分`, `负伍角整`.

    Rounded half up to 分. 整 stands after 元 and 角, not after 分; zeros inside are one 零; a zero 元 before 角 is left
    out; nothing at all is `零元整`.
    """
    rounded = round_half_up(amount)
    if not rounded.is_finite() or abs(rounded) >= MAX_AMOUNT:
        raise ValueError(_("The amount is not a number within ± %(limit)s", limit=f"{MAX_AMOUNT:f}"))
    cents = int(abs(rounded) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    if cents == 0:
        return "零元整"
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        words += "零"
    words += f"{_DIGITS[fen]}分" if fen else "整"
    return f"负{words}" if rounded < 0 else words


def _whole(number: int) -> str:
    """A whole number below 10^16 in capital numerals, without a unit."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, tail = divmod(number, size)
            gap = "零" if 0 < tail < size // 10 else ""
            return f"{_whole(head)}{name}{gap}{_whole(tail) if tail else ''}"
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    words = ""
    pending_zero = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            pending_zero = bool(words)
            continue
        words += ("零" if pending_zero else "") + _DIGITS[digit] + _PLACES[place]
        pending_zero = False
    return words
