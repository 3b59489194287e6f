"""What a module shows on the home page: figures that open their list, and what is due. Declared at start-up, reckoned
through the read door with the rights of whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A figure: how many records match `filter` (condition JSON), or the sum of `sum` over them."""

    key: str
    label: Any
    entity: str
    filter: Mapping[str, Any] | None = None
    sum: str | None = None
    """A number or money field; None counts."""


@dataclass(frozen=True, slots=True)
class HomeTodo:
    """Records that wait for the person: those that match `filter`, the earliest `due` first."""

    entity: str
    filter: Mapping[str, Any]
    due: str
    subtitle: str
    """A field whose text stands under the title."""


cards: list[HomeCard] = []
todos: list[HomeTodo] = []


def register_cards(new: Sequence[HomeCard]) -> None:
    """Add figures, in this order; a key that is there already is replaced."""
    keys = {card.key for card in new}
    cards[:] = [*(card for card in cards if card.key not in keys), *new]


def register_todo(new: HomeTodo) -> None:
    if new not in todos:
        todos.append(new)
