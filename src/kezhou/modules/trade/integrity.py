"""What `kezhou check` asks about documents."""

from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

MAX_NAMED = 20
_DELIVERED = """
SELECT l.id FROM trade_orderline l LEFT JOIN (
  SELECT d.order_line_id, sum(d.quantity) AS quantity
    FROM trade_deliveryline d JOIN trade_delivery h ON h.id = d.delivery_id
   WHERE d.deleted_at IS NULL AND h.deleted_at IS NULL AND h.state IN ('shipped', 'received') GROUP BY 1) s
    ON s.order_line_id = l.id
 WHERE l.deleted_at IS NULL AND l.delivered <> coalesce(s.quantity, 0) LIMIT %s"""
_RETURNED = """
SELECT l.id FROM trade_orderline l LEFT JOIN (
  SELECT d.order_line_id, sum(d.quantity) AS quantity
    FROM trade_returnline d JOIN trade_returnorder h ON h.id = d.return_order_id
   WHERE d.deleted_at IS NULL AND h.deleted_at IS NULL AND h.state = 'returned' GROUP BY 1) s ON s.order_line_id = l.id
 WHERE l.deleted_at IS NULL AND l.returned <> coalesce(s.quantity, 0) LIMIT %s"""
# A settled order gave back what it did not deliver.
_ORDERED = """
SELECT l.id FROM trade_contractline l LEFT JOIN (
  SELECT d.contract_line_id, sum(CASE WHEN h.state = 'settled' THEN d.delivered ELSE d.quantity END) AS quantity
    FROM trade_orderline d JOIN trade_order h ON h.id = d.order_id
   WHERE d.deleted_at IS NULL AND h.deleted_at IS NULL AND h.approval_state = 'approved' GROUP BY 1) s
    ON s.contract_line_id = l.id
 WHERE l.deleted_at IS NULL AND l.ordered <> coalesce(s.quantity, 0) LIMIT %s"""
_TOTALS = """
SELECT t.id FROM trade_order t JOIN (
  SELECT order_id, sum(amount) AS amount FROM trade_orderline WHERE deleted_at IS NULL GROUP BY 1) l
    ON l.order_id = t.id
 WHERE t.deleted_at IS NULL AND t.amount <> l.amount - t.discount LIMIT %s"""


@integrity_check("trade: what orders say was delivered is what deliveries shipped")
def delivered() -> list[str]:
    return [
        f"line {row[0]} of an order: delivered differs from its deliveries"
        for row in fetch_all(_DELIVERED, (MAX_NAMED,))
    ]


@integrity_check("trade: what lines say was returned and ordered is what returns and orders say")
def called() -> list[str]:
    return [
        f"line {row[0]} of {what}"
        for what, statement in (
            ("an order: returned differs from its returns", _RETURNED),
            ("a contract: ordered differs from its orders", _ORDERED),
        )
        for row in fetch_all(statement, (MAX_NAMED,))
    ]


@integrity_check("trade: an order comes to the sum of its lines")
def totals() -> list[str]:
    return [f"order {row[0]}: the amount differs from its lines" for row in fetch_all(_TOTALS, (MAX_NAMED,))]
