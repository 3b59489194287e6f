"""The template that every entity has before anybody writes one: title, facts, lists of lines, totals, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as translate

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

from .catalogue import fields_of

WIDE = frozenset({"long_text", "rich_text", "address"})
NUMBERS = frozenset({"money", "decimal", "integer", "percent"})
SHORT = frozenset({"choice", "date", "boolean"})
"""Like figures, these are never broken in two: an amount in two lines is a wrong amount."""
MAX_FACTS = 40
MAX_COLUMNS = 9
TOTAL = "amount"
"""The field of a document that stands in words below its lines."""


def body(ctx: Ctx, entity: CompiledEntity) -> str:
    """HTML in the placeholder grammar, in the language of the reader; also what a new template begins with."""
    definition = entity.definition
    parts = [f"<h1>{escape(str(entity.label))}</h1>", _facts(entity, _fact_names(ctx, entity))]
    for lines in definition.lines:
        rows = registry.entity(ctx, lines.entity)
        seen = field_rights(ctx, rows)
        known = [
            name
            for name in lines.columns or rows.definition.list.columns
            if name in fields_of(rows) and seen[name].view != "hidden"
        ]
        parts.append(_table(lines.key, rows, known[:MAX_COLUMNS]))
    if definition.lines and TOTAL in entity.fields:
        said = {"words": translate("In words"), "total": translate("Total")}
        parts.append(
            f"<table><tr class='total'><td>{said['words']}：{{{{{TOTAL}|大写}}}}</td>"
            f"<td class='right'>{said['total']}：{{{{{TOTAL}|2}}}}</td></tr></table>"
        )
    if definition.lines:
        signs = (translate("Supplier (stamp)"), translate("Customer (stamp)"))
        parts.append("<div class='sign'>" + "".join(f"<div>{sign}：</div>" for sign in signs) + "</div>")
    parts.append("<p class='muted right'>{{print.company}} · {{print.person}} · {{print.time}}</p>")
    return "\n".join(parts)


def _fact_names(ctx: Ctx, entity: CompiledEntity) -> list[str]:
    rights = field_rights(ctx, entity)
    sections = entity.definition.layout.sections
    placed = [name for section in sections if section.printed for name in section.fields]
    rest = [name for name, spec in entity.fields.items() if spec.custom or not (sections or spec.system)]
    known = fields_of(entity)
    names = [name for name in dict.fromkeys((*placed, *rest)) if name in known and rights[name].view != "hidden"]
    return names[:MAX_FACTS]


def _facts(entity: CompiledEntity, names: Sequence[str]) -> str:
    """Two facts in a line; long texts take a line of their own."""
    rows: list[str] = []
    half = ""
    for name in names:
        spec = entity.fields[name]
        label = f"<th style='width:16%'>{escape(str(spec.label))}</th>"
        if spec.type.key in WIDE:
            if half:
                rows.append(f"<tr>{half}<th></th><td></td></tr>")
                half = ""
            rows.append(f"<tr>{label}<td colspan='3'>{{{{{name}}}}}</td></tr>")
            continue
        cell = f"{label}<td style='width:34%'>{{{{{name}}}}}</td>"
        half, done = ("", f"{half}{cell}") if half else (cell, "")
        if done:
            rows.append(f"<tr>{done}</tr>")
    if half:
        rows.append(f"<tr>{half}<th></th><td></td></tr>")
    newline = "\n"
    return f"<table><tbody>\n{newline.join(rows)}\n</tbody></table>" if rows else ""


def _table(key: str, rows: CompiledEntity, names: Sequence[str]) -> str:
    kinds = {name: rows.fields[name].type.key for name in names}
    side = {name: "right " if kind in NUMBERS else "" for name, kind in kinds.items()}
    cell = {name: f" class='{side[name]}nowrap'" if kind in NUMBERS | SHORT else "" for name, kind in kinds.items()}
    heads = "\n".join(f"<th class='{side[name]}nowrap'>{escape(str(rows.fields[name].label))}</th>" for name in names)
    closing = {names[-1]: f"{{{{/{key}}}}}"} if names else {}
    cells = "\n".join(f"<td{cell[name]}>{{{{{name}}}}}{closing.get(name, '')}</td>" for name in names)
    if not names:
        return ""
    return (
        f"<table><thead><tr><th class='center nowrap'>{translate('No.')}</th>\n{heads}</tr></thead>\n<tbody>"
        f"<tr><td class='center'>{{{{#{key}}}}}{{{{print.row}}}}</td>\n{cells}</tr></tbody></table>"
    )
