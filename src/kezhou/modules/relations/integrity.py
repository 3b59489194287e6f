"""What must hold in trees of companies and people; asked by `kezhou check`."""

from __future__ import annotations

from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

MAX_NAMED = 5

_CIRCLES = """
WITH RECURSIVE up(start, id, parent_id) AS (
  SELECT c.id, c.id, c.parent_id FROM parties_customer c
   WHERE c.parent_id IS NOT NULL AND EXISTS (SELECT FROM parties_customer x WHERE x.parent_id = c.id)
  UNION
  SELECT u.start, c.id, c.parent_id FROM up u JOIN parties_customer c ON c.id = u.parent_id)
SELECT DISTINCT start FROM up WHERE parent_id = start ORDER BY 1 LIMIT %s"""
_SEATS = """
WITH RECURSIVE up(start, customer_id, contact_id, reports_to_id) AS (
  SELECT s.contact_id, s.customer_id, s.contact_id, s.reports_to_id FROM relations_decisionseat s
   WHERE s.reports_to_id IS NOT NULL AND s.deleted_at IS NULL
  UNION
  SELECT u.start, u.customer_id, s.contact_id, s.reports_to_id FROM up u JOIN relations_decisionseat s
      ON s.contact_id = u.reports_to_id AND s.customer_id = u.customer_id AND s.deleted_at IS NULL)
SELECT DISTINCT start FROM up WHERE reports_to_id = start ORDER BY 1 LIMIT %s"""


@integrity_check("relations: no company stands above itself")
def groups() -> list[str]:
    return [
        f"customer {row[0]} stands above itself through its parent companies"
        for row in fetch_all(_CIRCLES, (MAX_NAMED,))
    ]


@integrity_check("relations: nobody reports to themselves")
def decision_trees() -> list[str]:
    return [f"contact {row[0]} reports to itself in a decision tree" for row in fetch_all(_SEATS, (MAX_NAMED,))]
