"""Whether an opportunity may come where somebody wants it: the rules with the rows and settings that they ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales import settings
from kezhou.modules.sales.opportunity import rules
from kezhou.modules.sales.opportunity import stages as known
from kezhou.modules.sales.opportunity.fill import KEY
from kezhou.sdk.entity import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

_OPEN_ACTIVITIES = """
SELECT opportunity_id, stage_id, title FROM sales_opportunityactivity
 WHERE opportunity_id = ANY(%s) AND required AND state = 'planned' AND deleted_at IS NULL ORDER BY due_on, id"""
_CUSTOMERS = """
SELECT id, customer_id FROM parties_contact WHERE id = ANY(%s)
UNION ALL
SELECT contact_id, customer_id FROM parties_contactcustomer WHERE contact_id = ANY(%s) AND deleted_at IS NULL"""


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`. Old data passes: it happened as it happened."""
    if entity.key != KEY:
        return {}
    asked = {at: draft for at, draft in enumerate(drafts) if not draft.historical}
    if not asked:
        return {}
    stages = known.load()
    company = settings.current()
    labels = {name: spec.label for name, spec in entity.fields.items()}
    moving = [d.id for d in asked.values() if d.id is not None and "stage" in d.changed()]
    waiting: dict[tuple[int, int | None], list[str]] = {}
    for opportunity, stage_id, title in fetch_all(_OPEN_ACTIVITIES, (moving,)) if moving else ():
        waiting.setdefault((opportunity, stage_id), []).append(title)
    found: dict[int, list[FieldError]] = {}
    for at, draft in asked.items():
        errors: list[FieldError] = []
        stage = stages.by_id.get(draft.values.get("stage") or 0)
        if stage is None and stages.by_id:
            errors.append(FieldError("stage", "no_stage", _("There is no sales process with stages yet.")))
        elif stage is None:
            continue  # the company has not said yet how it sells
        elif draft.values.get("process") != stage.process:
            errors.append(FieldError("stage", "other_process", _("This stage belongs to another sales process.")))
        elif draft.before is None or "stage" in draft.changed():
            old = None if draft.before is None else stages.by_id.get(draft.before.get("stage") or 0)
            facts = rules.Facts(
                registration_required=company.registration_required,
                competitor_on_loss=company.competitor_on_loss,
                open_activities=waiting.get((draft.id or 0, old.id if old else None), ()),
                any_open=[title for (id_, _stage), titles in waiting.items() if id_ == draft.id for title in titles],
                today=company_today(ctx.clock),
            )
            errors += rules.guard(stage, old, draft.values, facts, labels, stages.by_id)
        elif set(draft.changed()) & {*stage.required, "lost_reason", "competitor", "summary", "amount"}:
            errors += _still(stage, draft, company, labels)
        if errors:
            found[at] = errors
    for at, error in _contacts(asked).items():
        found.setdefault(at, []).append(error)
    return found


def _still(
    stage: known.Stage, draft: Draft, company: settings.Rules, labels: Mapping[str, object]
) -> Sequence[FieldError]:
    """What the stage asks for stays filled; what was empty before is nobody's fault now."""
    before = draft.before or {}
    facts = rules.Facts(competitor_on_loss=company.competitor_on_loss)
    now = [*rules.missing(stage, draft.values, labels), *rules.ending(stage, draft.values, facts, labels)]
    return [error for error in now if before.get(error.path) is not None]


def _contacts(drafts: Mapping[int, Draft]) -> Mapping[int, FieldError]:
    """The contact belongs to the customer, first or also."""
    asked = {
        at: d
        for at, d in drafts.items()
        if d.values.get("contact") is not None and {"contact", "customer"} & set(d.changed())
    }
    if not asked:
        return {}
    contacts = [d.values["contact"] for d in asked.values()]
    of = {(row[0], row[1]) for row in fetch_all(_CUSTOMERS, (contacts, contacts))}
    return {
        at: FieldError("contact", "other_customer", _("This contact belongs to another customer."))
        for at, d in asked.items()
        if (d.values["contact"], d.values.get("customer")) not in of
    }
