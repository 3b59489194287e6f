"""Companies as a public register prints them: the real file beside the project, else names put together by rule."""

import csv
import io
import itertools
import lzma
import random
from collections.abc import Iterator

from .place import ROOT

REAL = ROOT.parent / "shared" / "data" / "companies_1m.csv.xz"

Row = tuple[str, str, str, str, str, str, str, str]
"""Name, credit code, day of registration, legal form, capital, province, city, address."""

_CITIES = (
    *(("北京", "北京", "海淀区"), ("上海", "上海", "浦东新区"), ("广东", "深圳", "南山区"), ("广东", "广州", "天河区")),
    *(("浙江", "杭州", "西湖区"), ("江苏", "南京", "鼓楼区"), ("四川", "成都", "武侯区"), ("湖北", "武汉", "洪山区")),
    *(("山东", "青岛", "市南区"), ("陕西", "西安", "雁塔区"), ("河南", "郑州", "金水区"), ("辽宁", "大连", "中山区")),
)
_SOUNDS = "华兴瑞达恒信远通科博宏泰鑫源盛天云海龙金明德安和东方新润嘉美佳成永丰正大中国际联创智慧星辰光年百川"
_TRADES = (
    "科技",
    "贸易",
    "建筑工程",
    "信息技术",
    "商贸",
    "食品",
    "餐饮管理",
    "文化传播",
    "医疗器械",
    "物流",
    "服饰",
    "装饰",
)
_FORMS = (("有限公司", 70), ("股份有限公司", 5), ("经营部", 12), ("厂", 7), ("农民专业合作社", 4), ("合伙企业", 2))


def companies(count: int) -> Iterator[Row]:
    """The first `count` companies, always the same ones in the same order."""
    return itertools.islice(_real() if REAL.exists() else _generated(), count)


def origin() -> str:
    return "real register" if REAL.exists() else "generated"


def _real() -> Iterator[Row]:
    with lzma.open(REAL) as packed, io.TextIOWrapper(packed, "utf-8", newline="") as text:
        rows = csv.reader(text)
        next(rows)
        for row in rows:
            yield tuple(row)  # type: ignore[misc]
    # A larger base than the file goes on with generated ones.
    yield from _generated()


def _generated() -> Iterator[Row]:
    draw = random.Random(20261122)
    endings, weights = zip(*_FORMS, strict=True)
    for number in itertools.count():
        province, city, county = draw.choice(_CITIES)
        mark = "".join(draw.choices(_SOUNDS, k=draw.choice((2, 2, 3, 4))))
        name = f"{city}{mark}{draw.choice(_TRADES)}{draw.choices(endings, weights)[0]}"
        code = f"91{draw.randrange(110000, 659000)}MA{number:07d}"
        day = f"{draw.randrange(1985, 2019)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}"
        capital = f"{draw.choice((10, 50, 100, 500, 1000))}(万元人民币)"
        yield name, code[:18], day, "N/A", capital, province, city, f"{city}市{county}{mark}路{number % 999 + 1}号"
