"""Reminders by e-mail, over SMTP as the environment says: names, a link to each record and to one's settings, no more.
Without a server nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, Unavailable
from kezhou.platform.jobs.registry import Retry
from kezhou.platform.org.models import User

from .models import Reminder
from .seeing import Line, seen
from .sources import label, source_of

MAX_LINES = 50
SETTINGS_PATH = "/settings/reminders"


def is_ready() -> bool:
    """Whether the site has a mail server."""
    return bool(settings.EMAIL_HOST)


def send_waiting(ctx: Ctx, user_id: int) -> int:
    """One mail with everything that waits for a person's mail; how many reminders were in it.

    They are marked before the mail is handed over and the mark is taken back where the server refuses, so that a
    worker that dies in between sends none twice. Raises `Retry`.
    """
    user = User.objects.filter(id=user_id, status="active", deleted_at__isnull=True).first()
    if user is None or not user.email or not is_ready():
        return 0
    waiting = Reminder.objects.filter(user_id=user_id, mail=True, told_at__isnull=False, mailed_at__isnull=True)
    rows = list(waiting.order_by("moment", "id")[:MAX_LINES])
    ids = [row.id for row in rows]
    lines = seen(ctx, [Line(row.id, row.kind, row.record_id, user_id, row.moment) for row in rows])
    Reminder.objects.filter(id__in=ids).update(mailed_at=ctx.clock.now())
    if lines:
        try:
            with translation.override(user.locale or ctx.locale):
                _message(user.email, lines).send()
        except (SMTPException, OSError) as problem:
            Reminder.objects.filter(id__in=ids).update(mailed_at=None)
            raise Retry(f"the mail server refused: {type(problem).__name__}") from problem
    return len(lines)


def send_test(ctx: Ctx) -> str:
    """A mail to the asker's own address, which is returned. Raises `Invalid` without an address, `Unavailable` where
    there is no server or it refuses."""
    if ctx.actor.id is None:
        raise Forbidden()
    address = User.objects.values_list("email", flat=True).get(id=ctx.actor.id)
    if not address:
        message = _("Your account has no e-mail address.")
        raise Invalid(message, errors=[FieldError("email", "required", message)])
    if not is_ready():
        raise Unavailable(_("No mail server is set: KEZHOU_SMTP_HOST is empty."), code="no_mail_server")
    subject = translate("Test mail from Kezhou CRM")
    text = translate("The mail server works. Reminders reach this address.")
    try:
        EmailMultiAlternatives(subject, text, to=[address]).send()
    except (SMTPException, OSError) as problem:
        words = {"problem": type(problem).__name__}
        raise Unavailable(_("The mail server refused: %(problem)s.") % words, code="mail_refused") from problem
    return address


def _message(address: str, lines: Sequence[Line]) -> EmailMultiAlternatives:
    count = len(lines)
    subject = _line(lines[0]) if count == 1 else translate("%(count)d reminders") % {"count": count}
    text, html = [], []
    for line in lines:
        source = source_of(line.kind)
        words = _line(line)
        link = _link(f"/r/{source.entity}/{line.record_id}") if source else ""
        text.append(f"{words}\n{link}".rstrip())
        html.append(f'<li><a href="{escape(link)}">{escape(words)}</a></li>' if link else f"<li>{escape(words)}</li>")
    about, address_of_settings = translate("Choose how you are reminded"), _link(SETTINGS_PATH)
    text.append(f"--\n{_named(about, address_of_settings)}" if address_of_settings else f"--\n{about}")
    foot = f'<a href="{escape(address_of_settings)}">{escape(about)}</a>' if address_of_settings else escape(about)
    message = EmailMultiAlternatives(" ".join(subject.split())[:200], "\n\n".join(text), to=[address])
    message.attach_alternative(f"<ul>{''.join(html)}</ul><p>{foot}</p>", "text/html")
    return message


def _line(line: Line) -> str:
    """Task due: send the sample."""
    return _named(label(line.kind), line.title)


def _named(what: str, title: str) -> str:
    return translate("%(what)s: %(title)s") % {"what": what, "title": title}


def _link(path: str) -> str:
    """The full address, where the site says under which it is reached."""
    base = str(settings.KEZHOU_URL).rstrip("/")
    return f"{base}{path}" if base else ""
