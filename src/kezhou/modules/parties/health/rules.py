"""How good the data about a customer is: four parts, what is wrong, and what one click puts right. Pure.

The score is the sum of what is filled (60), valid (20), fresh (10) and free of contradiction (10).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.matching import reach
from kezhou.kernel.text.area_codes import area_province
from kezhou.kernel.text.phones import normalise_phone

FILLED: Mapping[str, int] = {
    "name": 8,
    "credit_code": 10,
    "industry": 6,
    "level": 3,
    "source": 3,
    "region": 6,
    "address": 6,
    "phone": 8,
    "email": 4,
    "website": 3,
    "registered_capital": 3,
}
"""Points for a field that is filled, 60 in all. A mobile counts as a phone; a person needs neither code nor capital."""
NOT_OF_PERSONS = frozenset({"credit_code", "industry", "registered_capital", "website"})

VALID, FRESH, CONSISTENT = 20, 10, 10
CONTRADICTION = 5
AGEING_DAYS, STALE_DAYS = 180, 365
"""Nobody has changed or confirmed the data for so many days: half of the points for freshness go, then all."""
AGEING_POINTS = 5

NATIONAL_OFFICE = "100000"
"""Place in the codes of companies that the national office registered: it names no region."""
_FINANCE = frozenset({"J", "66", "67", "68", "69"})
_NO_BANKS = frozenset({"sole_proprietor", "sole_investment", "farmers_cooperative"})
_WIDE = str.maketrans(
    {wide: chr(wide - 0xFEE0) for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
     for wide in range(first, last + 1)} | {0x3000: " "}
)  # fmt: skip
_MAYBE_UNTIDY = re.compile(r"[\s０-９Ａ-Ｚａ-ｚ（）]")
_HALF_BRACKETS = str.maketrans("（）", "()")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a record. `fields` are those that it is about: who may not see one of them does not
    hear of it."""

    code: str
    part: str
    points: int
    """What it costs."""
    label: Any
    fields: tuple[str, ...]


FINDINGS: Mapping[str, Finding] = {
    one.code: one
    for one in (
        Finding("code_invalid", "valid", 8, _("Credit code does not hold"), ("credit_code",)),
        Finding("phone_invalid", "valid", 5, _("Phone cannot be dialled"), ("phone", "mobile")),
        Finding("name_untidy", "valid", 4, _("Name is written untidily"), ("name",)),
        Finding("address_untidy", "valid", 3, _("Address is written untidily"), ("address",)),
        Finding("ageing", "fresh", 5, _("Not confirmed for 180 days"), ()),
        Finding("stale", "fresh", 10, _("Not confirmed for a year"), ()),
        Finding("region_code", "consistent", 5, _("Region and credit code disagree"), ("region", "credit_code")),
        Finding("region_phone", "consistent", 5, _("Region and area code disagree"), ("region", "phone")),
        Finding("form_name", "consistent", 5, _("Legal form and name disagree"), ("legal_form", "name")),
        Finding("form_industry", "consistent", 5, _("Legal form and industry disagree"), ("legal_form", "industry")),
        Finding("founded_future", "consistent", 5, _("Founded in the future"), ("founded_on",)),
        Finding("email_website", "consistent", 5, _("E-mail and website disagree"), ("email", "website")),
    )
}
PARTS: Mapping[str, tuple[Any, int]] = {
    "filled": (_("Completeness"), sum(FILLED.values())),
    "valid": (_("Validity"), VALID),
    "fresh": (_("Freshness"), FRESH),
    "consistent": (_("Consistency"), CONSISTENT),
}


@dataclass(frozen=True, slots=True)
class Health:
    """`parts` holds the points of each part, `missing` the fields that are not filled, `findings` the codes."""

    score: int
    parts: Mapping[str, int]
    missing: tuple[str, ...]
    findings: tuple[str, ...]


def assess(values: Mapping[str, Any], code_holds: bool | None, today: date, confirmed_on: date | None) -> Health:
    """The health of a customer with these values; `confirmed_on` None means today."""
    missing = tuple(_missing(values))
    found = tuple(_wrong(values, code_holds, today, confirmed_on))
    lost = {"valid": 0, "fresh": 0, "consistent": 0}
    for code in found:
        finding = FINDINGS[code]
        lost[finding.part] += finding.points
    parts = {
        "filled": PARTS["filled"][1] - sum(FILLED[name] for name in missing),
        **{part: max(0, PARTS[part][1] - points) for part, points in lost.items()},
    }
    return Health(sum(parts.values()), parts, missing, found)


def age_of(confirmed_on: date, today: date) -> str | None:
    """The finding about freshness, if any."""
    days = (today - confirmed_on).days
    return "stale" if days >= STALE_DAYS else "ageing" if days >= AGEING_DAYS else None


def _missing(values: Mapping[str, Any]) -> Iterator[str]:
    person = values.get("kind") == "person"
    for name in FILLED:
        if person and name in NOT_OF_PERSONS:
            continue
        if not values.get(name) and not (name == "phone" and values.get("mobile")):
            yield name


def _wrong(values: Mapping[str, Any], code_holds: bool | None, today: date, confirmed_on: date | None) -> Iterator[str]:
    if code_holds is False:
        yield "code_invalid"
    if not (_dials(values.get("phone")) and _dials(values.get("mobile"))):
        yield "phone_invalid"
    if (name := values.get("name")) and tidy(name) != name:
        yield "name_untidy"
    if (address := values.get("address")) and tidy(address) != address:
        yield "address_untidy"
    if confirmed_on is not None and (age := age_of(confirmed_on, today)) is not None:
        yield age
    yield from _contradictions(values, code_holds, today)


def _contradictions(values: Mapping[str, Any], code_holds: bool | None, today: date) -> Iterator[str]:
    region, code, form = values.get("region"), values.get("credit_code"), values.get("legal_form")
    if region and code and code_holds and code[2:8] != NATIONAL_OFFICE and code[2:4] != region[:2]:
        yield "region_code"
    if region and (province := area_province(values.get("phone") or "")) is not None and province != region[:2]:
        yield "region_phone"
    if form and (stated := form_in_name(values.get("name") or "")) is not None and not _fits(form, stated):
        yield "form_name"
    if form in _NO_BANKS and values.get("industry") in _FINANCE:
        yield "form_industry"
    if (founded := values.get("founded_on")) is not None and founded > today:
        yield "founded_future"
    if _other_domain(values.get("email"), values.get("website")):
        yield "email_website"


def _dials(number: str | None) -> bool:
    """Whether a number is none, or one that can be dialled. The form stores digits; imports of old keep what came."""
    return not number or (number.isdigit() and len(number) == 11) or normalise_phone(number) is not None


def tidy(text: str) -> str:
    """Half-width letters and digits, brackets that match, single blanks, none between Chinese characters."""
    if not _MAYBE_UNTIDY.search(text):
        return text
    text = " ".join(text.translate(_WIDE).split())
    if ("（" in text) != ("）" in text):
        text = text.translate(_HALF_BRACKETS)
    if " " not in text:
        return text
    kept = [
        char for at, char in enumerate(text) if char != " " or not (_is_han(text[at - 1]) and _is_han(text[at + 1]))
    ]
    return "".join(kept)


def _is_han(char: str) -> bool:
    """A Chinese character, or a bracket, beside which nobody writes a blank either."""
    return "一" <= char <= "鿿" or char in "()（）"


def form_in_name(name: str) -> str | None:
    """What a company's name says for certain about its legal form, if anything."""
    name = name.rstrip()
    if name.endswith(("分公司", "分行", "支行", "支公司", "办事处", "代表处")):
        return "branch"
    if name.endswith(("股份有限公司", "股份公司")):
        return "joint_stock"
    if name.endswith(("有限公司", "有限责任公司")):
        return "limited"
    return "partnership" if name.endswith(("(有限合伙)", "（有限合伙）", "(普通合伙)", "（普通合伙）")) else None


def _fits(form: str, stated: str) -> bool:
    """A limited company may also be foreign-invested, state-owned or collective; a branch is always a branch."""
    if form == stated or form == "other":
        return True
    if stated in ("limited", "joint_stock"):
        return form in ("foreign_invested", "state_owned", "collective", "stock_cooperative", "sole_investment")
    return stated == "partnership" and form == "foreign_invested"


def _other_domain(email: str | None, website: str | None) -> bool:
    if not email or not website:
        return False
    own, site = reach.email(email), reach.site(website)
    return bool(own and own[1] and site and own[1] != site)


# -- what one click puts right --------------------------------------------------------------------------------------

Values = Mapping[str, Any]
Change = Callable[[Values], Values]


def region_from_code(values: Values, known: Callable[[str], bool]) -> Values:
    """The most exact region that the code names."""
    code = str(values.get("credit_code") or "")
    if len(code) != 18 or code[2:8] == NATIONAL_OFFICE:
        return {}
    place = next((p for p in (code[2:8], f"{code[2:6]}00", f"{code[2:4]}0000") if known(p)), None)
    return {} if place is None or place == values.get("region") else {"region": place}


def tidy_text(name: str) -> Change:
    def change(values: Values) -> Values:
        old = values.get(name)
        return {name: tidy(old)} if old and tidy(old) != old else {}

    return change


def form_from_name(values: Values) -> Values:
    stated = form_in_name(str(values.get("name") or ""))
    if stated is None or (values.get("legal_form") and _fits(values["legal_form"], stated)):
        return {}
    return {"legal_form": stated}


def tidy_phones(values: Values) -> Values:
    """Numbers in the one spelling; what cannot be read stays for a person to look at."""
    changes: dict[str, str] = {}
    for name in ("phone", "mobile"):
        old = values.get(name)
        read = normalise_phone(old) if old else None
        if old and read is not None:
            text = f"{read.digits}-{read.extension}" if read.extension else read.digits
            changes |= {name: text} if text != old else {}
    return changes
