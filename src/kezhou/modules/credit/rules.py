"""Whether a document may go ahead on credit. Pure: values in, verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

ZERO = Decimal(0)
KINDS = ("quote", "contract", "order", "delivery")
"""Kinds of document that are checked; each has its own strength."""
STRENGTH = ("none", "warn", "block")

Answer = Literal["ok", "warn", "block"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What was granted to a customer, in one currency. `controls` is kind of document → none, warn, block; `overdue`
    is what happens to all of them while money is overdue."""

    currency: str
    limit: Decimal | None
    days: int = 0
    valid_until: date | None = None
    controls: Mapping[str, str] = field(default_factory=dict)
    overdue_control: str = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the customer stands, in the currency of the terms. `unknown` are currencies with something open that no
    rate turns into it."""

    unshipped: Decimal = ZERO
    uninvoiced: Decimal = ZERO
    unpaid: Decimal = ZERO
    overdue: Decimal = ZERO
    overdue_days: int = 0
    released: Decimal = ZERO
    """How much more than the limit is allowed today."""
    unknown: Sequence[str] = ()
    ahead: Decimal = ZERO
    """Of what was invoiced, what was ordered nowhere under the same contract."""

    @property
    def left_to_invoice(self) -> Decimal:
        """What is invoiced before it is shipped waits here as less than nothing, so that it is not counted twice.

        An invoice takes off what was ordered under its own contract, and nothing else: services are invoiced without
        orders and never shipped, so what is invoiced for them makes no room for goods of another contract. It never
        takes off more than is unshipped.
        """
        return max(self.uninvoiced + self.ahead, -self.unshipped)

    @property
    def exposure(self) -> Decimal:
        """Ordered and not shipped + shipped and not invoiced + invoiced and not paid; each amount stands in one."""
        return self.unshipped + self.left_to_invoice + self.unpaid

    def plus(self, amount: Decimal) -> Standing:
        """As it would be with so much more ordered."""
        return replace(self, unshipped=self.unshipped + amount)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer and what led to it: `over_limit`, `expired`, `overdue`, `released`, `unknown_rate`."""

    answer: Answer
    reasons: Sequence[str] = ()
    available: Decimal | None = None
    """What is left of the limit before this document; None without a limit."""


def judge(terms: Terms | None, standing: Standing, kind: str, amount: Decimal, today: date) -> Judgement:
    """Without terms nothing is kept. What is over the limit, or asked after the terms ended, meets the strength of the
    kind; overdue money meets its own. The stronger of the two answers. A release lifts the limit."""
    if terms is None:
        return Judgement("ok")
    strength = terms.controls.get(kind, "none")
    reasons: list[str] = []
    strongest = "none"
    expired = terms.valid_until is not None and today > terms.valid_until
    limit = None if terms.limit is None else ZERO if expired else terms.limit
    available = None if limit is None else limit - standing.exposure
    after = standing.plus(amount).exposure
    if limit is not None and after > limit:
        if after <= limit + standing.released:
            reasons.append("released")
        else:
            reasons += ["expired"] if expired else []
            reasons.append("over_limit")
            strongest = strength
    if standing.overdue > 0:
        reasons.append("overdue")
        strongest = max(strongest, terms.overdue_control if strength != "none" else "none", key=STRENGTH.index)
    if standing.unknown:
        reasons.append("unknown_rate")
        strongest = max(strongest, "warn" if strength != "none" else "none", key=STRENGTH.index)
    answers: Mapping[str, Answer] = {"none": "ok", "warn": "warn", "block": "block"}
    return Judgement(answers[strongest], reasons, available)
