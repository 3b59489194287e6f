"""Contract – invoice – receipt (合同-开票-回款): what was agreed, invoiced and received, contract by contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, NotFound
from kezhou.sdk.query import TRUE, Sql, all_of, entity, fetch_all, fetch_one, field_rights, may, right, titles

PAGE, MOST = 50, 200
ONLY = {
    "all": "TRUE",
    "invoiced_not_received": "m.invoiced > m.received + m.written_off",
    "received_not_invoiced": "m.received > m.invoiced",
}
"""开票未回款, 回款未开票."""
_ROWS = """
SELECT t.id, t.name, t.number, t.customer_id, t.owner_id, t.kind, t.amount, t.currency,
       coalesce(m.planned, 0), coalesce(m.invoiced, 0), coalesce(m.received, 0), coalesce(m.written_off, 0)
  FROM trade_contract t {join} finance_documentmoney m ON m.contract_id = t.id
 WHERE t.deleted_at IS NULL AND t.approval_state = 'approved' AND {where} AND {seen}
 ORDER BY t.id DESC LIMIT %s"""
_ONE = """
SELECT t.currency, t.amount, coalesce(m.planned, 0), coalesce(m.requested, 0), coalesce(m.invoiced, 0),
       coalesce(m.received, 0), coalesce(m.written_off, 0), {agreed}
  FROM {table} t LEFT JOIN finance_documentmoney m ON m.{link} = t.id
 WHERE t.id = %s AND t.deleted_at IS NULL AND {seen}"""
_ORDERED = """
SELECT coalesce(sum(t.amount), 0), coalesce(sum(coalesce(t.delivered_amount, 0) - coalesce(t.returned_amount, 0)), 0),
       count(*)
  FROM trade_order t WHERE {link} = %s AND t.approval_state = 'approved' AND t.deleted_at IS NULL AND {seen}"""


def three_way(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{items: [{id, name, number, customer, owner, currency, amount, planned, invoiced, received, written_off,
    invoiced_not_received, received_not_invoiced}], next}`: approved contracts that the reader sees, the newest first.
    Figures of what the reader's roles do not open are null."""
    contract = entity(ctx, "contract")
    only, limit = given.get("only") or "all", max(1, min(given.get("limit") or PAGE, MOST))
    if only not in ONLY:
        params = {"allowed": ", ".join(sorted(ONLY))}
        text = _("One of %(allowed)s.") % params
        raise Invalid(text, errors=[FieldError("only", "not_a_choice", text, params)])
    shown = _shown(ctx)
    if only != "all" and not (shown["invoiced"] and shown["received"]):
        raise Forbidden(code="no_right", extra={"entity": "invoice", "action": "view"})
    _must_see_amounts(ctx, "contract")
    conditions = [Sql(ONLY[only])]
    asked = [name for name in ("customer", "owner") if given.get(name) is not None]
    conditions.extend(Sql(f"t.{name}_id = %s", (given[name],)) for name in asked)
    conditions.append(_after(given.get("cursor")))
    where, seen = all_of(conditions), right(ctx, contract, "view")
    statement = _ROWS.format(where=where.text, seen=seen.text, join="LEFT JOIN" if only == "all" else "JOIN")
    rows = fetch_all(statement, (*where.params, *seen.params, limit + 1))
    page = rows[:limit]
    customers = titles(ctx, "customer", {row[3] for row in page})
    people = titles(ctx, "user", {row[4] for row in page if row[4] is not None})
    return {
        "items": [_line(row, customers, people, shown) for row in page],
        "next": page[-1][0] if len(rows) > limit else None,
    }


def execution(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """How far one contract or order has come: `{currency, amount, ordered, delivered, planned, requested, invoiced,
    received, written_off, orders}`; null what the reader may not see. Raises `NotFound`."""
    kind = given["entity"]
    if kind not in ("contract", "order"):
        params = {"allowed": "contract, order"}
        text = _("One of %(allowed)s.") % params
        raise Invalid(text, errors=[FieldError("entity", "not_a_choice", text, params)])
    target = entity(ctx, kind)
    seen = right(ctx, target, "view")
    agreed = "t.kind = 'framework'" if kind == "contract" else "FALSE"
    statement = _ONE.format(table=target.table, link=f"{kind}_id", seen=seen.text, agreed=agreed)
    row = fetch_one(statement, (given["id"], *seen.params))
    if row is None:
        raise NotFound()
    _must_see_amounts(ctx, kind)
    shown, order = _shown(ctx), entity(ctx, "order")
    answer: dict[str, Any] = {"currency": row[0], "amount": _text(row[1]), "open_ended": row[7]}
    for at, (name, by) in enumerate(
        (("planned", "received"), ("requested", "invoiced"), ("invoiced", "invoiced"), ("received", "received"),
         ("written_off", "received")), 2,
    ):  # fmt: skip
        answer[name] = _text(row[at]) if shown[by] else None
    answer |= {"ordered": None, "delivered": None, "orders": None}
    if may(ctx, order, "view") and field_rights(ctx, order)["amount"].view == "full":
        seen = right(ctx, order, "view")
        link = "t.contract_id" if kind == "contract" else "t.id"
        found = fetch_one(_ORDERED.format(link=link, seen=seen.text), (given["id"], *seen.params))
        assert found is not None  # noqa: S101 — an aggregate has one row
        answer |= {"ordered": _text(found[0]), "delivered": _text(found[1]), "orders": found[2]}
    return answer


def _shown(ctx: Ctx) -> dict[str, bool]:
    """Whether the reader's roles open invoices and receipts at all: their sums are told with the contract only then."""
    plan, invoice = entity(ctx, "receipt_plan"), entity(ctx, "invoice")
    return {
        "received": may(ctx, plan, "view") and field_rights(ctx, plan)["received"].view == "full",
        "invoiced": may(ctx, invoice, "view") and field_rights(ctx, invoice)["amount"].view == "full",
    }


def _must_see_amounts(ctx: Ctx, key: str) -> None:
    if field_rights(ctx, entity(ctx, key))["amount"].view != "full":
        raise Forbidden(code="no_right", extra={"entity": key, "action": "view"})


def _after(cursor: int | None) -> Sql:
    if cursor is None:
        return TRUE
    if not 0 < cursor < 2**63:
        raise BadRequest(code="bad_cursor")
    return Sql("t.id < %s", (cursor,))


def _line(
    row: Any, customers: Mapping[int, Any], people: Mapping[int, Any], shown: Mapping[str, bool]
) -> dict[str, Any]:
    planned, invoiced, received, written_off = row[8:12]
    both = shown["invoiced"] and shown["received"]
    return {
        "id": row[0],
        "name": row[1],
        "number": row[2],
        "customer": {"id": row[3], "title": customers.get(row[3])},
        "owner": None if row[4] is None else {"id": row[4], "title": people.get(row[4])},
        "kind": row[5],
        "currency": row[7],
        "amount": _text(row[6]),
        "planned": _text(planned) if shown["received"] else None,
        "invoiced": _text(invoiced) if shown["invoiced"] else None,
        "received": _text(received) if shown["received"] else None,
        "written_off": _text(written_off) if shown["received"] else None,
        "invoiced_not_received": _text(max(invoiced - received - written_off, 0)) if both else None,
        "received_not_invoiced": _text(max(received - invoiced, 0)) if both else None,
    }


def _text(amount: Any) -> str | None:
    return None if amount is None else f"{amount:.2f}"
