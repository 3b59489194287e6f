"""Industries after GB/T 4754-2017: 20 sections (letters) and 97 divisions (two digits)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "industries.txt"


@dataclass(frozen=True, slots=True)
class Industry:
    """A section (`C` 制造业) or a division (`43` 金属制品、机械和设备修理业); `parent` is the section's letter."""

    code: str
    name_zh: str
    name_en: str
    parent: str | None


@cache
def industries() -> tuple[Industry, ...]:
    """All sections and divisions in the order of the standard, a section before its divisions."""
    found: list[Industry] = []
    section = ""
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        code, name_zh, name_en = line.split("\t")
        if code.isalpha():
            section = code
        found.append(Industry(code, name_zh, name_en, None if code.isalpha() else section))
    return tuple(found)


@cache
def industry_by_code() -> dict[str, Industry]:
    """Code → industry."""
    return {industry.code: industry for industry in industries()}
