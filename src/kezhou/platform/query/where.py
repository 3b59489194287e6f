"""The one condition language compiled to SQL. Names come from the registry, values are parameters, anything else
is a 400.

Each comparison is true or not; a null from a missing value counts as “not”, and `NOT` wraps its part so that it
stays two-valued,
exactly as `kernel.condition.evaluate` answers.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.condition import And, Condition, Env, Leaf, Not, Or, Range, Resolved, Test, parse, resolve
from kezhou.kernel.condition.nodes import Kind
from kezhou.kernel.ctx import Ctx, FieldRight
from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.base.sql import FALSE, TRUE, Sql, all_of, any_of, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.money import NamedAmount, own_sql
from kezhou.platform.fields.place import region_prefix
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.identity import limits

from .expand import expanded

MASKED_OPERATORS = ("eq", "in")
"""A value that is shown in part can be looked for as a whole only (architecture 9.12)."""
MASKED_PER_HOUR = 600
"""Complete values that one person may ask about per hour. Four hidden digits are only ten thousand questions away."""
_FULL = FieldRight("full", edit=False)
MAX_PERSONAL_IDS = 1_000

ID = "id"
"""Not a field of an entity, but what a selection of rows is made of."""

PERSONAL = {
    "$participating": "SELECT record_id FROM access_share WHERE entity = %s AND user_id = %s "
    "AND coalesce(until >= %s, TRUE) ORDER BY id DESC LIMIT %s",
    "$followed": "SELECT record_id FROM query_follow WHERE entity = %s AND user_id = %s ORDER BY id DESC LIMIT %s",
}
"""What the asker has to do with a record: it is open to the asker today (我参与的), the asker follows it (我关注的)."""


def where_sql(ctx: Ctx, entity: CompiledEntity, condition: Condition, alias: str = "t") -> Sql:
    """The predicate of a condition over the rows of an entity. Raises `BadRequest` with the path of what is wrong."""
    fields = _Fields(ctx, entity, restricted=True)
    condition = expanded(ctx, entity, condition, restricted=True)
    fields.check(condition)
    count_masked(ctx, fields.masked_values)
    return _compile(fields, resolve(condition, fields, Env.of(ctx)), alias)


def count_masked(ctx: Ctx, values: int) -> None:
    """So many masked values were asked about. Raises `TooMany` past the limit of the hour."""
    if values and ctx.actor.id is not None:
        limits.hit(f"masked:{ctx.actor.id}", MASKED_PER_HOUR, 3600, ctx.clock.now(), values)


def rule_sql(ctx: Ctx, entity: CompiledEntity, condition: object, alias: str = "t") -> Sql:
    """As `where_sql` for a condition (JSON) that an administrator stored: it may name fields that the actor cannot
    see."""
    parsed = expanded(ctx, entity, parse(condition), restricted=False)
    fields = _Fields(ctx, entity, restricted=False)
    fields.check(parsed)
    return _compile(fields, resolve(parsed, fields, Env.of(ctx)), alias)


class _Fields:
    """What the resolver must know of the fields, with the rights of the actor."""

    def __init__(self, ctx: Ctx, entity: CompiledEntity, *, restricted: bool) -> None:
        self.ctx = ctx
        self.entity = entity
        self.rights = field_rights(ctx, entity) if restricted else {}
        self.masked_values = 0
        """How many complete values the condition asks about in fields that are shown in part."""

    def spec(self, name: str, path: str = "filter") -> FieldSpec:
        if name in PERSONAL:
            return FieldSpec(name, TYPES["boolean"], name)
        if name == ID:
            return FieldSpec(name, TYPES["link"], name, columns=(ID,))
        spec = self.entity.fields.get(name)
        if spec is None or self.right(name).view == "hidden":
            raise _refuse(
                path,
                "unknown_field",
                _("%(entity)s has no field “%(field)s”.") % {"entity": self.entity.label, "field": name[:60]},
            )
        return spec

    def right(self, name: str) -> FieldRight:
        return self.rights.get(name, _FULL)

    def check(self, condition: Condition, path: str = "filter") -> None:
        """Every field exists, may be seen, and offers the operator."""
        match condition:
            case And(parts) | Or(parts):
                for at, part in enumerate(parts):
                    self.check(part, f"{path}.{at}")
            case Not(part):
                self.check(part, f"{path}.not")
            case Leaf(field, op, value):
                spec = self.spec(field, f"{path}.field")
                masked = self.right(field).view == "masked"
                self.masked_values += (len(value) if isinstance(value, list | tuple) else 1) if masked else 0
                allowed = MASKED_OPERATORS if masked else spec.type.operators
                if op not in allowed:
                    raise _refuse(
                        f"{path}.op",
                        "operator_not_offered",
                        _("“%(field)s” cannot be compared with “%(op)s”; possible: %(allowed)s.")
                        % {"field": spec.label, "op": op, "allowed": ", ".join(allowed)},
                    )

    def kind(self, field: str) -> Kind:
        key = self.spec(field).type.key
        return "date" if key == "date" else "moment" if key == "moment" else "other"

    def parse(self, field: str, raw: Any, path: str) -> Any:
        spec = self.spec(field)
        try:
            value = spec.type.operand(raw, spec)
        except ValueProblem as problem:
            message = problem.message % problem.params if problem.params else problem.message
            raise _refuse(path, problem.code, message) from None
        return value[0] if spec.type.multiple and isinstance(value, list) else value


def _compile(fields: _Fields, condition: Resolved, alias: str) -> Sql:
    match condition:
        case And(parts):
            return all_of(_compile(fields, part, alias) for part in parts)
        case Or(parts):
            return any_of(_compile(fields, part, alias) for part in parts)
        case Not(part):
            return _negation(_compile(fields, part, alias))
        case Test():
            if condition.field in PERSONAL:
                return _personal(fields, condition, alias)
            return _test(fields.spec(condition.field), condition, alias)


def _personal(fields: _Fields, test: Test, alias: str) -> Sql:
    """Ids are resolved before, so that the predicate stays on the row's own columns."""
    today = [company_today(fields.ctx.clock)] if test.field == "$participating" else []
    rows = fetch_all(PERSONAL[test.field], (fields.entity.key, fields.ctx.actor.id, *today, MAX_PERSONAL_IDS))
    chosen = Sql(f"{alias}.id = ANY(%s)", ([row[0] for row in rows],))
    wanted = (test.op == "eq") == bool(test.value)
    return chosen if wanted else _negation(chosen)


_POSITIVE = {"ne": "eq", "not_in": "in", "not_range": "range", "not_contains": "contains", "not_empty": "empty"}


def _test(spec: FieldSpec, test: Test, alias: str) -> Sql:
    if (positive := _POSITIVE.get(test.op)) is not None:
        return _negation(_test(spec, Test(test.field, positive, test.value), alias))
    expression = spec.type.filter_expression(spec, alias)
    if spec.type.multiple:
        return _list_test(spec, test, expression)
    match test.op:
        case "eq":
            return _compared(spec, alias, "=", test.value)
        case "in":
            if not test.value:
                return FALSE
            if any(isinstance(value, NamedAmount) for value in test.value):
                return any_of(_compared(spec, alias, "=", value) for value in test.value)
            return Sql(f"{expression} = ANY(%s)", ([_operand(spec, value) for value in test.value],))
        case "range":
            return _range(spec, alias, test.value)
        case "contains":
            return Sql(f"lower({expression}) LIKE lower(%s)", (f"%{_escaped(test.value)}%",))
        case "starts":
            return Sql(f"lower({expression}) LIKE lower(%s)", (f"{_escaped(test.value)}%",))
        case "empty":
            blank = "" if spec.custom or spec.nullable or not _is_text(spec) else f" OR {expression} = ''"
            return Sql(f"({spec.type.filled_expression(spec, alias)} IS NULL{blank})")
        case "under":
            return any_of(_under(spec, expression, node) for node in test.value)
    raise _refuse("filter.op", "unknown_operator", _("Unknown operator."))


def _list_test(spec: FieldSpec, test: Test, expression: str) -> Sql:
    if test.op == "empty":
        nothing = "'[]'::jsonb" if spec.custom else "'{}'"
        return Sql(f"({expression} IS NULL OR {expression} = {nothing})")
    if not test.value:
        return FALSE
    values = list(test.value)
    if not spec.custom:
        cast = spec.type.columns[0].sql_type.replace("text", "varchar")  # the columns are ArrayField(CharField)
        return Sql(f"{expression} {'&&' if test.op == 'has_any' else '@>'} %s::{cast}", (values,))
    if test.op == "has_all":
        return Sql(f"{expression} @> %s::jsonb", (orjson.dumps(values).decode(),))
    return any_of(Sql(f"{expression} @> %s::jsonb", (orjson.dumps([value]).decode(),)) for value in values)


def _range(spec: FieldSpec, alias: str, bounds: Range) -> Sql:
    parts = []
    if bounds.low is not None:
        parts.append(_compared(spec, alias, ">=" if bounds.low_included else ">", bounds.low))
    if bounds.high is not None:
        parts.append(_compared(spec, alias, "<=" if bounds.high_included else "<", bounds.high))
    return all_of(parts) if parts else Sql(f"{spec.type.filter_expression(spec, alias)} IS NOT NULL")


def _compared(spec: FieldSpec, alias: str, sign: str, value: Any) -> Sql:
    """One comparison; an amount that is named in another currency is compared as it stands with those in it."""
    expression = spec.type.filter_expression(spec, alias)
    own = own_sql(spec, alias) if isinstance(value, NamedAmount) else None
    if own is None:
        return Sql(f"{expression} {sign} %s", (_operand(spec, value),))
    amount, currency = own
    return Sql(
        f"CASE WHEN {currency} = %s THEN {amount} {sign} %s ELSE {expression} {sign} %s END",
        (value.money.currency, value.money.amount, Decimal(value)),
    )


def _under(spec: FieldSpec, expression: str, node: Any) -> Sql:
    if spec.type.key == "region":
        prefix = region_prefix(node)
        return Sql(f"({expression} >= %s AND {expression} < %s)", (prefix, _next(prefix)))
    return Sql(
        f"{expression} IN (SELECT descendant_id FROM org_departmentclosure WHERE ancestor_id = %s)",  # noqa: S608
        (node,),
    )


def _next(prefix: str) -> str:
    """The first text behind everything that begins with a prefix of digits."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _operand(spec: FieldSpec, value: Any) -> Any:
    if spec.custom and isinstance(value, date | datetime):
        return spec.type.to_custom(value)
    return spec.type.filter_operand(value)


def _negation(part: Sql) -> Sql:
    if part.is_true:
        return FALSE
    return TRUE if part.is_false else Sql(f"NOT coalesce({part.text}, FALSE)", part.params)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _is_text(spec: FieldSpec) -> bool:
    return spec.type.columns[0].sql_type == "text"


def _refuse(path: str, code: str, message: Any) -> BadRequest:
    return BadRequest(message, code="bad_filter", errors=[FieldError(path, code, message)])
