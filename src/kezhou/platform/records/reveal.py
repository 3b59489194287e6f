"""One masked value in full: a right of its own, and a line in the audit whether it was granted or not (C38)."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, KezhouError, NotFound
from kezhou.platform import audit
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_one, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

MAX_REASON = 300
PER_HOUR = 60
"""Values that one person may look at per hour (C36)."""


def reveal(ctx: Ctx, entity: CompiledEntity, record_id: int, field: str, reason: str = "") -> Any:
    """The full JSON value. Raises `NotFound`, `Forbidden`, or `Invalid` for a field that the reader does not know.

    Call it outside of a transaction: the audit of a refusal must stay.
    """
    meta: dict[str, Any] = {"field": field[:60], **({"reason": reason[:MAX_REASON]} if reason else {})}
    try:
        value = _read(ctx, entity, record_id, field, reason)
    except KezhouError as refusal:
        _note(ctx, entity, record_id, {**meta, "ok": False, "code": refusal.code})
        raise
    _note(ctx, entity, record_id, {**meta, "ok": True})
    return value


def _note(ctx: Ctx, entity: CompiledEntity, record_id: int, meta: dict[str, Any]) -> None:
    audit.write(ctx, [audit.Entry(entity.key, record_id, "reveal", meta=meta)])


def _read(ctx: Ctx, entity: CompiledEntity, record_id: int, field: str, reason: str) -> Any:
    see, may = right(ctx, entity, "view"), right(ctx, entity, "reveal")
    spec = entity.fields.get(field)
    known = spec is not None and not spec.sql and field_rights(ctx, entity)[field].view != "hidden"
    columns = _columns(spec) if known and spec is not None else ["NULL"]
    statement = (
        f"SELECT coalesce({may.text}, FALSE), {', '.join(columns)} FROM {entity.table} t "  # noqa: S608 — registered names
        f"WHERE t.id = %s AND t.deleted_at IS NULL AND {see.text}"
    )
    row = fetch_one(statement, (*may.params, record_id, *see.params))
    if row is None:
        raise NotFound()
    if not row[0]:
        raise Forbidden(code="no_right", extra={"action": "reveal"})
    if not known or spec is None:
        error = FieldError("field", "unknown_field", _("There is no such field."))
        raise Invalid(_("Some values are not right."), errors=[error])
    if len(reason) > MAX_REASON:
        error = FieldError("reason", "too_long", _("At most %(limit)d characters are allowed.") % {"limit": MAX_REASON})
        raise Invalid(_("Some values are not right."), errors=[error])
    value = _value(spec, tuple(row[1:]))
    return None if value is None else spec.type.to_json(value)


def _columns(spec: FieldSpec) -> list[str]:
    return ["t.custom"] if spec.custom else [f"t.{ident(column)}" for column in spec.columns]


def _value(spec: FieldSpec, stored: tuple[Any, ...]) -> Any:
    if not spec.custom:
        return spec.type.load(stored, spec)
    document = orjson.loads(stored[0]) if isinstance(stored[0], str) else stored[0]
    found = document.get(spec.name)
    return None if found is None else spec.type.from_custom(found)
