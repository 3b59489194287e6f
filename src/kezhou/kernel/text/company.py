"""What a Chinese company name is made of: region, core, form, branch.

`深圳市华为技术有限公司` → 深圳市 · 华为技术 · 有限公司; in `北京西尔康电梯有限公司长治分公司` 长治分公司 is kept apart,
for a branch is not its company. Two spellings of one company have the same core; it ranks and finds duplicates.
"""

import re
from dataclasses import dataclass
from functools import cache

from .fold import fold
from .regions import regions, short_name

MAX_NAME = 200
MIN_CORE = 2
"""A region is not taken away where less than this would remain of the name."""
MAX_REGION_STEPS = 3

_SUFFIX_WORDS = (
    "集团股份有限公司 股份有限责任公司 股份有限公司 有限责任公司 集团有限公司 有限公司 股份公司 集团公司 "
    "总公司 公司 集团 农民专业合作社联合社 农民专业合作社 专业合作社 合作社 个人独资企业 有限合伙 "
    "普通合伙 合伙企业 特殊普通合伙 个体工商户 "
    "工作室 事务所 研究院 设计院 研究所 中心 商行 商店 商贸行 经营部 门市部 服务部 销售部 总厂 工厂 厂 "
    "商场 超市 酒店 饭店 店"
)
_SUFFIXES = sorted(_SUFFIX_WORDS.split(), key=lambda suffix: -len(suffix))
_GENERIC = frozenset({"银行", "供销", "信用", "农村信用", "农村商业银行", "农村信用合作联社", "人民", "邮政"})
"""Cores that say nothing without their region: 上海银行 stays whole."""
_BRANCH = re.compile(
    r"(?P<base>.{2,}?(?:公司|集团|银行|信用社|合作社|供销社|联社|联合社))"
    r"(?!股份|有限|集团|公司)"
    r"(?P<branch>.{0,30}(?:分公司|支公司|分行|支行|分店|分厂|分社|分院|分所|分部|分中心|营业部|营业所|营业厅|"
    r"办事处|代表处|门市部|"
    r"经营部|销售部|服务部|供销部|加油站|支局|专卖店|直营店|项目部|车队|店|站))"
)


@dataclass(frozen=True, slots=True)
class Core:
    """The parts of a folded name; those that it lacks are blank. `core` never is."""

    region: str
    core: str
    suffix: str
    branch: str


def name_core(name: str) -> Core:
    """The parts of a company name. A name that is nothing but region and form keeps both in its core."""
    text = fold(name[:MAX_NAME]).replace(" ", "")
    found = _BRANCH.fullmatch(text)
    base, branch = (found["base"], found["branch"]) if found else (text, "")
    base, region, suffix = _brackets(base)
    for _step in range(MAX_REGION_STEPS):
        head = _region_head(base)
        left = _without_suffix(base[len(head) :])[0]
        if not head or len(left) < MIN_CORE or left in _GENERIC:
            break
        region += head
        base = base[len(head) :]
    core, form = _without_suffix(base)
    return Core(region, core or text, form + suffix, branch)


def _brackets(text: str) -> tuple[str, str, str]:
    """The text without what stands in brackets: a region there is the region, a form the form, the rest is dropped."""
    region = suffix = ""
    for inside in re.findall(r"\(([^()]*)\)", text):
        if inside in _SUFFIXES:
            suffix += inside
        elif inside and _region_head(inside) == inside:
            region += inside
    plain = re.sub(r"\([^()]*\)|[()\"“”'·.,、-]", "", text)
    return (plain or text), region, suffix


def _without_suffix(text: str) -> tuple[str, str]:
    for suffix in _SUFFIXES:
        if text.endswith(suffix) and len(text) > len(suffix):
            core = text[: -len(suffix)]
            return (core.removesuffix("集团") or core), suffix
    return text, ""


@cache
def _region_names() -> tuple[frozenset[str], tuple[int, ...]]:
    """Full names of all regions, short names of provinces and cities, and their lengths, longest first."""
    names = {region.name for region in regions() if len(region.name) >= 2}
    names |= {short_name(region.name) for region in regions() if region.level != "county"}
    names -= {"省直辖县", "自治区直辖县级行政区划"}
    return frozenset(names), tuple(sorted({len(name) for name in names}, reverse=True))


def _region_head(text: str) -> str:
    names, lengths = _region_names()
    for length in lengths:
        head = text[:length]
        if head in names:
            return text[: length + 1] if text[length : length + 1] in ("省", "市") and head[-1] not in "省市" else head
    return ""
