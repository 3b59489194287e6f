"""What must hold between the ledger of moves and the records themselves; asked by `kezhou check`."""

from __future__ import annotations

from kezhou.platform.base.checks import integrity_check
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

MAX_NAMED = 5

_SUMS = """
SELECT p.id, p.name, coalesce(l.lines, 0), coalesce(r.rows, 0)
  FROM pools_pool p
  LEFT JOIN (SELECT pool, sum(sign) AS lines FROM (
               SELECT to_pool_id AS pool, 1 AS sign FROM pools_move WHERE entity = %s AND to_pool_id IS NOT NULL
               UNION ALL
               SELECT from_pool_id, -1 FROM pools_move WHERE entity = %s AND from_pool_id IS NOT NULL) m
              GROUP BY pool) l ON l.pool = p.id
  LEFT JOIN (SELECT pool_id, count(*) AS rows FROM {table} WHERE pool_id IS NOT NULL GROUP BY pool_id) r
         ON r.pool_id = p.id
 WHERE p.entity = %s AND coalesce(l.lines, 0) <> coalesce(r.rows, 0) ORDER BY p.id LIMIT %s"""

_LAST = """
SELECT m.record_id FROM (
    SELECT DISTINCT ON (record_id) record_id, to_owner_id, to_pool_id FROM pools_move WHERE entity = %s
     ORDER BY record_id, id DESC) m
  LEFT JOIN {table} t ON t.id = m.record_id
 WHERE t.id IS NULL OR (t.owner_id, t.pool_id) IS DISTINCT FROM (m.to_owner_id, m.to_pool_id)
 ORDER BY 1 LIMIT %s"""

_CHAIN = """
SELECT record_id FROM (
    SELECT record_id, from_owner_id, from_pool_id, lag(id) OVER w AS before, lag(to_owner_id) OVER w AS owner,
           lag(to_pool_id) OVER w AS pool
      FROM pools_move WHERE entity = %s WINDOW w AS (PARTITION BY record_id ORDER BY id)) m
 WHERE before IS NOT NULL AND (from_owner_id, from_pool_id) IS DISTINCT FROM (owner, pool)
 ORDER BY 1 LIMIT %s"""


def _kept() -> list[CompiledEntity]:
    """The entities whose moves the ledger holds; the others lie where the record lies that they hang on."""
    return [e for e in registry.native().values() if e.moves_alone]


@integrity_check("pools: the ledger's sums are what lies in each pool")
def sums() -> list[str]:
    findings = []
    for entity in _kept():
        rows = fetch_all(_SUMS.format(table=entity.table), (entity.key, entity.key, entity.key, MAX_NAMED))
        findings += [f"pool {row[0]} {row[1]}: {row[2]} by the ledger, {row[3]} in the table" for row in rows]
    return findings


@integrity_check("pools: every record is where its last move took it")
def last_moves() -> list[str]:
    findings = []
    for entity in _kept():
        rows = fetch_all(_LAST.format(table=entity.table), (entity.key, MAX_NAMED))
        findings += [f"{entity.key} {row[0]} is not where the ledger says" for row in rows]
    return findings


@integrity_check("pools: every move begins where the one before ended")
def chain() -> list[str]:
    findings = []
    for entity in _kept():
        rows = fetch_all(_CHAIN, (entity.key, MAX_NAMED))
        findings += [f"{entity.key} {row[0]} has a gap between two moves" for row in rows]
    return findings
