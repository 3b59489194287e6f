"""Evidence in words."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.matching.judge import Reason

STRONG, MEDIUM = 4.0, 1.5
"""Log-odds from which a piece of evidence is called strong or medium, for or against."""

VERDICT_WORDS = {
    "certain": _("almost certainly the same"),
    "likely": _("probably the same"),
    "possible": _("possibly the same"),
}

_WORDS = {
    ("name", "same"): _("The names are the same apart from place, form and spelling."),
    ("name", "sound"): _("The names sound the same; one character differs."),
    ("name", "near_sound"): _("The names sound alike; one character differs."),
    ("name", "shape"): _("One character differs that looks alike."),
    ("name", "swapped"): _("Two neighbouring characters are swapped in the name."),
    ("name", "missing"): _("The name that was entered lacks characters of the other."),
    ("name", "extra"): _("The name that was entered has characters that the other lacks."),
    ("name", "other"): _("One character of the name differs."),
    ("name", "number"): _("A number in the name differs."),
    ("name", "slips"): _("The names differ in several places."),
    ("name", "unlike"): _("The names are unlike."),
    ("person", "same"): _("The persons' names are the same."),
    ("person", "sound"): _("The persons' names sound the same."),
    ("person", "different"): _("The persons' names differ."),
    ("credit_code", "same"): _("The credit code or tax number is the same."),
    ("credit_code", "different"): _("The credit codes or tax numbers differ."),
    ("landline", "same"): _("A landline number is the same."),
    ("landline", "different"): _("The landline numbers differ."),
    ("mobile", "same"): _("A mobile number is the same."),
    ("mobile", "different"): _("The mobile numbers differ."),
    ("email", "same"): _("An e-mail address is the same."),
    ("email", "different"): _("The e-mail addresses differ."),
    ("website", "same"): _("The web or mail domain is the same."),
    ("website", "different"): _("The web or mail domains differ."),
    ("address", "same"): _("The address is the same."),
    ("address", "close"): _("The addresses are nearly the same."),
    ("address", "near"): _("The addresses are alike."),
    ("address", "different"): _("The addresses differ."),
    ("address", "elsewhere"): _("The addresses lie in different places."),
}

_DETAILS = {
    "place.different": _("the places differ"),
    "written.elsewhere": _("the places differ"),
    "branch.elsewhere": _("the branches are in different places"),
    "place.within": _("one place lies within the other"),
    "place.one": _("only one names a place"),
    "form.different": _("the legal forms differ"),
    "form.short": _("the legal form is written differently"),
    "form.one": _("only one names a legal form"),
    "branch.one": _("only one is a branch"),
    "written.branch": _("only one is a branch"),
    "branch_form.different": _("the kinds of branch differ"),
    "note.one": _("only one has a note in brackets"),
    "note.different": _("the notes in brackets differ"),
    "alias": _("compared with the short name"),
}

_FACTS_OF = {"landline": {"phone"}, "mobile": {"phone"}, "website": {"website", "email"}}
"""Field of evidence → the facts that it is drawn from, where it is not called like them."""


def reasons(found: Sequence[Reason]) -> list[dict[str, Any]]:
    """`[{field, code, text, strength, weight, details: [{code, text}]}]`; `strength` is strong·medium·weak, `weight`
    below
    zero speaks against."""
    return [
        {
            "field": reason.field,
            "code": reason.code,
            "text": _WORDS[reason.field, reason.code],
            "strength": _strength(reason.weight),
            "weight": round(reason.weight, 2),
            "details": [{"code": code, "text": _DETAILS[code]} for code in reason.details],
        }
        for reason in found
    ]


def stored(found: Sequence[Reason]) -> list[list[Any]]:
    """Evidence as a pair keeps it: no words, for each reader has a language."""
    return [[reason.field, reason.code, round(reason.weight, 3), list(reason.details)] for reason in found]


def restored(rows: Sequence[Sequence[Any]], hidden: Set[str]) -> list[dict[str, Any]]:
    """The words of stored evidence, without what is drawn from facts that are hidden from the reader."""
    kept = [row for row in rows if hidden.isdisjoint(_FACTS_OF.get(row[0], {row[0]}))]
    return reasons([Reason(field, code, weight, tuple(details)) for field, code, weight, details in kept])


def _strength(weight: float) -> str:
    size = abs(weight)
    return "strong" if size >= STRONG else "medium" if size >= MEDIUM else "weak"
