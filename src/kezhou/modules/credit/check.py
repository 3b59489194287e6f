"""Whether a document may go ahead on credit, and the record of having asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from kezhou.modules.credit.standing import Known, standings
from kezhou.sdk.limits import take_turns
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
    note: Callable[[], None] | None = None
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


def check(
    ctx: Ctx, customer_id: int, kind: str, amount: Money, *, document: tuple[str, int] | None = None, number: str = ""
) -> Verdict:
    """Judge and write the question down (信用执行记录). `kind` is one of `rules.KINDS`, `amount` what the document
    adds. A document that somebody released goes ahead with a warning.

    Those who ask about one customer take turns until their transaction ends, so that two orders cannot both take the
    last of a limit, where the caller also posts what it adds. The record stands in the caller's transaction; that of
    a block would go with it, so whoever refuses raises `Verdict.refusal()`.
    """
    with transaction.atomic():
        take_turns("credit", customer_id)
        verdict = weigh(ctx, customer_id, kind, amount)
        if not verdict.ok and document is not None and release.covers(ctx, document, amount):
            reasons = [*verdict.reasons, "released_here"]
            said = [*verdict.words, *words.sentences(["released_here"], {})]
            verdict = replace(verdict, answer="warn", reasons=reasons, words=said)
        note = partial(_write_down, ctx, customer_id, kind, amount, document, number, verdict)
        if not verdict.ok:
            return replace(verdict, note=note)
        note()
    return verdict


def _write_down(
    ctx: Ctx,
    customer_id: int,
    kind: str,
    amount: Money,
    document: tuple[str, int] | None,
    number: str,
    verdict: Verdict,
) -> None:
    CreditCheck.objects.create(
        customer_id=customer_id,
        kind=kind,
        entity=document[0] if document else "",
        record_id=document[1] if document else None,
        number=number[:60],
        amount=amount.amount,
        currency=amount.currency,
        credit_limit=verdict.limit,
        exposure=verdict.exposure,
        overdue=verdict.overdue,
        verdict=verdict.answer,
        reasons=list(verdict.reasons),
        at=ctx.clock.now(),
        user_id=ctx.actor.id,
    )


def weigh(ctx: Ctx, customer_id: int, kind: str, amount: Money) -> Verdict:
    """As `check`, leaving no record: for showing what would happen."""
    if kind not in KINDS:
        raise ValueError(f"credit is not kept for documents of kind {kind!r}")
    today = company_today(ctx.clock)
    known = standings(ctx, [customer_id], today)[customer_id]
    asked = _in(known, amount, today)
    judgement = judge(known.terms, known.standing, kind, asked if asked is not None else Decimal(0), today)
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
