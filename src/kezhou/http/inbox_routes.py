"""One's own inbox."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.notify import inbox
from kezhou.platform.notify.models import InboxItem

from .auth.authenticate import door
from .context import ctx_of
from .cursor import flag, page_words

router = Router(tags=["inbox"], auth=door)


class InboxItemOut(Schema):
    id: int
    kind: str
    title: str
    text: str
    entity: str
    record_id: int | None
    at: datetime
    read: bool


class InboxList(Schema):
    items: list[InboxItemOut]
    next: str | None
    unread: int
    """At most 100."""


class ReadInput(Schema):
    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[int], Field(max_length=inbox.MAX_READ)] | None = None
    all: bool = False


class ReadAnswer(Schema):
    changed: int
    unread: int


@router.get("/inbox", response=InboxList, operation_id="inbox_list")
def list_inbox(request: HttpRequest) -> dict[str, Any]:
    """`unread=true` shows only what was not read."""
    ctx = ctx_of(request)
    words = page_words(request, inbox.MAX_PAGE - 1, "unread")
    only_unread = flag(words.other.get("unread"), "unread") or False
    rows = inbox.inbox(ctx, unread=only_unread, limit=words.limit + 1, before=words.before)
    return words.envelope([_item(row) for row in rows], unread=inbox.unread_count(ctx))


@router.post("/inbox/read", response=ReadAnswer, operation_id="inbox_read")
def read_inbox(request: HttpRequest, body: ReadInput) -> dict[str, int]:
    """Mark `ids`, or `all`, as read. Other people's ids change nothing."""
    if (body.ids is None) != body.all:
        message = _("Send either ids or all.")
        raise Invalid(message, errors=[FieldError("ids", "ids_or_all", message)])
    ctx = ctx_of(request)
    changed = inbox.mark_read(ctx, None if body.all else body.ids)
    return {"changed": changed, "unread": inbox.unread_count(ctx)}


def _item(row: InboxItem) -> dict[str, Any]:
    names = ("id", "kind", "title", "text", "entity", "record_id", "at")
    return {**{name: getattr(row, name) for name in names}, "read": row.read_at is not None}
