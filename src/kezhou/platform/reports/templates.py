"""Reports that come with the product, and the dashboards that the roles of a new company begin with. Modules add
both at start-up; a person copies one to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import may
from kezhou.platform.entities import registry

from . import figures, statitems

COLUMNS = 12
MAX_HEIGHT = 20


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A ready-made report: `definition` as JSON, of a report, a statistic (`items`) or a figure. Its labels may be
    sentences that are still to be translated."""

    key: str
    label: Any
    definition: Mapping[str, Any]
    description: Any = ""

    def asked(self) -> dict[str, Any]:
        """The definition in the language of this moment."""
        found: dict[str, Any] = _said(self.definition)
        return found


def grouped(
    key: str,
    label: Any,
    entity: str,
    by: str,
    measures: Sequence[Mapping[str, Any]],
    *,
    over: tuple[str, Mapping[str, Any]] | None = None,
    where: Mapping[str, Any] | None = None,
    grain: str = "",
    chart: str = "bar",
    **more: Any,
) -> ReportTemplate:
    """The usual ready-made report: rows that match `where`, in the period `over` (field, period), measured `by` one
    field; `grain` cuts a date into steps. `more`: further words of a definition, such as `top`."""
    definition: dict[str, Any] = {
        "entity": entity,
        "measures": list(measures),
        "dimensions": [{"field": by, "grain": grain} if grain else {"field": by}],
        "chart": chart,
        **more,
    }
    if where is not None:
        definition["filter"] = where
    if over is not None:
        definition["date_field"], definition["period"] = over
    return ReportTemplate(key, label, definition)


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on a dashboard template. Tiles flow from left to right in the order of `order`."""

    report: str
    """Key of a `ReportTemplate`."""
    width: int = 6
    height: int = 4
    order: int = 100


@dataclass(frozen=True, slots=True)
class DashboardTemplate:
    """What people of some roles (keys) see until they choose something else."""

    key: str
    label: Any
    roles: tuple[str, ...]


MONTH_END = "month_end"
BUILT_IN = (
    DashboardTemplate("ceo", _("Company overview"), ("ceo",)),
    DashboardTemplate("director", _("Sales overview"), ("director",)),
    DashboardTemplate("finance", _("Money overview"), ("finance",)),
    DashboardTemplate("manager", _("Team overview"), ("manager",)),
    DashboardTemplate("service", _("Service overview"), ("service",)),
    DashboardTemplate("marketing", _("Lead overview"), ("marketing",)),
    DashboardTemplate("sales", _("My figures"), ("sales",)),
    DashboardTemplate(MONTH_END, _("Month-end pack"), ()),
)
"""In the order in which somebody with several roles begins with one: the widest view first."""
_reports: dict[str, ReportTemplate] = {}
_tiles: dict[str, list[Tile]] = {one.key: [] for one in BUILT_IN}


def report_template(template: ReportTemplate) -> None:
    """Make a report known. Raises ValueError where its key is taken."""
    if _reports.get(template.key, template) != template:
        raise ValueError(f"two report templates are called {template.key!r}")
    _reports[template.key] = template


def dashboard_tiles(dashboard: str, *tiles: Tile) -> None:
    """Add tiles to one of the dashboards that roles begin with. Raises ValueError for one that there is not."""
    if dashboard not in _tiles:
        raise ValueError(f"no dashboard is called {dashboard!r}")
    _tiles[dashboard] += [tile for tile in tiles if tile not in _tiles[dashboard]]


def report(key: str) -> ReportTemplate | None:
    return _reports.get(key)


def offered_reports(ctx: Ctx) -> list[ReportTemplate]:
    """Those over entities that the actor may read."""
    return [one for one in _reports.values() if readable(ctx, one.definition)]


def readable(ctx: Ctx, definition: Mapping[str, Any]) -> bool:
    """Whether the actor may read any row that the definition is about; of statistics those of any item."""
    known = registry.all_entities(ctx).get(str(definition.get("entity") or ""))
    if "figure" in definition:
        return figures.readable(ctx, str(definition["figure"]))
    if "items" in definition:
        return any(statitems.readable(ctx, item) for key in definition["items"] if (item := statitems.known.get(key)))
    return known is not None and may(ctx, known, "view")


def of_role(keys: set[str]) -> DashboardTemplate | None:
    """What somebody with these roles begins with: the widest view among them."""
    return next((one for one in BUILT_IN if keys & set(one.roles)), None)


def find(key: str) -> DashboardTemplate | None:
    return next((one for one in BUILT_IN if one.key == key), None)


def layout(ctx: Ctx, template: DashboardTemplate) -> list[dict[str, Any]]:
    """The tiles that the actor may read, placed: each beside the one before while the row has room."""
    placed: list[dict[str, Any]] = []
    x = y = row_height = 0
    for tile in sorted(_tiles[template.key], key=lambda one: one.order):
        known = _reports.get(tile.report)
        if known is None or not readable(ctx, known.definition):
            continue
        if x + tile.width > COLUMNS:
            x, y, row_height = 0, y + row_height, 0
        placed.append({"id": f"t{len(placed) + 1}", "template": tile.report, "x": x, "y": y,
                       "w": tile.width, "h": tile.height})  # fmt: skip
        x, row_height = x + tile.width, max(row_height, tile.height)
    return placed


def _said(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _said(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_said(one) for one in value]
    return str(value) if isinstance(value, Promise) else value
