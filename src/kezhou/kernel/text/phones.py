"""Phone numbers, e-mail addresses and id numbers: one spelling to store and compare, and the form that hides them.

Chinese numbers are kept as digits: mobile `13800001234`, landline with its area code `075526780000`, local `26780000`,
service `4008001234` or `95588`; foreign ones with their country `+85221234567`. An extension is kept apart.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

PhoneKind = Literal["mobile", "landline", "local", "service", "foreign"]

MAX_PHONE_TEXT = 60
MAX_EMAIL = 254

_EXTENSION = re.compile(
    r"^(?P<number>.*?[0-9)])\s*(?:转|分机|内线|ext\.?|x|#|,)+[号:.\s]*(?P<extension>[0-9]{1,6})$", re.I
)
_DASHED = re.compile(r"^(?P<number>(?:0[0-9]{2,3}-?)?[0-9]{7,8}|[48]00[0-9-]{7,9})-(?P<extension>[0-9]{1,6})$")
_KINDS: tuple[tuple[PhoneKind, re.Pattern[str]], ...] = (
    ("mobile", re.compile(r"1[3-9][0-9]{9}")),
    ("landline", re.compile(r"0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{2}[0-9]{7,8}")),
    ("service", re.compile(r"[48]00[0-9]{7}|9[56][0-9]{3,4}|1[02][0-9]{3}")),
    ("local", re.compile(r"[2-8][0-9]{6,7}")),
)
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}"
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-.][0-9]{1,2}[-.][0-9]{1,2}")
_MASK = re.compile(r"[*＊•●]{2,}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be dialled. `digits` is the spelling to store and compare; `+` stands before a foreign one."""

    digits: str
    kind: PhoneKind
    extension: str = ""


def normalise_phone(raw: str) -> Phone | None:
    """The number in the text, +86, spaces, dashes and brackets taken away; None when there is none or several."""
    if len(raw) > MAX_PHONE_TEXT:
        return None
    text = re.sub(r"[‐-―−]", "-", unicodedata.normalize("NFKC", raw)).strip()
    text = re.sub(r"^(?:tel|phone|mobile|电话|手机|座机)\s*[:.]?\s*", "", text, flags=re.IGNORECASE)
    at_home = re.sub(r"^(?:\+|00)\s*86[\s-]*(?=[0-9(])", "", text)
    with_country = at_home != text
    text, extension = _split_extension(at_home)
    if not re.fullmatch(r"\+?[0-9\s().-]+", text) or _DATE.fullmatch(text):
        return None
    digits = re.sub(r"[^0-9+]", "", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+"):
        return Phone(digits, "foreign", extension) if re.fullmatch(r"\+[1-9][0-9]{7,14}", digits) else None
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    if with_country and re.fullmatch(r"(?:10|2[0-9])[0-9]{8}|[3-9][0-9]{9,10}", digits):
        digits = f"0{digits}"
    return next((Phone(digits, kind, extension) for kind, shape in _KINDS if shape.fullmatch(digits)), None)


def _split_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.match(text) or _DASHED.match(re.sub(r"[\s()]+", "", text))
    return (found["number"], found["extension"]) if found else (text, "")


def normalise_email(raw: str) -> str | None:
    """The address in lower case and half width; None when it is none."""
    text = unicodedata.normalize("NFKC", raw).strip().lower()
    well_formed = len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) and ".." not in text
    return text if well_formed and not text.startswith(".") and ".@" not in text else None


def mask_phone(value: str) -> str:
    """`138****1234`; shorter numbers show less; an extension is not shown."""
    digits = re.split(r"-(?=[0-9]{1,6}$)", value)[0] if re.fullmatch(r"\+?[0-9]{5,}-[0-9]{1,6}", value) else value
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) >= 7:
        return f"{digits[:2]}****{digits[-2:]}"
    return f"{digits[:1]}****"


def mask_email(value: str) -> str:
    """`zh****@example.com`; of a name of one or two letters nothing but the first."""
    name, at, domain = value.rpartition("@")
    if not at:
        return f"{value[:1]}****"
    return f"{name[: 2 if len(name) > 2 else 1]}****@{domain}"


def mask_id_number(value: str) -> str:
    """`440****1234`: neither the date of birth nor the district; short numbers show only their head."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 15 else f"{value[:1]}****"


def looks_masked(value: str) -> bool:
    """Whether the text is a masked form that came back, so that it must never be stored."""
    return _MASK.search(value) is not None
