"""What can be chosen of a product, and the verdict on a choice: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from kezhou.kernel.condition import Condition, Resolved

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, and what it changes the price per base unit by."""

    key: str
    label: str
    price: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Option:
    """A question to whoever configures; `many` allows several answers."""

    key: str
    label: str
    choices: Sequence[Choice]
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A product inside a bundle: how many there are unless another number between `least` and `most` is chosen."""

    key: str
    product: int
    label: str
    quantity: Decimal
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` and `then` are resolved for evaluating, `said` are the same as they were written, for telling."""

    kind: Literal["requires", "excludes", "quantity"]
    when: Resolved | None = None
    then: Resolved | None = None
    said: tuple[Condition | None, Condition | None] = (None, None)
    part: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that can be chosen of one product."""

    product: int
    options: Sequence[Option] = ()
    parts: Sequence[Part] = ()
    rules: Sequence[Rule] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why choices cannot be sold: `path` is the option or part, `text` a sentence. `rule` is the position of the rule
    that they break, None where the choice itself is wrong."""

    path: str
    code: str
    text: str
    rule: int | None = None


@dataclass(frozen=True, slots=True)
class Configured:
    """The verdict on some choices: what they come to, or every reason against them.

    `price_change` is what the choices add per base unit; `parts` are product and number; `chosen` is what stands,
    with numbers that were not named filled in; `summary` says it in one line.
    """

    ok: bool
    reasons: Sequence[Reason] = ()
    price_change: Decimal = ZERO
    parts: Sequence[tuple[int, Decimal]] = ()
    chosen: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
