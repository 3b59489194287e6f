"""What a customer paid last for a product, out of approved orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.modules.catalog.api import PaidPrice, paid_prices
from kezhou.sdk.query import entity, fetch_all, field_rights, may, right

_LAST = """
SELECT DISTINCT ON (l.product_id) l.product_id, l.unit_price * (100 - coalesce(l.discount_rate, 0)) / 100
         / coalesce(u.factor, 1), coalesce(t.ordered_on, (t.created_at AT TIME ZONE 'Asia/Shanghai')::date), t.id,
         t.number
  FROM trade_order t JOIN trade_orderline l ON l.order_id = t.id AND l.deleted_at IS NULL
  LEFT JOIN catalog_productunit u ON u.product_id = l.product_id AND u.unit_id = l.unit_id AND u.deleted_at IS NULL
 WHERE t.customer_id = %s AND l.product_id = ANY(%s) AND t.currency = %s AND t.approval_state = 'approved'
   AND t.deleted_at IS NULL AND l.unit_price IS NOT NULL AND {seen}
 ORDER BY l.product_id, 3 DESC, t.id DESC"""


def of_orders(ctx: Ctx, customer: int, products: Sequence[int], currency: str) -> Mapping[int, PaidPrice]:
    """Product → the price in the customer's last order that the actor may see."""
    order = entity(ctx, "order")
    if not may(ctx, order, "view") or not _readable(ctx):
        return {}
    seen = right(ctx, order, "view")
    rows = fetch_all(_LAST.format(seen=seen.text), (customer, list(products), currency, *seen.params))
    return {row[0]: PaidPrice(row[1], row[2], "order", row[3], row[4]) for row in rows}


def _readable(ctx: Ctx) -> bool:
    """Whether the actor reads the prices of orders at all."""
    line, order = (field_rights(ctx, entity(ctx, key)) for key in ("order_line", "order"))
    names = (line["unit_price"], line["discount_rate"], line["product"], order["customer"])
    return all(right.view == "full" for right in names)


def register() -> None:
    """Called once at start-up."""
    if of_orders not in paid_prices:
        paid_prices.append(of_orders)
