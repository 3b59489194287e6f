"""What somebody wrote into a form, as far as a reader may know it: no more of a number than of the field that it fills.

An answer that is shortened to a reader is told in full by a call of its own, which the audit keeps, as with any field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, NotFound
from kezhou.sdk import audit
from kezhou.sdk.fields import FieldSpec
from kezhou.sdk.limits import hit
from kezhou.sdk.query import entity, fetch_one, field_rights, right

from .fields import NEED
from .form.model import Submission

PER_HOUR = 60
"""Counted together with the single fields that a person looks at in full."""


def told(ctx: Ctx, row: Submission, *, full: bool = False) -> tuple[dict[str, str], bool]:
    """The answers by their names, without those in fields that are hidden from the reader, and whether one of them is
    shortened. The reader sees the record; `full` for who may see protected values of it."""
    found: dict[str, str] = {}
    shortened = False
    for name, text in row.personal.answers.items():
        view, spec = _view(ctx, row, name)
        if view == "hidden":
            continue
        if view == "masked" and spec is not None and not full:
            text, shortened = spec.type.mask(text), True
        found[name] = text
    return found, shortened


def reveal(ctx: Ctx, submission_id: int) -> dict[str, str]:
    """All answers in full. Raises `NotFound` where the reader cannot see the record, `Forbidden` without the right to
    reveal; refusals are kept in the audit too. Call it outside of a transaction."""
    row = Submission.objects.select_related("personal").filter(id=submission_id).first()
    if row is None or not hasattr(row, "personal"):
        raise NotFound()
    key, record = ("lead", row.lead_id) if row.lead_id else ("customer", row.customer_id)
    known = entity(ctx, key)
    see, may = right(ctx, known, "view"), right(ctx, known, "reveal")
    found = fetch_one(
        f"SELECT coalesce({may.text}, FALSE) FROM {known.table} t "  # noqa: S608 — a registered table
        f"WHERE t.id = %s AND t.deleted_at IS NULL AND {see.text}",
        (*may.params, record, *see.params),
    )
    if found is None:
        raise NotFound()
    hit(f"reveal:{ctx.actor.id}", PER_HOUR, 3600, ctx.clock.now())
    meta: dict[str, Any] = {"field": "registration", "submission": row.id, "ok": bool(found[0])}
    audit.write(ctx, [audit.Entry(key, record, "reveal", meta=meta)])
    if not found[0]:
        raise Forbidden(code="no_right", extra={"action": "reveal"})
    return told(ctx, row, full=True)[0]


def _view(ctx: Ctx, row: Submission, name: str) -> tuple[str, FieldSpec | None]:
    """What the reader may see of the field that an answer fills: of the lead where it became one, else as the form
    names it. A field that was put away since was no protected one."""
    key, _dot, field = ("customer", ".", "remarks") if name == NEED else name.partition(".")
    lead: Mapping[str, FieldSpec] = entity(ctx, "lead").fields if row.lead_id else {}
    place = entity(ctx, "lead" if field in lead else key)
    spec = place.fields.get(field)
    return ("full" if spec is None else field_rights(ctx, place)[field].view), spec
