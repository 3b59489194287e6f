"""What time does to health: data ages while nobody looks. Each night, set-based, a chunk per transaction.

The columns are derived, so nothing is audited and no version goes up: a form that is open stays good.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import orjson
from django.db import transaction

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.jobs import check_time
from kezhou.sdk.query import CompiledEntity, entity, execute, fetch_all

from . import rules
from .load import values_of

CHUNK = 5_000

_AGE = """
UPDATE {table} u
   SET health = greatest(u.health - %s, 0),
       health_findings = array_append(array_remove(u.health_findings, %s::varchar), %s::varchar)
  FROM (SELECT t.id FROM {table} t
         WHERE t.deleted_at IS NULL AND t.confirmed_on <= %s AND NOT coalesce(t.health_findings && %s::varchar[], FALSE)
         ORDER BY t.id LIMIT %s FOR UPDATE OF t SKIP LOCKED) due
 WHERE u.id = due.id"""

_UNSEEN = """
SELECT t.id FROM {table} t WHERE t.deleted_at IS NULL AND t.confirmed_on IS NULL ORDER BY t.id LIMIT %s"""

_FOUNDED = """
SELECT t.id FROM {table} t
 WHERE t.deleted_at IS NULL AND t.health_findings @> '{{founded_future}}'::varchar[] AND t.founded_on <= %s
 ORDER BY t.id LIMIT %s"""

_WRITE = """
UPDATE {table} u SET health = g.health, health_findings = g.findings, confirmed_on = g.confirmed_on
  FROM jsonb_to_recordset(%s::jsonb) AS g (id bigint, health int, findings varchar[], confirmed_on date)
 WHERE u.id = g.id"""


def refresh(ctx: Ctx) -> dict[str, int]:
    """Age what nobody confirmed, look again at what time puts right, and judge what was never judged; how many of
    each. Safe to stop and to run again."""
    customers = entity(ctx, "customer")
    today = company_today(ctx.clock)
    return {
        "judged": _repeat(lambda: _judge(customers, today, _UNSEEN, ())),
        "founded": _repeat(lambda: _judge(customers, today, _FOUNDED, (today,))),
        "ageing": _repeat(lambda: _age(customers, today, "ageing")),
        "stale": _repeat(lambda: _age(customers, today, "stale")),
    }


def _repeat(step: Callable[[], int]) -> int:
    total = 0
    while done := step():
        check_time()
        total += done
    return total


def _age(customers: CompiledEntity, today: date, to: str) -> int:
    """One chunk of records that reached the next age; each age costs the same again."""
    days = rules.STALE_DAYS if to == "stale" else rules.AGEING_DAYS
    already = ["stale"] if to == "stale" else ["ageing", "stale"]
    return execute(
        _AGE.format(table=customers.table),
        (rules.AGEING_POINTS, "ageing", to, today - timedelta(days=days), already, CHUNK),
    )


def _judge(customers: CompiledEntity, today: date, chosen: str, params: tuple[object, ...]) -> int:
    """One chunk of records whose values are looked at again. Who was never confirmed counts from creation."""
    ids = [row[0] for row in fetch_all(chosen.format(table=customers.table), (*params, CHUNK))]
    if not ids:
        return 0
    with transaction.atomic():
        lines = []
        for id_, values in values_of(customers, ids, lock=True).items():
            confirmed = values["confirmed_on"] or values["created_at"].astimezone(COMPANY_ZONE).date()
            found = rules.assess(values, values["credit_code_ok"], today, confirmed)
            lines.append(
                {"id": id_, "health": found.score, "findings": found.findings, "confirmed_on": confirmed.isoformat()}
            )
        execute(_WRITE.format(table=customers.table), (orjson.dumps(lines).decode(),))
    return len(ids)
