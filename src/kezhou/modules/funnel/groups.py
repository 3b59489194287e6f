"""Opportunities by what they have in common: whose they are, where they came from, against whom, how large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.sdk.money import BASE_CURRENCY
from kezhou.sdk.query import Sql, entity, fetch_all, right, titles

from . import reach, standing
from .figures import percent

MAX_GROUPS = 200
BANDS = (10_000, 50_000, 200_000, 1_000_000)
"""Where the bands of amounts end, in the opportunity's base currency, or its own where no rate is known."""

_AMOUNT = "coalesce(t.amount_base, t.amount)"
CURRENCY = f"CASE WHEN t.amount_base IS NULL THEN t.amount_currency ELSE '{BASE_CURRENCY}' END"
KEYS: Mapping[str, tuple[str, str]] = {
    "owner": ("owner", "t.owner_id"),
    "dept": ("dept", "t.dept_id"),
    "source": ("source", "t.source"),
    "kind": ("kind", "t.kind"),
    "product": ("product", "t.product_id"),
    "band": (
        "amount",
        f"CASE WHEN t.amount IS NOT NULL THEN width_bucket({_AMOUNT}, ARRAY{list(BANDS)}::numeric[]) END",
    ),
    "lost_reason": ("lost_reason", "CASE WHEN t.state = 'lost' THEN nullif(t.lost_reason, '') END"),
}
"""What can be grouped by → the field whose right is asked, and its expression."""

_GROUPS = """
WITH cell AS (
  SELECT {key} AS key, t.state, {currency} AS currency, count(*) AS n, sum({amount}) AS amount,
         sum(coalesce(t.weighted_amount_base, t.weighted_amount)) AS weighted
    FROM sales_opportunity t WHERE {rows} GROUP BY 1, 2, 3),
total AS (SELECT c.*, sum(n) OVER (PARTITION BY key) AS whole FROM cell c),
placed AS (SELECT t.*, dense_rank() OVER (ORDER BY whole DESC, key) AS place FROM total t)
SELECT key, state, currency, n, amount, weighted FROM placed WHERE place <= %s ORDER BY key"""

# The same by person or department, from the sums that are kept.
_KEPT = """
WITH cell AS (
  SELECT nullif(c.{key}, 0) AS key, c.state, {currency} AS currency, sum(c.n) AS n,
         CASE WHEN sum(c.amounts) > 0 THEN sum(c.amount) END AS amount,
         CASE WHEN sum(c.weighteds) > 0 THEN sum(c.weighted) END AS weighted
    FROM ({counted}) c GROUP BY 1, 2, 3 HAVING sum(c.n) > 0),
total AS (SELECT c.*, sum(n) OVER (PARTITION BY key) AS whole FROM cell c),
placed AS (SELECT t.*, dense_rank() OVER (ORDER BY whole DESC, key) AS place FROM total t)
SELECT key, state, currency, n, amount, weighted FROM placed WHERE place <= %s ORDER BY key"""
KEPT_KEYS = {"owner": "owner_id", "dept": "dept_id"}

# An opportunity counts once for a competitor: where it was met, or where it was lost to it.
_RIVALS = """
WITH opp AS MATERIALIZED (
  SELECT t.id, t.state, t.competitor_id, t.amount_base FROM sales_opportunity t WHERE {rows} AND t.state <> 'open'),
met AS (
  SELECT r.competitor_id, o.id FROM opp o JOIN sales_opportunityrival r ON r.opportunity_id = o.id
   AND r.deleted_at IS NULL WHERE {rivals}
  UNION SELECT o.competitor_id, o.id FROM opp o WHERE o.competitor_id IS NOT NULL)
SELECT m.competitor_id, count(*) FILTER (WHERE o.state = 'won'), count(*) FILTER (WHERE o.state = 'lost')
  FROM met m JOIN opp o ON o.id = m.id GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %s"""


def asked_key(by: str | None) -> str | None:
    """Raises `Invalid` for what cannot be grouped by."""
    if by is None or by in KEYS:
        return by
    message = _("“%(value)s” is none of these: %(allowed)s.") % {"value": by[:40], "allowed": ", ".join(KEYS)}
    raise Invalid(message, errors=[FieldError("by", "not_a_choice", message, {"allowed": list(KEYS)})])


def groups(ctx: Ctx, rows: Sql, by: str, asked: reach.Asked | None = None) -> list[dict[str, Any]]:
    """`[{key, title, count, open, won, lost, win_rate, amounts, weighted, won_amounts}]`, the most first.

    `asked`: the same question as `rows`, where kept sums may answer it. Amounts are lists by currency, left out where
    the reader may not add them up. Raises `Forbidden` where the field is
    not to be seen.
    """
    field, key = KEYS[by]
    reach.need(ctx, field)
    money = reach.sees_amounts(ctx)
    if asked is not None and by in KEPT_KEYS and standing.answers(asked):
        source = standing.counted(asked, people=by == "owner")
        words = {"key": KEPT_KEYS[by], "currency": "c.currency" if money else "''::text", "counted": source.text}
        statement, params = _KEPT.format(**words), source.params
    else:
        currency = CURRENCY if money else "''::text"
        statement = _GROUPS.format(key=key, currency=currency, amount=_AMOUNT, rows=rows.text)
        params = rows.params
    found: dict[Any, dict[str, Any]] = {}
    for value, state, currency, count, amount, weighted in fetch_all(statement, (*params, MAX_GROUPS)):
        group = found.setdefault(value, _empty(value))
        group["count"] += count
        group["states"][state] = group["states"].get(state, 0) + count
        for name, part in (("amounts", amount), ("weighted", weighted), ("won_amounts", amount)):
            if part is not None and (name != "won_amounts" or state == "won"):
                group[name][currency] = group[name].get(currency, Decimal(0)) + part
    labels = _labels(ctx, by, found)
    told = [_told(group, labels, money) for group in found.values()]
    return sorted(told, key=lambda one: (-one["count"], str(one["key"])))


def rivals(ctx: Ctx, rows: Sql) -> list[dict[str, Any]]:
    """Win rate against each competitor that was met, over opportunities that ended."""
    reach.need(ctx, "competitor")
    seen = right(ctx, entity(ctx, "opportunity_rival"), "view", "r")
    found = fetch_all(_RIVALS.format(rows=rows.text, rivals=seen.text), (*rows.params, *seen.params, MAX_GROUPS))
    named = titles(ctx, "competitor", {row[0] for row in found})
    return [
        {
            "key": str(key), "title": named.get(key), "count": won + lost, "won": won, "lost": lost,
            "win_rate": percent(won, won + lost),
        }
        for key, won, lost in found
    ]  # fmt: skip


def sums(parts: Mapping[str, Decimal]) -> list[dict[str, str]]:
    """Amounts by currency as the API tells them."""
    return [{"amount": f"{amount:.2f}", "currency": currency} for currency, amount in sorted(parts.items())]


def _empty(value: Any) -> dict[str, Any]:
    return {"key": value, "count": 0, "states": {}, "amounts": {}, "weighted": {}, "won_amounts": {}}


def _told(group: Mapping[str, Any], labels: Mapping[Any, Any], money: bool) -> dict[str, Any]:
    states, value = group["states"], group["key"]
    won, lost = states.get("won", 0), states.get("lost", 0)
    told: dict[str, Any] = {
        "key": None if value in (None, "") else str(value),
        "title": None if value in (None, "") else labels.get(value, str(value)),
        "count": group["count"], "open": states.get("open", 0), "won": won, "lost": lost,
        "win_rate": percent(won, won + lost),
    }  # fmt: skip
    if money:
        told |= {name: sums(group[name]) for name in ("amounts", "weighted", "won_amounts")}
    return told


def _labels(ctx: Ctx, by: str, values: Sequence[Any] | Mapping[Any, Any]) -> Mapping[Any, Any]:
    if by == "band":
        return {at: band_title(at) for at in range(len(BANDS) + 1)}
    spec = entity(ctx, reach.KEY).fields[by]
    if spec.link:
        return titles(ctx, spec.link, {value for value in values if value is not None})
    return {choice.value: str(choice.label) for choice in spec.choices}


def band_title(at: int) -> str:
    """“10,000 – 50,000”, “≥ 1,000,000”"""
    if at == 0:
        return f"< {BANDS[0]:,}"
    return f"≥ {BANDS[-1]:,}" if at == len(BANDS) else f"{BANDS[at - 1]:,} – {BANDS[at]:,}"
