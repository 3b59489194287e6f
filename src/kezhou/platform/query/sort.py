"""Order of a list and the cursor that goes on behind its last row."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import BadRequest
from kezhou.platform.base.sql import Sql, any_of
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.spec import FieldSpec

from .words import MAX_SORTS, Sort

MAX_CURSOR = 2_000


def parse_sort(text: str) -> tuple[Sort, ...]:
    """`-updated_at,name` → sorts."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MAX_SORTS:
        raise BadRequest(_("At most %(limit)d sort fields are allowed.") % {"limit": MAX_SORTS}, code="too_many_sorts")
    return tuple(Sort(part.removeprefix("-"), part.startswith("-")) for part in parts)


class Order:
    """The sort of one list: column expressions, the id as tie-break, and the keyset predicate behind a row.

    Nulls come last in both directions.
    """

    def __init__(self, entity: CompiledEntity, sorts: Sequence[Sort]) -> None:
        self.sorts = tuple(sorts)
        self.specs = [entity.fields[sort.field] for sort in self.sorts]
        self.expressions = [sort_expression(entity, spec) for spec in self.specs]
        self.id_descending = self.sorts[0].descending if self.sorts else True

    def sql(self) -> str:
        parts = []
        for sort, spec, expression in zip(self.sorts, self.specs, self.expressions, strict=True):
            direction = " DESC" if sort.descending else ""
            nulls = " NULLS LAST" if sort.descending and _may_be_null(spec) else ""
            parts.append(f"{expression}{direction}{nulls}")
        parts.append("t.id DESC" if self.id_descending else "t.id")
        return ", ".join(parts)

    def cursor(self, values: Sequence[Any], record_id: int) -> str:
        """An opaque text that stands for “behind this row of this order”."""
        plain = [None if v is None else v if isinstance(v, int | str | bool) else _plain(v) for v in values]
        payload = orjson.dumps([self._name(), plain, record_id])
        return base64.urlsafe_b64encode(payload).decode().rstrip("=")

    def after(self, cursor: str) -> Sql:
        """The rows behind a cursor. Raises `BadRequest` for one that this order did not make."""
        try:
            padded = cursor[:MAX_CURSOR] + "=" * (-len(cursor) % 4)
            name, plain, record_id = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if name != self._name() or not isinstance(record_id, int) or len(plain) != len(self.specs):
                raise ValueError
            values = [
                None if value is None else _typed(spec, value) for spec, value in zip(self.specs, plain, strict=True)
            ]
        except (ValueError, TypeError, binascii.Error, ValueProblem) as error:
            raise BadRequest(_("The cursor does not belong to this list."), code="bad_cursor") from error
        return self._behind(values, record_id)

    def _name(self) -> str:
        return ",".join(("-" if sort.descending else "") + sort.field for sort in self.sorts)

    def _behind(self, values: Sequence[Any], record_id: int) -> Sql:
        uniform = all(s.descending == self.id_descending for s in self.sorts)
        if uniform and not any(_may_be_null(spec) for spec in self.specs):
            left = ", ".join((*self.expressions, "t.id"))
            marks = ", ".join(["%s"] * (len(values) + 1))
            return Sql(f"({left}) {'<' if self.id_descending else '>'} ({marks})", (*values, record_id))
        alternatives: list[Sql] = []
        equal: list[Sql] = []
        for sort, expression, value in zip(self.sorts, self.expressions, values, strict=True):
            sign = "<" if sort.descending else ">"
            if value is not None:
                behind = Sql(f"({expression} {sign} %s OR {expression} IS NULL)", (value,))
                alternatives.append(_and([*equal, behind]))
            equal.append(Sql(f"{expression} IS NOT DISTINCT FROM %s", (value,)))
        last = Sql(f"t.id {'<' if self.id_descending else '>'} %s", (record_id,))
        alternatives.append(_and([*equal, last]))
        return any_of(alternatives)


def sort_expression(entity: CompiledEntity, spec: FieldSpec) -> str:
    """Names sort by their stored pinyin key, money by its base amount, everything else by itself."""
    if spec.name == entity.title and entity.has_sort_key:
        return "t.sort_key"
    return spec.type.filter_expression(spec)


def _and(parts: Sequence[Sql]) -> Sql:
    return Sql("(" + " AND ".join(p.text for p in parts) + ")", tuple(v for p in parts for v in p.params))


def _may_be_null(spec: FieldSpec) -> bool:
    return spec.custom or spec.nullable or bool(spec.sql)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _typed(spec: FieldSpec, value: Any) -> Any:
    if spec.type.key in ("date", "moment") and not spec.custom:
        return spec.type.clean(value, spec)
    if isinstance(value, dict | list):
        raise TypeError
    return value
