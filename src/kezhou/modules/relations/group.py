"""The group tree (集团): all companies above and below a customer, through the field “parent company”, at any depth.

A company beyond the reader's view stands in the tree only where the reader sees one below it, without name and number:
so that what one may see hangs together. Figures count what the reader may see, nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.relations.naming import hidden_name
from kezhou.modules.relations.panel import seen_as, subject
from kezhou.sdk.fields import FieldSpec
from kezhou.sdk.query import entity, fetch_all, field_rights, shown_title

MAX_GROUP = 2_000
"""Companies that one tree shows; more are counted as cut off."""
USUAL = "registered_capital"
"""What is summed unless the reader chooses something else."""
NOT_SUMMED = frozenset({"health"})
"""Marks, of which a sum says nothing."""
FACTS = ("level", "status")

_TOP = """
WITH RECURSIVE up(id, parent_id) AS (
  SELECT c.id, c.parent_id FROM parties_customer c WHERE c.id = %s
  UNION
  SELECT c.id, c.parent_id FROM up u JOIN parties_customer c ON c.id = u.parent_id AND c.deleted_at IS NULL)
SELECT u.id FROM up u WHERE NOT EXISTS (
  SELECT FROM parties_customer c WHERE c.id = u.parent_id AND c.deleted_at IS NULL)"""
_DOWN = """
WITH RECURSIVE tree(id, parent_id) AS (
  SELECT %s::bigint, NULL::bigint
  UNION
  SELECT c.id, c.parent_id FROM tree JOIN parties_customer c ON c.parent_id = tree.id AND c.deleted_at IS NULL),
part AS (SELECT id, parent_id FROM tree LIMIT %s)
SELECT part.id, part.parent_id, t.id IS NOT NULL, {columns} FROM part
  LEFT JOIN parties_customer t ON t.id = part.id AND {seen}"""


@dataclass
class Company:
    id: int
    parent: int | None
    seen: bool
    values: Mapping[str, Any]
    below: list[Company] = field(default_factory=list)


def group(ctx: Ctx, customer_id: int, measure: str | None = None) -> dict[str, Any]:
    """`{root, truncated, limit, measure, measures}`; each node `{id?, title, level?, status?, hidden?, self?, sums,
    children}`, where `sums` is of the node and all below it: `count`, and `amount` of the measure, one of the fields
    with amounts or numbers that the reader sees in full. Raises `NotFound`, `Invalid` (path `measure`)."""
    subject(ctx, "customer", customer_id)
    model, rights = entity(ctx, "customer"), field_rights(ctx, entity(ctx, "customer"))
    seen = seen_as(ctx, "customer")
    top = customer_id
    if rights["parent"].view != "hidden":
        found = fetch_all(_TOP, (customer_id,))
        top = found[0][0] if found else customer_id
    facts = [name for name in FACTS if rights[name].view == "full"]
    measures = _measures(ctx)
    counted = _chosen(measures, measure)
    columns = [shown_title(ctx, model), *(model.fields[name].expression("t") for name in facts)]
    columns += [counted.type.filter_expression(counted)] if counted else []
    text = _DOWN.format(columns=", ".join(columns), seen=seen.text)
    names = ["title", *facts, *(["amount"] if counted else [])]
    rows = fetch_all(text, (top, MAX_GROUP + 1, *seen.params))
    companies = {
        row[0]: Company(row[0], row[1], row[2], dict(zip(names, row[3:], strict=True)))
        for row in rows[:MAX_GROUP]
        if row[1] is None or row[0] != top  # stored before circles were refused: the top stays the top
    }
    if rights["parent"].view == "hidden":
        companies = {customer_id: companies[customer_id]}
    for company in companies.values():
        if company.parent in companies:
            companies[company.parent].below.append(company)
    root = _told(companies[top], customer_id, facts, counted is not None)
    return {
        "root": root,
        "truncated": len(rows) > MAX_GROUP,
        "limit": MAX_GROUP,
        "measure": counted.name if counted else None,
        "measures": [{"name": s.name, "label": str(s.label), "type": s.type.key} for s in measures.values()],
    }


def _measures(ctx: Ctx) -> dict[str, FieldSpec]:
    """The fields of customers that can be summed, native and the company's own, as far as the reader sees them."""
    rights = field_rights(ctx, entity(ctx, "customer"))
    return {
        name: spec
        for name, spec in entity(ctx, "customer").fields.items()
        if spec.type.summable and spec.type.key != "percent" and name not in NOT_SUMMED and rights[name].view == "full"
    }


def _chosen(measures: Mapping[str, FieldSpec], name: str | None) -> FieldSpec | None:
    if name is not None and name not in measures:
        message = _("This cannot be summed; possible: %(known)s.") % {"known": ", ".join(measures)}
        raise Invalid(message, errors=[FieldError("measure", "unknown_field", message)])
    return measures.get(name or USUAL) or next(iter(measures.values()), None)


def _told(top: Company, asked: int, facts: Sequence[str], counted: bool) -> dict[str, Any]:
    """The tree as the reader gets it, built from the leaves up without recursion: depth has no limit."""
    order, queue = [], [top]
    while queue:
        company = queue.pop()
        order.append(company)
        queue += company.below
    done: dict[int, dict[str, Any] | None] = {}
    for company in reversed(order):
        children = [node for child in company.below if (node := done[child.id]) is not None]
        done[company.id] = _node(company, children, asked, facts, counted)
    return done[top.id] or {}


def _node(
    company: Company, children: list[dict[str, Any]], asked: int, facts: Sequence[str], counted: bool
) -> dict[str, Any] | None:
    if not company.seen and not children:
        return None
    sums: dict[str, Any] = {"count": int(company.seen) + sum(child["sums"]["count"] for child in children)}
    for name in facts:
        counts = Counter({company.values[name] or "": 1} if company.seen else {})
        for child in children:
            counts.update(child["sums"][name])
        sums[name] = dict(sorted(counts.items()))
    if counted:
        own = company.values["amount"] if company.seen else None
        amounts = [Decimal(child["sums"]["amount"]) for child in children]
        sums["amount"] = str(sum(amounts, Decimal(own or 0)))
    children.sort(key=lambda child: (child.get("hidden", False), -child["sums"]["count"], child["title"]))
    if not company.seen:
        return {"hidden": True, "title": hidden_name("customer"), "sums": sums, "children": children}
    told = {"id": company.id, "title": company.values["title"] or _("No name")}
    told |= {name: company.values[name] for name in facts}
    return told | ({"self": True} if company.id == asked else {}) | {"sums": sums, "children": children}
