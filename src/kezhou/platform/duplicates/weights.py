"""The weights in force: what the product brings, laid over with what administrators set and verdicts taught."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.matching.defaults import DEFAULT_WEIGHTS
from kezhou.kernel.matching.learn import MIN_EXAMPLES, Example, relearned
from kezhou.platform import audit
from kezhou.platform.audit import actions
from kezhou.platform.org.epochs import bump_schema

from .models import DuplicatePair, Weight

LIMIT = 30.0
"""Weights lie between minus and plus this (a factor of e^30 for or against)."""
MAX_EXAMPLES = 5_000

actions.register("duplicate_weights", _("changed the weights of the duplicate check"))


def current() -> dict[str, float]:
    """Name → weight, all of them."""
    return {**DEFAULT_WEIGHTS, **dict(Weight.objects.filter(name__in=DEFAULT_WEIGHTS).values_list("name", "value"))}


def listed() -> list[dict[str, Any]]:
    """Every weight with what the product brings and whether verdicts taught it."""
    own = {row.name: row for row in Weight.objects.all()}
    return [
        {
            "name": name,
            "default": value,
            "value": own[name].value if name in own else value,
            "learned": name in own and own[name].learned,
        }
        for name, value in DEFAULT_WEIGHTS.items()
    ]


def put(ctx: Ctx, values: Mapping[str, Any]) -> None:
    """Set weights; None goes back to the default. Raises `Invalid` for unknown names and what is no number in range."""
    errors = []
    for name, value in values.items():
        if name not in DEFAULT_WEIGHTS:
            errors.append(FieldError(name[:60], "unknown_field", _("There is no such weight.")))
        elif value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LIMIT
        ):
            errors.append(
                FieldError(
                    name,
                    "out_of_range",
                    _("A weight is a number from %(low)s to %(high)s.") % {"low": -LIMIT, "high": LIMIT},
                )
            )
    after = {
        **current(),
        **{n: DEFAULT_WEIGHTS[n] if v is None else v for n, v in values.items() if n in DEFAULT_WEIGHTS},
    }
    if not errors and not after["threshold.possible"] <= after["threshold.likely"] <= after["threshold.certain"]:
        errors.append(FieldError("threshold.likely", "order", _("The thresholds must rise from possible to certain.")))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    with transaction.atomic():
        _store(ctx, values, learned=False)


def relearn(ctx: Ctx) -> dict[str, int]:
    """Estimate the weights anew from people's verdicts; nothing changes while there are too few of either kind."""
    decided = DuplicatePair.objects.exclude(state="open").exclude(features={}).order_by("-decided_at")
    examples = [
        Example(features, state == "same")
        for features, state in decided.values_list("features", "state")[:MAX_EXAMPLES]
    ]
    same = sum(example.same for example in examples)
    result = {"same": same, "different": len(examples) - same, "changed": 0}
    if min(same, len(examples) - same) < MIN_EXAMPLES:
        return result
    hand_set = set(Weight.objects.filter(learned=False).values_list("name", flat=True))
    start = {**DEFAULT_WEIGHTS, **{n: v for n, v in current().items() if n in hand_set}}
    new = {n: round(v, 3) for n, v in relearned(start, examples, fixed=hand_set).items() if abs(v - start[n]) >= 0.01}
    with transaction.atomic():
        Weight.objects.filter(learned=True).delete()
        _store(ctx, new, learned=True)
    return result | {"changed": len(new)}


def _store(ctx: Ctx, values: Mapping[str, Any], *, learned: bool) -> None:
    before = current()
    Weight.objects.filter(name__in=[name for name, value in values.items() if value is None]).delete()
    for name, value in values.items():
        if value is not None:
            Weight.objects.update_or_create(name=name, defaults={"value": value, "learned": learned})
    bump_schema()
    after = current()
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if changes:
        audit.write(ctx, [audit.Entry("duplicate_weight", 0, "duplicate_weights", changes)])
