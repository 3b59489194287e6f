"""How the records of an entity are shown: lists, boards, cards, layouts, menu. No rule hangs on any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made view. `filter` is condition JSON."""

    key: str
    label: Any
    filter: Mapping[str, Any] | None = None
    sort: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """How a record looks as a card on a phone."""

    badges: Sequence[str] = ()
    amount: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Kanban:
    """A board of the list: one column per value of `field` (a choice, or a link to records in their own order). A card
    that is dragged is an update of the field with all its guards."""

    field: str
    sums: Sequence[str] = ()
    """Money or number fields that are added up per column, over everything in it that the reader may see."""
    open_only: Mapping[str, Any] | None = None
    """Condition JSON of the records that the board shows at first; None means all."""
    within: str = ""
    """Where `field` is a link: a link of the record that the linked records have under the same name, such as the
    process of a stage. The board shows the columns of one of its values at a time."""
    badge: str = ""
    """A field of the linked records that stands in the head of their column, such as a probability."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar of the list: one cell per day of a month, for the value of the date field `date`. A record that is
    dragged to another day is an update of the field with all its guards."""

    date: str
    sums: Sequence[str] = ()
    """Money or number fields that are added up per day, week and month, over everything that the reader may see."""
    open_only: Mapping[str, Any] | None = None
    """Condition JSON of the records that the calendar shows at first; None means all."""


@dataclass(frozen=True, slots=True)
class List:
    columns: Sequence[str] = ()
    filters: Sequence[str] = ()
    presets: Sequence[Preset] = ()
    sort: str = "-updated_at"
    card: Card | None = None
    kanban: Kanban | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: Any
    fields: Sequence[str]
    printed: bool = True
    """Whether the built-in template prints it; not what customers are not to read, such as how far a price went below
    its floor. A template of one's own may name any field."""


@dataclass(frozen=True, slots=True)
class Layout:
    sections: Sequence[Section] = ()
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Records of another entity that point here through `field`."""

    key: str
    label: Any
    entity: str
    field: str
    columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    group: str = "records"
    order: int = 100
