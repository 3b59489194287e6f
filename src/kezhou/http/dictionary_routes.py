"""Dictionaries: the choices that an administrator edits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry
from kezhou.platform.fields import dictionary_edit
from kezhou.platform.fields.models import Dictionary

from .administer import administrator
from .context import ctx_of
from .jsonio import answer, body_object, only

router = Router(tags=["dictionaries"])


@router.get("/dictionaries", operation_id="dictionaries_list", summary="All dictionaries with all their choices")
def list_dictionaries(request: HttpRequest) -> HttpResponse:
    ctx = ctx_of(request)
    only(request.GET)
    used = _users(ctx)
    found = [_out(dictionary, items, used) for dictionary, items in dictionary_edit.listed()]
    return answer({"items": found, "colors": [color for color in dictionary_edit.COLORS if color]})


@router.post("/dictionaries", operation_id="dictionaries_create", summary="A new dictionary, for a custom field")
def create(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, dictionary_edit.PERMISSION)
    made = dictionary_edit.create(ctx, only(body_object(request), "key", "label", "label_en", "items"))
    return _one(ctx, made.key, 201)


@router.put("/dictionaries/{slug:key}", operation_id="dictionaries_replace", summary="Replace choices, in this order")
def replace(request: HttpRequest, key: str) -> HttpResponse:
    """A code that is left out becomes inactive: it stays readable on old records."""
    ctx = administrator(request, dictionary_edit.PERMISSION)
    dictionary_edit.replace_items(ctx, key, only(body_object(request), "items").get("items"))
    return _one(ctx, key)


def _one(ctx: Ctx, key: str, status: int = 200) -> HttpResponse:
    found = next(pair for pair in dictionary_edit.listed() if pair[0].key == key)
    return answer(_out(*found, _users(ctx)), status=status)


def _users(ctx: Ctx) -> dict[str, list[dict[str, Any]]]:
    """Dictionary → the fields that draw on it."""
    used: dict[str, list[dict[str, Any]]] = {}
    for entity in registry.all_entities(ctx).values():
        for spec in entity.fields.values():
            if spec.dictionary:
                place = {"entity": entity.key, "entity_label": entity.label, "field": spec.name, "label": spec.label}
                used.setdefault(spec.dictionary, []).append(place)
    return used


def _out(
    dictionary: Dictionary, items: list[dictionary_edit.Item], used: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    names = ("key", "label", "label_en", "editable")
    return {
        **{name: getattr(dictionary, name) for name in names},
        "used_by": used.get(dictionary.key, []),
        "items": [
            {"value": i.value, "label": i.label, "label_en": i.label_en, "color": i.color, "active": i.active}
            for i in items
        ],
    }
