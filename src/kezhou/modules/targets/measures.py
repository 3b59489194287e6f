"""What targets can be set for (S88–S90): how each measure is reckoned from rows, per person, department, customer and
month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

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

    @property
    def department(self) -> str:
        return "author_dept" if self.person == "author" else "dept"


_measures: dict[str, Measure] = {}


def measure(new: Measure) -> None:
    """Make a measure known. Raises ValueError where its key is taken."""
    if _measures.get(new.key, new) != new:
        raise ValueError(f"two measures are called {new.key!r}")
    _measures[new.key] = new


def known(key: str) -> Measure | None:
    return _measures.get(key)


def offered(ctx: Ctx) -> list[Measure]:
    """Those whose rows and fields the actor may read."""
    return [one for one in _measures.values() if readable(ctx, one)]


def readable(ctx: Ctx, one: Measure) -> bool:
    entity = all_entities(ctx).get(one.entity)
    if entity is None or not may(ctx, entity, "view"):
        return False
    rights = field_rights(ctx, entity)
    named = [name for name in (one.field, one.date_field, one.person) if name]
    return all(name in rights and rights[name].view == "full" for name in named)


def choices(epoch: int) -> Mapping[str, Sequence[Choice]]:
    """The choices of a target's measure: what modules registered, the same in every epoch."""
    return {DICTIONARY: tuple(Choice(one.key, one.label, one.color) for one in _measures.values())}


def register() -> None:
    """Called once at start-up: what there is to aim at before anything is sold."""
    done = {"field": "state", "op": "eq", "value": "done"}
    effective = {"field": "effective", "op": "eq", "value": True}
    for one in (
        Measure("new_customers", _("New customers"), "number", "customer", customer="", color="green"),
        Measure("visits", _("Visits made"), "number", "visit", "planned_at", where=done, color="orange"),
        Measure(
            "follow_ups", _("Effective follow-ups"), "number", "follow_up", "at", where=effective, person="author",
            color="cyan",
        ),
    ):  # fmt: skip
        measure(one)
