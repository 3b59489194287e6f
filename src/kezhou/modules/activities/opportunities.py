"""Follow-ups, visits and tasks about an opportunity, and the tasks that carry out the steps of its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk import records
from kezhou.sdk.query import CompiledEntity, fetch_all

KEYS = ("follow_up", "visit", "task")
PLAN = "opportunity_activity"
DUE = time(18)
"""By when on its day a step of the plan is due."""
STATES: Mapping[str, str] = {"planned": "open", "done": "done", "dropped": "cancelled"}
"""State of a step of the plan → state of its task."""
BY_CODE = records.Options(internal=True, moves_free=True)

_CUSTOMERS = "SELECT id, customer_id FROM sales_opportunity WHERE id = ANY(%s)"
_STEPS = """
SELECT a.id, a.title, a.due_on, a.doer_id, a.state, a.deleted_at IS NOT NULL, o.id, o.customer_id,
       t.id, t.title, t.due_at, t.owner_id, t.state
  FROM sales_opportunityactivity a
  JOIN sales_opportunity o ON o.id = a.opportunity_id
  LEFT JOIN activities_task t ON t.plan_id = a.id AND t.deleted_at IS NULL
 WHERE a.id = ANY(%s) ORDER BY a.id"""
_PLANS = "SELECT id, state FROM sales_opportunityactivity WHERE id = ANY(%s) AND deleted_at IS NULL"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a plan beside its task, as both are stored."""

    id: int
    title: str
    due_on: date | None
    doer: int | None
    state: str
    is_gone: bool
    opportunity: int
    customer: int | None
    task: int | None
    task_title: str | None
    task_due: datetime | None
    task_owner: int | None
    task_state: str | None


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: the opportunity is one of the customer that it is about."""
    if entity.key not in KEYS:
        return {}
    asked = {
        at: draft
        for at, draft in enumerate(drafts)
        if draft.values.get("opportunity") is not None and {"opportunity", "customer"} & set(draft.changed())
    }
    if not asked:
        return {}
    of: dict[int, int | None] = dict(fetch_all(_CUSTOMERS, ([d.values["opportunity"] for d in asked.values()],)))
    return {
        at: [FieldError("opportunity", "other_customer", _("This opportunity belongs to another customer."))]
        for at, draft in asked.items()
        if of.get(draft.values["opportunity"]) != draft.values.get("customer")
    }


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[records.Draft]) -> None:
    """Registered with `records.saved`: a step that is planned is a task of who does it, and one is done with the
    other. Runs in the transaction of the save, in the name of who saved."""
    if entity.key == PLAN:
        _to_tasks(_by_rule(ctx), [draft.id for draft in drafts if draft.id is not None])
    elif entity.key == "task":
        moved = {
            draft.values["plan"]: draft.values["state"]
            for draft in drafts
            if draft.values.get("plan") is not None and draft.before is not None and "state" in draft.changed()
        }
        _to_plans(_by_rule(ctx), moved)


def _to_tasks(ctx: Ctx, ids: Sequence[int]) -> None:
    steps = [Step(*row) for row in fetch_all(_STEPS, (list(ids),))]
    new = [one for one in steps if one.task is None and one.state == "planned" and one.doer and not one.is_gone]
    made = [
        {
            "title": one.title, "customer": one.customer, "opportunity": one.opportunity, "plan": one.id,
            "owner": one.doer, "due_at": _due(one.due_on), "all_day": True, "source": _("Sales plan"),
        }
        for one in new
    ]  # fmt: skip
    if made:
        _done(records.create_many(ctx, "task", made, BY_CODE))
    changes = {one.task: values for one in steps if one.task is not None and (values := _difference(ctx, one))}
    if changes:
        _done(records.update_many(ctx, "task", list(changes), changes, BY_CODE))


def _difference(ctx: Ctx, step: Step) -> dict[str, Any]:
    """What of the task is not as its step says."""
    state = "cancelled" if step.is_gone else STATES[step.state]
    values: dict[str, Any] = {}
    if step.task_state != state:
        values |= {"state": state, "done_at": ctx.clock.now().isoformat() if state == "done" else None}
    if state != "open":
        return values
    if step.task_title != step.title:
        values["title"] = step.title
    if (step.task_due and step.task_due.astimezone(COMPANY_ZONE).date()) != step.due_on:
        values["due_at"] = _due(step.due_on)
    if step.doer is not None and step.task_owner != step.doer:
        values["owner"] = step.doer
    return values


def _to_plans(ctx: Ctx, moved: Mapping[int, str]) -> None:
    """A task that is done, or open again, takes its step along; one that is cancelled leaves it to who plans."""
    known: dict[int, str] = dict(fetch_all(_PLANS, (list(moved),))) if moved else {}
    changes: dict[int, dict[str, Any]] = {}
    for id_, state in known.items():
        if moved[id_] == "done" and state == "planned":
            changes[id_] = {"state": "done", "done_on": company_today(ctx.clock).isoformat()}
        elif moved[id_] == "open" and state == "done":
            changes[id_] = {"state": "planned", "done_on": None}
    if changes:
        _done(records.update_many(ctx, PLAN, list(changes), changes, BY_CODE))


def _due(day: date | None) -> str | None:
    return None if day is None else datetime.combine(day, DUE, COMPANY_ZONE).isoformat()


def _done(drafts: Sequence[records.Draft]) -> None:
    for draft in drafts:
        if draft.problem is not None:
            raise draft.problem


def _by_rule(ctx: Ctx) -> Ctx:
    """The same person; what follows from a plan asks for no right of their own on what follows."""
    return replace(ctx, grants=Ctx.system("sales_plan", ctx.clock).grants)
