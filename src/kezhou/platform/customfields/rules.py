"""What a definition may say: values in, problems out. Only entities, types and dictionaries are looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError
from kezhou.platform.entities import registry
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.models import Dictionary
from kezhou.platform.fields.registry import TYPES

from .models import CustomField
from .source import LINKS, spec_of

MAX_LABEL = 60
MAX_HELP = 300
MAX_CHOICES = 500
MAX_CODE = 40
MAX_ORDER = 100_000
MAX_INDEXABLE_LENGTH = 800
"""Characters of one line: longer ones would not fit into an entry of an index."""
MAX_LENGTHS: Mapping[str, int] = {"long_text": 100_000, "rich_text": 200_000}
DEFAULT_LENGTHS: Mapping[str, int] = {"long_text": 10_000, "rich_text": 50_000}
DEFAULT_LENGTH = 200
MAX_DIGITS = 18
CHOSEN = ("choice", "multi_choice")
LISTED = (*CHOSEN, "tags")
LINKED = ("link", "multi_link")
COUNTED = ("decimal", "percent", "money")
MASKABLE = ("text", "person_name", "address", "phone", "email", "url", "credit_code")
"""Types of which a part can be shown."""
PII_CLASSES = ("S1", "S2", "S3", "S4")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_COLOR = re.compile(r"[a-z]{0,20}")


def textual(type_key: str) -> bool:
    """Whether values are free text, whose length is limited."""
    found = TYPES[type_key]
    return found.columns[0].sql_type == "text" and type_key not in ("choice", "region", "credit_code", "phone")


def problems(field: CustomField) -> Iterable[FieldError]:
    """Everything that is wrong with a definition, each with its path."""
    if not field.label.strip() or len(field.label) > MAX_LABEL or len(field.label_en) > MAX_LABEL:
        yield _wrong("label", "required", _("A field needs a label of at most %(limit)d characters."), limit=MAX_LABEL)
    if len(field.help) > MAX_HELP:
        yield _wrong("help", "too_long", _("At most %(limit)d characters are allowed."), limit=MAX_HELP)
    if not 0 <= field.order <= MAX_ORDER:
        yield _wrong("order", "out_of_range", _("The number must lie between 0 and %(limit)d."), limit=MAX_ORDER)
    found = TYPES.get(field.type)
    if found is None or not found.custom_allowed:
        known = ", ".join(key for key, type_ in TYPES.items() if type_.custom_allowed)
        yield _wrong("type", "unknown_type", _("The type must be one of: %(known)s."), known=known)
        return
    yield from _limits(field)
    yield from _choices(field)
    yield from _link(field)
    yield from _personal(field)
    section_keys = [section.key for section in registry.native()[field.entity].definition.layout.sections]
    if field.section and field.section not in section_keys:
        known = ", ".join(section_keys) or "-"
        yield _wrong("section", "unknown_section", _("The form has the sections: %(known)s."), known=known)


def default_problem(field: CustomField) -> FieldError | None:
    """Whether the default is a value of the type; asked once the rest of the definition holds."""
    if field.default is None:
        return None
    if field.type in (*LINKED, *LINKS):
        return _wrong("default", "no_default", _("A field of this type takes no default."))
    spec = spec_of(field)
    try:
        spec.type.clean(field.default, spec)
    except ValueProblem as problem:
        message = problem.message % problem.params if problem.params else problem.message
        return FieldError("default", problem.code, message, problem.params)
    return None


def _limits(field: CustomField) -> Iterable[FieldError]:
    if field.max_length is not None:
        most = MAX_LENGTHS.get(field.type, MAX_INDEXABLE_LENGTH)
        if not textual(field.type):
            yield _wrong("max_length", "not_for_type", _("A field of this type takes no length."))
        elif not 1 <= field.max_length <= most:
            yield _wrong("max_length", "out_of_range", _("The length must lie between 1 and %(limit)d."), limit=most)
    if field.type not in COUNTED:
        for name in ("digits", "decimals"):
            if getattr(field, name) is not None:
                yield _wrong(name, "not_for_type", _("A field of this type takes no number of digits."))
        return
    digits, decimals = field.digits or MAX_DIGITS, 2 if field.decimals is None else field.decimals
    if not 1 <= digits <= MAX_DIGITS:
        yield _wrong("digits", "out_of_range", _("The number must lie between 1 and %(limit)d."), limit=MAX_DIGITS)
    if not 0 <= decimals <= min(6, digits):
        yield _wrong(
            "decimals", "out_of_range", _("The number must lie between 0 and %(limit)d."), limit=min(6, digits)
        )


def _choices(field: CustomField) -> Iterable[FieldError]:
    if field.type not in LISTED:
        if field.choices or field.dictionary:
            yield _wrong("choices", "not_for_type", _("A field of this type takes no choices."))
        return
    if field.dictionary and field.choices:
        yield _wrong("choices", "either_or", _("Name a dictionary or list the choices, not both."))
    if field.dictionary and not Dictionary.objects.filter(key=field.dictionary).exists():
        yield _wrong("dictionary", "unknown_dictionary", _("There is no such dictionary."))
    if field.type in CHOSEN and not field.dictionary and not field.choices:
        yield _wrong("choices", "required", _("A field of this type needs choices or a dictionary."))
    if len(field.choices) > MAX_CHOICES:
        yield _wrong("choices", "too_many", _("At most %(limit)d values are allowed."), limit=MAX_CHOICES)
        return
    seen: set[str] = set()
    for at, choice in enumerate(field.choices):
        path = f"choices.{at}"
        if not isinstance(choice["value"], str) or not _CODE.fullmatch(choice["value"]):
            yield _wrong(
                f"{path}.value", "bad_code", _("A code has 1 to %(limit)d letters, digits, _ . or -."), limit=MAX_CODE
            )
        elif choice["value"] in seen:
            yield _wrong(f"{path}.value", "twice", _("This code stands here twice."))
        seen.add(choice["value"])
        if not choice["label"].strip() or len(choice["label"]) > MAX_LABEL:
            yield _wrong(f"{path}.label", "required", _("A label has 1 to %(limit)d characters."), limit=MAX_LABEL)
        if not _COLOR.fullmatch(choice.get("color", "")):
            yield _wrong(f"{path}.color", "bad_color", _("A colour is a name such as red or blue."))


def _link(field: CustomField) -> Iterable[FieldError]:
    if field.type not in LINKED:
        if field.link:
            yield _wrong("link", "not_for_type", _("A field of this type points to nothing of its own choosing."))
    elif field.link not in registry.native():
        known = ", ".join(registry.native())
        yield _wrong("link", "unknown_entity", _("The field must point to one of: %(known)s."), known=known)


def _personal(field: CustomField) -> Iterable[FieldError]:
    if field.masked and field.type not in MASKABLE:
        known = ", ".join(MASKABLE)
        yield _wrong("masked", "not_for_type", _("Only these types can be shown in part: %(known)s."), known=known)
    if field.pii and field.pii not in PII_CLASSES:
        known = ", ".join(PII_CLASSES)
        yield _wrong("pii", "unknown_class", _("A personal value is one of: %(known)s."), known=known)
    if field.pii and not field.pii_purpose.strip():
        yield _wrong("pii_purpose", "required", _("Say for what purpose the personal value is kept."))


def _wrong(path: str, code: str, message: Any, **params: Any) -> FieldError:
    return FieldError(path, code, message % params if params else message, params)
