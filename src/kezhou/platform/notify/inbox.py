"""Write to people's inboxes, read one's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils import translation

from kezhou.kernel.ctx import Ctx
from kezhou.platform.jobs import live

from .models import InboxItem

MAX_RECIPIENTS = 5_000
MAX_PAGE = 100
MAX_READ = 500


def notify(
    ctx: Ctx,
    user_ids: Iterable[int],
    kind: str,
    title: Any,
    text: Any = "",
    *,
    entity: str = "",
    record_id: int | None = None,
    params: Mapping[str, Any] | None = None,
) -> int:
    """Put one message into the inbox of each active person, in their language; how many got it.

    `title` may be lazily translated and have placeholders for `params`; `text` goes as it is. The caller makes sure
    that each recipient may know what the text says.
    """
    wanted = sorted(set(user_ids))
    if len(wanted) > MAX_RECIPIENTS:
        raise ValueError(f"more than {MAX_RECIPIENTS} recipients")
    people = list(
        apps.get_model("org", "User").objects.filter(id__in=wanted, status="active").values_list("id", "locale")
    )
    words: dict[str, tuple[str, str]] = {}
    for locale in {locale for _, locale in people}:
        with translation.override(locale or ctx.locale):
            words[locale] = ((str(title) % params if params else str(title))[:200], str(text)[:1000])
    InboxItem.objects.bulk_create(
        [
            InboxItem(
                user_id=user_id,
                kind=kind,
                title=words[locale][0],
                text=words[locale][1],
                entity=entity,
                record_id=record_id,
                at=ctx.clock.now(),
            )
            for user_id, locale in people
        ]
    )
    live.publish([user_id for user_id, _ in people], "inbox")
    return len(people)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person; `text` may be anything that becomes words in the active language."""

    user_id: int
    kind: str
    title: Any
    text: Any = ""
    entity: str = ""
    record_id: int | None = None
    params: Mapping[str, Any] | None = None


def notify_each(ctx: Ctx, messages: Sequence[Message]) -> int:
    """Many different messages with two statements, under the same rules as `notify`; how many were written."""
    if len(messages) > MAX_RECIPIENTS:
        raise ValueError(f"more than {MAX_RECIPIENTS} messages")
    wanted = {message.user_id for message in messages}
    people = apps.get_model("org", "User").objects.filter(id__in=wanted, status="active")
    locales = dict(people.values_list("id", "locale")) if wanted else {}
    items = []
    for message in messages:
        if message.user_id not in locales:
            continue
        with translation.override(locales[message.user_id] or ctx.locale):
            title = str(message.title) % message.params if message.params else str(message.title)
            text = str(message.text)
        items.append(
            InboxItem(
                user_id=message.user_id,
                kind=message.kind,
                title=title[:200],
                text=text[:1000],
                entity=message.entity,
                record_id=message.record_id,
                at=ctx.clock.now(),
            )
        )
    InboxItem.objects.bulk_create(items)
    live.publish(sorted(locales), "inbox")
    return len(items)


def inbox(ctx: Ctx, *, unread: bool, limit: int, before: int | None = None) -> list[InboxItem]:
    """The caller's own messages, newest first by the moment they tell; `before`: only those behind this one of theirs.

    What is written later may tell of an earlier moment: work that was carried out in the name of a past day.
    """
    if ctx.actor.id is None:
        return []
    mine = InboxItem.objects.filter(user_id=ctx.actor.id)
    rows = mine.filter(read_at__isnull=True) if unread else mine
    if before is not None:
        at = mine.values_list("at", flat=True).filter(id=before).first()
        if at is None:
            return []
        rows = rows.filter(at__lte=at).exclude(at=at, id__gte=before)
    return list(rows.order_by("-at", "-id")[: min(limit, MAX_PAGE)])


def unread_count(ctx: Ctx, kind: str = "") -> int:
    """How many of the caller's messages (of one kind) are unread; at most 100 (shown as 99+)."""
    if ctx.actor.id is None:
        return 0
    rows = InboxItem.objects.filter(user_id=ctx.actor.id, read_at__isnull=True)
    if kind:
        rows = rows.filter(kind=kind)
    return rows[:100].count()


def mark_read(ctx: Ctx, ids: Sequence[int] | None) -> int:
    """Mark these (None: all) of the caller's own messages as read; how many changed. Other people's ids change
    nothing."""
    if ctx.actor.id is None:
        return 0
    rows = InboxItem.objects.filter(user_id=ctx.actor.id, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(id__in=list(ids)[:MAX_READ])
    changed = rows.update(read_at=ctx.clock.now())
    if changed:
        live.publish([ctx.actor.id], "inbox")
    return changed
