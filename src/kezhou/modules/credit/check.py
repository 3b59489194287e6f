"""Whether a document may go ahead on credit, and the record of having asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.money import Money
from kezhou.modules.credit import release, words
from kezhou.modules.credit.models import CreditCheck
from kezhou.modules.credit.rules import KINDS, Answer, judge
from kezhou.modules.credit.standing import Known, readable, standings
from kezhou.sdk.limits import take_turns_of
from kezhou.sdk.money import BASE_CURRENCY, to_base


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer with its figures in the currency of the credit. `limit` and `available` are None where no limit is
    kept; `reasons` are keys, `words` the same as sentences."""

    answer: Answer
    currency: str
    limit: Decimal | None
    exposure: Decimal
    available: Decimal | None
    overdue: Decimal
    reasons: Sequence[str]
    words: Sequence[str]
    note: Callable[[], None] | None = field(default=None, compare=False)
    """Writes down that a document was refused, in a transaction of its own."""

    @property
    def ok(self) -> bool:
        return self.answer != "block"

    @property
    def told(self) -> list[FieldError]:
        """The reasons as they stand beside the customer of the document."""
        return [
            FieldError("customer", f"credit_{reason}", text)
            for reason, text in zip(self.reasons, self.words, strict=True)
        ]

    def refusal(self) -> Invalid:
        """The error that refuses the document. Its record stays, though everything else of the call is taken back."""
        return Invalid(
            _("The customer's credit does not allow it."), code="credit_refused", errors=self.told, leaves=self.note
        )


@dataclass(frozen=True, slots=True)
class CreditAsk:
    """What one document asks. `kind` is one of `rules.KINDS`, `amount` what the document comes to; `counted` says that
    this stands in what the customer owes already, as that of goods that were ordered. `under` is the document that this
    one carries out: what was released for that is released for this."""

    customer_id: int
    kind: str
    amount: Money
    document: tuple[str, int] | None = None
    number: str = ""
    counted: bool = False
    under: tuple[str, int] | None = None
    contract: int | None = None
    """Of an order: the contract that it carries out. What was invoiced under it ahead of any order is owed already."""

    @property
    def documents(self) -> list[tuple[str, int]]:
        """Those whose release lets this one go ahead."""
        return [one for one in (self.document, self.under) if one is not None]


def check(
    ctx: Ctx,
    customer_id: int,
    kind: str,
    amount: Money,
    *,
    document: tuple[str, int] | None = None,
    number: str = "",
    counted: bool = False,
    under: tuple[str, int] | None = None,
) -> Verdict:
    """Judge and write the question down (信用执行记录), see `check_many`."""
    return check_many(ctx, [CreditAsk(customer_id, kind, amount, document, number, counted, under)])[0]


def check_many(ctx: Ctx, asks: Sequence[CreditAsk]) -> list[Verdict]:
    """Judge each by itself and write the questions down, in a constant number of statements. A document that somebody
    released goes ahead with a warning.

    Those who ask about one customer take turns until their transaction ends, so that two orders cannot both take the
    last of a limit, where the caller also posts what it adds. The record stands in the caller's transaction; that of
    a block would go with it, so whoever refuses raises `Verdict.refusal()`.
    """
    with transaction.atomic():
        take_turns_of("credit", sorted({ask.customer_id for ask in asks}))
        weighed = zip(asks, weigh_many(ctx, asks), strict=True)
        verdicts = _released(ctx, list(weighed))
        CreditCheck.objects.bulk_create(
            _kept(ctx, ask, told) for ask, told in zip(asks, verdicts, strict=True) if told.ok
        )
    return [
        told if told.ok else replace(told, note=partial(_write_down, ctx, ask, told))
        for ask, told in zip(asks, verdicts, strict=True)
    ]


def _released(ctx: Ctx, weighed: Sequence[tuple[CreditAsk, Verdict]]) -> list[Verdict]:
    """A block becomes a warning where somebody released this very document, or the one that it carries out, at no less
    than its amount. All that an order may deliver stays within the order, which was released as a whole."""
    blocked = [document for ask, told in weighed if not told.ok for document in ask.documents]
    free = release.standing(ctx, blocked)

    def settled(ask: CreditAsk, told: Verdict) -> Verdict:
        found = [] if told.ok else [one for document in ask.documents for one in free.get(document, ())]
        amounts = [amount for customer, amount in found if customer == ask.customer_id]
        if not any(one.currency == ask.amount.currency and one.amount >= ask.amount.amount for one in amounts):
            return told
        said = [*told.words, *words.bare(["released_here"])]
        return replace(told, answer="warn", reasons=[*told.reasons, "released_here"], words=said)

    return [settled(ask, told) for ask, told in weighed]


def _write_down(ctx: Ctx, ask: CreditAsk, told: Verdict) -> None:
    _kept(ctx, ask, told).save()


def _kept(ctx: Ctx, ask: CreditAsk, told: Verdict) -> CreditCheck:
    return CreditCheck(
        customer_id=ask.customer_id,
        kind=ask.kind,
        entity=ask.document[0] if ask.document else "",
        record_id=ask.document[1] if ask.document else None,
        number=ask.number[:60],
        amount=ask.amount.amount,
        currency=ask.amount.currency,
        credit_limit=told.limit,
        exposure=told.exposure,
        overdue=told.overdue,
        verdict=told.answer,
        reasons=list(told.reasons),
        at=ctx.clock.now(),
        user_id=ctx.actor.id,
    )


def weigh(ctx: Ctx, customer_id: int, kind: str, amount: Money) -> Verdict:
    """As `check`, leaving no record: for showing what would happen."""
    return weigh_many(ctx, [CreditAsk(customer_id, kind, amount)])[0]


def weigh_many(ctx: Ctx, asks: Sequence[CreditAsk]) -> list[Verdict]:
    """As `check_many`, leaving no record."""
    for ask in asks:
        if ask.kind not in KINDS:
            raise ValueError(f"credit is not kept for documents of kind {ask.kind!r}")
    today = company_today(ctx.clock)
    known = standings(ctx, sorted({ask.customer_id for ask in asks}), today)
    verdicts = [_verdict(known[ask.customer_id], ask, today) for ask in asks]
    told = {ask.customer_id for ask, verdict in zip(asks, verdicts, strict=True) if verdict.reasons}
    shown = readable(ctx, told)
    return [
        verdict if ask.customer_id in shown else replace(verdict, words=words.bare(verdict.reasons))
        for ask, verdict in zip(asks, verdicts, strict=True)
    ]


def _verdict(known: Known, ask: CreditAsk, today: date) -> Verdict:
    kind, amount = ask.kind, ask.amount
    asked = _in(known, amount, today)
    if ask.counted and asked is not None:
        # Judged as if it came on top of everything else, and not twice.
        without = replace(known.standing, unshipped=known.standing.unshipped - asked)
        known = replace(known, standing=without)
    added = asked if asked is not None else Decimal(0)
    if kind == "order" and ask.contract is not None:
        added -= min(added, known.ahead.get(ask.contract, Decimal(0)))
    judgement = judge(known.terms, known.standing, kind, added, today)
    reasons, answer = list(judgement.reasons), judgement.answer
    if asked is None and known.terms is not None and known.terms.limit is not None:
        reasons += [] if "unknown_rate" in reasons else ["unknown_rate"]
        answer = "warn" if answer == "ok" and known.terms.controls.get(kind, "none") != "none" else answer
    standing, currency = known.standing, known.currency
    figures = {
        "amount": words.money(amount.amount, amount.currency),
        "available": words.money(judgement.available, currency),
        "limit": words.money(known.terms.limit if known.terms else None, currency),
        "overdue": words.money(standing.overdue, currency),
        "days": standing.overdue_days,
        "released": words.money(standing.released, currency),
        "currencies": ", ".join(sorted({*standing.unknown, *([amount.currency] if asked is None else [])})),
    }
    return Verdict(
        answer,
        currency,
        known.terms.limit if known.terms else None,
        standing.exposure,
        judgement.available,
        standing.overdue,
        reasons,
        words.sentences(reasons, figures),
    )


def _in(known: Known, amount: Money, today: date) -> Decimal | None:
    """The amount in the currency of the credit, None where no rate is kept."""
    if amount.currency == known.currency:
        return amount.amount
    return to_base(amount.amount, amount.currency, today) if known.currency == BASE_CURRENCY else None
