"""What people did, in reports: from the sums that triggers keep where these may answer, else from the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql, all_of, any_of, entity, fetch_all, people_table
from kezhou.sdk.reports import (
    ReportTemplate,
    Span,
    StatItem,
    StatQuery,
    Sums,
    Tile,
    dashboard_tiles,
    report_template,
    stat_item,
)

from .spans import pieces
from .sums import SOURCE, reach, whole_people

ACTIVITY = _("Activities")
MEASURES = {
    "calls": (_("Calls"), {"field": "kind", "op": "eq", "value": "call"}, "at"),
    "visits": (_("Visits"), {"field": "kind", "op": "eq", "value": "visit"}, "at"),
    "follow_ups": (_("Follow-ups"), None, "at"),
    "effective": (_("Effective follow-ups"), {"field": "effective", "op": "eq", "value": True}, "at"),
    "tasks": (_("Tasks done"), {"field": "state", "op": "eq", "value": "done"}, "done_at"),
    "journals": (
        _("Daily logs"),
        {
            "and": [
                {"field": "kind", "op": "eq", "value": "day"},
                {"field": "state", "op": "eq", "value": "submitted"},
            ]
        },
        "on",
    ),
}


def _kept(name: str) -> Callable[[Ctx, StatQuery], Sums | None]:
    """Of people whose rows the actor reaches as a whole; None for readers whose grants have conditions."""

    def sums(ctx: Ctx, asked: StatQuery) -> Sums | None:
        key = SOURCE[name]
        if not whole_people(ctx):
            return None
        days = Span(asked.span.first, asked.span.end)
        parts = pieces(days)
        by_time = asked.by in ("day", "week", "month")
        if asked.by in ("day", "week"):
            ranges = Sql("s.grain = 'd' AND s.day >= %s AND s.day < %s", (days.first, days.end))
        else:
            ranges = any_of(
                Sql("(s.grain = %s AND s.day >= %s AND s.day < %s)", (grain, part.first, part.end))
                for grain, part in (("m", parts.months), ("d", parts.head), ("d", parts.tail))
                if part.first < part.end
            )
        people = [reach(ctx, key, asked.action)]
        if asked.department is not None:
            below = "SELECT c.descendant_id FROM org_departmentclosure c WHERE c.ancestor_id = %s"
            people.append(Sql(f"p.department_id IN ({below})", (asked.department,)))
        reached = all_of(people)
        source = people_table(entity(ctx, key), leavers=True)
        where = all_of([ranges, Sql(f"s.{name} > 0")])
        group = {"month": "date_trunc('month', s.day)::date", "day": "s.day", "week": "date_trunc('week', s.day)::date"}
        column = group[asked.by] if by_time else "s.person_id"
        rows = fetch_all(
            f"SELECT {column}, sum(s.{name})::bigint FROM today_activitysum s "  # noqa: S608 — own names
            f"JOIN {source} p ON p.id = s.person_id AND {reached.text} WHERE {where.text} GROUP BY 1",
            (*reached.params, *where.params),
        )
        found: dict[date | int, int] = dict(rows)
        return found

    return sums


def register() -> None:
    """Called once at start-up."""
    for name, (label, where, moment) in MEASURES.items():
        person = "author" if SOURCE[name] == "follow_up" else "owner"
        stat_item(
            StatItem(
                f"activities.{name}",
                label,
                ACTIVITY,
                SOURCE[name],
                where,
                date_field=moment,
                person=person,
                sums=_kept(name),
            )
        )
    items = ["activities.follow_ups", "activities.calls", "activities.visits"]
    new = "customers.new"
    stat_item(StatItem(new, _("New customers"), _("Customers"), "customer", sums=_kept("new_customers")))
    month = {"unit": "month", "from": 0, "to": 0}
    for template in (
        ReportTemplate(
            "activities.month",
            _("Activities this month"),
            {"items": [new, *items], "by": "month", "chart": "number", "period": month, "compare": "previous"},
        ),
        ReportTemplate(
            "activities.new_customers",
            _("New customers month by month"),
            {"items": [new], "by": "month", "chart": "line", "period": {"unit": "month", "from": -11, "to": 0}},
        ),
        ReportTemplate(
            "activities.by_day",
            _("Activities by day"),
            {"items": items, "by": "day", "chart": "line", "period": {"unit": "day", "from": -29, "to": 0}},
        ),
        ReportTemplate(
            "activities.by_person",
            _("Activities by person this month"),
            {"items": [*items, "activities.effective"], "by": "person", "chart": "table", "period": month, "top": 20,
             "compare": "previous"},
        ),
        ReportTemplate(
            "activities.by_department",
            _("Activities by department this month"),
            {"items": items, "by": "department", "chart": "bar", "period": month, "top": 20},
        ),
    ):  # fmt: skip
        report_template(template)
    work, growth = Tile("activities.month", 6, 2, 11), Tile("activities.new_customers", 8, 4, 50)
    dashboard_tiles("ceo", growth)
    dashboard_tiles("director", work, growth)
    dashboard_tiles("manager", work, Tile("activities.by_person", 12, 5, 50))
    dashboard_tiles("sales", work, Tile("activities.by_day", 12, 4, 50))
    dashboard_tiles("service", Tile("activities.month", 12, 2, 11))
    dashboard_tiles("month_end", Tile("activities.month", 6, 2, 11), Tile("activities.by_person", 12, 5, 60))
