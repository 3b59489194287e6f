"""Looking for opportunities that may be the same one, and telling each reader what that reader may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales import settings
from kezhou.modules.sales.registration.rules import VERDICTS, Other, judge
from kezhou.sdk.duplicates import doubles_of, tells_owner
from kezhou.sdk.query import entity, fetch_all, field_rights, right

MAX_CUSTOMERS = 20
MAX_COMPARED = 200
MAX_CLASHES = 20
FIELDS = ("name", "number", "stage", "owner", "customer", "state", "registered_until")
"""What is told of an opportunity in sight, as far as its reader sees the fields in full."""

_OTHERS = """
SELECT o.id, o.customer_id, o.name, o.state, o.registration_state, o.product_id
  FROM sales_opportunity o
 WHERE o.customer_id = ANY(%s) AND o.deleted_at IS NULL AND o.id <> %s
   AND (o.state = 'open' OR o.closed_on >= %s)
 ORDER BY o.state = 'open' DESC, o.updated_at DESC, o.id DESC LIMIT %s"""
_CUSTOMERS = "SELECT id, name, short_name FROM parties_customer WHERE id = ANY(%s)"

WORDS = {
    "customer_same": _("It is the same customer."),
    "customer_certain": _("The customer is almost certainly the same."),
    "customer_likely": _("The customer is probably the same."),
    "customer_possible": _("The customer may be the same."),
    "name_same": _("The names say the same."),
    "name_alike": _("The names are alike."),
    "product_same": _("It is about the same product."),
    "open": _("It is still open."),
    "recent": _("It ended a short while ago."),
    "registered": _("It is registered."),
}


def analyse(
    ctx: Ctx, name: str, customer: int | None, skip: int = 0, product: int | None = None
) -> list[dict[str, Any]]:
    """`{opportunity, customer, verdict, score, reasons: codes}` of open and recent opportunities of this customer and
    of those that may be the same party, the closest first. Over the whole company: who may hear of it is said by
    `told`."""
    if customer is None:
        return []
    parties = {customer: "same"}
    for hit in doubles_of(ctx, "customer", customer, MAX_CUSTOMERS):
        parties.setdefault(hit.record_id, hit.verdict)
    since = company_today(ctx.clock) - timedelta(days=settings.current().recent_days)
    rows = fetch_all(_OTHERS, (list(parties), skip, since, MAX_COMPARED))
    names = {row[0]: [row[1], row[2]] for row in fetch_all(_CUSTOMERS, (list(parties),))} if rows else {}
    found = []
    for id_, party, title, state, registration, theirs in rows:
        is_same = product is not None and product == theirs
        other = Other(title, parties[party], state == "open", registration == "registered", is_same)
        clash = judge(name, [*names.get(customer, ()), *names.get(party, ())], other)
        found.append(
            {
                "opportunity": id_, "customer": party, "verdict": clash.verdict, "score": clash.score,
                "reasons": list(clash.reasons),
            }
        )  # fmt: skip
    found.sort(key=lambda one: (-VERDICTS.index(one["verdict"]), -one["score"], one["opportunity"]))
    return found[:MAX_CLASHES]


def told(ctx: Ctx, report: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The report as this reader may know it (architecture 9.21): what one sees with name, customer, owner, stage and
    link; of the others the verdict, and the owner where the company's policy names owners."""
    ids = [one["opportunity"] for one in report]
    if not ids:
        return []
    opportunity, customer = entity(ctx, "opportunity"), entity(ctx, "customer")
    seen, known = right(ctx, opportunity, "view"), right(ctx, customer, "view", "c")
    rows = fetch_all(
        f"SELECT t.id, coalesce({seen.text}, FALSE), t.name, t.number, s.name, u.name, "  # noqa: S608 — compiled
        f"CASE WHEN coalesce({known.text}, FALSE) THEN c.name END, t.state, t.registered_until "
        "FROM sales_opportunity t LEFT JOIN sales_salesstage s ON s.id = t.stage_id "
        "LEFT JOIN org_user u ON u.id = t.owner_id LEFT JOIN parties_customer c ON c.id = t.customer_id "
        "WHERE t.id = ANY(%s) AND t.deleted_at IS NULL",
        (*seen.params, *known.params, ids),
    )
    facts = {row[0]: row for row in rows}
    names_owner = tells_owner(ctx, "customer")
    rights = field_rights(ctx, opportunity)
    answer = []
    for one in report:
        row = facts.get(one["opportunity"])
        if row is None:
            continue
        line: dict[str, Any] = {"verdict": one["verdict"], "hidden": not row[1]}
        if row[1]:
            line |= {
                "id": row[0], "name": row[2], "number": row[3], "stage": row[4], "owner": row[5], "customer": row[6],
                "state": row[7], "registered_until": row[8], "score": one["score"],
                "reasons": [{"code": code, "text": WORDS[code]} for code in one["reasons"]],
            }  # fmt: skip
            line |= {name: None for name in FIELDS if rights[name].view != "full"}
        elif names_owner:
            line["owner"] = row[5]
        answer.append(line)
    return answer
