"""Where a customer stands, for people: with the rights of whoever looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.modules.credit.standing import standings
from kezhou.sdk.money import BASE_CURRENCY
from kezhou.sdk.query import entity, fetch_all, fetch_one, field_rights, may, right, titles
from kezhou.sdk.records import check_subject, merged_into

PAGE = 50
NAMED = ("number", "amount")
"""The fields of a document that the record of a check repeats."""

_PROFILE = """
SELECT t.id, t.version, t.days, t.term, t.valid_until, coalesce({update}, FALSE), {seen}
  FROM credit_creditprofile t WHERE t.customer_id = %s AND t.deleted_at IS NULL"""
_CHECKS = """
SELECT c.id, c.at, c.kind, c.entity, c.record_id, c.number, c.amount, c.currency, c.exposure, c.verdict, c.reasons,
       c.user_id, c.credit_limit, c.overdue
  FROM credit_creditcheck c WHERE c.customer_id = ANY(%s) AND c.id < %s ORDER BY c.id DESC LIMIT %s"""
_RELEASES = """
SELECT r.id, r.amount, r.currency, r.until, r.reason FROM credit_creditrelease r
 WHERE r.customer_id = %s AND r.until >= %s AND r.entity = '' ORDER BY r.until, r.id LIMIT %s"""


def profile_of(ctx: Ctx, customer: int) -> tuple[Any, bool]:
    """The row of a customer's profile, and whether the actor may hear what the customer owes: who sees the profile, or
    may make one where there is none.

    Raises `NotFound` for a customer that cannot be seen, `Forbidden` for a profile that cannot.
    """
    check_subject(ctx, "customer", customer)
    model = entity(ctx, "credit_profile")
    update, seen = right(ctx, model, "update"), right(ctx, model, "view")
    row = fetch_one(_PROFILE.format(update=update.text, seen=seen.text), (*update.params, *seen.params, customer))
    if row is not None and not row[6]:
        raise Forbidden(code="no_right", extra={"entity": "credit_profile", "action": "view"})
    return row, row is not None or may(ctx, model, "create")


def standing(ctx: Ctx, customer: int) -> dict[str, Any]:
    """`{profile, currency, limit, exposure, available, overdue, releases, can}`; amounts are decimal texts.

    Raises as `profile_of`. Without a profile the figures are for those who may make one; those that the limit would
    follow from are left out with it.
    """
    row, knows = profile_of(ctx, customer)
    model = entity(ctx, "credit_profile")
    may_create = may(ctx, model, "create")
    if not knows:
        return {"profile": None, "currency": BASE_CURRENCY, "can": {"update": False, "create": False}}
    today = company_today(ctx.clock)
    known = standings(ctx, [customer], today)[customer]
    rights = field_rights(ctx, model)
    open_ = known.standing
    answer: dict[str, Any] = {
        "profile": None if row is None else {"id": row[0], "version": row[1], **_facts(row, rights)},
        "currency": known.currency,
        "stages": {
            "unshipped": _text(open_.unshipped),
            "uninvoiced": _text(open_.left_to_invoice),
            "unpaid": _text(open_.unpaid),
        },
        "exposure": _text(open_.exposure),
        "overdue": _text(open_.overdue),
        "overdue_days": open_.overdue_days,
        "unknown": list(open_.unknown),
        "can": {"update": bool(row and row[5]), "create": row is None and may_create},
    }
    if rights["credit_limit"].view == "full":
        limit = known.terms.limit if known.terms else None
        ended = bool(known.terms and known.terms.valid_until and known.terms.valid_until < today)
        granted = None if limit is None else Decimal(0) if ended else limit
        answer["limit"] = _text(limit)
        answer["ended"] = ended
        answer["released"] = _text(open_.released)
        answer["available"] = None if granted is None else _text(granted + open_.released - open_.exposure)
        answer["releases"] = [
            {"id": one[0], "amount": _text(one[1]), "currency": one[2], "until": one[3].isoformat(), "reason": one[4]}
            for one in fetch_all(_RELEASES, (customer, today, PAGE))
        ]
    return answer


def guard(ctx: Ctx, customer: int) -> None:
    """Raises unless the actor may hear the figures of a customer's credit: `NotFound`, `Forbidden`."""
    _row, knows = profile_of(ctx, customer)
    if not knows or field_rights(ctx, entity(ctx, "credit_profile"))["credit_limit"].view != "full":
        raise Forbidden(code="no_right", extra={"entity": "credit_profile", "action": "view"})


def checks(ctx: Ctx, customer: int, before: int | None) -> dict[str, Any]:
    """The questions about a customer's credit and their answers, newest first (信用执行记录). Of a document that the
    reader cannot see only its kind and the answer are told; what is open in all stands in the exposure."""
    guard(ctx, customer)
    former = merged_into("customer", [customer]).get(customer, [])
    rows = fetch_all(_CHECKS, ([customer, *former], before or 2**62, PAGE + 1))
    rows, more = rows[:PAGE], len(rows) > PAGE
    people = titles(ctx, "user", {row[11] for row in rows if row[11] is not None})
    seen = _seen(ctx, rows)
    told = {(key, name): field_rights(ctx, entity(ctx, key))[name].view == "full" for key in seen for name in NAMED}
    return {
        "items": [_check(row, people, seen, told) for row in rows],
        "next": rows[-1][0] if more else None,
    }


def _seen(ctx: Ctx, rows: Sequence[Any]) -> Mapping[str, Mapping[int, Any]]:
    """Kind of document → those of the rows' documents that the reader sees; one statement per kind."""
    asked: dict[str, set[int]] = {}
    for row in rows:
        if row[3] and row[4] is not None:
            asked.setdefault(row[3], set()).add(row[4])
    return {key: titles(ctx, key, ids) for key, ids in asked.items()}


def _check(
    row: Any,
    people: Mapping[int, Any],
    seen: Mapping[str, Mapping[int, Any]],
    told: Mapping[tuple[str, str], bool],
) -> dict[str, Any]:
    known = row[4] in seen.get(row[3], ())
    number, amount = (known and told[row[3], name] for name in NAMED)
    return {
        "id": row[0],
        "at": row[1],
        "kind": row[2],
        "entity": row[3],
        "record": row[4] if known else None,
        "number": row[5] if number else "",
        "amount": {"amount": str(row[6]), "currency": row[7]} if amount else None,
        "exposure": str(row[8]),
        "verdict": row[9],
        "reasons": list(row[10]),
        "user": None if row[11] is None else {"id": row[11], "title": people.get(row[11])},
        "limit": _text(row[12]),
        "overdue": str(row[13]),
    }


def _facts(row: Any, rights: Mapping[str, Any]) -> dict[str, Any]:
    """What of the profile the reader may see."""
    values = {"days": row[2], "term": row[3], "valid_until": None if row[4] is None else row[4].isoformat()}
    return {name: value for name, value in values.items() if rights[name].view == "full"}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
