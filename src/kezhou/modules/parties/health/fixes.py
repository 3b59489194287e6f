"""What one click puts right: each fix reckons new values from the record's own and goes through the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.text.regions import region_by_code
from kezhou.modules.parties.reference import find_region
from kezhou.sdk import records
from kezhou.sdk.query import check_subject, entity

from . import rules
from .load import values_of

KEY = "customer"
MAX_BULK = 200
CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Fix:
    """`answers` are the findings and missing fields (`missing:region`) that it puts right."""

    key: str
    label: Any
    answers: tuple[str, ...]
    change: Callable[[rules.Values], rules.Values]


def _known(code: str) -> bool:
    return code in region_by_code()


def _region_from_code(values: rules.Values) -> rules.Values:
    return rules.region_from_code(values, _known)


def _region_from_address(values: rules.Values) -> rules.Values:
    found = find_region("", "", str(values.get("address") or ""))
    return {"region": found} if found is not None and found != values.get("region") else {}


FIXES: Mapping[str, Fix] = {
    fix.key: fix
    for fix in (
        Fix("region_from_code", _("Take the region from the credit code"), ("region_code", "missing:region"),
            _region_from_code),
        Fix("region_from_address", _("Take the region from the address"),
            ("region_code", "region_phone", "missing:region"), _region_from_address),
        Fix("tidy_phones", _("Write the phones in one way"), ("phone_invalid",), rules.tidy_phones),
        Fix("tidy_name", _("Write the name tidily"), ("name_untidy",), rules.tidy_text("name")),
        Fix("tidy_address", _("Write the address tidily"), ("address_untidy",), rules.tidy_text("address")),
        Fix("form_from_name", _("Take the legal form from the name"), ("form_name", "missing:legal_form"),
            rules.form_from_name),
    )
}  # fmt: skip
LABELS: Mapping[str, Any] = {
    CONFIRM: _("All of this is still right"),
    **{key: fix.label for key, fix in FIXES.items()},
}


def offered(values: rules.Values, health: rules.Health, confirmed_on: date) -> list[tuple[str, rules.Values]]:
    """The fixes that would change something wrong about these values, each with what it would write."""
    open_points = {*health.findings, *(f"missing:{name}" for name in health.missing)}
    if not values.get("legal_form"):
        open_points.add("missing:legal_form")
    found = [
        (fix.key, changes)
        for fix in FIXES.values()
        if open_points.intersection(fix.answers) and (changes := fix.change(values))
    ]
    if {"ageing", "stale"}.intersection(health.findings):
        found.append((CONFIRM, {}))
    return found


def apply(ctx: Ctx, record_id: int, key: str, version: int | None = None) -> bool:
    """Put one thing right; False where there is nothing to change. Raises as an update does, and `Invalid` for an
    unknown fix."""
    _check(key)
    check_subject(ctx, KEY, record_id, write=True)
    data, options = _data(ctx, [record_id], key)
    if not data:
        return False
    return bool(records.update(ctx, KEY, record_id, data[record_id], version, options).changed())


def apply_many(ctx: Ctx, ids: Sequence[int], key: str) -> dict[str, Any]:
    """The same for up to `MAX_BULK` records at once: `{changed, unchanged, refused: [{id, code}]}`."""
    _check(key)
    ids = list(dict.fromkeys(ids))
    if not ids or len(ids) > MAX_BULK:
        message = _("Between 1 and %(limit)d records.") % {"limit": MAX_BULK}
        raise Invalid(message, errors=[FieldError("ids", "too_many", message)])
    data, options = _data(ctx, ids, key)
    drafts = records.update_many(ctx, KEY, list(data), data, options) if data else []
    refused = [{"id": draft.id, "code": draft.problem.code} for draft in drafts if draft.problem is not None]
    changed = sum(1 for draft in drafts if draft.ok and draft.changed())
    return {"changed": changed, "unchanged": len(ids) - changed - len(refused), "refused": refused}


def _check(key: str) -> None:
    if key not in LABELS:
        message = _("Known are: %(known)s.") % {"known": ", ".join(LABELS)}
        raise Invalid(message, errors=[FieldError("fix", "unknown", message)])


def _data(ctx: Ctx, ids: Sequence[int], key: str) -> tuple[dict[int, rules.Values], records.Options]:
    """What to write to which record. Only the day of confirmation is written as code does; everything else as the
    person could type it."""
    if key == CONFIRM:
        today = company_today(ctx.clock).isoformat()
        options = records.Options(internal=True, action="confirmed", meta={"fix": key})
        return {id_: {"confirmed_on": today} for id_ in ids}, options
    found = values_of(entity(ctx, KEY), ids)
    changes = {id_: FIXES[key].change(values) for id_, values in found.items()}
    return {id_: change for id_, change in changes.items() if change}, records.Options(meta={"fix": key})
