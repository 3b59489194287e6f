"""The calls of the tag library and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.sdk.audit import action
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.jobs import enqueue
from kezhou.sdk.query import check_subject, entity, field_rights

from . import apply, library

ADMIN = "admin:dictionaries"
TAG = Input("text", required=True, max_length=library.MAX_TAG)


def register() -> None:
    """Called once at start-up."""
    action(apply.ACT, _("set tags by rule"))
    action(library.MERGED, _("merged tags"))
    for one in (
        Endpoint("tags", _list, permission=ADMIN, summary="The tag library with its rules and numbers"),
        Endpoint(
            "tags/group",
            _group,
            "POST",
            permission=ADMIN,
            input={"tag": TAG, "group": Input("text", max_length=40)},
            summary="Put a tag into a group",
        ),
        Endpoint(
            "tags/merge",
            _merge,
            "POST",
            permission=ADMIN,
            input={"tag": TAG, "to": TAG},
            summary="Rename a tag, or merge it into another one, everywhere",
        ),
        Endpoint(
            "tags/rules",
            _rules,
            "PUT",
            permission=ADMIN,
            input={"rules": Input(JSON, required=True)},
            summary="Exactly these rules; they begin to act at once",
        ),
        Endpoint(
            "tags/rules/simulate",
            _simulate,
            "POST",
            permission=ADMIN,
            input={"rules": Input(JSON, required=True)},
            summary="Who would get and lose tags; changes nothing",
        ),
        Endpoint("customer/{int:record_id}/tags", _why, summary="Why each tag is there"),
    ):
        endpoint(one)


def _list(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"items": library.tags(ctx), "next": None}


def _group(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    library.set_group(ctx, values["tag"], values["group"] or "")
    return _list(ctx, values)


def _merge(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    """`job` works where there are too many to wait for."""
    changed, job = library.merge(ctx, values["tag"], values["to"])
    return {"changed": changed, "job": job}


def _rules(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    library.save_rules(ctx, values["rules"])
    enqueue("apply_tag_rules")
    return _list(ctx, values)


def _simulate(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    rules = [(rule["tag"], rule["condition"]) for rule in library.checked(ctx, values["rules"])]
    return {"items": [{"tag": tag, **numbers} for tag, numbers in apply.effect(ctx, rules).items()]}


def _why(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    check_subject(ctx, "customer", values["record_id"])
    if field_rights(ctx, entity(ctx, "customer"))["tags"].view == "hidden":
        raise NotFound()
    return {"items": apply.why(ctx, values["record_id"])}
