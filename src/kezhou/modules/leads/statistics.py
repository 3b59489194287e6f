"""What became of leads: how many came in, were converted or dropped, and how long it took, by source, campaign, month,
owner, grade or region. Only leads that the reader may see are counted, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.sdk.places import region_titles
from kezhou.sdk.query import Sql, all_of, entity, fetch_all, field_rights, visible

MAX_GROUPS = 200
MAX_DAYS = 3_660
DEFAULT_DAYS = 365
ZONE = str(COMPANY_ZONE)
GROUPS: Mapping[str, tuple[str, str]] = {
    "source": ("source", "t.source"),
    "campaign": ("campaign", "t.campaign"),
    "grade": ("grade", "t.grade"),
    "region": ("region", "left(t.region, 2)"),
    "owner": ("owner", "t.owner_id::text"),
    "month": ("created_at", f"to_char(t.created_at AT TIME ZONE '{ZONE}', 'YYYY-MM')"),
}
"""By what → the field whose right it asks for, and its expression."""
MEASURES: Mapping[str, str] = {
    "budget": "sum(t.budget_base) FILTER (WHERE t.state = 'converted')",
    "last_follow_up_at": "count(*) FILTER (WHERE t.last_follow_up_at IS NOT NULL)",
    "converted_at": "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.converted_at - t.created_at) "
    "/ 86400) FILTER (WHERE t.state = 'converted')",
}
"""What is reckoned → the field without which it is not told."""


def statistics(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """`{from, to, by, rows, total}`; a row is `{key, title, made, open, converted, dropped, called, amount, days}`.

    `called`: were spoken with at least once; `days`: the median from coming in to being converted; `amount`: budget of
    the converted ones in base currency; None where the field behind a number is hidden. Raises `Invalid`.
    """
    by = given["by"] or "source"
    if by not in GROUPS:
        raise _wrong("by", "unknown_choice", _("Known are: %(known)s.") % {"known": ", ".join(GROUPS)})
    today = company_today(ctx.clock)
    end: date = given["to"] or today
    first: date = given["from"] or end - timedelta(days=DEFAULT_DAYS - 1)
    if not 0 <= (end - first).days < MAX_DAYS:
        message = _("Say a time of at most %(limit)d days.") % {"limit": MAX_DAYS}
        raise _wrong("from", "out_of_range", message)
    leads = entity(ctx, "lead")
    rights = field_rights(ctx, leads)
    field, expression = GROUPS[by]
    for path, name in (("by", field), ("from", "created_at"), ("by", "state")):
        if rights[name].view != "full":
            raise _wrong(path, "hidden", _("You do not see this field."))
    amount, called, days = (text if rights[name].view == "full" else "NULL" for name, text in MEASURES.items())
    where = all_of(
        [
            Sql(
                "t.deleted_at IS NULL AND t.created_at >= %s AND t.created_at < %s",
                (_midnight(first), _midnight(end + timedelta(days=1))),
            ),
            visible(ctx, leads),
        ]
    )
    statement = (
        f"SELECT {expression}, count(*), count(*) FILTER (WHERE t.state IN ('new', 'working', 'qualified')), "  # noqa: S608 — constants
        "count(*) FILTER (WHERE t.state = 'converted'), count(*) FILTER (WHERE t.state = 'dropped'), "
        f"{called}, {amount}, {days}, grouping({expression}) FROM {leads.table} t WHERE {where.text} "
        f"GROUP BY GROUPING SETS (({expression}), ()) ORDER BY 2 DESC, 1 LIMIT %s"
    )
    rows = fetch_all(statement, (*where.params, MAX_GROUPS + 1))
    named = _titles(ctx, by, [row[0] for row in rows if row[0]])
    lines = [_line(row, named) for row in rows]
    groups = [line for line, row in zip(lines, rows, strict=True) if not row[8]]
    total = next((line for line, row in zip(lines, rows, strict=True) if row[8]), None)
    if by == "month":
        groups.sort(key=lambda line: line["key"] or "")
    return {"from": first, "to": end, "by": by, "rows": groups, "total": total}


def _line(row: Any, named: Mapping[str, str]) -> dict[str, Any]:
    key, made, still, converted, dropped, called, amount, days, _all = row
    return {
        "key": key or None,
        "title": named.get(key, key) if key else None,
        "made": made,
        "open": still,
        "converted": converted,
        "dropped": dropped,
        "called": called,
        "amount": None if amount is None else str(amount),
        "days": None if days is None else round(float(days), 1),
    }


def _titles(ctx: Ctx, by: str, keys: list[str]) -> Mapping[str, str]:
    leads = entity(ctx, "lead")
    if by == "owner":
        rows = fetch_all("SELECT id::text, name FROM org_user WHERE id = ANY(%s)", ([int(key) for key in keys],))
        return dict(rows)
    if by == "region":
        return {key: found for key in keys for titles in region_titles if (found := titles(f"{key}0000"))}
    choices = leads.fields[GROUPS[by][0]].choices if by in ("source", "grade") else ()
    return {choice.value: str(choice.label) for choice in choices}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, COMPANY_ZONE)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
