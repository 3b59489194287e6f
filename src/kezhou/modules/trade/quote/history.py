"""What was asked before: the versions of a quote, and earlier quotes for the same products (S126)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.sdk import records
from kezhou.sdk.query import entity, fetch_all, field_rights, right, titles

MAX_VERSIONS = 50
MAX_PRODUCTS = 30
OWN, OTHERS = 3, 5
"""Earlier quotes shown per product: of the same customer, and of others."""
SHOWN_OF_QUOTE = ("number", "customer", "state")
SHOWN_OF_LINE = ("product", "quantity", "unit_price", "discount_rate")

_FAMILY = """
WITH RECURSIVE up AS (
  SELECT q.id, q.previous_id, 1 AS depth FROM trade_quote q WHERE q.id = %s
  UNION ALL
  SELECT q.id, q.previous_id, up.depth + 1 FROM trade_quote q JOIN up ON q.id = up.previous_id WHERE up.depth < {most}
), down AS (
  SELECT id, 1 AS depth FROM up WHERE previous_id IS NULL OR depth = {most}
  UNION ALL
  SELECT q.id, down.depth + 1 FROM trade_quote q JOIN down ON q.previous_id = down.id WHERE down.depth < {most}
)
SELECT t.id FROM trade_quote t WHERE t.id IN (SELECT id FROM down) AND t.deleted_at IS NULL AND {seen}
 ORDER BY t.revision, t.id LIMIT {most}"""

_LINE = """
SELECT t.id, l.product_id, t.number, t.customer_id,
       coalesce(t.quoted_on, (t.created_at AT TIME ZONE 'Asia/Shanghai')::date),
       t.state, t.currency, l.quantity, l.unit_price, l.discount_rate
  FROM trade_quote t JOIN trade_quoteline l ON l.quote_id = t.id AND l.deleted_at IS NULL
 WHERE l.product_id = p.id AND t.customer_id {compared} %s AND t.id <> %s AND t.approval_state = 'approved'
   AND t.deleted_at IS NULL AND l.unit_price IS NOT NULL AND {seen}
 ORDER BY {order} LIMIT {most}"""
_SIMILAR = """
SELECT found.* FROM unnest(%s::bigint[]) AS p(id) CROSS JOIN LATERAL (({own}) UNION ALL ({others})) AS found"""


def versions(ctx: Ctx, quote_id: int) -> list[int]:
    """Ids of the quote and of all that it replaced or was replaced by, the first first. Raises `NotFound`."""
    if records.get(ctx, "quote", quote_id) is None:
        raise NotFound()
    seen = right(ctx, entity(ctx, "quote"), "view")
    rows = fetch_all(_FAMILY.format(most=MAX_VERSIONS, seen=seen.text), (quote_id, *seen.params))
    return [row[0] for row in rows]


def similar(ctx: Ctx, quote_id: int) -> list[dict[str, Any]]:
    """Product by product what approved quotes asked before, those of the same customer first, the latest first.

    Of quotes that the actor sees alone, and of their fields alone; `price` is what was asked after the line's own
    discount. Raises `NotFound`.
    """
    quote = records.get(ctx, "quote", quote_id)
    if quote is None:
        raise NotFound()
    if not _readable(ctx):
        return []
    lines = records.lines(ctx, "quote", quote_id).get("lines", [])
    products = {line["product"]["id"]: line["product"]["title"] for line in lines if line.get("product")}
    customer = (quote.get("customer") or {}).get("id")
    if not products or customer is None:
        return []
    seen = right(ctx, entity(ctx, "quote"), "view")
    ids = list(products)[:MAX_PRODUCTS]
    asked = (customer, quote_id, *seen.params)
    rows = fetch_all(
        _SIMILAR.format(
            own=_LINE.format(compared="=", seen=seen.text, order="t.id DESC", most=OWN),
            others=_LINE.format(compared="<>", seen=seen.text, order="l.id DESC", most=OTHERS),
        ),
        (ids, *asked, *asked),
    )
    names = titles(ctx, "customer", {row[3] for row in rows})
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(_told(row, names, customer))
    return [{"product": {"id": id_, "title": products[id_]}, "items": found[id_]} for id_ in ids if id_ in found]


def _readable(ctx: Ctx) -> bool:
    """Whether prices and whose they are may be read in full."""
    quote, line = (field_rights(ctx, entity(ctx, key)) for key in ("quote", "quote_line"))
    return all(quote[name].view == "full" for name in SHOWN_OF_QUOTE) and all(
        line[name].view == "full" for name in SHOWN_OF_LINE
    )


def _told(row: Any, names: Any, customer: int) -> dict[str, Any]:
    id_, _product, number, whose, day, state, currency, quantity, price, discount = row
    asked = price * (100 - (discount or Decimal(0))) / 100
    return {
        "quote": {"id": id_, "title": number},
        "customer": {"id": whose, "title": names[whose]} if whose in names else None,
        "same_customer": whose == customer,
        "day": day,
        "state": state,
        "quantity": quantity,
        "price": {"amount": f"{asked:.2f}", "currency": currency},
        "discount_rate": discount,
    }
