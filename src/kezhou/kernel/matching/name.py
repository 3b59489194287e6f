"""A company name taken apart for comparison: places, core, legal form, branch, note.

`深圳市华为技术有限公司北京分公司` → 深圳市 · 华为技术 · 有限公司 · 北京 · 分公司. Every character keeps the zone it
belongs to, so that
a slip can be weighed by where it happened. A branch is never its company.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from kezhou.kernel.text.fold import fold

from .places import PLACE_KINDS, Place, agree, leading_place

MAX_NAME = 200
MIN_CORE = 2
"""A place is not taken away where less than this would remain of the name."""
MAX_PLACES = 3

PLACE, CORE, FORM, BRANCH, BRANCH_FORM, NOTE = "pcfbgn"
"""Zones, one letter per character."""

_COMPANY_WORDS = (
    "集团股份有限公司 股份有限责任公司 集团有限责任公司 有限责任公司 股份有限公司 集团有限公司 有限公司 股份公司 "
    "集团公司 总公司 有限责任 股份有限 有限 公司 集团"
)
_COMPANY = _COMPANY_WORDS.split()
_COOPERATIVE_WORDS = "农民专业合作社联合社 专业合作社联合社 农民专业合作社 专业合作社 合作联社 合作社"
_COOPERATIVE = _COOPERATIVE_WORDS.split()
_OTHER_WORDS = (
    "个人独资企业 有限合伙 普通合伙 特殊普通合伙 合伙企业 个体工商户 工作室 事务所 研究院 设计院 研究所 中心 "
    "商行 商店 商贸行 经营部 门市部 服务部 销售部 总厂 分厂 工厂 厂 商场 超市 酒店 饭店 店"
)
_OTHER = _OTHER_WORDS.split()
_FORMS = sorted([*_COMPANY, *_COOPERATIVE, *_OTHER], key=lambda form: -len(form))
_FAMILY = dict.fromkeys(_COMPANY, "company") | dict.fromkeys(_COOPERATIVE, "cooperative")

_BASE = re.compile(r".{2,}?(?:公司|集团(?!.*公司))(?!股份|有限|集团|公司|总公司)")
_INSTITUTION = re.compile(
    r"(?P<base>.{2,}?(?:银行|信用社|合作社|供销社|联社|联合社))"
    r"(?P<rest>.{0,40}(?:公司|分行|支行|分理处|分店|分厂|分社|分院|分所|分部|分中心|营业部|营业所|营业厅|营业室|办事处|"
    r"代表处|门市部|经营部|销售部|服务部|供销部|储蓄所|代办站|商店|加油站|支局|项目部|店|站|部|处|分))"
)
_BRANCH_FORM = re.compile(
    r"(?:分公司|支公司|分行|支行|分理处|分店|分厂|分社|分院|分所|分部|分中心|营业部|营业所|营业厅|办事处|代表处|"
    r"门市部|经营部|销售部|服务部|供销部|加油站|支局|项目部|分局|分|店|站|厂)$"
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_NOISE = re.compile(r"[^\w]|_")
_TENS = re.compile(r"(?<=[二三四五六七八九第])十(?=[一二三四五六七八九])")
_DIGITS = str.maketrans("0123456789〇壹贰叁肆伍陆柒捌玖", "零一二三四五六七八九零一二三四五六七八九")
NUMERALS = frozenset("零一二三四五六七八九十")


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of one name; parts that it lacks are blank. `text` and `zones` are parallel, as written,
    unbracketed."""

    text: str
    zones: str
    places: tuple[Place, ...]
    core: str
    form: str
    branch: str
    branch_form: str
    note: str

    @property
    def form_family(self) -> str:
        return _FAMILY.get(self.form, self.form)

    def part(self, zone: str) -> str:
        return "".join(char for char, at in zip(self.text, self.zones, strict=True) if at == zone)


@lru_cache(maxsize=20_000)
def parse_name(name: str) -> Name:
    """The parts of a company name; blank parts for a blank name."""
    folded = fold(name[:MAX_NAME]).translate(_DIGITS)
    pieces, notes = _unbracket(_TENS.sub("", folded.replace(" ", "")))
    text = "".join(piece for piece, _zone in pieces)
    fixed = "".join(zone * len(piece) for piece, zone in pieces)
    free = [index for index, zone in enumerate(fixed) if zone == CORE]
    zones = list(fixed)
    for index, zone in zip(free, _zones("".join(text[i] for i in free)), strict=True):
        zones[index] = zone
    bracketed = [place for piece, zone in pieces if zone == PLACE and (place := leading_place(piece))]
    whole = "".join(zones)
    parts = {zone: "".join(c for c, z in zip(text, whole, strict=True) if z == zone) for zone in "pcfbg"}
    heads = _head_places("".join(text[i] for i in free))
    form = "".join(parts[FORM])
    return Name(text, whole, (*heads, *bracketed), parts[CORE], form, parts[BRANCH], parts[BRANCH_FORM], "".join(notes))


def read_beside(one: Name, other: Name) -> Name:
    """`one` with its leading place as the beginning of what the company calls itself, where `other` has the same word
    there: 永兴不锈钢 is of the county 永兴 until it stands beside 余姚市永兴不锈钢有限公司."""
    if not one.places or not one.zones.startswith(PLACE):
        return one
    word = one.places[0].text
    alone = one.text.startswith(word) and one.zones[len(word) : len(word) + 1] != PLACE
    if not alone or word[-1] in PLACE_KINDS or not other.core.startswith(word):
        return one
    return replace(one, zones=CORE * len(word) + one.zones[len(word) :], places=one.places[1:], core=word + one.core)


def _unbracket(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The text in pieces with a fixed zone for what stood in brackets (a place, a form) and CORE for the rest.

    Other brackets are a note: (微型企业) — it stays in the text, in its own zone.
    """
    pieces: list[tuple[str, str]] = []
    notes: list[str] = []
    position = 0
    for found in _BRACKET.finditer(text):
        pieces.append((_NOISE.sub("", text[position : found.start()]), CORE))
        inside = _NOISE.sub("", found[1])
        place = leading_place(inside)
        if place is not None and place.text == inside:
            pieces.append((inside, PLACE))
        elif inside in _FORMS:
            pieces.append((inside, FORM))
        elif inside:
            pieces.append((inside, NOTE))
            notes.append(inside)
        position = found.end()
    pieces.append((_NOISE.sub("", text[position:]), CORE))
    pieces = [piece for piece in pieces if piece[0]]
    if pieces and all(zone != CORE for _piece, zone in pieces):
        return [("".join(piece for piece, _zone in pieces), CORE)], []
    return pieces, notes


def _zones(text: str) -> str:
    """The zone of every character of an unbracketed name."""
    base, branch = _split_branch(text)
    places = sum(len(place.text) for place in _head_places(text))
    core = base[places:]
    form = next((f for f in _FORMS if core.endswith(f) and len(core) > len(f)), "")
    if form in _COMPANY and core[: -len(form)].endswith("集团") and len(core) > len(form) + 2:
        form = f"集团{form}"
    zones = PLACE * places + CORE * (len(core) - len(form)) + FORM * len(form)
    found = _BRANCH_FORM.search(branch)
    kind = len(found[0]) if found else 0
    return zones + BRANCH * (len(branch) - kind) + BRANCH_FORM * kind


def _split_branch(text: str) -> tuple[str, str]:
    found = _BASE.match(text)
    if found:
        return found[0], text[found.end() :]
    institution = _INSTITUTION.fullmatch(text)
    return (institution["base"], institution["rest"]) if institution else (text, "")


def _head_places(text: str) -> list[Place]:
    """The places at the head of the name, each within the one before; enough of the name must remain."""
    base = _split_branch(text)[0]
    form = next((f for f in _FORMS if base.endswith(f) and len(base) > len(f)), "")
    end = len(base) - len(form)
    found: list[Place] = []
    position = 0
    while len(found) < MAX_PLACES:
        place = leading_place(base, position)
        if place is None or end - position - len(place.text) < MIN_CORE:
            break
        if found and not agree(found[-1].prefixes, place.prefixes):
            break
        found.append(place)
        position += len(place.text)
    return found
