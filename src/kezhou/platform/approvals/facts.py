"""What a request was asked about, frozen at submission, and whether a condition of a flow holds for it.

`{"values": {field: JSON}, "asker": {"id", "name", "dept", "position", "superior"}, "day"}`. Personal values, long
documents and files are not copied: who decides sees them on the record, as far as the own rights go. A flow's
conditions speak of the fields, and of the starter as `$asker`, `$asker.dept`, `$asker.position`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import And, Condition, Env, Leaf, Not, Or, evaluate, parse, resolve
from kezhou.kernel.condition.nodes import Kind
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.place import region_prefix
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.org.tree import dept_tree
from kezhou.platform.query import select

from . import kinds, lines
from .frozen import base_of, id_of, is_copied, plain, rate_day, typed
from .walk import Holds

ASKER_FIELDS = (
    FieldSpec("$asker", TYPES["user"], _("Starter"), link="user"),
    FieldSpec("$asker.dept", TYPES["department"], _("Starter's department"), link="department"),
    FieldSpec("$asker.position", TYPES["link"], _("Starter's position"), link="position"),
)

_ASKER = """
SELECT u.name, u.department_id, d.name, u.position_id, p.name, u.superior_id FROM org_user u
LEFT JOIN org_department d ON d.id = u.department_id LEFT JOIN org_position p ON p.id = u.position_id WHERE u.id = %s"""


@dataclass(frozen=True, slots=True)
class Asker:
    """The starter as the flow sees them; all None for a request of the system itself."""

    id: int | None = None
    dept: int | None = None
    position: int | None = None
    superior: int | None = None


def fields_of(ctx: Ctx, kind: str) -> dict[str, FieldSpec]:
    """Everything that conditions of a kind's flow may speak of."""
    found = {spec.name: spec for spec in ASKER_FIELDS}
    known = kinds.find(kind)
    if known is None:
        return found
    for name, (type_key, label) in known.fields.items():
        found[name] = FieldSpec(name, TYPES[type_key], label)
    if known.entity:
        entity = registry.entity(ctx, known.entity)
        found |= {name: spec for name, spec in entity.fields.items() if is_copied(spec)}
        if entity.definition.lines:
            return lines.Fields(found | lines.known(ctx, entity), entity)
    return found


def hideable(ctx: Ctx, kind: str) -> dict[str, Any]:
    """What a step of a kind's flow can keep from its approvers, with its label: fields of the document and columns of
    its lines. Not its title, by which every list and message names a request, nor what is asked for beside a document.
    """
    known = kinds.find(kind)
    if known is None or not known.entity:
        return {}
    entity = registry.entity(ctx, known.entity)
    kept = {entity.title, *(name for name, spec in entity.fields.items() if spec.system)}
    found = {name: spec.label for name, spec in entity.fields.items() if name not in kept and is_copied(spec)}
    return found | (lines.hideable(ctx, entity) if entity.definition.lines else {})


def of_person(user_id: int | None) -> dict[str, Any]:
    """The starter's name and place in the company, as they are now."""
    row = None if user_id is None else fetch_one(_ASKER, (user_id,))
    if row is None:
        return {"id": user_id, "name": "", "dept": None, "position": None, "superior": None}
    name, dept, dept_name, position, position_name, superior = row
    return {
        "id": user_id,
        "name": name,
        "dept": None if dept is None else {"id": dept, "title": dept_name},
        "position": None if position is None else {"id": position, "title": position_name},
        "superior": superior,
    }


def of_record(ctx: Ctx, entity: CompiledEntity, record_id: int, rows: lines.Rows | None = None) -> dict[str, Any]:
    """The values of a record in the form in which the API tells them, whoever looks, with the figures of its lines;
    `rows` are these where they were read already."""
    record = select.one(Ctx.system("approvals", ctx.clock), entity, record_id, trashed=None) or {}
    found = plain({name: record.get(name) for name, spec in entity.fields.items() if is_copied(spec)})
    day = rate_day(entity, found) or company_today(ctx.clock)
    return found | lines.figures(ctx, entity, lines.rows_of(ctx, entity, record_id) if rows is None else rows, day)


def day_of(ctx: Ctx, kind: str, facts: Mapping[str, Any]) -> date:
    """The day by whose rates the amounts of a request are compared: the one that its document's base amounts follow, of
    a request about no document that of asking."""
    known = kinds.find(kind)
    found = None
    if known is not None and known.entity:
        found = rate_day(registry.entity(ctx, known.entity), facts.get("values") or {})
    asked = facts.get("day")
    return found or (date.fromisoformat(asked) if asked else company_today(ctx.clock))


def frozen(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a request keeps: the values, who asks, and on which day."""
    today = company_today(ctx.clock)
    return {"values": dict(values), "asker": of_person(ctx.actor.id), "day": today.isoformat()}


def asker_of(facts: Mapping[str, Any]) -> Asker:
    told = facts.get("asker") or {}
    return Asker(told.get("id"), id_of(told.get("dept")), id_of(told.get("position")), told.get("superior"))


Tree = Callable[[int | None], Sequence[int]]
"""A department with everything below it."""


def holds_for(
    ctx: Ctx,
    kind: str,
    facts: Mapping[str, Any],
    specs: Mapping[str, FieldSpec] | None = None,
    tree: Tree = dept_tree,
) -> Holds:
    """`holds(condition JSON)` for a request with these facts. `$me`, `$my_dept` mean the starter.

    A condition that no longer fits the fields (one was removed since) does not hold; one about an amount in a currency
    without a rate raises `Conflict` (`no_rate`). Amounts of both sides are told by the rate of the same day, that of
    the document: 1,000 dollars are 1,000 dollars whatever became of the rate. Who asks for many requests hands in what
    is the same for all of them.
    """
    specs = fields_of(ctx, kind) if specs is None else specs
    asker, values = asker_of(facts), facts.get("values") or {}
    day = day_of(ctx, kind, facts)
    known = {"$asker": asker.id, "$asker.dept": asker.dept, "$asker.position": asker.position}

    def value_of(name: str) -> Any:
        return known[name] if name in known else typed(specs[name], values.get(name), day)

    made: list[Env] = []

    def env() -> Env:
        """Read when a condition is asked, which most flows never do."""
        if not made:
            found = Env(
                today=company_today(ctx.clock),
                me=asker.id,
                my_dept=asker.dept,
                my_dept_tree=tuple(tree(asker.dept)),
                under=lambda name, node, value: _under(specs[name], node, value, tree),
            )
            made.append(found)
        return made[0]

    def holds(source: Mapping[str, Any]) -> bool:
        try:
            return evaluate(resolve(parse(source), Typing(specs, day), env()), value_of, env())
        except BadRequest:
            return False

    return holds


def _under(spec: FieldSpec, node: Any, value: Any, tree: Tree) -> bool:
    if spec.type.key == "region":
        return str(value).startswith(region_prefix(node))
    return value in tree(node)


def tried(ctx: Ctx, condition: Condition, typing: Typing) -> None:
    """Resolve the condition for nobody in particular. Raises `BadRequest` for values that do not fit their fields."""
    resolve(condition, typing, Env(today=company_today(ctx.clock)))


class Typing:
    """What the resolver must know of the fields of a kind; amounts in other currencies by the rate of the day, of today
    where a flow is drawn."""

    def __init__(self, specs: Mapping[str, FieldSpec], day: date | None = None) -> None:
        self.specs = specs
        self.day = day

    def spec(self, name: str, path: str) -> FieldSpec:
        if name not in self.specs:
            message = _("There is no field “%(field)s” here.") % {"field": name[:60]}
            raise BadRequest(message, code="bad_filter", errors=[FieldError(path, "unknown_field", message)])
        return self.specs[name]

    def kind(self, field: str) -> Kind:
        key = self.spec(field, "filter").type.key
        return "date" if key == "date" else "moment" if key == "moment" else "other"

    def parse(self, field: str, raw: Any, path: str) -> Any:
        spec = self.spec(field, path)
        try:
            value = spec.type.operand(raw, spec) if self.day is None else self._of_day(spec, raw, self.day)
        except ValueProblem as problem:
            message = problem.message % problem.params if problem.params else problem.message
            raise BadRequest(message, code="bad_filter", errors=[FieldError(path, problem.code, message)]) from None
        return value[0] if spec.type.multiple and isinstance(value, list) else value

    def _of_day(self, spec: FieldSpec, raw: Any, day: date) -> Any:
        if spec.type.key == "money" and isinstance(raw, Mapping):
            money = spec.type.clean(raw, spec)
            return base_of({"amount": money.amount, "currency": money.currency}, day)
        return spec.type.operand(raw, spec)

    def check(self, condition: Condition, path: str) -> None:
        """Every field exists and offers the operator. Raises `BadRequest`."""
        match condition:
            case And(parts) | Or(parts):
                for at, part in enumerate(parts):
                    self.check(part, f"{path}.{at}")
            case Not(part):
                self.check(part, f"{path}.not")
            case Leaf(field, op):
                spec = self.spec(field, path)
                if op not in spec.type.operators:
                    message = _("“%(field)s” cannot be compared with “%(op)s”.") % {"field": spec.label, "op": op}
                    raise BadRequest(
                        message, code="bad_filter", errors=[FieldError(path, "operator_not_offered", message)]
                    )
