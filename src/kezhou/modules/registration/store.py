"""Making and changing forms, for administrators of settings; and reading what came in, as far as one may."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.sdk import audit
from kezhou.sdk.org import User
from kezhou.sdk.query import entity, fetch_all, right

from . import answers
from .fields import offered
from .form.model import Form, Notice, Submission
from .submit import acting

MAX_FORMS = 100
MAX_BOXES = 5
MAX_PEOPLE = 50
MAX_NOTICE = 5_000
MAX_NUMBER = 100_000
PAGE = 50
TARGETS = ("customer", "lead")
WORDS = ("target", "title", "intro", "fields", "notice", "consents", "thanks", "active", "pool", "owners", "watchers",
         "per_address", "per_day", "keep_days")  # fmt: skip
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")


def listed() -> list[Form]:
    return list(Form.objects.order_by("-active", "-id")[:MAX_FORMS])


def find(form_id: int) -> Form:
    """Raises `NotFound`."""
    form = Form.objects.filter(id=form_id).first()
    if form is None:
        raise NotFound()
    return form


def create(ctx: Ctx, data: Mapping[str, Any]) -> Form:
    """A new form with an address of its own. Raises `Invalid`."""
    if Form.objects.count() >= MAX_FORMS:
        raise Conflict(_("At most %(limit)d forms can be kept.") % {"limit": MAX_FORMS}, code="too_many_forms")
    form = Form(token=secrets.token_urlsafe(16), created_at=ctx.clock.now())
    _take(ctx, form, {name: value for name, value in data.items() if value is not None})
    with transaction.atomic():
        form.save()
        _keep_notice(ctx, form)
        changes = {name: (None, _plain(form, name)) for name in WORDS}
        audit.write(ctx, [audit.Entry("registration_form", form.id, "create", changes)])
    return form


def change(ctx: Ctx, form_id: int, data: Mapping[str, Any]) -> Form:
    """Other words. A new wording of notice or boxes gets the next number; what people were told before stays."""
    with transaction.atomic():
        form = Form.objects.select_for_update(of=("self",)).filter(id=form_id).first()
        if form is None:
            raise NotFound()
        before = {name: _plain(form, name) for name in WORDS}
        _take(ctx, form, data)
        changes = {n: (old, _plain(form, n)) for n, old in before.items() if old != _plain(form, n)}
        if changes:
            form.version += 1
            if {"notice", "consents"}.intersection(changes):
                form.notice_version += 1
                _keep_notice(ctx, form)
            form.save()
            audit.write(ctx, [audit.Entry("registration_form", form.id, "update", changes)])
    return form


def counts(forms: Sequence[Form]) -> dict[int, tuple[int, int, Any]]:
    """Form → new, again, last time."""
    rows = fetch_all(
        "SELECT form_id, count(*) FILTER (WHERE outcome = 'new'), count(*) FILTER (WHERE outcome = 'again'), max(at) "
        "FROM registration_submission WHERE form_id = ANY(%s) GROUP BY form_id",
        ([form.id for form in forms],),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def submissions(
    ctx: Ctx, *, form: int | None = None, customer: int | None = None, before: int | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """What came in, newest first: a page, and where the next begins. Who may not see a customer — an administrator of
    settings need not — learns that somebody registered, not who."""
    found = Submission.objects.select_related("personal").order_by("-id")
    if form is not None:
        found = found.filter(form_id=form)
    if customer is not None:
        found = found.filter(customer_id=customer)
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found[: PAGE + 1])
    seen = {
        "customer": _seen(ctx, "customer", [row.customer_id for row in rows if row.customer_id is not None]),
        "lead": _seen(ctx, "lead", [row.lead_id for row in rows if row.lead_id is not None]),
    }
    titles = dict(Form.objects.filter(id__in={row.form_id for row in rows}).values_list("id", "title"))
    items = [_submission(ctx, row, titles[row.form_id], seen) for row in rows[:PAGE]]
    return items, rows[PAGE - 1].id if len(rows) > PAGE else None


def erase(ctx: Ctx, submission_id: int) -> None:
    """Clear what a submission says about a person; that it came, and what was agreed to, stays. Raises `NotFound`."""
    with transaction.atomic():
        submission = Submission.objects.filter(id=submission_id).first()
        if submission is None or not hasattr(submission, "personal"):
            raise NotFound()
        submission.personal.delete()
        audit.write(ctx, [audit.Entry("registration_form", submission.form_id, "erased", meta={"id": submission_id})])


# -- steps ----------------------------------------------------------------------------------------------------------


def _submission(ctx: Ctx, row: Submission, form: str, seen: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    title = seen["lead" if row.lead_id else "customer"].get(row.lead_id or row.customer_id or 0)
    may = title is not None
    erased = not hasattr(row, "personal")
    told, shortened = answers.told(ctx, row) if may and not erased else (None, False)
    return {
        "id": row.id,
        "at": row.at,
        "form": {"id": row.form_id, "title": form},
        "outcome": row.outcome,
        "notice_version": row.notice_version,
        "consents": row.consents,
        "customer": {"id": row.customer_id, "title": title} if may and row.customer_id else None,
        "lead": {"id": row.lead_id, "title": title} if may and row.lead_id else None,
        "answers": told,
        "shortened": shortened,
        "erased": erased,
    }


def _seen(ctx: Ctx, key: str, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = entity(ctx, key)
    where = right(ctx, found, "view")
    statement = f"SELECT t.id, t.name FROM {found.table} t WHERE t.id = ANY(%s) AND {where.text}"  # noqa: S608
    return dict(fetch_all(statement, (list(ids), *where.params)))


def _plain(form: Form, name: str) -> Any:
    return form.pool_id if name == "pool" else getattr(form, name)


def _keep_notice(ctx: Ctx, form: Form) -> None:
    Notice.objects.create(
        form=form, version=form.notice_version, text=form.notice, consents=form.consents, at=ctx.clock.now()
    )


def _take(ctx: Ctx, form: Form, data: Mapping[str, Any]) -> None:
    errors: list[FieldError] = []
    for name, value in data.items():
        if name == "pool":
            form.pool_id = value
        elif name in WORDS:
            setattr(form, name, getattr(Form(), name) if value is None else value)
    form.title = " ".join(str(form.title or "").split())
    if form.target not in TARGETS:
        message = _("Known are: %(known)s.") % {"known": ", ".join(TARGETS)}
        errors.append(FieldError("target", "unknown_choice", message))
    _needed(form, errors)
    _check_fields(ctx, form, errors)
    _check_boxes(form, errors)
    _check_people(form, errors)
    for name in ("per_address", "per_day", "keep_days"):
        value = getattr(form, name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_NUMBER:
            message = _("This must be a whole number from 1 to %(limit)d.") % {"limit": MAX_NUMBER}
            errors.append(FieldError(name, "not_a_number", message))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def _needed(form: Form, errors: list[FieldError]) -> None:
    for name in ("title", "notice", "thanks"):
        value = str(getattr(form, name) or "").strip()
        if not value:
            errors.append(FieldError(name, "required", _("“%(field)s” is required.") % {"field": name}))


def _check_fields(ctx: Ctx, form: Form, errors: list[FieldError]) -> None:
    chosen: Any = form.fields
    message: Any
    names = [one.get("name") if isinstance(one, dict) else None for one in chosen] if isinstance(chosen, list) else []
    known = offered(acting(ctx))
    if not names or len(set(names)) != len(names) or not set(names) <= set(known):
        message = _("A form asks for some of: %(known)s; each once.") % {"known": ", ".join(known)}
        errors.append(FieldError("fields", "unknown_field", message))
    elif not any(one["name"] in ("customer.name", "contact.name") and one.get("required") for one in chosen):
        message = _("A form must ask for the company's or the person's name.")
        errors.append(FieldError("fields", "name_missing", message))
    else:
        form.fields = [{"name": one["name"], "required": bool(one.get("required"))} for one in chosen]


def _check_boxes(form: Form, errors: list[FieldError]) -> None:
    boxes = form.consents
    good = (
        isinstance(boxes, list)
        and len(boxes) <= MAX_BOXES
        and all(
            isinstance(box, dict)
            and _KEY.fullmatch(str(box.get("key")))
            and isinstance(box.get("text"), str)
            and 0 < len(box["text"].strip()) <= 500
            for box in boxes
        )
        and len({box["key"] for box in boxes}) == len(boxes)
    )
    if not good:
        message = _("At most %(limit)d boxes, each with a key of its own and a text.") % {"limit": MAX_BOXES}
        errors.append(FieldError("consents", "bad_boxes", message))
    else:
        form.consents = [
            {"key": box["key"], "text": box["text"].strip(), "required": bool(box.get("required"))} for box in boxes
        ]


def _check_people(form: Form, errors: list[FieldError]) -> None:
    for name in ("owners", "watchers"):
        ids = getattr(form, name)
        known = isinstance(ids, list) and all(isinstance(i, int) and not isinstance(i, bool) for i in ids)
        if not known or len(ids) > MAX_PEOPLE or User.objects.filter(id__in=ids).count() != len(set(ids)):
            message = _("These must be ids of at most %(limit)d people.") % {"limit": MAX_PEOPLE}
            errors.append(FieldError(name, "unknown_people", message))
    if form.pool_id is not None and not fetch_all(
        "SELECT 1 FROM pools_pool WHERE id = %s AND entity = %s AND active", (form.pool_id, form.target)
    ):
        errors.append(FieldError("pool", "unknown", _("There is no such pool for what the form makes.")))
    if form.pool_id is None and not form.owners:
        errors.append(FieldError("owners", "required", _("Customers need a pool or somebody who gets them.")))
