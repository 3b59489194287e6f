"""What recycle rules reckon with beyond a record's own fields. Later modules register their facts at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import pgettext_lazy

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity

Source = Callable[[Ctx, CompiledEntity, str], Sql | None]
Times = Callable[[Ctx, CompiledEntity], Sql | None]


@dataclass(frozen=True, slots=True)
class RecycleFact:
    """Something that happens to a record from time to time: a follow-up, an opportunity, a deal, a contract's end.

    `moment(ctx, entity, alias)` is SQL of type timestamptz: when it happened last, NULL for never; None where records
    of this entity have no such thing.
    """

    key: str
    label: Any
    moment: Source
    happened: Times | None = None
    """SQL of `(record_id bigint, at timestamptz)`, every time that it happened; what a look back needs."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A state in which a record is never recycled, such as an open opportunity. `holds` is SQL of type boolean."""

    key: str
    label: Any
    holds: Source


recycle_facts: dict[str, RecycleFact] = {}
exemptions: dict[str, Exemption] = {}


def recycle_fact(fact: RecycleFact) -> RecycleFact:
    """Make a fact known to rules. Raises ValueError where its key is taken."""
    if recycle_facts.get(fact.key, fact) != fact:
        raise ValueError(f"two recycle facts are called {fact.key!r}")
    recycle_facts[fact.key] = fact
    return fact


def fact_times(key: str, times: Times) -> None:
    """Say of a known fact when it happened each time: for the module that keeps the happenings."""
    recycle_facts[key] = replace(recycle_facts[key], happened=times)


def exemption(new: Exemption) -> Exemption:
    """Make an exemption known to rules. Raises ValueError where its key is taken."""
    if exemptions.get(new.key, new) != new:
        raise ValueError(f"two exemptions are called {new.key!r}")
    exemptions[new.key] = new
    return new


def _follow_up(ctx: Ctx, entity: CompiledEntity, alias: str) -> Sql | None:
    spec = entity.fields.get("last_follow_up_at")
    return None if spec is None else Sql(spec.expression(alias))


FOLLOW_UP = RecycleFact("follow_up", pgettext_lazy("recycle fact", "Effective follow-up"), _follow_up)


def register() -> None:
    """Called once at start-up."""
    recycle_fact(FOLLOW_UP)
