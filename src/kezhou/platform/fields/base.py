"""What every field type answers. A new type overrides what differs and touches no entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from .spec import FieldSpec

COMMON = ("eq", "ne", "in", "not_in", "empty", "not_empty")
ORDERED = (*COMMON, "lt", "lte", "gt", "gte", "between")
TEXTUAL = (*COMMON, "contains", "not_contains", "starts")

MAX_JSON_TEXT = 1_000_000
"""Characters of one value, whatever its type."""


def shown(cell: Any) -> str:
    """The text of a spreadsheet cell that is none, as the spreadsheet shows it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell)


class ValueProblem(ValueError):
    """A value that its type cannot take: a code for programs, a sentence that says what would be right."""

    def __init__(self, code: str, message: Any, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params


@dataclass(frozen=True, slots=True)
class Column:
    """How a type is stored natively: a suffix behind the field's name and a PostgreSQL type, for staging tables."""

    suffix: str
    sql_type: str


class FieldType:
    """Base of all types; on its own it is single-line text."""

    key: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = TEXTUAL
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = False
    multiple: ClassVar[bool] = False
    summable: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (Column("", "text"),)
    custom_cast: ClassVar[str] = "text"
    """SQL type that a value in the `custom` document is compared as."""
    custom_allowed: ClassVar[bool] = True
    empty_text_is_null: ClassVar[bool] = True
    words: ClassVar[bool] = False
    """Whether a value is what somebody wrote, in which numbers and names stand that cannot be masked."""
    row_json: ClassVar[bool] = False
    """Whether a value read from its column must pass `to_json`; most are understood by the JSON writer as they are."""

    # -- values in ------------------------------------------------------------------------------------------------
    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        """The Python value of what a JSON client sent. Raises `ValueProblem`. Empty input never reaches this."""
        if not isinstance(raw, str):
            raise ValueProblem("not_text", _("This must be text."))
        text = raw.replace("\x00", "").strip()
        limit = spec.max_length or MAX_JSON_TEXT
        if len(text) > limit:
            raise ValueProblem(
                "too_long",
                _("At most %(limit)d characters are allowed; this has %(length)d."),
                limit=limit,
                length=len(text),
            )
        return text

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        """The Python value of a spreadsheet cell or CSV text: as forgiving as is safe. Raises `ValueProblem`."""
        return self.clean(cell if isinstance(cell, str) else shown(cell), spec)

    def operand(self, raw: Any, spec: FieldSpec) -> Any:
        """The Python value of one operand of a filter. Raises `ValueProblem`."""
        return self.clean(raw, spec)

    # -- values out -----------------------------------------------------------------------------------------------
    def to_json(self, value: Any) -> Any:
        """What a JSON client receives for a stored value that is not null."""
        return value

    def to_custom(self, value: Any) -> Any:
        """The JSON form inside the `custom` document."""
        return self.to_json(value)

    def from_custom(self, stored: Any) -> Any:
        """The Python value of what stands in the `custom` document."""
        return stored

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        """What a spreadsheet shows: text, number, date or None."""
        return value

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        """One line for the change history."""
        return "" if value is None else str(value)

    # -- storage --------------------------------------------------------------------------------------------------
    def store(self, value: Any, spec: FieldSpec) -> tuple[Any, ...]:
        """The values of the field's database columns for a Python value or None."""
        return (self.blank(spec) if value is None and not spec.nullable else value,)

    def load(self, stored: tuple[Any, ...], spec: FieldSpec) -> Any:
        """The Python value of what the columns hold; “nothing” is None."""
        value = stored[0]
        return None if value == "" else value

    def blank(self, spec: FieldSpec) -> Any:
        """What a column that is not nullable holds for “nothing”."""
        return ""

    def custom_expression(self, document: str, name: str) -> str:
        """SQL that reads a custom value as `custom_cast`; also what an index on it is built over."""
        if "'" in name:
            raise ValueError(f"not a field name: {name!r}")
        text = f"({document} ->> '{name}')"
        return text if self.custom_cast == "text" else f"({text})::{self.custom_cast}"

    def filter_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        """The SQL that filters compare; usually the column itself."""
        return spec.expression(alias)

    def filled_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        """The SQL that is NULL where nothing is filled in."""
        return self.filter_expression(spec, alias)

    def sum_expression(self, spec: FieldSpec, alias: str = "t") -> str:
        """The SQL that is added up: amounts in the base currency, everything else as it stands."""
        return self.filter_expression(spec, alias)

    def left_out(self, spec: FieldSpec, alias: str = "t") -> str:
        """SQL that is true of a row whose value cannot be added up, because no exchange rate is kept; empty where that
        does not happen."""
        return ""

    def filter_operand(self, value: Any) -> Any:
        """What a cleaned operand becomes as a parameter beside `filter_expression`."""
        return value

    def mask(self, value: str) -> str:
        """The part of a value that may be shown to everybody."""
        text = str(value)
        return text[:1] + "***" if text else text

    # -- description ----------------------------------------------------------------------------------------------
    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        """JSON Schema of the value that a client sends."""
        schema: dict[str, Any] = {"type": "string"}
        if spec.max_length:
            schema["maxLength"] = spec.max_length
        return schema

    def sample(self, spec: FieldSpec, number: int) -> Any:
        """A valid JSON value that differs by `number`; the test factories are made of these."""
        text = f"{spec.name} {number}"
        return text[: spec.max_length] if spec.max_length else text

    def is_empty(self, value: Any) -> bool:
        return value is None or value == ""
