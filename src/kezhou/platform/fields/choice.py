"""One of a list, several of a list, free tags. Codes are stored; labels belong to the dictionary and may change."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from .base import COMMON, Column, FieldType, ValueProblem
from .spec import FieldSpec

MAX_VALUES = 100
MAX_TAG_LENGTH = 40
_SEPARATORS = re.compile(r"[;；,，、|\n]+")


def _label_of(spec: FieldSpec, value: Any) -> str:
    return next((str(choice.label) for choice in spec.choices if choice.value == value), str(value))


class Choice(FieldType):
    """A code from the field's dictionary. A code that is no longer active may stay but not be chosen anew."""

    key = "choice"
    operators = COMMON
    groupable = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, str) or all(choice.value != raw for choice in spec.choices):
            raise ValueProblem(
                "not_a_choice",
                _("“%(value)s” is not one of the choices: %(allowed)s."),
                value=str(raw)[:60],
                allowed="、".join(str(choice.label) for choice in spec.choices if choice.active)[:300],
            )
        return raw

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        """A cell may hold the label, which is what exports write, or the code; both in any case."""
        text = str(cell).strip().removesuffix(".0")
        for choice in spec.choices:
            if text == str(choice.label):
                return choice.value
        if any(text == choice.value for choice in spec.choices):
            return text
        folded = text.casefold()
        for choice in spec.choices:
            if folded in (choice.value.casefold(), str(choice.label).casefold()):
                return choice.value
        return self.clean(text, spec)

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return _label_of(spec, value)

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if value in (None, "") else _label_of(spec, value)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "string"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        # Where a choice gives other fields their meaning, any of the choices may not go with any value of theirs.
        if (usual := spec.options.get("sample")) is not None:
            return usual
        return spec.choices[number % len(spec.choices)].value if spec.choices else None


class MultiChoice(FieldType):
    """Several codes from the dictionary, in the order of choosing."""

    key = "multi_choice"
    operators = ("has_any", "has_all", "empty", "not_empty")
    sortable = False
    multiple = True
    columns = (Column("", "text[]"),)
    custom_cast = "jsonb"

    def item(self, raw: Any, spec: FieldSpec) -> str:
        return str(Choice().clean(raw, spec))

    def parse_item(self, text: str, spec: FieldSpec) -> str:
        return str(Choice().parse(text, spec))

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, list):
            raise ValueProblem("not_a_list", _("This must be a list."))
        if len(raw) > MAX_VALUES:
            raise ValueProblem("too_many", _("At most %(limit)d values are allowed."), limit=MAX_VALUES)
        return list(dict.fromkeys(self.item(value, spec) for value in raw))

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        texts = [part.strip() for part in _SEPARATORS.split(str(cell)) if part.strip()]
        return self.clean([self.parse_item(text, spec) for text in texts], spec)

    def operand(self, raw: Any, spec: FieldSpec) -> Any:
        return self.clean(raw if isinstance(raw, list) else [raw], spec)

    def blank(self, spec: FieldSpec) -> Any:
        return []

    def is_empty(self, value: Any) -> bool:
        return not value

    def load(self, stored: tuple[Any, ...], spec: FieldSpec) -> Any:
        return stored[0] or None

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return "、".join(_label_of(spec, item) for item in value)

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return str(self.to_cell(value or [], spec))

    def custom_expression(self, document: str, name: str) -> str:
        text = super().custom_expression(document, name)
        return text.replace("->>", "->").removesuffix("::jsonb")

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "maxItems": MAX_VALUES}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return [spec.choices[number % len(spec.choices)].value] if spec.choices else []


class Tags(MultiChoice):
    """Words that people put on a record; a dictionary only suggests."""

    key = "tags"

    def item(self, raw: Any, spec: FieldSpec) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise ValueProblem("not_text", _("This must be text."))
        tag = " ".join(raw.replace("\x00", "").split())
        if len(tag) > MAX_TAG_LENGTH:
            raise ValueProblem(
                "too_long",
                _("At most %(limit)d characters are allowed; this has %(length)d."),
                limit=MAX_TAG_LENGTH,
                length=len(tag),
            )
        return tag

    def parse_item(self, text: str, spec: FieldSpec) -> str:
        return self.item(text, spec)

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return [f"tag{number}"]
