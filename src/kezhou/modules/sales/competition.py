"""How we fare against competitors, over the opportunities and fields that the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.sdk.query import Sql, entity, fetch_all, field_rights, right

MAX_ROWS = 200
MAX_REASONS = 20
NEEDED = ("state", "competitor")
"""Fields of an opportunity without which there is nothing to tell."""

# An opportunity counts once for a competitor: where it was met, or where it was lost to it.
_MET = """
met AS (
  SELECT r.competitor_id, t.id FROM opp t JOIN sales_opportunityrival r ON r.opportunity_id = t.id
   AND r.deleted_at IS NULL WHERE {rivals}
  UNION
  SELECT t.competitor_id, t.id FROM opp t WHERE t.competitor_id IS NOT NULL)"""
_TABLE = """
WITH opp AS MATERIALIZED (
  SELECT t.id, t.state, t.competitor_id, t.amount_base, t.amount IS NOT NULL AND t.amount_base IS NULL AS unknown
    FROM sales_opportunity t WHERE t.deleted_at IS NULL AND {seen} AND {period}), {met}
SELECT c.id, c.name, c.threat, c.reach, count(o.id),
       count(*) FILTER (WHERE o.state = 'open'), count(*) FILTER (WHERE o.state = 'won'),
       count(*) FILTER (WHERE o.state = 'lost' AND o.competitor_id = c.id),
       sum(o.amount_base) FILTER (WHERE o.state = 'won'),
       sum(o.amount_base) FILTER (WHERE o.state = 'lost' AND o.competitor_id = c.id),
       count(*) FILTER (WHERE o.unknown AND o.state = 'won'),
       count(*) FILTER (WHERE o.unknown AND o.state = 'lost' AND o.competitor_id = c.id),
       (SELECT count(*) FROM opp t WHERE t.unknown AND t.state = 'won' AND t.id IN (
         SELECT m.id FROM met m JOIN sales_competitor c ON c.id = m.competitor_id
          WHERE c.deleted_at IS NULL AND {which}))
  FROM sales_competitor c JOIN met m ON m.competitor_id = c.id JOIN opp o ON o.id = m.id
 WHERE c.deleted_at IS NULL AND {which}
 GROUP BY c.id ORDER BY 8 DESC, 5 DESC, c.id LIMIT %s"""
_REASONS = """
SELECT t.lost_reason, count(*), sum(t.amount_base),
       count(*) FILTER (WHERE t.amount IS NOT NULL AND t.amount_base IS NULL)
  FROM sales_opportunity t
 WHERE t.deleted_at IS NULL AND t.state = 'lost' AND {seen} AND {period} AND {which}
 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s"""


def analysis(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{items: [{id, name, threat, reach, met, open, won, lost, win_rate, won_amount, lost_amount, left_out}], reasons:
    [{reason, label, count, amount, left_out}], left_out}`.

    `win_rate` is percent of won among won and lost to it, null where neither. Amounts are in the base currency;
    `left_out` says how many opportunities are in none of them, because no rate of their currency is kept. `from`
    and `to` limit the days of closing (open ones count always); `competitor` picks one, for which reasons are told.
    Amounts are null and reasons empty where the reader does not see those fields in full. Raises `NotFound` for an
    unknown competitor, `Forbidden` where a field that everything rests on, or the day that is asked about, is hidden.
    """
    opportunity = entity(ctx, "opportunity")
    rights = field_rights(ctx, opportunity)
    for name in (*NEEDED, *(["closed_on"] if given.get("from") or given.get("to") else [])):
        if rights[name].view != "full":
            raise Forbidden(code="field_hidden", extra={"entity": opportunity.key, "field": name})
    money = rights["amount"].view == "full"
    seen = right(ctx, opportunity, "view")
    period = _period(given)
    one = given.get("competitor")
    if one is not None and not fetch_all("SELECT 1 FROM sales_competitor WHERE id = %s AND deleted_at IS NULL", (one,)):
        raise NotFound()
    which = Sql("TRUE") if one is None else Sql("c.id = %s", (one,))
    rivals = right(ctx, entity(ctx, "opportunity_rival"), "view", "r")
    statement = _TABLE.format(seen=seen.text, period=period.text, met=_MET.format(rivals=rivals.text), which=which.text)
    params = (*seen.params, *period.params, *rivals.params, *which.params, *which.params, MAX_ROWS)
    rows = fetch_all(statement, params)
    lost_to = Sql("TRUE") if one is None else Sql("t.competitor_id = %s", (one,))
    reasons = []
    if rights["lost_reason"].view == "full":
        reasons = fetch_all(
            _REASONS.format(seen=seen.text, period=period.text, which=lost_to.text),
            (*seen.params, *period.params, *lost_to.params, MAX_REASONS),
        )
    labels = {choice.value: choice.label for choice in opportunity.fields["lost_reason"].choices}
    return {
        "items": [_line(row, money) for row in rows],
        "reasons": [
            {
                "reason": code, "label": labels.get(code, code), "count": count, "amount": _text(amount, money),
                "left_out": unknown if money else 0,
            }
            for code, count, amount, unknown in reasons
        ],
        "left_out": _left_out(rows, reasons) if money else 0,
    }  # fmt: skip


def _period(given: Mapping[str, Any]) -> Sql:
    first, last = given.get("from"), given.get("to")
    parts = [("t.closed_on >= %s", first), ("t.closed_on <= %s", last)]
    asked = [(text, day) for text, day in parts if day is not None]
    if not asked:
        return Sql("TRUE")
    return Sql(f"(t.state = 'open' OR ({' AND '.join(t for t, _ in asked)}))", tuple(day for _, day in asked))


def _left_out(rows: Sequence[Any], reasons: Sequence[Any]) -> int:
    """How many opportunities are in no amount, each once: won ones that were met by two, lost ones with a reason."""
    won = rows[0][12] if rows else 0
    return int(won) + int(sum(row[3] for row in reasons) if reasons else sum(row[11] for row in rows))


def _line(row: Any, money: bool) -> dict[str, Any]:
    won, lost = row[6], row[7]
    return {
        "id": row[0], "name": row[1], "threat": row[2], "reach": row[3], "met": row[4], "open": row[5], "won": won,
        "lost": lost, "win_rate": None if won + lost == 0 else round(100 * won / (won + lost), 1),
        "won_amount": _text(row[8], money), "lost_amount": _text(row[9], money),
        "left_out": row[10] + row[11] if money else 0,
    }  # fmt: skip


def _text(amount: Any, money: bool) -> str | None:
    return str(amount) if money and amount is not None else None
