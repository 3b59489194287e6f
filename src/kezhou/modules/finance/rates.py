"""The rate of a currency on a day, for what is written in that currency, and what follows when rates change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk import records
from kezhou.sdk.audit import Entry, action, write
from kezhou.sdk.jobs import enqueue, job
from kezhou.sdk.money import BASE_CURRENCY, base_rates, reckon_base_amounts
from kezhou.sdk.query import CompiledEntity, all_entities, fetch_all
from kezhou.sdk.records import Draft

RATE = "exchange_rate"
JOB = "reckon_base_amounts"
HOUR = 3600
_RATE = (
    "(SELECT r.rate FROM finance_exchangerate r WHERE r.currency = {currency} AND r.valid_from <= {day} "
    "AND r.deleted_at IS NULL ORDER BY r.valid_from DESC LIMIT 1)"
)
_NEAREST = """
SELECT a.at, r.rate FROM unnest(%s::int[], %s::text[], %s::date[], %s::bigint[]) AS a (at, currency, day, own)
  CROSS JOIN LATERAL (
    SELECT r.rate FROM finance_exchangerate r
     WHERE r.currency = a.currency AND r.deleted_at IS NULL AND r.id <> a.own
     ORDER BY abs(r.valid_from - a.day), r.valid_from LIMIT 1) r"""


def rate(currency: str, day: str) -> str:
    """SQL of the newest rate of that day or before it; NULL where none is kept (`sdk.money.base_rates`)."""
    return _RATE.format(currency=currency, day=day)


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: a rate that was written the wrong way round, units of the currency for one of
    the base. It is told by the nearest rate of the same currency: the new one lies nearer to its inverse."""
    if entity.key != RATE:
        return {}
    asked = [
        (at, draft.values["currency"], draft.values["valid_from"], draft.id or 0)
        for at, draft in enumerate(drafts)
        if draft.values.get("currency") and draft.values.get("valid_from") and _is_told(draft)
    ]
    if not asked:
        return {}
    problems: dict[int, Sequence[FieldError]] = {}
    for at, known in fetch_all(_NEAREST, tuple([list(column) for column in zip(*asked, strict=True)])):
        values = drafts[at].values
        if _inverse(values["rate"], known):
            words = {"currency": values["currency"], "base": BASE_CURRENCY, "known": f"{known.normalize():f}"}
            text = _("Write what 1 %(currency)s is worth in %(base)s, such as %(known)s, not the other way round.")
            problems[at] = [FieldError("rate", "inverse", text % words, words)]
    return problems


def _is_told(draft: Draft) -> bool:
    return bool(draft.values.get("rate")) and (draft.before is None or "rate" in draft.changed())


def _inverse(rate: Decimal, known: Decimal) -> bool:
    """Whether a rate lies nearer to the inverse of a known one than to itself, by what they are multiplied with. Near
    one nothing can be told, and nothing is lost."""
    if rate <= 0 or Decimal("0.8") < known < Decimal("1.25"):
        return False
    off, inverse_off = rate / known, rate * known
    return max(inverse_off, 1 / inverse_off) < max(off, 1 / off)


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Registered with `records.saved`: what was written in the currency is reckoned anew, by a job after the commit."""
    if entity.key != RATE:
        return
    currencies = {
        values["currency"] for draft in drafts for values in (draft.values, draft.before or {}) if "currency" in values
    }
    for currency in sorted(currencies):
        enqueue(JOB, once=f"{JOB}:{currency}", lock=JOB, currency=currency)


@job(JOB, timeout=HOUR)
def reckon(currency: str) -> None:
    """After a rate of the currency came, changed or went."""
    reckon_all(Ctx.system(JOB), currency)


@job(f"{JOB}_nightly", timeout=HOUR, every="35 16 * * *")
def reckon_nightly() -> None:
    """Thirty-five minutes past midnight of the company's day (schedules are in UTC): what was held by somebody when the
    rates changed, and what was written before there were any."""
    reckon_all(Ctx.system(JOB))


def reckon_all(ctx: Ctx, currency: str = "") -> dict[str, int]:
    """Every amount in the currency (in all but the base for none) told by the rate of its day: entity → how many rows
    changed. The log says of each entity how many."""
    changed: dict[str, int] = {}
    for key, entity in all_entities(ctx).items():
        if number := reckon_base_amounts(ctx, entity, currency):
            changed[key] = number
    meta: dict[str, Any] = {"currency": currency} if currency else {}
    entries = [Entry(key, None, "base_reckoned", meta={**meta, "changed": count}) for key, count in changed.items()]
    with transaction.atomic():
        write(ctx, entries)
    return changed


def register() -> None:
    """Called once at start-up."""
    base_rates.append(rate)
    records.checks.append(check)
    records.saved.append(follow)
    action("base_reckoned", gettext_lazy("Amounts in another currency were told by new rates"))
