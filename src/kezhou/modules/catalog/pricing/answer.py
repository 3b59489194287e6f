"""`price`: what a customer pays for some lines, and why (S133, S134)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.catalog.configuration import store
from kezhou.modules.catalog.configuration.rules import Configured, configure
from kezhou.modules.catalog.pricing import rules, words
from kezhou.modules.catalog.pricing.facts import Item, Priced, Step
from kezhou.modules.catalog.pricing.load import Loaded, Ware, load
from kezhou.modules.catalog.pricing.paid import PaidPrice, last_paid
from kezhou.sdk.query import entity, field_rights
from kezhou.sdk.records import check_subject

MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line that asks for its price. `unit_id` is one of the product's units, None its base unit; `choices` are
    those of its configuration; `unit_price` is what the seller would like to ask per unit."""

    product_id: int
    quantity: Decimal
    unit_id: int | None = None
    choices: Mapping[str, Any] | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """What stands in a line, all prices per unit of the line with up to six digits.

    `unit_price` is None where nothing says a price in the currency. `list_price` and `floor` are None where there is
    none or the actor may not see them. `steps` tell every rule that was applied or lost, each with its sentence.
    `problems` are reasons why the line cannot be sold like this: stopped, impossible options.
    """

    product_id: int
    quantity: Decimal
    currency: str
    unit_price: Decimal | None
    list_price: Decimal | None
    floor: Decimal | None
    tax_rate: str
    tax_included: bool
    steps: Sequence[tuple[Step, str]]
    last_paid: PaidPrice | None
    needs_approval: bool
    reasons: Sequence[str]
    problems: Sequence[str]


def price(ctx: Ctx, customer_id: int | None, day: date, currency: str, lines: Sequence[PriceLine]) -> list[PriceAnswer]:
    """One answer per line, in their order; a constant number of statements.

    Raises `NotFound` for a customer that the actor cannot see, `Invalid` naming the lines with unknown products or
    units, quantities of zero or less, or too many lines.
    """
    if customer_id is not None:
        check_subject(ctx, "customer", customer_id)
    if len(lines) > MAX_LINES:
        text = _("At most %(limit)d lines.") % {"limit": MAX_LINES}
        raise Invalid(text, errors=[FieldError("lines", "too_many", text, {"limit": MAX_LINES})])
    products = sorted({line.product_id for line in lines})
    known = load(ctx, customer_id, products, currency)
    _check(lines, known)
    chosen = _configured(ctx, lines)
    paid = last_paid(ctx, customer_id, products, currency) if customer_id is not None else {}
    rights = field_rights(ctx, entity(ctx, "product"))
    hidden = frozenset(name for name in ("list_price", "floor_price") if rights[name].view != "full")
    answers = []
    for line, configured in zip(lines, chosen, strict=True):
        ware = known.wares[line.product_id]
        item = _item(line, ware, known, configured)
        told = rules.price(item, known.buyer, day, currency, known.books, known.policies, known.max_discount)
        answers.append(_answer(line, ware, currency, told, configured, paid.get(line.product_id), hidden))
    return answers


def _check(lines: Sequence[PriceLine], known: Loaded) -> None:
    errors = []
    for at, line in enumerate(lines):
        if line.product_id not in known.wares:
            errors.append(FieldError(f"lines.{at}.product", "no_such_record", _("There is no such product.")))
        elif _factor(line, known) is None:
            message = _("This product is not sold in this unit.")
            errors.append(FieldError(f"lines.{at}.unit", "no_such_unit", message))
        if line.quantity <= 0:
            errors.append(FieldError(f"lines.{at}.quantity", "not_positive", _("This must be more than zero.")))
        if line.unit_price is not None and line.unit_price < 0:
            errors.append(FieldError(f"lines.{at}.unit_price", "negative", _("A price is zero or more.")))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def _factor(line: PriceLine, known: Loaded) -> Decimal | None:
    if line.unit_id is None or line.unit_id == known.wares[line.product_id].unit:
        return Decimal(1)
    return known.factors.get((line.product_id, line.unit_id))


def _configured(ctx: Ctx, lines: Sequence[PriceLine]) -> list[Configured | None]:
    asked = sorted({line.product_id for line in lines if line.choices is not None})
    found = store.load_many(asked) if asked else {}
    return [
        configure(found[line.product_id], line.choices)
        if line.choices is not None and line.product_id in found
        else None
        for line in lines
    ]


def _item(line: PriceLine, ware: Ware, known: Loaded, configured: Configured | None) -> Item:
    return Item(
        product=ware.id,
        quantity=line.quantity,
        list_price=ware.list_price,
        floor=ware.floor,
        categories=ware.categories,
        factor=_factor(line, known) or Decimal(1),
        options=configured.price_change if configured else Decimal(0),
        asked=line.unit_price,
    )


def _answer(
    line: PriceLine,
    ware: Ware,
    currency: str,
    told: Priced,
    configured: Configured | None,
    paid: PaidPrice | None,
    hidden: frozenset[str],
) -> PriceAnswer:
    problems = [] if ware.on_sale else [_("“%(product)s” is not sold any more.") % {"product": ware.name}]
    if configured is not None and not configured.ok:
        problems += [reason.text for reason in configured.reasons]
    return PriceAnswer(
        product_id=ware.id,
        quantity=line.quantity,
        currency=currency,
        unit_price=told.unit_price,
        list_price=None if "list_price" in hidden else told.list_price,
        floor=None if "floor_price" in hidden else told.floor,
        tax_rate=ware.tax_rate,
        tax_included=ware.tax_included,
        steps=[_told(step, hidden) for step in told.steps],
        last_paid=paid,
        needs_approval=told.needs_approval,
        reasons=told.reasons,
        problems=problems,
    )


def _told(step: Step, hidden: frozenset[str]) -> tuple[Step, str]:
    """A step with its sentence; a price that the actor may not see is left out of both."""
    if step.kind == "floor" and "floor_price" in hidden:
        step = replace(step, code="below_floor_hidden", price=None, params={})
    if step.code == "list" and "list_price" in hidden:
        step = replace(step, price=None)
    return step, words.sentence(step)
