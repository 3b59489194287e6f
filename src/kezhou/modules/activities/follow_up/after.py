"""What a saved follow-up means for the rest: whether it counts, when the customer was last spoken with and is due
again, the customer's status, who is told. Set-based: the same number of statements for one row and for thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, KezhouError
from kezhou.modules.activities import settings
from kezhou.modules.parties import api as parties
from kezhou.sdk import query, records
from kezhou.sdk.notify import MAX_MENTIONS, MENTION, notify
from kezhou.sdk.query import Sql, execute, fetch_all

KEY = "follow_up"
AHEAD = timedelta(minutes=5)
"""How far in the future something may have happened: clocks of phones differ."""

_NEWEST = """
SELECT c.id, e.at, n.id, n.next_at
  FROM unnest(%s::bigint[]) AS c(id)
  LEFT JOIN LATERAL (SELECT f.at FROM activities_followup f WHERE f.customer_id = c.id AND f.deleted_at IS NULL
                        AND f.effective ORDER BY f.at DESC, f.id DESC LIMIT 1) e ON TRUE
  LEFT JOIN LATERAL (SELECT f.id, f.next_at FROM activities_followup f WHERE f.customer_id = c.id
                        AND f.deleted_at IS NULL ORDER BY f.at DESC, f.id DESC LIMIT 1) n ON TRUE"""
_GONE = "SELECT id FROM activities_followup WHERE id = ANY(%s) AND deleted_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class _Newest:
    """Of one customer: when the newest effective follow-up was, and the newest of all with its next time."""

    effective_at: datetime | None
    id: int | None
    next_at: datetime | None


def check(ctx: Ctx, entity: Any, drafts: Sequence[records.Draft]) -> Mapping[int, KezhouError]:
    """Nothing happens in the future, few people are named, and only who may change the customer's status does so."""
    if entity.key != KEY:
        return {}
    refused: dict[int, KezhouError] = {}
    latest = ctx.clock.now() + AHEAD
    for place, draft in enumerate(drafts):
        at = draft.values.get("at")
        if at is not None and at > latest and at != (draft.before or {}).get("at"):
            refused[place] = _wrong("at", "in_future", _("What has not happened yet is a task or a visit."))
        elif len(_named(draft)) > MAX_MENTIONS:
            too_many = _("At most %(limit)d people can be mentioned.") % {"limit": MAX_MENTIONS}
            refused[place] = _wrong("content", "too_many", too_many)
    moving = {p: d.values["customer"] for p, d in enumerate(drafts) if p not in refused and _moves_status(d)}
    if moving:
        allowed = _may_change_status(ctx, set(moving.values()))
        for place, customer in moving.items():
            if customer not in allowed:
                message = _("You may not change the status of this customer.")
                refused[place] = Forbidden(message, errors=[FieldError("status_to", "not_editable", message)])
    return refused


def follow(ctx: Ctx, entity: Any, drafts: Sequence[records.Draft]) -> None:
    """Registered with the pipeline; runs in the transaction of the save."""
    if entity.key != KEY:
        return
    ids = [draft.id for draft in drafts if draft.id is not None]
    judge(ctx, Sql("t.id = ANY(%s)", (ids,)))
    touched = {c for d in drafts for c in (d.values.get("customer"), (d.before or {}).get("customer")) if c}
    held = parties.lock(sorted(touched))
    _lie_with_customers(ctx, ids)
    newest = _newest(touched)
    gone = {row[0] for row in fetch_all(_GONE, (ids,))}
    due = {customer: moments.due for customer, moments in held.items()}
    for draft in sorted(drafts, key=lambda d: (d.values["at"], d.id or 0)):
        _plan(draft, newest, due, is_gone=draft.id in gone)
    parties.set_moments({c: parties.Moments(newest[c].effective_at, due[c]) for c in held})
    _move_status(ctx, [d for d in drafts if _moves_status(d) and newest[d.values["customer"]].id == d.id])
    for draft in drafts:
        _tell(ctx, draft)


def _lie_with_customers(ctx: Ctx, ids: Sequence[int]) -> None:
    """A customer that changed hands between the look at its owner and its lock takes these rows along too."""
    customers = query.entity(ctx, "customer").table
    execute(
        "UPDATE activities_followup f SET (owner_id, dept_id, pool_id, pool_entered_at) "  # noqa: S608 — registered
        f"= ROW(c.owner_id, c.dept_id, c.pool_id, c.pool_entered_at) FROM {customers} c "
        "WHERE c.id = f.customer_id AND f.id = ANY(%s) AND "
        "(f.owner_id, f.dept_id, f.pool_id) IS DISTINCT FROM (c.owner_id, c.dept_id, c.pool_id)",
        (list(ids),),
    )


def judge(ctx: Ctx, which: Sql) -> list[int]:
    """Set `effective` by the company's rule for rows of alias `t`; the customers of those for which it changed."""
    rule = _rule(ctx)
    rows = fetch_all(
        f"UPDATE activities_followup t SET effective = coalesce({rule.text}, FALSE) "  # noqa: S608 — compiled
        f"WHERE {which.text} AND t.effective IS DISTINCT FROM coalesce({rule.text}, FALSE) RETURNING t.customer_id",
        (*rule.params, *which.params, *rule.params),
    )
    return sorted({row[0] for row in rows})


def _rule(ctx: Ctx) -> Sql:
    entity = query.entity(ctx, KEY)
    try:
        return query.rule_sql(ctx, entity, settings.current().effective)
    except BadRequest:
        return query.rule_sql(ctx, entity, settings.SUBSTANCE)


def refresh_last(customers: Sequence[int]) -> None:
    """The newest effective follow-up of these customers, after the rule changed."""
    held = parties.lock(customers)
    newest = _newest(customers)
    parties.set_moments({c: parties.Moments(newest[c].effective_at, moments.due) for c, moments in held.items()})


def _newest(customers: Any) -> Mapping[int, _Newest]:
    return {row[0]: _Newest(row[1], row[2], row[3]) for row in fetch_all(_NEWEST, (sorted(customers),))}


def _plan(draft: records.Draft, newest: Mapping[int, _Newest], due: dict[int, Any], *, is_gone: bool) -> None:
    """When the customer is due again after this save.

    The newest follow-up decides: its next time, else what was due by its day is done. One that is changed or removed
    takes along what it had set, and nothing that somebody set otherwise.
    """
    customer = draft.values["customer"]
    if customer not in due:
        return
    last, next_at = newest[customer], draft.values.get("next_at")
    old = draft.before.get("next_at") if draft.before is not None else None
    left = (draft.before or {}).get("customer")
    if left != customer and left in due and old is not None and due[left] == old:
        due[left] = newest[left].next_at
    restored = draft.before is not None and not draft.changed() and not is_gone
    if is_gone:
        if next_at is not None and due[customer] == next_at:
            due[customer] = last.next_at
    elif draft.before is not None and not restored:
        if old != next_at and (due[customer] == old or (old is None and last.id == draft.id)):
            due[customer] = next_at
    elif last.id == draft.id:
        if next_at is not None:
            due[customer] = next_at
        elif due[customer] is not None and _day(due[customer]) <= _day(draft.values["at"]):
            due[customer] = None


def _day(moment: datetime) -> date:
    return moment.astimezone(COMPANY_ZONE).date()


def _moves_status(draft: records.Draft) -> bool:
    status = draft.values.get("status_to")
    return status is not None and status != (draft.before or {}).get("status_to")


def _may_change_status(ctx: Ctx, customers: set[int]) -> set[int]:
    customer = query.entity(ctx, "customer")
    if not query.field_rights(ctx, customer)["status"].edit:
        return set()
    may = query.right(ctx, customer, "update")
    statement = f"SELECT t.id FROM parties_customer t WHERE t.id = ANY(%s) AND {may.text}"  # noqa: S608 — compiled
    return {row[0] for row in fetch_all(statement, (list(customers), *may.params))}


def _move_status(ctx: Ctx, drafts: Sequence[records.Draft]) -> None:
    """A real change of the customer, through the pipeline: rights, locks, history, a new version."""
    wanted = {d.values["customer"]: {"status": d.values["status_to"]} for d in drafts}
    for saved in records.update_many(ctx, "customer", list(wanted), wanted) if wanted else ():
        if saved.problem is not None:
            raise saved.problem


def _named(draft: records.Draft) -> set[int]:
    return {int(number) for number in MENTION.findall(draft.values.get("content") or "")}


def _tell(ctx: Ctx, draft: records.Draft) -> None:
    """People who are mentioned for the first time and may read the follow-up get a message."""
    before = {int(n) for n in MENTION.findall((draft.before or {}).get("content") or "")}
    named = sorted(_named(draft) - before - {ctx.actor.id or 0})
    if named and draft.id is not None:
        seen = query.seen_by(ctx, KEY, draft.id, named)
        text = str(draft.values["content"])[:200]
        notify(ctx, seen, "mention", _("You were mentioned in a follow-up"), text, entity=KEY, record_id=draft.id)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
