"""Dashboards: their tiles as they may be kept, what each shows, and which one a person begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, KezhouError, NotFound
from kezhou.platform.access.models import UserRole
from kezhou.platform.org.models import Department

from . import shares, store, templates
from .answer import answer
from .definition import period as parse_period
from .models import Dashboard, DashboardChoice, Report
from .plan import Narrowing
from .templates import COLUMNS, MAX_HEIGHT

MAX_TILES = 24
MAX_ROWS = 400
WORDS = ("name", "description", "tiles", "period", "department_id")
_TILE = {"id", "x", "y", "w", "h", "title", "report", "template"}


def take(ctx: Ctx, kept: Dashboard, data: Mapping[str, Any]) -> None:
    """The words of a dashboard beyond its name. Raises `Invalid`."""
    if "tiles" in data:
        kept.tiles = _tiles(ctx, data["tiles"], {tile.get("report") for tile in kept.tiles or []})
    if "period" in data:
        parse_period(data["period"], "period")
        kept.period = data["period"]
    if "department" in data:
        wanted = data["department"]
        if wanted is not None and not Department.objects.filter(id=wanted, deleted_at__isnull=True).exists():
            raise _wrong("department", "unknown", _("There is no such department."))
        kept.department_id = wanted


def _tiles(ctx: Ctx, raw: Any, known: set[Any]) -> list[dict[str, Any]]:
    if not isinstance(raw, list) or len(raw) > MAX_TILES:
        raise _wrong("tiles", "too_many", _("A dashboard has at most %(limit)d tiles.") % {"limit": MAX_TILES})
    found: list[dict[str, Any]] = []
    for at, tile in enumerate(raw):
        path = f"tiles.{at}"
        if not isinstance(tile, Mapping) or not set(tile) <= _TILE or not _placed(tile):
            message = _("A tile is {id, x, y, w, h, title, report or template} within %(columns)d columns.")
            raise _wrong(path, "bad_tile", message % {"columns": COLUMNS})
        if any(one["id"] == tile["id"] for one in found):
            raise _wrong(f"{path}.id", "taken", _("Two tiles have the same id."))
        if tile.get("report") is not None:
            if tile["report"] not in known:
                try:
                    store.find(ctx, Report, int(tile["report"]))
                except NotFound:
                    raise _wrong(f"{path}.report", "unknown", _("There is no such report.")) from None
        elif templates.report(str(tile.get("template"))) is None:
            raise _wrong(f"{path}.template", "unknown", _("There is no such report."))
        found.append(dict(tile))
    return found


def _placed(tile: Mapping[str, Any]) -> bool:
    numbers = [tile.get(name) for name in ("x", "y", "w", "h")]
    if any(isinstance(one, bool) or not isinstance(one, int) for one in numbers):
        return False
    x, y, w, h = (int(one or 0) for one in numbers)
    title, report = tile.get("title"), tile.get("report")
    return (
        isinstance(tile.get("id"), str)
        and 0 < len(tile["id"]) <= 20
        and (title is None or (isinstance(title, str) and len(title) <= 60))
        and (report is None or (isinstance(report, int) and not isinstance(report, bool)))
        and 0 <= x < COLUMNS
        and 0 <= y <= MAX_ROWS
        and 1 <= w <= COLUMNS - x
        and 1 <= h <= MAX_HEIGHT
    )


def tiles_of(ctx: Ctx, dashboard: Dashboard | templates.DashboardTemplate) -> list[dict[str, Any]]:
    """Each tile with the name and definition of what it shows; a report that is gone has none. A dashboard that one
    may use shows its reports, whether or not they are shared by themselves: it opens questions, never rows."""
    if isinstance(dashboard, templates.DashboardTemplate):
        tiles = templates.layout(ctx, dashboard)
    else:
        tiles = list(dashboard.tiles)
    wanted = [tile["report"] for tile in tiles if tile.get("report") is not None]
    found = Report.objects.filter(id__in=wanted, deleted_at__isnull=True).in_bulk() if wanted else {}
    told = []
    for tile in tiles:
        kept, template = found.get(tile.get("report") or 0), templates.report(tile.get("template") or "")
        name = kept.name if kept else str(template.label) if template else translate("This report was deleted")
        definition = kept.definition if kept else template.asked() if template else None
        told.append({**tile, "name": tile.get("title") or name, "definition": definition})
    return told


def narrowing_of(
    dashboard: Dashboard | templates.DashboardTemplate, data: Mapping[str, Any], action: str = "view"
) -> Narrowing:
    """What the reader asks for, else what the dashboard says. Raises `Invalid`."""
    kept = dashboard if isinstance(dashboard, Dashboard) else None
    raw = data.get("period") or (kept.period if kept else None)
    department = data.get("department") or (kept.department_id if kept else None)
    as_of: date | None = data.get("as_of")
    return Narrowing(parse_period(raw), department, as_of, action)


def data_of(ctx: Ctx, tiles: Sequence[Mapping[str, Any]], narrowing: Narrowing) -> list[dict[str, Any]]:
    """The answer of every tile; one that cannot be answered says why, and the others are."""
    answers = []
    for tile in tiles:
        try:
            if tile["definition"] is None:
                raise NotFound(_("This report was deleted."), code="deleted")
            answers.append({"id": tile["id"], "result": answer(ctx, tile["definition"], narrowing)})
        except KezhouError as problem:
            message = str(problem.message) or next((str(error.message) for error in problem.errors), "")
            if isinstance(problem, Forbidden) and not message:
                message = translate("You do not have the right to see this.")
            answers.append({"id": tile["id"], "problem": {"code": problem.code, "message": message}})
    return answers


def chosen(ctx: Ctx) -> Dashboard | templates.DashboardTemplate | None:
    """What the person begins with: their own choice while they may use it, else that of their role."""
    me = shares.person(ctx)
    choice = DashboardChoice.objects.filter(user_id=me).first()
    if choice is not None and choice.dashboard_id is not None:
        usable = shares.usable(ctx, "dashboard")
        if (
            kept := Dashboard.objects.filter(usable, id=choice.dashboard_id).select_related("owner").first()
        ) is not None:
            return kept
    elif choice is not None and (template := templates.find(choice.template)) is not None:
        return template
    roles = UserRole.objects.filter(user_id=me, role__deleted_at__isnull=True)
    return templates.of_role(set(roles.values_list("role__key", flat=True)))


def choose(ctx: Ctx, dashboard: int | None, template: str) -> None:
    """Begin with this one from now on; with neither, as the role says."""
    me = shares.person(ctx)
    if dashboard is not None:
        store.find(ctx, Dashboard, dashboard)
    elif template and templates.find(template) is None:
        raise _wrong("template", "unknown", _("There is no such dashboard."))
    if dashboard is None and not template:
        DashboardChoice.objects.filter(user_id=me).delete()
        return
    values = {"dashboard_id": dashboard, "template": template if dashboard is None else ""}
    DashboardChoice.objects.update_or_create(user_id=me, defaults=values)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(message, errors=[FieldError(path, code, message)])
