"""What is true of opportunities. Pure: values in, verdict out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.money import Money
from kezhou.modules.sales.opportunity.stages import Stage
from kezhou.sdk.entity import Change, FieldError

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def derive(change: Change) -> Mapping[str, Any]:
    """The weighted amount."""
    values = change.values
    share = {"open": values.get("probability"), "won": HUNDRED}.get(str(values.get("state")), Decimal(0))
    return {"weighted_amount": weighted(values.get("amount"), share)}


def weighted(amount: Money | None, percent: Decimal | None) -> Money | None:
    """Amount × probability, to the cent; nothing where either is unknown."""
    if amount is None or percent is None:
        return None
    return Money((amount.amount * percent / HUNDRED).quantize(CENT), amount.currency)


def validate(change: Change) -> Iterable[FieldError]:
    """Numbers and days that make sense."""
    values = change.values
    probability = values.get("probability")
    if probability is not None and not 0 <= probability <= HUNDRED:
        yield FieldError("probability", "out_of_range", _("This must lie between 0 and 100."))
    for name in ("amount", "budget"):
        if values.get(name) is not None and values[name].amount < 0:
            yield FieldError(name, "negative", _("This must not be negative."))
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened is not None and closed is not None and closed < opened:
        yield FieldError("closed_on", "before_opened", _("It cannot end before it began."))
    if values.get("state") != "open" and closed is None and change.before and change.before.get("closed_on"):
        yield FieldError("closed_on", "required", _("What has ended has a day on which it ended."))
    if values.get("state") != "open" and closed is not None and closed > change.today and change.changed("closed_on"):
        yield FieldError("closed_on", "in_future", _("This day has not come yet."))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules of a move ask beyond the opportunity's own values."""

    registration_required: bool = False
    competitor_on_loss: bool = True
    open_activities: Collection[str] = ()
    """Titles of required activities of the stage that it leaves which are not done."""
    any_open: Collection[str] = ()
    """Titles of required activities of any stage which are not done."""
    today: date | None = None
    """A registration whose last day lies before it is none, whether or not that was written down yet."""


def guard(
    stage: Stage,
    before: Stage | None,
    values: Mapping[str, Any],
    facts: Facts,
    labels: Mapping[str, Any],
    stages: Mapping[int, Stage],
) -> Iterator[FieldError]:
    """What forbids that the opportunity comes to `stage`, coming from `before`, or from nowhere where it is new."""
    if before is not None:
        yield from _move(stage, before, stages)
    yield from missing(stage, values, labels)
    if stage.evidence_text and not values.get("stage_note"):
        yield _required("stage_note", labels)
    if stage.evidence_file and not values.get("stage_files"):
        yield _required("stage_files", labels)
    if not _is_registered(values, facts.today) and (
        stage.gate_registered or (stage.kind == "won" and facts.registration_required)
    ):
        yield FieldError(
            "stage",
            "not_registered",
            _("Only a registered opportunity may come to “%(stage)s”; register it first.") % {"stage": stage.name},
        )
    if stage.gate_project and values.get("project_state") != "approved":
        yield FieldError(
            "stage",
            "not_approved",
            _("Only an approved project may come to “%(stage)s”.") % {"stage": stage.name},
        )
    waiting = facts.any_open if stage.gate_activities else ()
    if before is not None and _is_forward(stage, before, stages):
        waiting = waiting or facts.open_activities
    if waiting:
        yield FieldError(
            "stage",
            "activities_open",
            _("These activities must be done first: %(titles)s.") % {"titles": "、".join(waiting)},
            {"titles": list(waiting)},
        )
    yield from ending(stage, values, facts, labels)


def _is_registered(values: Mapping[str, Any], today: date | None) -> bool:
    until = values.get("registered_until")
    return values.get("registration_state") == "registered" and not (until and today and until < today)


def missing(stage: Stage, values: Mapping[str, Any], labels: Mapping[str, Any]) -> Iterator[FieldError]:
    """Fields that must be filled as long as it stands there."""
    for name in stage.required:
        if name in labels and values.get(name) in (None, "", []):
            yield _required(name, labels, stage.name)


def _is_forward(stage: Stage, before: Stage, stages: Mapping[int, Stage]) -> bool:
    """Whether it comes nearer to being won. `stages` stand in their order."""
    order = list(stages)
    return before.is_open and (
        stage.kind == "won" or (stage.is_open and order.index(stage.id) > order.index(before.id))
    )


def _move(stage: Stage, before: Stage, stages: Mapping[int, Stage]) -> Iterator[FieldError]:
    if stage.process != before.process:
        yield FieldError("stage", "other_process", _("This stage belongs to another sales process."))
    elif before.next and stage.id not in before.next:
        allowed = "、".join(stages[id_].name for id_ in before.next if id_ in stages)
        yield FieldError(
            "stage",
            "no_such_move",
            _("From “%(old)s” one comes to: %(allowed)s.") % {"old": before.name, "allowed": allowed},
            {"old": before.id, "new": stage.id, "allowed": list(before.next)},
        )


def ending(stage: Stage, values: Mapping[str, Any], facts: Facts, labels: Mapping[str, Any]) -> Iterator[FieldError]:
    """What the company wants to learn from an end (S117)."""
    if stage.is_open:
        return
    if stage.kind in ("lost", "invalid") and not values.get("lost_reason"):
        yield _required("lost_reason", labels)
    if stage.kind == "lost" and facts.competitor_on_loss and values.get("competitor") is None:
        yield _required("competitor", labels)
    if stage.kind in ("won", "lost") and not values.get("summary"):
        yield _required("summary", labels)
    if stage.kind == "won" and values.get("amount") is None:
        yield _required("amount", labels)


def _required(name: str, labels: Mapping[str, Any], stage: str = "") -> FieldError:
    label = labels.get(name, name)
    text = _("“%(field)s” is required in “%(stage)s”.") if stage else _("“%(field)s” is required.")
    return FieldError(name, "required", text % {"field": label, "stage": stage})
