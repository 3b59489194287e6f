"""Custom fields, for those who administer them. Everybody else meets the fields in `/meta` and in the records."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, StringConstraints

from kezhou.platform.customfields import define
from kezhou.platform.customfields.jobs import start_index
from kezhou.platform.customfields.models import CustomField

from .auth.authenticate import door
from .context import ctx_of
from .jsonio import only

router = Router(tags=["custom fields"], auth=door)

Short = Annotated[str, StringConstraints(max_length=300)]
SHOWN = ("id", "entity", "name", *define.SETTABLE, "indexed", "created_at", "updated_at")


class ChoiceIn(Schema):
    model_config = ConfigDict(extra="forbid")

    value: Short
    label: Short
    label_en: Short = ""
    color: Short = ""
    active: bool = True


class CustomFieldChange(Schema):
    """What may be changed later; a value left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    label: Short | None = None
    label_en: Short | None = None
    type: Short | None = None
    help: Short | None = None
    required: bool | None = None
    dictionary: Short | None = None
    choices: list[ChoiceIn] | None = None
    link: Short | None = None
    max_length: int | None = None
    digits: int | None = None
    decimals: int | None = None
    default: Any = None
    masked: bool | None = None
    pii: Short | None = None
    pii_purpose: Short | None = None
    section: Short | None = None
    order: int | None = None
    active: bool | None = None


class CustomFieldNew(CustomFieldChange):
    entity: Short
    name: Short | None = None


class CustomFieldOut(Schema):
    id: int
    entity: str
    name: str
    label: str
    label_en: str
    type: str
    help: str
    required: bool
    dictionary: str
    choices: list[ChoiceIn]
    link: str
    max_length: int | None
    digits: int | None
    decimals: int | None
    default: Any
    masked: bool
    pii: str
    pii_purpose: str
    section: str
    order: int
    active: bool
    indexed: bool
    created_at: datetime
    updated_at: datetime


class CustomFieldList(Schema):
    items: list[CustomFieldOut]


class IndexJob(Schema):
    job: int


@router.get("/custom-fields", response=CustomFieldList, operation_id="custom_fields_list")
def list_fields(request: HttpRequest, entity: str | None = None) -> dict[str, Any]:
    """`entity=customer` shows those of one entity. Deactivated ones are included."""
    ctx = ctx_of(request)
    only(request.GET, "entity")
    return {"items": [_out(field) for field in define.listed(ctx, entity)]}


@router.post("/custom-fields", response={201: CustomFieldOut}, operation_id="custom_fields_create")
def create_field(request: HttpRequest, body: CustomFieldNew) -> Status[dict[str, Any]]:
    """The name is made from the label unless it is given (`cf_…`)."""
    data = body.model_dump(exclude_unset=True)
    return Status(201, _out(define.create(ctx_of(request), data.pop("entity"), data)))


@router.patch("/custom-fields/{int:field_id}", response=CustomFieldOut, operation_id="custom_fields_change")
def change_field(request: HttpRequest, field_id: int, body: CustomFieldChange) -> dict[str, Any]:
    """`active: false` takes the field away from lists, forms and the API; its values stay and come back with it."""
    return _out(define.change(ctx_of(request), field_id, body.model_dump(exclude_unset=True)))


@router.post("/custom-fields/{int:field_id}/index", response={202: IndexJob}, operation_id="custom_fields_index")
def index_field(request: HttpRequest, field_id: int) -> Status[dict[str, int]]:
    """Worth it where lists filter or sort by the field over many records."""
    return Status(202, {"job": start_index(ctx_of(request), field_id).id})


def _out(field: CustomField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in SHOWN}
