"""What a saved follow-up means for the rest: whether it counts, when the customer or lead was last spoken with and is
due again, the customer's status, who is told. Set-based: the same number of statements for one row and for thousands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, KezhouError
from kezhou.modules.activities import settings
from kezhou.modules.activities.follow_up.subjects import SUBJECTS, Newest, Subject
from kezhou.sdk import query, records
from kezhou.sdk.notify import MAX_MENTIONS, MENTION, notify
from kezhou.sdk.query import Sql, execute, fetch_all

KEY = "follow_up"
AHEAD = timedelta(minutes=5)
"""How far in the future something may have happened: clocks of phones differ."""

_GONE = "SELECT id FROM activities_followup WHERE id = ANY(%s) AND deleted_at IS NOT NULL"


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
    moving = {
        place: draft.values["customer"]
        for place, draft in enumerate(drafts)
        if place not in refused and _moves_status(draft) and draft.values.get("customer") is not None
    }
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
    gone = {row[0] for row in fetch_all(_GONE, (ids,))}
    for subject in SUBJECTS:
        _follow(ctx, subject, drafts, gone)
    for draft in drafts:
        _tell(ctx, draft)


def _follow(ctx: Ctx, subject: Subject, drafts: Sequence[records.Draft], gone: set[int]) -> None:
    """What the drafts about subjects of this kind, or taken away from one, mean for it."""
    link = subject.link
    touched = {c for d in drafts for c in (d.values.get(link), (d.before or {}).get(link)) if c}
    if not touched:
        return
    held = subject.lock(sorted(touched))
    _lie_with(ctx, link, [draft.id for draft in drafts if draft.id is not None])
    newest = subject.newest(touched)
    due = {id_: moments.due for id_, moments in held.items()}
    for draft in sorted(drafts, key=lambda d: (d.values["at"], d.id or 0)):
        _plan(link, draft, newest, due, is_gone=draft.id in gone)
    subject.set_moments({id_: subject.moments(newest[id_].effective_at, due[id_]) for id_ in held})
    moving = [d for d in drafts if _moves_status(d) and d.values.get("customer") is not None]
    _move_status(ctx, [d for d in moving if link == "customer" and newest[d.values["customer"]].id == d.id])


def _lie_with(ctx: Ctx, link: str, ids: Sequence[int]) -> None:
    """A subject that changed hands between the look at its owner and its lock takes these rows along too."""
    execute(
        "UPDATE activities_followup f SET (owner_id, dept_id, pool_id, pool_entered_at) "  # noqa: S608 — registered
        f"= ROW(c.owner_id, c.dept_id, c.pool_id, c.pool_entered_at) FROM {query.entity(ctx, link).table} c "
        f"WHERE c.id = f.{query.ident(link + '_id')} AND f.id = ANY(%s) AND "
        "(f.owner_id, f.dept_id, f.pool_id) IS DISTINCT FROM (c.owner_id, c.dept_id, c.pool_id)",
        (list(ids),),
    )


def judge(ctx: Ctx, which: Sql) -> Mapping[str, list[int]]:
    """Set `effective` by the company's rule for rows of alias `t`; the customers and leads of those for which it
    changed."""
    rule = _rule(ctx)
    rows = fetch_all(
        f"UPDATE activities_followup t SET effective = coalesce({rule.text}, FALSE) "  # noqa: S608 — compiled
        f"WHERE {which.text} AND t.effective IS DISTINCT FROM coalesce({rule.text}, FALSE) "
        "RETURNING t.customer_id, t.lead_id",
        (*rule.params, *which.params, *rule.params),
    )
    return {"customer": sorted({row[0] for row in rows} - {None}), "lead": sorted({row[1] for row in rows} - {None})}


def _rule(ctx: Ctx) -> Sql:
    entity = query.entity(ctx, KEY)
    try:
        return query.rule_sql(ctx, entity, settings.current().effective)
    except BadRequest:
        return query.rule_sql(ctx, entity, settings.SUBSTANCE)


def _plan(link: str, draft: records.Draft, newest: Mapping[int, Newest], due: dict[int, Any], *, is_gone: bool) -> None:
    """When the customer or lead is due again after this save.

    The newest follow-up decides: its next time, else what was due by its day is done. One that is changed or removed
    takes along what it had set, and nothing that somebody set otherwise.
    """
    customer, next_at = draft.values.get(link), draft.values.get("next_at")
    old = draft.before.get("next_at") if draft.before is not None else None
    left = (draft.before or {}).get(link)
    if left != customer and left in due and old is not None and due[left] == old:
        due[left] = newest[left].next_at
    if customer is None or customer not in due:
        return
    last = newest[customer]
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
