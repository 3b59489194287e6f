"""Comments on records. Callers have checked that the actor may see the record (`visible()` on the subject)."""

import re
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound

from .inbox import notify
from .models import Comment

MAX_TEXT = 4_000
MAX_MENTIONS = 20
MAX_PAGE = 200
MENTION = re.compile(r"@\[(\d{1,18})\]")
"""`@[12]` mentions the person with id 12; the web shows the name."""

MaySee = Callable[[Sequence[int]], Iterable[int]]
"""`may_see(user_ids)` returns those people who may see the record; nobody else learns of the comment."""


def create_comment(ctx: Ctx, entity: str, record_id: int, text: str, may_see: MaySee) -> Comment:
    """Add a comment; the people mentioned in it who may see the record get an inbox item."""
    text = _checked(text)
    if ctx.actor.id is None:
        raise Forbidden()
    mentioned = sorted({int(number) for number in MENTION.findall(text)} - {ctx.actor.id})
    if len(mentioned) > MAX_MENTIONS:
        raise _wrong("too_many", _("At most %(limit)s people can be mentioned."), limit=MAX_MENTIONS)
    with transaction.atomic():
        comment = Comment.objects.create(
            entity=entity, record_id=record_id, text=text, author_id=ctx.actor.id, at=ctx.clock.now()
        )
        if mentioned:
            notify(
                ctx,
                may_see(mentioned),
                "mention",
                _("You were mentioned in a comment"),
                text[:200],
                entity=entity,
                record_id=record_id,
            )
    return comment


def list_comments(
    entity: str, record_id: int, limit: int = 50, before: int | None = None, *, author: int | None = None
) -> list[Comment]:
    """The comments on one record, or those of one author, newest first, with their authors."""
    rows = Comment.objects.filter(entity=entity, record_id=record_id, deleted_at__isnull=True)
    if author is not None:
        rows = rows.filter(author_id=author)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.select_related("author").order_by("-id")[: min(limit, MAX_PAGE)])


def edit_comment(ctx: Ctx, comment_id: int, text: str) -> Comment:
    """Change one's own comment; mentions in the new text send nothing."""
    comment = _own(ctx, comment_id)
    comment.text, comment.edited_at = _checked(text), ctx.clock.now()
    comment.save(update_fields=["text", "edited_at"])
    return comment


def delete_comment(ctx: Ctx, comment_id: int) -> None:
    """Remove one's own comment."""
    comment = _own(ctx, comment_id)
    comment.deleted_at = ctx.clock.now()
    comment.save(update_fields=["deleted_at"])


def _own(ctx: Ctx, comment_id: int) -> Comment:
    comment = Comment.objects.filter(id=comment_id, author_id=ctx.actor.id, deleted_at__isnull=True).first()
    if comment is None:
        raise NotFound()
    return comment


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise _wrong("required", _("Write something first."))
    if len(text) > MAX_TEXT:
        raise _wrong("too_long", _("At most %(limit)s characters."), limit=MAX_TEXT)
    if "\x00" in text:
        raise _wrong("bad_characters", _("The text contains characters that cannot be stored."))
    return text


def _wrong(code: str, message: object, **params: int) -> Invalid:
    return Invalid(_("The comment cannot be saved."), errors=[FieldError("text", code, message, params)])
