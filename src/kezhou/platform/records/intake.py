"""What a caller sends → Python values, with every problem named: unknown, forbidden, malformed, missing, not there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.kernel.text.phones import looks_masked
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import visible
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.spec import FieldSpec

from . import subjects

MASKED_BACK = _("This is the shortened form that is shown to you. Leave the field out, or send the full value.")


def clean(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], *, internal: bool = False) -> dict[str, Any]:
    """The Python values of what was sent. `internal` lets code set fields that are read-only for people.

    Raises `Invalid` (422) for unknown names and malformed values, `Forbidden` (403) for fields the actor may not
    edit; both name
    every path.
    """
    rights = field_rights(ctx, entity)
    unknown, forbidden, problems = [], [], []
    values: dict[str, Any] = {}
    for name, raw in data.items():
        spec = entity.fields.get(name)
        if spec is None or rights[name].view == "hidden":
            unknown.append(_unknown(name))
            continue
        if not internal and (spec.read_only or not rights[name].edit):
            forbidden.append(_forbidden(spec))
            continue
        try:
            if (spec.masked or rights[name].view == "masked") and isinstance(raw, str) and looks_masked(raw):
                raise ValueProblem("masked_value", MASKED_BACK)
            values[name] = clean_value(spec, raw)
        except ValueProblem as problem:
            problems.append(as_error(spec.name, problem))
    if unknown or problems:
        raise Invalid(_("Some values are not right."), errors=[*unknown, *problems])
    if forbidden:
        raise Forbidden(_("Some fields may not be changed."), code="field_forbidden", errors=forbidden)
    return values


def clean_value(spec: FieldSpec, raw: Any) -> Any:
    """One value; empty input of any kind is None."""
    if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return None
    value = spec.type.clean(raw, spec)
    return None if spec.type.is_empty(value) else value


def as_error(path: str, problem: ValueProblem) -> FieldError:
    return FieldError(
        path, problem.code, problem.message % problem.params if problem.params else problem.message, problem.params
    )


def check_links(
    ctx: Ctx, entity: CompiledEntity, rows: Sequence[Mapping[str, Any]], sent: Collection[str] = ()
) -> Mapping[int, list[FieldError]]:
    """Position → links that lead to nothing the actor can see. One statement per linked entity for all rows. A field
    that only code sets is trusted, unless it is among those that were `sent`."""
    errors: dict[int, list[FieldError]] = {}
    for spec in entity.fields.values():
        if not spec.link or (spec.read_only and spec.name not in sent):
            continue
        wanted = {id_ for row in rows for id_ in _ids(row.get(spec.name))}
        if not wanted:
            continue
        known = _existing(ctx, spec.link, wanted)
        for at, row in enumerate(rows):
            if any(id_ not in known for id_ in _ids(row.get(spec.name))):
                errors.setdefault(at, []).append(
                    FieldError(spec.name, "no_such_record", _("This record does not exist or is not visible to you."))
                )
    return errors


def _ids(value: Any) -> Sequence[int]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _existing(ctx: Ctx, link: str, ids: set[int]) -> set[int]:
    if link == subjects.FILE:
        return subjects.own_files(ctx, ids)
    target = registry.native().get(link)
    if target is None:
        return ids
    target = registry.entity(ctx, link)
    try:
        seen = visible(ctx, target)
    except Forbidden:
        return set()
    statement = f"SELECT t.id FROM {target.table} t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {seen.text}"  # noqa: S608
    return {row[0] for row in fetch_all(statement, (list(ids), *seen.params))}


def _unknown(name: str) -> FieldError:
    return FieldError(name[:60], "unknown_field", _("There is no such field."))


def _forbidden(spec: FieldSpec) -> FieldError:
    return FieldError(spec.name, "not_editable", _("You may not change “%(field)s”.") % {"field": spec.label})
