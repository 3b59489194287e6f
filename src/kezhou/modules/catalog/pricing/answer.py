"""`price`: what a customer pays for some lines, and why (S133, S134)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel import tax
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.catalog.configuration import store
from kezhou.modules.catalog.configuration.facts import Configuration, Configured
from kezhou.modules.catalog.configuration.rules import configure
from kezhou.modules.catalog.pricing import rules, words
from kezhou.modules.catalog.pricing.facts import Item, Priced, Step
from kezhou.modules.catalog.pricing.load import Loaded, Stock, Ware, load
from kezhou.modules.catalog.pricing.paid import PaidPrice, last_paid
from kezhou.modules.catalog.product.tax import rate_of
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
    tax_rate: Decimal | None = None
    """Percent, by which prices with tax and without are turned into each other; None: the product's."""


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
    """What one document asks: the lines of a customer, on a day, in a currency. `tax_included` says how the document
    means prices, asked and answered; None: as each product means them."""

    customer_id: int | None
    day: date
    currency: str
    lines: Sequence[PriceLine]
    tax_included: bool | None = None

    @property
    def products(self) -> list[int]:
        return sorted({line.product_id for line in self.lines})


def price(
    ctx: Ctx,
    customer_id: int | None,
    day: date,
    currency: str,
    lines: Sequence[PriceLine],
    tax_included: bool | None = None,
) -> list[PriceAnswer]:
    """One answer per line, in their order; a constant number of statements. `tax_included` as in `PriceAsk`.

    Raises `NotFound` for a customer that the actor cannot see, `Invalid` naming the lines with unknown products or
    units, quantities of zero or less, or too many lines.
    """
    if customer_id is not None:
        check_subject(ctx, "customer", customer_id)
    ask = PriceAsk(customer_id, day, currency, lines, tax_included)
    _check_number(ask)
    stock = load(ctx, _customers([ask]), ask.products, [currency])
    paid = last_paid(ctx, customer_id, ask.products, currency) if customer_id is not None else {}
    return _answers(ask, stock, _configurations(lines), _hidden(ctx), paid)


def price_many(ctx: Ctx, asks: Sequence[PriceAsk]) -> list[list[PriceAnswer | FieldError] | None]:
    """What each of several documents is answered by `price`, but for what was paid last; a constant number of
    statements for all of them. A line that is wrong gets what is wrong with it. None where the customer cannot be
    seen."""
    seen = _seen(ctx, _customers(asks))
    good = [ask for ask in asks if ask.customer_id is None or ask.customer_id in seen]
    products = sorted({product for ask in good for product in ask.products})
    if not products:
        return [[] if ask in good else None for ask in asks]
    stock = load(ctx, _customers(good), products, sorted({ask.currency for ask in good}))
    found = _configurations([line for ask in good for line in ask.lines])
    hidden, known = _hidden(ctx), {id(ask) for ask in good}
    answers: list[list[PriceAnswer | FieldError] | None] = []
    for ask in asks:
        if id(ask) not in known:
            answers.append(None)
            continue
        own = load(ctx, _customers([ask]), ask.products, [ask.currency]) if stock.full else stock
        wrong = _wrong(ask.lines, own.of(ask.customer_id, ask.currency))
        right_ones = replace(ask, lines=[line for at, line in enumerate(ask.lines) if at not in wrong])
        told = iter(_answers(right_ones, own, found, hidden, {}))
        answers.append([wrong[at] if at in wrong else next(told) for at in range(len(ask.lines))])
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
        meant = ware.tax_included if ask.tax_included is None else ask.tax_included
        rate = rate_of(ware.tax_rate) if line.tax_rate is None else line.tax_rate
        line = _in_terms(line, rate, meant, ware.tax_included)
        item = _item(line, ware, known, configured)
        told = rules.price(item, known.buyer, ask.day, ask.currency, known.books, known.policies, known.max_discount)
        told = _told_in_terms(told, rate, ware.tax_included, meant)
        answers.append(_answer(line, ware, ask.currency, told, configured, paid.get(line.product_id), hidden))
    return answers


def _in_terms(line: PriceLine, rate: Decimal | None, included: bool, wanted: bool) -> PriceLine:
    """The line with what is asked turned into how the product means its prices."""
    if line.unit_price is None or included == wanted:
        return line
    return replace(line, unit_price=tax.price(line.unit_price, rate, included=wanted))


def _told_in_terms(told: Priced, rate: Decimal | None, included: bool, wanted: bool) -> Priced:
    """The answer as the document means prices; the steps tell those of the product."""
    if included == wanted:
        return told

    def turned(price: Decimal | None) -> Decimal | None:
        return None if price is None else tax.price(price, rate, included=wanted)

    return replace(
        told, unit_price=turned(told.unit_price), list_price=turned(told.list_price), floor=turned(told.floor)
    )


def _check(lines: Sequence[PriceLine], known: Loaded) -> None:
    if errors := list(_problems(lines, known, strict=True)):
        placed = [FieldError(f"lines.{at}.{error.path}", error.code, error.message) for at, error in errors]
        raise Invalid(_("Some values are not right."), errors=placed)


def _wrong(lines: Sequence[PriceLine], known: Loaded) -> dict[int, FieldError]:
    """Position → the first thing that is wrong with a line."""
    found: dict[int, FieldError] = {}
    for at, error in _problems(lines, known, strict=False):
        found.setdefault(at, error)
    return found


def _problems(lines: Sequence[PriceLine], known: Loaded, *, strict: bool) -> Iterator[tuple[int, FieldError]]:
    """`strict`: a unit is one of the product's own, even where the product has none."""
    for at, line in enumerate(lines):
        if line.product_id not in known.wares:
            yield at, FieldError("product", "no_such_record", _("There is no such product."))
        elif _factor(line, known) is None or (strict and _is_strange(line, known)):
            yield at, FieldError("unit", "no_such_unit", _("This product is not sold in this unit."))
        if line.quantity <= 0:
            yield at, FieldError("quantity", "not_positive", _("This must be more than zero."))
        if line.unit_price is not None and line.unit_price < 0:
            yield at, FieldError("unit_price", "negative", _("A price is zero or more."))


def _is_strange(line: PriceLine, known: Loaded) -> bool:
    own = known.wares[line.product_id].unit, None
    return line.unit_id not in own and (line.product_id, line.unit_id) not in known.factors


def _factor(line: PriceLine, known: Loaded) -> Decimal | None:
    """Base units in one of the line's; a product without a base unit is sold in whatever its price is for."""
    base = known.wares[line.product_id].unit
    if line.unit_id is None or line.unit_id == base:
        return Decimal(1)
    found = known.factors.get((line.product_id, line.unit_id))
    return Decimal(1) if found is None and base is None else found


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
