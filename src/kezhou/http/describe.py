"""What `/meta` tells the web app about entities: only what this person may know, in this person's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import LEVELS, Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import grants_of, may
from kezhou.platform.approvals import kinds
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import PRESENT, STANDARD_ACTIONS
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.merging.places import is_mergeable
from kezhou.platform.notify import sources as timeline_sources
from kezhou.platform.query.select import list_fields, visible_names
from kezhou.platform.records import team
from kezhou.platform.records.judge import defaults

MENU_GROUPS = {
    "customers": _("Customers"),
    "sales": _("Selling"),
    "catalog": _("Products and prices"),
    "finance": _("Money"),
    "work": _("My work"),
    "records": _("Records"),
    "organisation": _("Organisation"),
}
_NO_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for the moment at which a record is made, which nobody knows before."""
BASIC, OTHER, CUSTOM, SYSTEM = _("Basic"), _("More"), _("Custom fields"), _("System")


def can(ctx: Ctx, entity: CompiledEntity) -> dict[str, str]:
    """Action → the widest level granted."""
    actions = (*STANDARD_ACTIONS, *(action.key for action in entity.definition.actions))
    answer = {}
    for action in actions:
        if not may(ctx, entity, action):
            answer[action] = "none"
            continue
        levels = [grant.level for grant in grants_of(ctx, entity, action)]
        answer[action] = max(levels, key=LEVELS.index, default="all")
    return answer


def brief(ctx: Ctx, entity: CompiledEntity) -> dict[str, Any]:
    """One line of `/meta`."""
    definition = entity.definition
    menu = definition.menu
    return {
        "key": entity.key,
        "label": entity.label,
        "plural": entity.plural,
        "icon": definition.icon,
        "color": definition.color,
        "module": entity.module,
        "menu": None
        if menu is None
        else {"group": menu.group, "label": MENU_GROUPS.get(menu.group, menu.group), "order": menu.order},
        "can": can(ctx, entity),
        "features": features(entity),
        "title": entity.title,
    }


def features(entity: CompiledEntity) -> dict[str, bool]:
    f = entity.definition.features
    return {
        "create": f.create, "update": f.update, "delete": f.delete, "import": f.import_, "export": f.export,
        "bulk": f.bulk, "comments": f.comments, "files": f.files, "search": f.search, "trash": f.delete,
        "approval": bool(kinds.about(entity.key)), "merge": is_mergeable(entity),
        "custom_fields": f.custom_fields, "pooled": entity.moves_alone, "team": team.offered(entity),
    }  # fmt: skip


def full(ctx: Ctx, entity: CompiledEntity) -> dict[str, Any]:
    """`/meta/{entity}`: fields, list, layout, related lists, actions."""
    definition = entity.definition
    rights = field_rights(ctx, entity)
    shown = {name: spec for name, spec in entity.fields.items() if rights[name].view != "hidden"}

    def visible(names: Any) -> list[str]:
        return [name for name in names if name in shown]

    starts = _starts(entity)
    columns = visible(list_fields(entity))
    card = definition.list.card
    board = definition.list.kanban
    if board is not None and (board.field not in shown or rights[board.field].view != "full"):
        board = None
    days = definition.list.calendar
    if days is not None and (days.date not in shown or rights[days.date].view != "full"):
        days = None
    return {
        **brief(ctx, entity),
        "fields": [
            {**field(spec, rights[name].view, rights[name].edit), "default": starts.get(name)}
            for name, spec in shown.items()
        ],
        "list": {
            "columns": columns,
            "filters": visible(definition.list.filters),
            "sort": definition.list.sort,
            "presets": [
                {"key": p.key, "label": p.label, "filter": p.filter, "sort": p.sort}
                for p in definition.list.presets
                if _named(p.filter) <= set(shown) and (p.sort or "").lstrip("-") in ("", *shown)
            ],
            "card": {
                "badges": visible(card.badges) if card else [],
                "amount": card.amount if card and card.amount in shown else None,
                "date": card.date if card and card.date in shown else None,
            },
            "kanban": None
            if board is None
            else {"field": board.field, "sums": visible(board.sums), "open_only": board.open_only,
                  "within": board.within or None},
            "calendar": None
            if days is None
            else {"date": days.date, "sums": visible(days.sums), "open_only": days.open_only},
        },
        "layout": {"facts": visible(definition.layout.facts), "sections": sections(entity, shown)},
        "related": [
            {
                "key": r.key, "label": r.label, "entity": r.entity, "field": r.field,
                "columns": list(visible_names(ctx, registry.entity(ctx, r.entity), r.columns)),
            }
            for r in definition.related
        ],
        "lines": [
            {
                "key": line.key, "label": line.label, "entity": line.entity, "field": line.field,
                "columns": list(visible_names(ctx, registry.entity(ctx, line.entity), line.columns)),
                "required": line.required,
            }
            for line in definition.lines
        ],
        "actions": [
            {
                "key": a.key, "label": a.label, "icon": a.icon, "danger": a.danger, "confirm": a.confirm,
                "bulk": a.bulk, "lead": a.lead, "offered": a.offered,
                "input": [{**field(shown[n], "full", True), "read_only": False} for n in a.input if n in shown],
            }
            for a in definition.actions
            if may(ctx, entity, a.key)
        ],
        "timeline": [source.kind for source in timeline_sources.of(entity)],
        "match_keys": visible(definition.exchange.match_keys),
        "import_presets": list(definition.exchange.presets),
    }  # fmt: skip


def _starts(entity: CompiledEntity) -> dict[str, Any]:
    """What a form begins with: the values that a new record gets where nobody says otherwise, other than nothing, zero
    and no. A form that showed a blank there would promise something else than what is kept."""
    lifecycle = entity.definition.lifecycle
    begun = defaults(entity, _NO_MOMENT)
    return {
        name: entity.fields[name].type.to_json(value)
        for name, value in begun.items()
        if value and value != _NO_MOMENT and not (lifecycle and name == lifecycle.field)
    }


def _named(condition: Any) -> set[str]:
    """The fields that a condition (JSON) speaks of."""
    if isinstance(condition, list | tuple):
        return set().union(*map(_named, condition))
    if not isinstance(condition, Mapping):
        return set()
    if "field" in condition:
        # `$followed` and the like are open to everybody and no field.
        return {name for name in (str(condition["field"]),) if not name.startswith("$")}
    return _named(list(condition.values()))


def field(spec: FieldSpec, view: str, edit: bool) -> dict[str, Any]:
    masked = view == "masked"
    return {
        "name": spec.name,
        "label": spec.label,
        "help": spec.help or "",
        "type": spec.type.key,
        "required": spec.required,
        "read_only": spec.read_only,
        "write_once": spec.write_once,
        "max_length": spec.max_length,
        "digits": spec.digits,
        "decimals": spec.decimals,
        "default": None if spec.default == PRESENT else spec.default,
        "dictionary": spec.dictionary,
        "choices": [{"value": c.value, "label": c.label, "color": c.color, "active": c.active} for c in spec.choices],
        "link": spec.link,
        "operators": ["eq", "in"] if masked else list(spec.type.operators),
        "sortable": spec.type.sortable and not masked,
        "filterable": True,
        "groupable": spec.type.groupable and not masked,
        "custom": spec.custom,
        "system": spec.system,
        "view": view,
        "edit": edit,
        "visible_if": spec.visible_if,
        "pii": spec.pii is not None,
        "search": spec.search,
        "export": spec.export,
        "unit": spec.unit,
        "options": dict(spec.options),
    }


def sections(entity: CompiledEntity, shown: Mapping[str, FieldSpec]) -> list[dict[str, Any]]:
    """The declared sections, then what they leave out: custom fields, and system fields last."""
    answer = []
    placed: set[str] = set()
    chosen = {name: spec.options.get("section") for name, spec in shown.items() if spec.custom}
    for section in entity.definition.layout.sections:
        names = [name for name in section.fields if name in shown]
        names += [name for name, key in chosen.items() if key == section.key]
        placed.update(names)
        answer.append({"key": section.key, "label": section.label, "fields": names})
    rest = [name for name, spec in shown.items() if name not in placed and not spec.system and not spec.custom]
    if rest and answer and answer[-1]["label"] == OTHER:
        answer[-1]["fields"] += rest
    elif rest:
        answer.append({"key": "other" if answer else "basic", "label": OTHER if answer else BASIC, "fields": rest})
    custom = [name for name in chosen if name not in placed]
    if custom:
        answer.append({"key": "custom", "label": CUSTOM, "fields": custom})
    system = [name for name, spec in shown.items() if spec.system and name not in placed and name != "external_ref"]
    answer.append({"key": "system", "label": SYSTEM, "fields": system})
    return answer
