"""`price`: what a customer pays for some lines, and why (S133, S134)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, KezhouError, NotFound
from kezhou.modules.catalog.configuration import store
from kezhou.modules.catalog.configuration.facts import Configuration, Configured
from kezhou.modules.catalog.configuration.rules import configure
from kezhou.modules.catalog.pricing import rules, words
from kezhou.modules.catalog.pricing.facts import Item, Priced, Step
from kezhou.modules.catalog.pricing.load import Loaded, Stock, Ware, load
from kezhou.modules.catalog.pricing.paid import PaidPrice, last_paid
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, field_rights, right
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


@dataclass(frozen=True, slots=True)
class PriceAsk:
    """What one document asks: the lines of a customer, on a day, in a currency."""

    customer_id: int | None
    day: date
    currency: str
    lines: Sequence[PriceLine]

    @property
    def products(self) -> list[int]:
        return sorted({line.product_id for line in self.lines})


def price(ctx: Ctx, customer_id: int | None, day: date, currency: str, lines: Sequence[PriceLine]) -> list[PriceAnswer]:
    """One answer per line, in their order; a constant number of statements.

    Raises `NotFound` for a customer that the actor cannot see, `Invalid` naming the lines with unknown products or
    units, quantities of zero or less, or too many lines.
    """
    if customer_id is not None:
        check_subject(ctx, "customer", customer_id)
    ask = PriceAsk(customer_id, day, currency, lines)
    _check_number(ask)
    stock = load(ctx, _customers([ask]), ask.products, [currency])
    paid = last_paid(ctx, customer_id, ask.products, currency) if customer_id is not None else {}
    return _answers(ask, stock, _configurations(lines), _hidden(ctx), paid)


def price_many(ctx: Ctx, asks: Sequence[PriceAsk]) -> list[list[PriceAnswer] | None]:
    """What each of several documents is answered by `price`, but for what was paid last; a constant number of
    statements for all of them. None where `price` would refuse: the customer cannot be seen, or a line is wrong."""
    seen = _seen(ctx, _customers(asks))
    good = [ask for ask in asks if ask.customer_id is None or ask.customer_id in seen]
    products = sorted({product for ask in good for product in ask.products})
    if not products:
        return [None for _ask in asks]
    stock = load(ctx, _customers(good), products, sorted({ask.currency for ask in good}))
    found = _configurations([line for ask in good for line in ask.lines])
    hidden, known = _hidden(ctx), {id(ask) for ask in good}
    answers: list[list[PriceAnswer] | None] = []
    for ask in asks:
        try:
            if id(ask) not in known:
                raise NotFound()
            _check_number(ask)
            own = load(ctx, _customers([ask]), ask.products, [ask.currency]) if stock.full else stock
            answers.append(_answers(ask, own, found, hidden, {}))
        except KezhouError:
            answers.append(None)
    return answers


def _customers(asks: Sequence[PriceAsk]) -> list[int]:
    return sorted({ask.customer_id for ask in asks if ask.customer_id is not None})


def _seen(ctx: Ctx, customers: Sequence[int]) -> set[int]:
    """Which of them the actor sees."""
    if not customers:
        return set()
    of = entity(ctx, "customer")
    where = all_of([Sql("t.id = ANY(%s) AND t.deleted_at IS NULL", (list(customers),)), right(ctx, of, "view")])
    return {row[0] for row in fetch_all(f"SELECT t.id FROM {of.table} t WHERE {where.text}", where.params)}  # noqa: S608


def _check_number(ask: PriceAsk) -> None:
    if len(ask.lines) > MAX_LINES:
        text = _("At most %(limit)d lines.") % {"limit": MAX_LINES}
        raise Invalid(text, errors=[FieldError("lines", "too_many", text, {"limit": MAX_LINES})])


def _hidden(ctx: Ctx) -> frozenset[str]:
    rights = field_rights(ctx, entity(ctx, "product"))
    return frozenset(name for name in ("list_price", "floor_price") if rights[name].view != "full")


def _answers(
    ask: PriceAsk,
    stock: Stock,
    configurations: Mapping[int, Configuration],
    hidden: frozenset[str],
    paid: Mapping[int, PaidPrice],
) -> list[PriceAnswer]:
    known = stock.of(ask.customer_id, ask.currency)
    _check(ask.lines, known)
    answers = []
    for line in ask.lines:
        ware, configured = known.wares[line.product_id], _configured(line, configurations)
        item = _item(line, ware, known, configured)
        told = rules.price(item, known.buyer, ask.day, ask.currency, known.books, known.policies, known.max_discount)
        answers.append(_answer(line, ware, ask.currency, told, configured, paid.get(line.product_id), hidden))
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


def _configurations(lines: Sequence[PriceLine]) -> Mapping[int, Configuration]:
    asked = sorted({line.product_id for line in lines if line.choices is not None})
    return store.load_many(asked) if asked else {}


def _configured(line: PriceLine, found: Mapping[int, Configuration]) -> Configured | None:
    if line.choices is None or line.product_id not in found:
        return None
    return configure(found[line.product_id], line.choices)


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
