"""Text types: one line, many lines, formatted."""

from collections.abc import Mapping
from typing import Any

import nh3

from .base import TEXTUAL, FieldType
from .spec import FieldSpec


class Text(FieldType):
    """One line."""

    key = "text"
    groupable = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec)
        return " ".join(text.split()) if "\n" in text or "\r" in text or "\t" in text else text


class LongText(FieldType):
    """Several lines, without formatting."""

    key = "long_text"
    operators = ("contains", "not_contains", "empty", "not_empty")
    sortable = False
    words = True


class RichText(LongText):
    """HTML of a small allow-list, cleaned when it is written, so that no reader has to be trusted with it."""

    key = "rich_text"

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        return nh3.clean(super().clean(raw, spec))

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {**super().schema(spec), "contentMediaType": "text/html"}


class PersonName(Text):
    """The name of a person; sorted and found by pinyin with the readings of surnames."""

    key = "person_name"


class Address(Text):
    """Street and house number; the region has a field of its own."""

    key = "address"
    groupable = False


class AutoNumber(Text):
    """A number that the system issues."""

    key = "auto_number"
    operators = TEXTUAL
    groupable = False
    custom_allowed = False
