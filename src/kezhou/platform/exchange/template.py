"""An empty workbook to fill in: a column per field that the person may write, drop-downs, and what each one means."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from .cells import EXAMPLE
from .imports.columns import importable_specs
from .imports.work import require_right

if TYPE_CHECKING:
    from xlsxwriter import Workbook

ROWS = 5_000
"""Rows of the sheet that get drop-downs and text format."""
MAX_PEOPLE = 500
MAX_CHOICES = 2_000
WIDTH = 20
AS_TEXT = frozenset({"text", "phone", "credit_code", "id_number", "auto_number", "person_name"})
SHEET_LISTS = "lists"
EXAMPLES = {
    "text": _("text"),
    "long_text": _("text of several lines"),
    "person_name": "张三",
    "address": "科技园路 1 号",
    "phone": "13800001234",
    "email": "name@example.com",
    "url": "https://example.com",
    "credit_code": "91350100M000100Y43",
    "id_number": "110101199003074872",
    "integer": "12",
    "decimal": "12.50",
    "percent": "12.5",
    "duration": "3600",
    "money": "500万元",
    "date": "2026-01-31",
    "moment": "2026-01-31 08:00",
    "boolean": "是",
    "region": "广东省深圳市南山区",
    "location": "22.5, 113.9",
    "tags": "标签一、标签二",
}


def template(ctx: Ctx, entity: CompiledEntity) -> bytes:
    """The workbook. Raises `Forbidden` for somebody who may not import."""
    require_right(ctx, entity)
    specs = sorted(
        importable_specs(ctx, entity).values(), key=lambda spec: (spec.name != entity.title, not spec.required)
    )
    lists = {spec.name: options for spec in specs if (options := _options(ctx, spec))}
    buffer = io.BytesIO()
    import xlsxwriter  # late: 11 MB in every process that never writes one

    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _data(book, specs, lists)
        _explanations(book, specs, lists)
        hidden = book.add_worksheet(SHEET_LISTS)
        hidden.hide()
        for column, options in enumerate(lists.values()):
            hidden.write_column(0, column, options)
    return buffer.getvalue()


def _data(book: Workbook, specs: Sequence[FieldSpec], lists: dict[str, list[str]]) -> None:
    from xlsxwriter.utility import xl_col_to_name

    sheet = book.add_worksheet(translate("Data"))
    head = {"bold": True, "bottom": 1, "bg_color": "#F2F3F5"}
    normal, required = book.add_format(head), book.add_format({**head, "font_color": "#C00000"})
    text, pale = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "font_color": "#8C8C8C"})
    sheet.freeze_panes(1, 0)
    order = list(lists)
    for at, spec in enumerate(specs):
        sheet.set_column(at, at, WIDTH, text if spec.type.key in AS_TEXT else None)
        sheet.write_string(0, at, header(spec), required if spec.required else normal)
        shown = example(spec, lists.get(spec.name, ()))
        sheet.write_string(1, at, shown if at else f"{EXAMPLE} {shown}", pale)
        if spec.name in lists:
            letters = xl_col_to_name(order.index(spec.name))
            source = f"={SHEET_LISTS}!${letters}$1:${letters}${len(lists[spec.name])}"
            rule = {"validate": "list", "source": source, "error_type": "information"}
            sheet.data_validation(1, at, ROWS, at, rule)
    sheet.write_comment(1, 0, translate("This row is an example and is not imported; write your rows below it."))


def _explanations(book: Workbook, specs: Sequence[FieldSpec], lists: dict[str, list[str]]) -> None:
    sheet = book.add_worksheet(translate("How to fill in"))
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, WIDTH)
    sheet.set_column(1, 2, WIDTH / 2)
    sheet.set_column(3, 4, WIDTH * 3)
    titles = (
        translate("Column"),
        translate("Required"),
        translate("Type"),
        translate("What to write"),
        translate("Example"),
    )
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, bold)
    for row, spec in enumerate(specs, start=1):
        sheet.write_string(row, 0, str(spec.label), wrap)
        sheet.write_string(row, 1, translate("Yes") if spec.required else "", wrap)
        sheet.write_string(row, 2, spec.type.key, wrap)
        sheet.write_string(row, 3, _advice(spec), wrap)
        sheet.write_string(row, 4, example(spec, lists.get(spec.name, ())), wrap)


def header(spec: FieldSpec) -> str:
    return f"{spec.label}*" if spec.required else str(spec.label)


def example(spec: FieldSpec, options: Sequence[str]) -> str:
    if options:
        return options[0]
    shown = str(EXAMPLES.get(spec.type.key, ""))
    return shown[: spec.max_length] if spec.max_length else shown


def _advice(spec: FieldSpec) -> str:
    parts = [str(spec.help)] if spec.help else []
    if spec.max_length and spec.type.key in ("text", "long_text", "person_name", "address"):
        parts.append(translate("At most %(limit)d characters.") % {"limit": spec.max_length})
    if spec.type.key in ("link", "user", "department", "multi_link"):
        parts.append(
            translate("The name, or the id where several have the same name; a colleague also by staff number.")
        )
    if spec.type.multiple:
        parts.append(translate("Several values are separated by 、"))
    if spec.type.key == "region":
        parts.append(translate("Province, city and county, or the six-digit code."))
    return " ".join(parts)


def _options(ctx: Ctx, spec: FieldSpec) -> list[str]:
    """The texts of a drop-down: active choices, or colleagues with their staff number."""
    if spec.type.key == "choice":
        return [str(choice.label) for choice in spec.choices if choice.active][:MAX_CHOICES]
    if spec.type.key == "boolean":
        return [translate("Yes"), translate("No")]
    if spec.type.key != "user":
        return []
    people = registry.entity(ctx, "user")
    seen = visible(ctx, people)
    rows = fetch_all(
        f"SELECT t.name, t.staff_no FROM {people.table} t "  # noqa: S608
        f"WHERE t.deleted_at IS NULL AND t.status = 'active' AND {seen.text} ORDER BY t.sort_key, t.id LIMIT %s",
        (*seen.params, MAX_PEOPLE),
    )
    return [f"{name}({number})" if number else str(name) for name, number in rows]
