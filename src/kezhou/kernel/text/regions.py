"""Administrative regions of China (GB/T 2260): province, city, county, with six-digit codes.

`data/regions.json` comes from the npm package `@vant/area-data` 2.1 (MIT licence); the towns that it lists for cities
without counties (东莞, 中山, 儋州, 嘉峪关) have no code in the standard and are left out. A code says where it
belongs: `440305` lies in `440300`, which lies in `440000`.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from .pinyin import initials

Level = Literal["province", "city", "county"]

_DATA = Path(__file__).parent / "data" / "regions.json"
_NAMES_WITH_ZU = (
    "壮 回 藏 朝鲜 满 苗 侗 土家 布依 彝 傣 白 羌 哈尼 傈僳 景颇 黎 瑶 仫佬 毛南 畲 土 撒拉 东乡 保安 "
    "裕固 拉祜 佤 纳西 普米 怒 独龙 仡佬 水 各 布朗 蒙古 哈萨克 达斡尔 鄂温克"
)
_WITHOUT_ZU = ["维吾尔", "蒙古", "哈萨克", "柯尔克孜", "锡伯", "塔吉克"]
_PEOPLES = "|".join([*(f"{name}族" for name in _NAMES_WITH_ZU.split()), *_WITHOUT_ZU])
_KIND = re.compile(
    rf"(?:{_PEOPLES})*(?:自治区|自治州|自治县|自治旗)$|(?:特别行政区|新区|林区|特区|地区|省|市|区|县|盟|州|旗)$"
)


@dataclass(frozen=True, slots=True)
class Region:
    """One region. `parent` is the code of the next higher one; provinces have none."""

    code: str
    name: str
    parent: str | None
    level: Level
    pinyin_initials: str
    """Of the short name, for finding it by letters: `sz` for 深圳市."""


@cache
def regions() -> tuple[Region, ...]:
    """All regions in the order of their codes, every parent before its children."""
    rows: dict[str, str] = json.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(
        Region(code, name, _parent(code), _level(code), initials(short_name(name))) for code, name in rows.items()
    )


@cache
def region_by_code() -> dict[str, Region]:
    """Code → region."""
    return {region.code: region for region in regions()}


def region_path(code: str) -> tuple[Region, ...]:
    """The region with those above it, the province first; empty for an unknown code."""
    found: list[Region] = []
    region = region_by_code().get(code)
    while region is not None:
        found.insert(0, region)
        region = region_by_code().get(region.parent) if region.parent else None
    return tuple(found)


def code_prefix(code: str) -> str:
    """What the codes of a region and of all below it begin with: `440000` → `44`, `440300` → `4403`."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def short_name(name: str) -> str:
    """The name without its kind: 深圳市 → 深圳, 恩施土家族苗族自治州 → 恩施; never shorter than two characters."""
    short = "内蒙古" if name == "内蒙古自治区" else _KIND.sub("", name)
    return short if len(short) >= 2 else name


def _level(code: str) -> Level:
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def _parent(code: str) -> str | None:
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"
