"""Put claimed reminders into inboxes and on the way to the mail: one message each, or one for all of a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs.queue import enqueue
from kezhou.platform.notify.inbox import Message, notify_each

from .models import Reminder
from .preferences import Choice
from .seeing import Line, seen
from .sources import ESCALATION, label, source_of

SINGLY = 3
"""So many reminders of one person are told one by one; more at once become one message."""
SHOWN = 12
KIND = "reminder"
DIGEST = "digest"
MAIL_JOB = "reminders_mail"


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of several reminders, put into words in the language of whoever reads them."""

    lines: Sequence[Line]
    each: int = SHOWN

    def __str__(self) -> str:
        grouped: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            grouped[line.kind].append(line)
        parts = []
        for kind, lines in grouped.items():
            names = "、".join(line.title for line in lines[: self.each]) + ("…" if len(lines) > self.each else "")
            parts.append(f"{label(kind)} ({len(lines)}): {names}")
        return "\n".join(parts)


def tell(ctx: Ctx, lines: Sequence[Line], choices: Mapping[int, Choice], *, combined: bool = False) -> int:
    """Tell those that their people may see; how many messages. Inside the transaction that claimed them."""
    people = _by_person(seen(ctx, lines))
    messages: list[Message] = []
    for user_id, own in people.items():
        escalated = [line for line in own if line.kind.startswith(f"{ESCALATION}.")]
        plain = [line for line in own if line not in escalated]
        if escalated:
            title = _("%(count)d things that your people left undone")
            messages.append(Message(user_id, ESCALATION, title, Words(escalated), params={"count": len(escalated)}))
        if len(plain) > SINGLY or (combined and len(plain) > 1):
            title = _("%(count)d reminders")
            messages.append(Message(user_id, KIND, title, Words(plain), params={"count": len(plain)}))
        else:
            messages += [_single(line, choices[user_id]) for line in plain]
    notify_each(ctx, messages)
    send_mail(people)
    return len(messages)


def tell_digest(ctx: Ctx, lines: Sequence[Line]) -> int:
    """One message per person with the counts and first lines of all."""
    people = _by_person(seen(ctx, lines))
    messages = []
    for user_id, own in people.items():
        count = Counter(line.kind for line in own).total()
        messages.append(
            Message(user_id, DIGEST, _("Your day: %(count)d things"), Words(own, 3), params={"count": count})
        )
    notify_each(ctx, messages)
    send_mail(people)
    return len(messages)


def send_mail(people: Mapping[int, Sequence[Line]]) -> None:
    """One job per person for whom some of the lines ask for mail; what nobody may see is not sent either."""
    ids = [line.id for lines in people.values() for line in lines]
    for user_id in Reminder.objects.filter(id__in=ids, mail=True).values_list("user_id", flat=True).distinct():
        enqueue(MAIL_JOB, lock=f"{MAIL_JOB}:{user_id}", once=f"{MAIL_JOB}:{user_id}", user_id=user_id)


def _by_person(lines: Sequence[Line]) -> dict[int, list[Line]]:
    people: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        people[line.user_id].append(line)
    return people


def _single(line: Line, choice: Choice) -> Message:
    source = source_of(line.kind)
    assert source is not None  # noqa: S101 — what is seen has a source
    words: dict[str, Any] = {"what": source.label, "title": line.title}
    when = f"{line.moment.astimezone(choice.zone):%Y-%m-%d %H:%M}"
    return Message(line.user_id, KIND, _("%(what)s: %(title)s"), when, source.entity, line.record_id, words)
