"""The unified social credit code (统一社会信用代码, GB 32100-2015) and what people write in its place.

A wrong code is flagged, never refused: a lead without a right code is still a lead. Known stand-ins are named: old
15-digit tax and registration numbers, the 18-digit id number of a sole proprietor, its 20-digit tax form.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from .sentence import Sentence
from .sentence import sentence as _

CodeKind = Literal["credit_code", "tax_15", "id_number", "tax_20", "unknown"]

MAX_CODE_TEXT = 40


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What a code is. `ok`: a credit code that holds. Otherwise `code` and `message` say what to look at."""

    ok: bool
    kind: CodeKind
    value: str
    """The code in capitals, half width, without spaces and dashes: the spelling to store and compare."""
    code: str = ""
    message: Sentence | None = None


def clean_credit_code(text: str) -> str:
    """Capitals, half width, no spaces or dashes; nothing else is changed."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text[:MAX_CODE_TEXT])).upper()


def check_credit_code(text: str) -> CodeVerdict:
    """The verdict on one code; never raises."""
    value = clean_credit_code(text)
    if not value.isascii():
        return CodeVerdict(
            False, "unknown", value, "code_characters", _("A credit code has only digits and capital letters")
        )
    if len(value) == 18:
        return _of_18(value)
    if re.fullmatch(r"[0-9A-Z]{15}", value):
        return CodeVerdict(
            False, "tax_15", value, "code_old_tax", _("This is an old tax or registration number of 15 characters")
        )
    if re.fullmatch(r"[0-9]{17}[0-9X][0-9]{2}", value):
        return CodeVerdict(
            False, "tax_20", value, "code_tax_20", _("This is a tax number of 20 characters made from an id number")
        )
    return CodeVerdict(
        False,
        "unknown",
        value,
        "code_length",
        _("A credit code has 18 characters, this has %(length)s", length=len(value)),
    )


def _of_18(value: str) -> CodeVerdict:
    try:
        uscc.validate(value)
    except ValidationError:
        pass
    else:
        return CodeVerdict(True, "credit_code", value)
    if ric.is_valid(value):
        return CodeVerdict(
            False, "id_number", value, "code_id_number", _("This is the id number of a person, not a credit code")
        )
    wrong = sorted(set(value) & set("IOSVZ"))
    if wrong:
        return CodeVerdict(
            False,
            "credit_code",
            value,
            "code_letters",
            _("Credit codes never hold the letters %(letters)s; look for 1, 0, 5, U or 2", letters=" ".join(wrong)),
        )
    if re.fullmatch(r"[0-9A-Z]{18}", value):
        return CodeVerdict(
            False, "credit_code", value, "code_check_digit", _("The check digit of the credit code does not hold")
        )
    return CodeVerdict(
        False, "unknown", value, "code_characters", _("A credit code has only digits and capital letters")
    )
