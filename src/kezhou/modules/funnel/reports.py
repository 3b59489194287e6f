"""The funnel on dashboards: what stands in each stage of the usual process."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.reports import (
    Figure,
    FigureColumn,
    Figured,
    FigureQuery,
    FigureRow,
    ReportTemplate,
    Tile,
    dashboard_tiles,
    figure,
    report_template,
)

from . import reach, standing


def stages(ctx: Ctx, asked: FigureQuery) -> Figured:
    """Open opportunities by stage, in the order of the usual process: how many, their amount and weighted amount in the
    base currency. The amounts are left out for readers to whom they are not shown."""
    reach.need(ctx, "stage", "state", "process")
    known = reach.processes(ctx)
    process = known[0].id if known else 0
    found = standing.open_by_stage(reach.asked(ctx, {"department": asked.department}, process, None, asked.action))
    money = reach.sees_amounts(ctx)
    columns = [FigureColumn(translate("Opportunities"))]
    if money:
        out = sum(values[3] for values in found.values())
        names = (translate("Amount"), translate("Weighted amount"))
        columns += [FigureColumn(name, "money", left_out=out) for name in names]
    nothing = (0, Decimal(0), Decimal(0), 0)
    lines = [
        FigureRow(one.name, found.get(one.id, nothing)[: len(columns)], {"field": "stage", "op": "eq", "value": one.id})
        for one in reach.stages()
        if one.process == process and one.kind == "open"
    ]
    total = [sum((values[at] for values in found.values()), nothing[at]) for at in range(len(columns))]
    shared = [{"field": "state", "op": "eq", "value": "open"}, {"field": "process", "op": "eq", "value": process}]
    if asked.department is not None:
        shared.append({"field": "dept", "op": "under", "value": asked.department})
    return Figured(translate("Stage"), columns, lines, total, {"and": shared})


def register() -> None:
    """Called once at start-up."""
    name = _("Opportunity funnel")
    figure(Figure("funnel.stages", name, reach.KEY, stages, chart="funnel"))
    report_template(ReportTemplate("funnel.stages", name, {"figure": "funnel.stages", "chart": "funnel"}))
    for board in ("ceo", "director", "manager", "sales"):
        dashboard_tiles(board, Tile("funnel.stages", 6, 4, 20))
