"""One field of one entity, native or custom, after everything that is known about it has been merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from kezhou.platform.base.sql import ident

if TYPE_CHECKING:
    from .base import FieldType


STORED_FILE = "stored_file"
"""What links of file and image fields lead to."""
MONEY_OF = "money_of"
"""Option of a number that is part of an amount, such as the tax in it: the amount's name, whose currency it has."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a choice field may take. `color` is a semantic name (`red`, `blue` …), never a hex code."""

    value: str
    label: Any
    color: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Pii:
    """Why a personal value is kept (trust row C37).

    `kind`: S1 business contact · S2 personal contact · S3 sensitive · S4 identity document.
    """

    kind: Literal["S1", "S2", "S3", "S4"]
    purpose: str
    basis: str = "contract"
    retention: str = "relation+3y"


@dataclass(frozen=True, slots=True, eq=False)
class FieldSpec:
    """Everything the platform knows about one field."""

    name: str
    type: FieldType
    label: Any
    help: Any = ""
    columns: tuple[str, ...] = ()
    """Database columns; empty for a custom field, which lives in the row's `custom` document."""
    sql: str = ""
    """SQL of a computed field; `{t}` stands for the row's alias."""
    custom: bool = False
    required: bool = False
    read_only: bool = False
    write_once: bool = False
    nullable: bool = True
    dictionary: str | None = None
    choices: tuple[Choice, ...] = ()
    link: str | None = None
    """Key of the entity that a link points to."""
    max_length: int | None = None
    digits: int | None = None
    decimals: int | None = None
    default: Any = None
    pii: Pii | None = None
    masked: bool = False
    """Shown in part unless a role says otherwise (trust row C38)."""
    words: bool = True
    """False for long text that is public, such as what a register says."""
    search: bool = False
    audit: bool = True
    track: bool = False
    """Every value keeps its interval of validity, for “as of” reports."""
    export: bool = True
    visible_if: Mapping[str, Any] | None = None
    system: bool = False
    """Kept by the platform itself: created_at, version …"""
    indexed: bool = False
    unit: Any = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_words(self) -> bool:
        """Free text and files: what people wrote, which cannot be shown in part and is closed where their words are
        (`access.scope.words_closed`)."""
        return self.words and (self.type.words or self.link == STORED_FILE)

    @property
    def attname(self) -> str:
        """The attribute of the model instance that holds the stored value."""
        return self.columns[0] if self.link and self.columns else self.name

    @property
    def column(self) -> str:
        return self.columns[0]

    def expression(self, alias: str = "t") -> str:
        """The SQL expression that filters and sorts compare."""
        if self.sql:
            return f"({self.sql.format(t=alias)})"
        if self.custom:
            return self.type.custom_expression(f"{alias}.custom", self.name)
        return f"{alias}.{ident(self.column)}"
