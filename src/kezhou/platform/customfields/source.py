"""Definitions as field specs, one list per entity, for the compiled entities of one schema epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from kezhou.platform.entities.dictionaries import bilingual
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import Choice, FieldSpec, Pii

from .models import CustomField

LINKS = {"user": "user", "department": "department", "file": "stored_file", "image": "stored_file"}
"""Types whose target is fixed."""


def specs(epoch: int) -> Mapping[str, Sequence[FieldSpec]]:
    """Entity key → its active custom fields in order. The caller keeps the answer for the epoch."""
    found: dict[str, list[FieldSpec]] = {}
    for field in CustomField.objects.filter(active=True).order_by("order", "id"):
        if field.type in TYPES:
            found.setdefault(field.entity, []).append(spec_of(field))
    return found


def spec_of(field: CustomField) -> FieldSpec:
    """The same description that a native field has."""
    options: dict[str, Any] = {"section": field.section} if field.section else {}
    return FieldSpec(
        name=field.name,
        type=TYPES[field.type],
        label=bilingual(field.label, field.label_en),
        help=field.help,
        custom=True,
        required=field.required,
        dictionary=field.dictionary or None,
        choices=tuple(
            Choice(c["value"], bilingual(c["label"], c.get("label_en", "")), c.get("color", ""), c.get("active", True))
            for c in field.choices
        ),
        link=field.link or LINKS.get(field.type),
        max_length=field.max_length,
        digits=field.digits,
        decimals=field.decimals,
        default=field.default,
        pii=Pii(cast(Any, field.pii), field.pii_purpose) if field.pii else None,
        masked=field.masked,
        indexed=field.indexed,
        options=options,
    )
