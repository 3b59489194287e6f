"""A field's value as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import nh3

from kezhou.kernel.money import CURRENCIES, amount_in_words, round_half_up, symbol
from kezhou.platform.fields.spec import FieldSpec

MIN_MONEY_DIGITS = 2


def printed(
    value: Any, spec: FieldSpec, formats: Sequence[str] = (), *, masked: bool = False, currency: str = ""
) -> str:
    """What stands on paper for a value as the read door answers it. Masked values stay masked; nothing is empty.
    `currency` is that of a number which is part of an amount (`FieldSpec.options["money_of"]`)."""
    if value is None or value == "" or value == []:
        return ""
    if masked:
        return str(value)
    if isinstance(value, dict) and "currency" in value:
        return _money(Decimal(str(value["amount"])), str(value["currency"]), formats, with_symbol=True)
    if currency:
        return _money(Decimal(str(value)), currency, formats, with_symbol=False)
    cell = spec.type.to_cell(value, spec)
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | Decimal):
        unit = "%" if spec.type.key == "percent" and "words" not in formats else ""
        # Two digits are an amount and stay; others are measures, of which only what there is to say is said.
        digits = MIN_MONEY_DIGITS if spec.type.key == "decimal" and spec.decimals == MIN_MONEY_DIGITS else 0
        return number(Decimal(cell), formats, digits=digits) + unit
    if isinstance(cell, datetime | date):
        return _day(cell, formats)
    if isinstance(cell, str) and spec.type.key == "date":
        return _day(date.fromisoformat(cell), formats)
    if spec.type.key == "rich_text":
        return _plain(str(cell))
    return "" if cell is None else str(cell)


def _money(amount: Decimal, currency: str, formats: Sequence[str], *, with_symbol: bool) -> str:
    """An amount with the digits of its currency. 元 alone is the Chinese one: in words another currency is named before
    its amount (美元壹佰元整), and what the currency has no coins for is rounded (日元壹佰元整)."""
    known = CURRENCIES.get(currency)
    digits = MIN_MONEY_DIGITS if known is None else known.digits
    if "words" not in formats:
        return number(amount, formats, symbol(currency) if with_symbol else "", digits)
    name = "" if currency == "CNY" else currency if known is None else known.name_zh
    return name + number(round_half_up(amount, digits), formats)


def number(amount: Decimal, formats: Sequence[str], symbol: str = "", digits: int = 0) -> str:
    """Grouped by thousands, at least so many digits after the point, no zeros behind what there is to say."""
    for name in formats:
        if name.startswith("digits_"):
            digits = int(name.removeprefix("digits_"))
            amount = round_half_up(amount, digits)
    if "words" in formats:
        return amount_in_words(amount)
    text = f"{abs(amount):,f}" if "plain" not in formats else f"{abs(amount):f}"
    whole, _point, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(digits, "0")
    sign = "-" if amount < 0 else ""
    symbol = "" if {"plain", "grouped"} & set(formats) else symbol
    return f"{sign}{symbol}{whole}" + (f".{fraction}" if fraction else "")


def _day(day: date | datetime, formats: Sequence[str]) -> str:
    if "long_date" in formats:
        return f"{day.year}年{day.month}月{day.day}日"
    if isinstance(day, datetime) and "date" not in formats:
        return f"{day:%Y-%m-%d %H:%M}"
    return f"{day:%Y-%m-%d}"


def _plain(markup: str) -> str:
    """The words of rich text, one line per paragraph."""
    broken = markup.replace("<br>", "\n").replace("</p>", "</p>\n").replace("</li>", "</li>\n")
    return unescape(nh3.clean(broken, tags=set(), clean_content_tags={"script", "style"})).strip()
