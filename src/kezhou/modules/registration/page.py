"""The public page `/f/{token}`: a small HTML document without scripts, the same answer for whoever sends.

What it can do is take something in. It reads the form and nothing else, so nothing can be read through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.core import signing
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Invalid, NotFound
from kezhou.sdk.public import Page, hit

from . import fields, html
from .form.model import Form
from .submit import acting, submit

TRAP = "homepage"
"""A field that people do not see; programs fill it."""
STAMP = "stamp"
LEAST_SECONDS, MOST_SECONDS = 2, 24 * 3600
"""How long somebody has had the page open before sending it."""
_SIGNER = signing.Signer(salt="registration")


def handle(ctx: Ctx, token: str, sent: Mapping[str, str] | None) -> Page:
    """Show the form, or take in what was sent. Raises `NotFound` for a form that is not there or switched off, and
    `TooMany`."""
    form = Form.objects.filter(token=token[:32], active=True).first()
    if form is None:
        raise NotFound(_("This form does not exist, or it is closed."))
    asked = fields.questions(acting(ctx), form.fields)
    if sent is None:
        return Page(html.form(form, asked, _stamp(ctx), {}, {}))
    if sent.get(TRAP):
        return Page(html.thanks(form))
    _slow_down(ctx, form)
    answers = fields.taken(acting(ctx), asked, sent)
    errors = fields.problems(acting(ctx), asked, answers)
    consents = {str(box["key"]): sent.get(f"consent.{box['key']}") == "yes" for box in form.consents}
    for box in form.consents:
        if box.get("required") and not consents[box["key"]]:
            errors[f"consent.{box['key']}"] = _("Please tick this box to go on.")
    if sent.get("notice") != str(form.notice_version):
        errors["notice"] = _("The notice has changed. Please read it and send again.")
    if not errors and not _was_read(ctx, sent.get(STAMP, "")):
        errors[""] = _("That was very quick, or the page was open too long. Please send it again.")
    if not errors:
        try:
            submit(ctx, form, answers, consents)
            return Page(html.thanks(form))
        except Invalid as problem:
            errors = {f"customer.{error.path}": error.message for error in problem.errors} or {"": problem.message}
    return Page(html.form(form, asked, _stamp(ctx), sent, errors), 422)


def _slow_down(ctx: Ctx, form: Form) -> None:
    """Counted before anything is looked at. The address is kept as a digest."""
    now = ctx.clock.now()
    address = sha256(f"{form.id}:{ctx.ip}".encode()).hexdigest()[:24]
    hit(f"form:{form.id}:{address}", form.per_address, 3600, now)
    hit(f"form-day:{form.id}", form.per_day, 24 * 3600, now)


def _stamp(ctx: Ctx) -> str:
    return _SIGNER.sign(str(int(ctx.clock.now().timestamp())))


def _was_read(ctx: Ctx, stamp: str) -> bool:
    try:
        seconds = int(ctx.clock.now().timestamp()) - int(_SIGNER.unsign(stamp))
    except (signing.BadSignature, ValueError):
        return False
    return LEAST_SECONDS <= seconds <= MOST_SECONDS
