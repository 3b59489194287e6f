"""A report by e-mail: small tables with the recipient's own figures, a link, and the file where the recipient may have
one. Without a mail server nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.files import store as files
from kezhou.platform.jobs.registry import Retry

from . import sheets
from .packs import Subject

MAX_ROWS = 30
"""Rows of one report in the text; the rest is behind the link."""
MAX_ATTACHED = 10 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_ready() -> bool:
    """Whether the site has a mail server."""
    return bool(settings.EMAIL_HOST)


def send(ctx: Ctx, address: str, subject: Subject, answers: Sequence[Mapping[str, Any]], file_id: int | None) -> None:
    """Raises `Retry` where the server refuses."""
    message = _message(address, subject, answers)
    if file_id is not None:
        stored, content = files.open_file(ctx, file_id)
        if stored.size <= MAX_ATTACHED:
            message.attach(stored.name, b"".join(content), XLSX)
    try:
        message.send()
    except OSError as problem:
        raise Retry(f"the mail server refused: {type(problem).__name__}") from problem


def _message(address: str, subject: Subject, answers: Sequence[Mapping[str, Any]]) -> EmailMultiAlternatives:
    names = {tile["id"]: tile["name"] for tile in subject.tiles}
    text, html = [], []
    for each in answers:
        name = names[each["id"]]
        html.append(f"<h3>{escape(name)}</h3>")
        if "problem" in each:
            words = each["problem"]["message"]
            text.append(f"{name}\n{words}")
            html.append(f"<p>{escape(words)}</p>")
            continue
        headers, rows = sheets.table(each["result"])
        notes = sheets.left_out(each["result"])
        text.append("\n".join([name, *("\t".join(map(_cell, row)) for row in [headers, *rows[:MAX_ROWS]]), *notes]))
        html += [_html(headers, rows), *(f"<p>{escape(note)}</p>" for note in notes)]
    base = str(settings.KEZHOU_URL).rstrip("/")
    if base:
        link = f"{base}{subject.path}"
        text.append(link)
        html.append(f'<p><a href="{escape(link)}">{escape(_("Open in Kezhou CRM"))}</a></p>')
    message = EmailMultiAlternatives(" ".join(subject.name.split())[:200], "\n\n".join(text), to=[address])
    message.attach_alternative("".join(html), "text/html")
    return message


def _html(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row) + "</tr>" for row in rows[:MAX_ROWS]
    )
    more = len(rows) - MAX_ROWS
    tail = f"<p>{escape(_('%(count)d more rows') % {'count': more})}</p>" if more > 0 else ""
    return f'<table border="1" cellpadding="4" cellspacing="0"><tr>{head}</tr>{body}</table>{tail}'


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
