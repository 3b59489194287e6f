"""Finds the region code of an address as registers and people write it: 上海 / 浦东 / 沪南公路2298号 → 310115.

Names may lack 省, 市, 区; counties that became districts keep their name's head (大足县 → 大足区); districts that were
merged away lead to the one that took them in. A county is taken from the address only where it is named there: at the
head, after province and city, or with its full name near the head — 朝阳路 names no district.
"""

import re
from functools import cache

from .fold import fold
from .regions import code_prefix, regions, short_name

MAX_ADDRESS = 200
NEAR_HEAD = 30
"""Characters of the address in which a full county name counts."""

FORMER = (
    ("崇文区", "110101"), ("宣武区", "110102"), ("卢湾区", "310101"), ("闸北区", "310106"), ("南汇区", "310115"),
    ("自贸区", "310115"), ("塘沽区", "120116"), ("汉沽区", "120116"), ("大港区", "120116"), ("保税区", "120116"),
    ("自贸区", "120116"), ("滨海区", "120116"), ("北部新区", "500112"), ("双桥区", "500111"), ("万盛区", "500110"),
    ("下城区", "330105"), ("江干区", "330102"), ("江东区", "330212"), ("下关区", "320106"), ("白下区", "320104"),
    ("沧浪区", "320508"), ("平江区", "320508"), ("金阊区", "320508"), ("东山区", "440104"), ("芳村区", "440103"),
    ("开元区", "350203"), ("杏林区", "350205"), ("洋浦经济开发区", "460400"), ("西咸新区", "610100"),
)  # fmt: skip
"""Districts that were merged away and zones that registers list like districts, with the code that holds them today."""


@cache
def _provinces() -> dict[str, str]:
    found = {}
    for region in regions():
        if region.level == "province":
            found[region.name] = found[short_name(region.name)] = region.code
    return found


@cache
def _below(prefix: str, level: str) -> tuple[tuple[str, str], ...]:
    """(name, code) of the cities or counties below a code prefix, full and short, the longest names first."""
    found: dict[str, str] = {}
    for region in regions():
        if region.level == level and region.code.startswith(prefix) and len(region.name) > 1:
            found.setdefault(short_name(region.name), region.code)
    for region in regions():
        if region.level == level and region.code.startswith(prefix) and len(region.name) > 1:
            found[region.name] = region.code
    if level == "county":
        for name, code in FORMER:
            if code.startswith(prefix):
                found.setdefault(name, code)
                found.setdefault(short_name(name), code)
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def find_region(province: str, city: str, address: str) -> str | None:
    """The most exact code that the three texts support, any of which may be blank; None when not even a province is."""
    place = fold(address[:MAX_ADDRESS]).replace(" ", "")
    province_code, place = _province(fold(province), place)
    if province_code is None:
        return None
    prefix = code_prefix(province_code)
    whole = next(
        (code for name, code in _below(prefix, "county") if name[-1] in "区县市旗" and place.startswith(name)), None
    )
    named, place = _city(prefix, fold(city), place)
    if named is not None and not named.endswith("00"):
        return named
    if whole is not None and (named is None or whole.startswith(code_prefix(named))):
        return whole
    return _county(code_prefix(named) if named else prefix, place) or named or province_code


def _province(text: str, place: str) -> tuple[str | None, str]:
    names = _provinces()
    code = names.get(text) or names.get(short_name(text))
    for name in sorted(names, key=len, reverse=True):
        if place.startswith(name) and code in (None, names[name]):
            return names[name], place[len(name) :].removeprefix("省")
    return code, place


def _city(prefix: str, text: str, place: str) -> tuple[str | None, str]:
    """The city that the text names, or a county where it names one; else the city at the head of the address."""
    found = None
    if len(text) > 1:
        heads = {text, short_name(text)}
        for level in ("city", "county"):
            found = found or next((code for name, code in _below(prefix, level) if name in heads), None)
        if found is None:
            found = next((code for name, code in _below(prefix, "city") if name.startswith(short_name(text))), None)
    for name, code in _below(prefix, "city"):
        if place.startswith(name) and found in (None, code):
            return code, re.sub("^[市州盟]", "", place[len(name) :])
    return found, place


def _county(prefix: str, place: str) -> str | None:
    below = _below(prefix, "county")
    for name, code in below:
        if place.startswith(name) and not re.match("[路街道大镇乡村]", place[len(name) :]):
            return code
    hits = [(at, code) for name, code in below if name[-1] in "区县市旗" and 0 <= (at := place.find(name)) < NEAR_HEAD]
    return min(hits)[1] if hits else None
