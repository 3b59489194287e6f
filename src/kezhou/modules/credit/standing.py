"""Where customers stand: terms, exposure, what is overdue, what was released."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kezhou.kernel.ctx import Ctx
from kezhou.modules.credit import exposure
from kezhou.modules.credit.rules import KINDS, ZERO, Standing, Terms
from kezhou.sdk.money import BASE_CURRENCY, to_base
from kezhou.sdk.query import entity, fetch_all, field_rights, may, right
from kezhou.sdk.records import merged_into

_TERMS = f"""
SELECT customer_id, credit_limit, credit_limit_currency, days, valid_until, overdue_control,
       {", ".join(f"{kind}_control" for kind in KINDS)}
  FROM credit_creditprofile WHERE customer_id = ANY(%s) AND deleted_at IS NULL"""  # noqa: S608 — constants of `rules`
_READABLE = """
SELECT t.customer_id FROM credit_creditprofile t WHERE t.customer_id = ANY(%s) AND t.deleted_at IS NULL AND {seen}"""
_RELEASED = """
SELECT customer_id, currency, sum(amount) FROM credit_creditrelease WHERE customer_id = ANY(%s) AND until >= %s
   AND entity = '' GROUP BY customer_id, currency"""


@dataclass(frozen=True, slots=True)
class Known:
    """One customer: what was granted, None for nothing, and where it stands in that currency."""

    terms: Terms | None
    standing: Standing
    currency: str
    ahead: Mapping[int, Decimal]
    """Contract → what was invoiced under it beyond what was ordered, in that currency: an order under it adds only what
    goes beyond."""


def standings(ctx: Ctx, customers: Sequence[int], today: date) -> Mapping[int, Known]:
    """All of these customers, in a constant number of statements. Rights are the caller's to check."""
    terms = {row[0]: _terms(row) for row in fetch_all(_TERMS, (list(customers),))}
    former = merged_into("customer", customers)
    owners = {one: one for one in customers} | {old: new for new, olds in former.items() for old in olds}
    # The ledger first: what is given back between the two statements then counts too much for a moment, never too
    # little. Orders that become binding take turns with whoever asks.
    open_ = exposure.balances(owners)
    ahead: dict[int, list[exposure.Ahead]] = {}
    for told in exposure.invoiced_ahead:
        for customer, parts in told(ctx, customers).items():
            ahead.setdefault(customer, []).extend(parts)
    released: dict[int, list[tuple[Decimal, str]]] = {}
    for customer, currency, amount in fetch_all(_RELEASED, (list(customers), today)):
        released.setdefault(customer, []).append((amount, currency))
    late: dict[int, list[tuple[Decimal, str, int]]] = {}
    for source in exposure.overdue_amounts:
        for customer, rows in source(ctx, customers, today).items():
            late.setdefault(customer, []).extend(rows)
    found = {}
    for customer in customers:
        own = terms.get(customer)
        currency = own.currency if own else BASE_CURRENCY
        beyond = ahead.get(customer, [])
        found[customer] = Known(
            own,
            _standing(
                currency, open_.get(customer, {}), beyond, released.get(customer, []), late.get(customer, []), today
            ),
            currency,
            _by_contract(beyond, currency, today),
        )
    return found


def _by_contract(ahead: Sequence[exposure.Ahead], currency: str, today: date) -> Mapping[int, Decimal]:
    turned = ((one.contract, _turned(one.amount, one.currency, currency, today)) for one in ahead)
    return {contract: amount for contract, amount in turned if contract is not None and amount is not None}


def readable(ctx: Ctx, customers: Collection[int]) -> set[int]:
    """Those of the customers whose limit the actor reads, and so hears figures of; one statement."""
    profile = entity(ctx, "credit_profile")
    allowed = may(ctx, profile, "view") and field_rights(ctx, profile)["credit_limit"].view == "full"
    if not customers or not allowed:
        return set()
    seen = right(ctx, profile, "view")
    return {row[0] for row in fetch_all(_READABLE.format(seen=seen.text), (sorted(customers), *seen.params))}


def _terms(row: Sequence[object]) -> Terms:
    limit, currency, days, until, overdue, *controls = row[1:]
    return Terms(
        currency=str(currency or BASE_CURRENCY),
        limit=limit if isinstance(limit, Decimal) else None,
        days=days if isinstance(days, int) else 0,
        valid_until=until if isinstance(until, date) else None,
        controls={kind: str(control) for kind, control in zip(KINDS, controls, strict=True)},
        overdue_control=str(overdue),
    )


def _standing(
    currency: str,
    open_: Mapping[str, Mapping[exposure.Stage, Decimal]],
    ahead: Sequence[exposure.Ahead],
    released: Sequence[tuple[Decimal, str]],
    late: Sequence[tuple[Decimal, str, int]],
    today: date,
) -> Standing:
    sums: dict[str, Decimal] = {}
    unknown: set[str] = set()

    def add(name: str, amount: Decimal, of: str) -> None:
        turned = _turned(amount, of, currency, today)
        if turned is None:
            unknown.add(of)
        else:
            sums[name] = sums.get(name, ZERO) + turned

    for of, stages in open_.items():
        for stage, amount in stages.items():
            add(stage, amount, of)
    for one in ahead:
        add("ahead", one.amount, one.currency)
    for amount, of in released:
        if of == currency:
            add("released", amount, of)
    for amount, of, _days in late:
        add("overdue", amount, of)
    return Standing(
        unshipped=sums.get("unshipped", ZERO),
        uninvoiced=sums.get("uninvoiced", ZERO),
        unpaid=sums.get("unpaid", ZERO),
        overdue=sums.get("overdue", ZERO),
        overdue_days=max((days for _amount, _of, days in late), default=0),
        released=sums.get("released", ZERO),
        unknown=sorted(unknown),
        ahead=sums.get("ahead", ZERO),
    )


def _turned(amount: Decimal, of: str, wanted: str, today: date) -> Decimal | None:
    """The amount in the wanted currency, or None where no rate is kept."""
    if of == wanted:
        return amount
    return to_base(amount, of, today) if wanted == BASE_CURRENCY else None
