"""What targets can be set for (S88–S90): how each measure is reckoned from rows, per person, department, customer and
month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.fields import Choice
from kezhou.sdk.query import all_entities, field_rights, may

DICTIONARY = "target_measure"


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of an entity that match `where`, counted, or `field` of them added up (money in base currency).

    A row counts for the month of `date_field`, for whom `person` names, for the department beside that person, and for
    the customer that `customer` leads to (`id`: the row is the customer itself; empty: it is about none).
    """

    key: str
    label: Any
    unit: Literal["money", "number"]
    entity: str
    date_field: str = "created_at"
    field: str | None = None
    where: Mapping[str, Any] | None = None
    person: str = "owner"
    customer: str = "customer"
    color: str = "blue"
    less: Measure | None = None
    """What is taken away again, such as refunds from receipts; of the same unit, by its own date."""
    order: int = 100
    """Where it stands among the others."""

    @property
    def department(self) -> str:
        return "author_dept" if self.person == "author" else "dept"

    @property
    def parts(self) -> tuple[tuple[Measure, int], ...]:
        """The sources of the figure, each with the sign it counts with."""
        return ((self, 1),) if self.less is None else ((self, 1), (self.less, -1))


_measures: dict[str, Measure] = {}


def measure(new: Measure) -> None:
    """Make a measure known. Raises ValueError where its key is taken."""
    if _measures.get(new.key, new) != new:
        raise ValueError(f"two measures are called {new.key!r}")
    _measures[new.key] = new


def known(key: str) -> Measure | None:
    return _measures.get(key)


def all_measures() -> list[Measure]:
    """Every measure in the order in which people are offered them."""
    return sorted(_measures.values(), key=lambda one: (one.order, one.key))


def offered(ctx: Ctx) -> list[Measure]:
    """Those whose rows and fields the actor may read."""
    return [one for one in all_measures() if readable(ctx, one)]


def readable(ctx: Ctx, one: Measure, action: str = "view") -> bool:
    return all(_reads(ctx, part, action) for part, _sign in one.parts)


def _reads(ctx: Ctx, one: Measure, action: str) -> bool:
    entity = all_entities(ctx).get(one.entity)
    if entity is None or not may(ctx, entity, action):
        return False
    rights = field_rights(ctx, entity)
    named = [name for name in (one.field, one.date_field, one.person) if name]
    return all(name in rights and rights[name].view == "full" for name in named)


def choices(epoch: int) -> Mapping[str, Sequence[Choice]]:
    """The choices of a target's measure: what modules registered, the same in every epoch."""
    return {DICTIONARY: tuple(Choice(one.key, one.label, one.color) for one in all_measures())}
