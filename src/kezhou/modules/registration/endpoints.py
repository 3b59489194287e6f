"""The calls behind the settings page of forms, and what a customer's page shows of registrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.sdk.audit import action
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint
from kezhou.sdk.org import User
from kezhou.sdk.query import check_subject

from . import answers, fields, store
from .form.model import Form, Notice
from .submit import AGAIN, acting

ADMIN = "admin:settings"
PEOPLE = ("owners", "watchers")
"""Written as ids, read with their names."""
BODY = {
    "target": Input("text", max_length=10),
    "title": Input("text", max_length=80),
    "intro": Input("text", max_length=500),
    "fields": Input(JSON),
    "notice": Input("long_text", max_length=store.MAX_NOTICE),
    "consents": Input(JSON),
    "thanks": Input("long_text", max_length=500),
    "active": Input("boolean"),
    "pool": Input("integer"),
    "owners": Input(JSON),
    "watchers": Input(JSON),
    "per_address": Input("integer"),
    "per_day": Input("integer"),
    "keep_days": Input("integer"),
}
CURSOR = {"cursor": Input("integer", help="of the page before")}


def register() -> None:
    """Called once at start-up."""
    action(AGAIN, _("registered again"))
    action("erased", _("cleared what was sent"))
    one_form = "registration/forms/{int:form_id}"
    for one in (
        Endpoint("registration/forms", _list, permission=ADMIN, summary="Registration forms"),
        Endpoint("registration/forms", _create, "POST", permission=ADMIN, input=BODY, summary="A new form", status=201),
        Endpoint("registration/fields", _fields, permission=ADMIN, summary="What a form may ask"),
        Endpoint(one_form, _get, permission=ADMIN, summary="One form with the wordings of its notice"),
        Endpoint(one_form, _change, "PATCH", permission=ADMIN, input=BODY, summary="Other words, on or off"),
        Endpoint(f"{one_form}/submissions", _submissions, permission=ADMIN, input=CURSOR, summary="What came in"),
        Endpoint(
            "registration/submissions/{int:submission_id}/erase",
            _erase,
            "POST",
            permission=ADMIN,
            summary="Clear what was sent",
            status=204,
        ),
        Endpoint(
            "registration/submissions/{int:submission_id}/reveal",
            _reveal,
            "POST",
            summary="What was sent in full; needs the right to reveal on the record, and is kept in the audit",
        ),
        Endpoint(
            "customer/{int:record_id}/registrations", _of_customer, input=CURSOR, summary="Registrations of a customer"
        ),
    ):
        endpoint(one)


def _list(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"items": _described(store.listed()), "next": None}


def _create(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return _described([store.create(ctx, values)])[0]


def _fields(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    asked = fields.questions(acting(ctx), [{"name": name} for name in fields.offered(acting(ctx))])
    return {"items": [{"name": one.name, "label": one.label, "input": one.input} for one in asked], "next": None}


def _get(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    form = store.find(values["form_id"])
    wordings = Notice.objects.filter(form=form).order_by("-version").values("version", "text", "consents", "at")
    return {**_described([form])[0], "notices": list(wordings[:50])}


def _change(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: value for name, value in values.items() if name in store.WORDS}
    return _described([store.change(ctx, values["form_id"], words)])[0]


def _submissions(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    store.find(values["form_id"])
    items, after = store.submissions(ctx, form=values["form_id"], before=_cursor(values))
    return {"items": items, "next": after}


def _of_customer(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    check_subject(ctx, "customer", values["record_id"])
    items, after = store.submissions(ctx, customer=values["record_id"], before=_cursor(values))
    return {"items": items, "next": after}


def _erase(ctx: Ctx, values: Mapping[str, Any]) -> None:
    store.erase(ctx, values["submission_id"])


def _reveal(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"answers": answers.reveal(ctx, values["submission_id"])}


def _cursor(values: Mapping[str, Any]) -> int | None:
    cursor = values["cursor"]
    if cursor is not None and not 0 < cursor < 2**63:
        raise BadRequest(code="bad_cursor")
    return cursor if cursor is None else int(cursor)


def _described(forms: Sequence[Form]) -> list[dict[str, Any]]:
    counts = store.counts(forms)
    named = {id_ for form in forms for id_ in (*form.owners, *form.watchers)}
    people: dict[int, str] = dict(User.objects.filter(id__in=named).values_list("id", "name"))
    return [_form(form, counts.get(form.id, (0, 0, None)), people) for form in forms]


def _form(form: Form, counts: tuple[int, int, Any], people: Mapping[int, str]) -> dict[str, Any]:
    new, again, last = counts
    words = {name: getattr(form, name) for name in store.WORDS if name not in ("pool", *PEOPLE)}
    return {
        "id": form.id,
        "version": form.version,
        "path": f"/f/{form.token}",
        **words,
        **{name: [{"id": id_, "title": people.get(id_, "")} for id_ in getattr(form, name)] for name in PEOPLE},
        "pool": form.pool_id,
        "notice_version": form.notice_version,
        "counts": {"new": new, "again": again, "last": last},
    }
