"""One row of a file → values of an entity's fields, with every problem named by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, KezhouError
from kezhou.kernel.text.phones import looks_masked
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import Prepared
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records.subjects import FILE

from ..limits import MAX_CELL
from ..reading.table import Cell, cell_text

MAX_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer code that it took for a number has lost its end."""
NUMERIC = frozenset({"integer", "decimal", "percent", "money", "duration", "date", "moment", "boolean"})
LINKS = frozenset({"link", "user", "department", "multi_link"})
NOT_IMPORTABLE = frozenset({"file", "image"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One reason why a row cannot be taken: the column's header (or field's label), the cell as it was, and why."""

    column: str
    value: str
    code: str
    message: str


@dataclass(slots=True)
class Item:
    """A row on its way: values so far, link texts that are still to be looked up, and what is wrong."""

    row_no: int
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    """What was put right on the way, or is worth knowing; the row is taken all the same."""


class Mapper:
    """The columns of one import compiled against the entity as it stands now."""

    def __init__(
        self,
        entity: CompiledEntity,
        headers: Sequence[str],
        mapping: Mapping[str, str],
        *,
        preset: str,
        width: int | None,
        constants: Mapping[str, Any],
        pool: int | None = None,
        shortened: frozenset[str] = frozenset(),
    ) -> None:
        self.entity = entity
        self.headers = tuple(headers)
        self.columns = sorted((int(index), entity.fields[name]) for index, name in mapping.items())
        self.prepare = entity.definition.exchange.prepare_of(preset)
        self.width = width
        """Cells that every row must have; None where rows may end early, as in a spreadsheet."""
        self.constants = dict(constants)
        self.pool = pool
        """Where a row goes that becomes a record and names neither owner nor pool."""
        self.shortened = shortened
        """Fields that are shown in part to somebody: a cell with such a shortened value came from a list or an export
        and is left out, so that it never overwrites the whole one."""
        self.header_of = {spec.name: self.headers[index] for index, spec in self.columns}

    def item(self, row_no: int, cells: Sequence[Cell]) -> Item:
        item = Item(row_no)
        if self.width is not None and len(cells) != self.width:
            message = _("The row has %(found)d columns instead of %(expected)d.") % {
                "found": len(cells),
                "expected": self.width,
            }
            item.problems.append(RowProblem("", "", "column_count", str(message)))
            return item
        if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in cells):
            message = _("A cell may have at most %(limit)d characters.") % {"limit": MAX_CELL}
            item.problems.append(RowProblem("", "", "cell_too_long", str(message)))
            return item
        if self.prepare is None:
            for index, spec in self.columns:
                if index < len(cells):
                    self._take(item, spec, cells[index])
        else:
            self._take_prepared(item, cells)
        if not item.problems:
            for name, value in self.constants.items():
                if name != "owner" or "pool" not in item.links:
                    item.values.setdefault(name, value)
        return item

    def _take_prepared(self, item: Item, cells: Sequence[Cell]) -> None:
        assert self.prepare is not None  # noqa: S101 — the caller asked
        row: dict[str, Cell] = {}
        for header, cell in zip(self.headers, cells, strict=False):
            row.setdefault(header, cell)  # of two columns with one name the first counts, as in the mapping
        try:
            prepared = self.prepare(row)
        except KezhouError as problem:
            for error in problem.errors:
                cell = cell_text(row.get(error.path))
                item.problems.append(RowProblem(error.path, cell[:200], error.code, str(error.message)))
            return
        if isinstance(prepared, Prepared):
            for told in prepared.warnings:
                item.warnings.append(
                    RowProblem(told.path, cell_text(row.get(told.path))[:200], told.code, str(told.message))
                )
            prepared = prepared.values
        for name, cell in prepared.items():
            self._take(item, self.entity.fields[name], cell)

    def _take(self, item: Item, spec: FieldSpec, cell: Any) -> None:
        if isinstance(cell, str):
            cell = cell.strip()
        if cell is None or cell == "":
            return
        if spec.name in self.shortened and isinstance(cell, str) and looks_masked(cell):
            return
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        kind = spec.type.key
        if kind in LINKS:
            item.links[spec.name] = cell_text(cell)
            return
        try:
            if isinstance(cell, int | float) and abs(cell) >= MAX_EXACT and kind not in NUMERIC:
                raise ValueProblem(
                    "digits_lost",
                    _("The spreadsheet took this code for a number and lost its end; format the column as text."),
                )
            value = spec.type.parse(cell, spec)
        except ValueProblem as problem:
            item.problems.append(self.problem(spec, cell_text(cell), problem))
            return
        if value is not None and not spec.type.is_empty(value):
            item.values[spec.name] = value

    def problem(self, spec: FieldSpec, text: str, problem: ValueProblem) -> RowProblem:
        message = str(problem.message % problem.params if problem.params else problem.message)
        return RowProblem(self.column_of(spec.name), text[:200], problem.code, message)

    def column_of(self, name: str) -> str:
        """The header under which a field came in; for a value that the import itself set, the field's label."""
        if header := self.header_of.get(name):
            return header
        spec = self.entity.fields.get(name)
        return str(spec.label) if spec else name

    def from_refusal(self, problem: KezhouError, values: Mapping[str, Any]) -> list[RowProblem]:
        """What the write pipeline answered for a row, in the words of the file."""
        if not problem.errors:
            return [RowProblem("", "", problem.code, str(problem.message) or refusal_text(problem))]
        return [self._from_error(error, values) for error in problem.errors]

    def _from_error(self, error: FieldError, values: Mapping[str, Any]) -> RowProblem:
        value = values.get(error.path)
        spec = self.entity.fields.get(error.path)
        shown = "" if value is None or spec is None else cell_text(spec.type.to_json(value))
        return RowProblem(self.column_of(error.path), shown[:200], error.code, str(error.message))


def refusal_text(problem: KezhouError) -> str:
    """Words for refusals that carry none of their own."""
    if problem.status == 404:
        return str(_("The record that matches does not exist any more."))
    if problem.status == 403:
        return str(_("You may not do this to the record."))
    return str(_("The row was refused."))


def importable(ctx_rights: Mapping[str, Any], spec: FieldSpec) -> bool:
    """Whether a person with these field rights may fill the field from a file."""
    return (
        not spec.read_only
        and not spec.sql
        and spec.type.key not in NOT_IMPORTABLE
        and spec.link != FILE
        and ctx_rights[spec.name].edit
        and ctx_rights[spec.name].view != "hidden"
    )
