"""The table of data health: per person or per department, what their customers look like, as the reader may see."""

from __future__ import annotations

from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import LIVE, all_of, entity, fetch_all, field_rights, visible

from . import rules

MAX_LINES = 500
GOOD, FAIR = 80, 60
"""A score from here on is good; from here on fair; below, poor."""
BY = {"owner": ("t.owner_id", "org_user"), "dept": ("t.dept_id", "org_department")}


def table(ctx: Ctx, by: str) -> dict[str, Any]:
    """`{by, codes, lines: [{id, title, customers, average, good, fair, poor, findings: {code: n}}], total}`; the worst
    average first. A line without id holds what lies in pools. Codes about fields that the reader may not see are left
    out. Raises `Forbidden` as the list of customers does.
    """
    customers = entity(ctx, "customer")
    key, names = BY[by]
    where = all_of([LIVE, visible(ctx, customers)])
    codes = shown_codes(ctx)
    counts = ", ".join("count(*) FILTER (WHERE t.health_findings @> ARRAY[%s]::varchar[])" for _code in codes)
    statement = (
        "SELECT g.*, n.name FROM (SELECT " + key + " AS id, count(*) AS customers, round(avg(t.health), 1) AS average, "  # noqa: S608
        "count(*) FILTER (WHERE t.health >= %s), count(*) FILTER (WHERE t.health < %s AND t.health >= %s), "
        f"count(*) FILTER (WHERE t.health < %s), {counts} FROM {customers.table} t WHERE {where.text} "
        "GROUP BY GROUPING SETS ((1), ()) ORDER BY grouping(" + key + f") DESC, 3, 1 LIMIT %s) g LEFT JOIN {names} n "
        "ON n.id = g.id"
    )
    params = (GOOD, GOOD, FAIR, FAIR, *codes, *where.params, MAX_LINES + 1)
    rows = fetch_all(statement, params)
    lines = [_line(row, codes) for row in rows]
    total = lines[0] if lines else None
    return {
        "by": by,
        "codes": [{"code": code, "label": rules.FINDINGS[code].label} for code in codes],
        "lines": lines[1:],
        "total": total,
    }


def shown_codes(ctx: Ctx) -> list[str]:
    """The findings that are about fields which the reader may see."""
    rights = field_rights(ctx, entity(ctx, "customer"))
    if rights["health_findings"].view == "hidden":
        return []
    return [one.code for one in rules.FINDINGS.values() if all(rights[name].view != "hidden" for name in one.fields)]


def _line(row: Any, codes: list[str]) -> dict[str, Any]:
    id_, customers, average, good, fair, poor, *counted, name = row
    return {
        "id": id_,
        "title": name or "",
        "customers": customers,
        "average": float(average or 0),
        "good": good,
        "fair": fair,
        "poor": poor,
        "findings": dict(zip(codes, counted, strict=True)),
    }
