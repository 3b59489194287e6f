"""Two trees that live in columns: the group (a customer's parent company) and the decision tree (to whom a contact
reports at a customer). Neither may have a circle, at any depth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations import chains
from kezhou.modules.relations.relation.guard import circle_error
from kezhou.sdk.entity import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

GROUP_LOCK = "relations.group"
SEAT_LOCK = "relations.seats:%d"

_GROUP_ABOVE = """
WITH RECURSIVE up(id, above) AS (
  SELECT c.id, c.parent_id FROM parties_customer c WHERE c.id = ANY(%s)
  UNION
  SELECT c.id, c.parent_id FROM up u JOIN parties_customer c ON c.id = u.above)
SELECT id, above FROM up WHERE above IS NOT NULL"""
_SEATS = """
SELECT customer_id, contact_id, reports_to_id FROM relations_decisionseat
 WHERE customer_id = ANY(%s) AND deleted_at IS NULL"""


def lock_group(ctx: Ctx, entity: CompiledEntity, names: Collection[str]) -> None:
    """Whoever changes parents takes the lock before the rows: a row that is held while waiting for it would be
    waited for by the foreign key of whoever holds it."""
    if entity.key == "customer" and "parent" in names:
        chains.lock(GROUP_LOCK)


def check_group(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """No company stands above itself. Customers in the trash count: they may come back."""
    if entity.key != "customer":
        return {}
    asked = [
        (at, draft.id, draft.values["parent"])
        for at, draft in enumerate(drafts)
        if draft.before is not None and draft.values.get("parent") is not None and "parent" in draft.changed()
    ]  # a new company has nothing below it yet
    if not asked:
        return {}
    chains.lock(GROUP_LOCK)
    above: dict[tuple[str, int], tuple[str, int]] = {
        ("customer", row[0]): ("customer", row[1])
        for row in fetch_all(_GROUP_ABOVE, ([parent for _at, _id, parent in asked],))
    }
    for _at, id_, _parent in asked:
        above.pop(("customer", id_ or 0), None)
    refused = {}
    for at, id_, parent in asked:
        child, top = ("customer", id_ or 0), ("customer", parent)
        if (closed := chains.circle(child, top, above)) is not None:
            refused[at] = [circle_error(ctx, "parent", closed)]
        else:
            above[child] = top
    return refused


def check_seats(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """A superior has a place in the same tree, and nobody stands above himself."""
    if entity.key != "decision_seat":
        return {}
    asked = [
        (at, draft)
        for at, draft in enumerate(drafts)
        if draft.values.get("reports_to") is not None and {"reports_to", "customer"} & set(draft.changed())
    ]
    if not asked:
        return {}
    customers = sorted({draft.values["customer"] for _at, draft in asked})
    for customer in customers:
        chains.lock(SEAT_LOCK % customer)
    seated: dict[int, dict[int, int | None]] = {customer: {} for customer in customers}
    for customer, contact, superior in fetch_all(_SEATS, (customers,)):
        seated[customer][contact] = superior
    for draft in drafts:
        tree = seated.get(draft.values["customer"])
        if tree is not None:
            tree[draft.values["contact"]] = None
    refused = {}
    for at, draft in asked:
        tree, contact, superior = seated[draft.values["customer"]], draft.values["contact"], draft.values["reports_to"]
        above = {("contact", who): ("contact", over) for who, over in tree.items() if over is not None}
        if superior not in tree:
            message = _("The superior has no place in this customer's decision tree yet.")
            refused[at] = [FieldError("reports_to", "not_seated", message)]
        elif (closed := chains.circle(("contact", contact), ("contact", superior), above)) is not None:
            refused[at] = [circle_error(ctx, "reports_to", closed)]
        else:
            tree[contact] = superior
    return refused
