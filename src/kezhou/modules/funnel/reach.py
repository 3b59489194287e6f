"""Which opportunities a report is about: one process, a time, a department or person, and never more than the reader
may see."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.sdk import query
from kezhou.sdk.query import LIVE, Sql, all_of, any_of, entity, fetch_all, field_rights

KEY = "opportunity"
MAX_PROCESSES = 100
MAX_STAGES = 1_000
AMOUNTS = ("amount", "weighted_amount")

_PROCESSES = """
SELECT t.id, t.name, t.code FROM sales_salesprocess t WHERE t.deleted_at IS NULL
 ORDER BY t.is_default DESC, t.order, t.id LIMIT %s"""
_STAGES = """
SELECT t.id, t.process_id, t.name, t.kind, t.color, t.probability FROM sales_salesstage t
 WHERE t.deleted_at IS NULL ORDER BY t.process_id, t.order, t.id LIMIT %s"""
_BELOW = "SELECT descendant_id FROM org_departmentclosure WHERE ancestor_id = %s"


@dataclass(frozen=True, slots=True)
class Process:
    """A way of selling; `code` is its key where it has one."""

    id: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as reports read it; `probability` is what the company stated, from 0 to 1."""

    id: int
    process: int
    name: str
    kind: str
    color: str
    probability: float


@dataclass(frozen=True, slots=True)
class Asked:
    """Which opportunities a report is about: what the reader may see of the people in question (alias `t`), by `levels`
    and row by row (`opened`); `first` and `last` are the days of the time, both counting."""

    levels: Sql
    opened: Sql
    process: int | None
    first: date | None
    last: date | None

    def rows(self, day: str | None = "opened_on", seen: Sql | None = None) -> Sql:
        """The rows, alias `t`; the time is about the field `day`, None leaves it open. `seen`: of these only, which the
        caller took from `levels` and `opened`."""
        parts = [LIVE, any_of([self.levels, self.opened]) if seen is None else seen]
        if self.process is not None:
            parts.append(Sql("t.process_id = %s", (self.process,)))
        if day is not None and self.first is not None:
            parts.append(Sql(f"t.{day} >= %s", (self.first,)))
        if day is not None and self.last is not None:
            parts.append(Sql(f"t.{day} <= %s", (self.last,)))
        return all_of(parts)


def processes(ctx: Ctx) -> list[Process]:
    """The processes, the usual one first; definitions of the company, in sight of all who see opportunities."""
    return [Process(*row) for row in fetch_all(_PROCESSES, (MAX_PROCESSES,))]


def stages() -> list[Stage]:
    """The stages of all processes in their order."""
    return [
        Stage(id_, process, name, kind, color, float(probability / Decimal(100)))
        for id_, process, name, kind, color, probability in fetch_all(_STAGES, (MAX_STAGES,))
    ]


def chosen(found: Sequence[Process], asked: str | None) -> Process:
    """The process with this key or id, the usual one where none was asked for. Raises `NotFound`."""
    text = (asked or "").strip()
    for process in found:
        if not text or text in (process.code, str(process.id)):
            return process
    raise NotFound()


def sees_amounts(ctx: Ctx) -> bool:
    """Whether amounts may be added up for the reader; a masked amount may not."""
    rights = field_rights(ctx, entity(ctx, KEY))
    return all(rights[name].view == "full" for name in AMOUNTS)


def may_group(ctx: Ctx, name: str) -> bool:
    return field_rights(ctx, entity(ctx, KEY))[name].view == "full"


def need(ctx: Ctx, *names: str) -> None:
    """Raises `Forbidden` where a field that the report rests on is hidden or masked."""
    for name in names:
        if not may_group(ctx, name):
            raise Forbidden(code="field_hidden", extra={"entity": KEY, "field": name})


def asked(
    ctx: Ctx, given: Mapping[str, Any], process: int | None, day: str | None = "opened_on", action: str = "view"
) -> Asked:
    """What a call asks for, its time about the field `day`, of rows reached by the right `action`. Raises `Invalid` for
    a time that ends before it begins, and `Forbidden` where nothing, or not what is asked about, may be seen."""
    first, last = given.get("from"), given.get("to")
    if day is not None and (first is not None or last is not None):
        need(ctx, day)
    if first is not None and last is not None and last < first:
        message = _("The last day lies before the first.")
        raise Invalid(message, errors=[FieldError("to", "before_from", message, {"from": first.isoformat()})])
    parts: list[Sql] = []
    if (department := given.get("department")) is not None:
        need(ctx, "dept")
        parts.append(Sql("t.dept_id = ANY(%s)", ([row[0] for row in fetch_all(_BELOW, (department,))],)))
    if (person := given.get("person")) is not None:
        need(ctx, "owner")
        parts.append(Sql("t.owner_id = %s", (person,)))
    levels, opened = query.reach(ctx, entity(ctx, KEY), action)
    return Asked(all_of([levels, *parts]), all_of([opened, *parts]), process, first, last)


def rows_of(ctx: Ctx, given: Mapping[str, Any], process: int | None, day: str | None = "opened_on") -> Sql:
    """The rows in question, alias `t`. `from` and `to` are about the field `day`; None leaves the time open. Raises as
    `asked`."""
    return asked(ctx, given, process, day).rows(day)


def digest(rows: Sql) -> str:
    """The same for two readers exactly where the same predicate with the same values answers both."""
    return hashlib.sha256(repr((rows.text, rows.params)).encode()).hexdigest()
