"""What hangs on a record besides its fields: files and comments. Both are reached through the right to see the
record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import ConfigDict, StringConstraints

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import KezhouError, NotFound
from kezhou.platform.entities import registry
from kezhou.platform.files import hooks, store
from kezhou.platform.files.models import StoredFile
from kezhou.platform.jobs.hooks import ctx_for_user
from kezhou.platform.notify import comments
from kezhou.platform.notify.models import Comment

from .auth.authenticate import door
from .context import ctx_of
from .cursor import page_words

router = Router(tags=["files and comments"], auth=door)


class Author(Schema):
    id: int
    title: str


class FileOut(Schema):
    id: int
    name: str
    size: int
    type: str
    created_by: Author | None
    created_at: datetime


class FileList(Schema):
    items: list[FileOut]


class CommentOut(Schema):
    id: int
    text: str
    author: Author
    at: datetime
    edited_at: datetime | None


class CommentList(Schema):
    items: list[CommentOut]
    next: str | None


class CommentInput(Schema):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(max_length=comments.MAX_TEXT)]


@router.post("/files", response={201: FileOut}, operation_id="files_upload")
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """A file for a field of a record that is not saved yet; its sender's alone until a record points to it."""
    row = store.add_loose(ctx_of(request), file.name or "", file.chunks())
    return Status(201, _file(row))


@router.get("/files/{int:file_id}", operation_id="files_get")
def download(request: HttpRequest, file_id: int) -> StreamingHttpResponse:
    """The content, always as an attachment that a browser neither guesses at nor runs."""
    row, pieces = store.open_file(ctx_of(request), file_id)
    response = StreamingHttpResponse(pieces, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@router.delete("/files/{int:file_id}", response={204: None}, operation_id="files_delete")
def delete_file(request: HttpRequest, file_id: int) -> Status[None]:
    store.remove_file(ctx_of(request), file_id)
    return Status(204, None)


@router.get("/{entity}/{int:record_id}/files", response=FileList, operation_id="record_files_list")
def list_files(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    ctx = _offering(request, entity, "files")
    return {"items": [_file(row) for row in store.list_files(ctx, entity, record_id)]}


@router.post("/{entity}/{int:record_id}/files", response={201: FileOut}, operation_id="record_files_add")
def add_file(request: HttpRequest, entity: str, record_id: int, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """One file of at most 50 MB, as `multipart/form-data` part `file`."""
    ctx = _offering(request, entity, "files")
    row = store.add_file(ctx, entity, record_id, file.name or "", file.chunks())
    return Status(201, _file(row))


@router.get("/{entity}/{int:record_id}/comments", response=CommentList, operation_id="record_comments_list")
def list_comments(request: HttpRequest, entity: str, record_id: int) -> dict[str, Any]:
    words = page_words(request, comments.MAX_PAGE - 1)
    ctx = _offering(request, entity, "comments")
    closed = hooks.subject_check(ctx, entity, record_id, write=False)
    rows = comments.list_comments(
        entity, record_id, words.limit + 1, words.before, author=ctx.actor.id if closed else None
    )
    return words.envelope([_comment(row) for row in rows])


@router.post("/{entity}/{int:record_id}/comments", response={201: CommentOut}, operation_id="record_comments_add")
def add_comment(request: HttpRequest, entity: str, record_id: int, body: CommentInput) -> Status[dict[str, Any]]:
    """Whoever may see the record may comment on it. `@[12]` mentions a person, who learns of it if they may see it."""
    ctx = _offering(request, entity, "comments")
    hooks.subject_check(ctx, entity, record_id, write=False)
    row = comments.create_comment(ctx, entity, record_id, body.text, _who_may_see(entity, record_id))
    return Status(201, _comment(row))


@router.patch("/comments/{int:comment_id}", response=CommentOut, operation_id="comments_edit")
def edit_comment(request: HttpRequest, comment_id: int, body: CommentInput) -> dict[str, Any]:
    """Only one's own."""
    return _comment(comments.edit_comment(_reaching(request, comment_id), comment_id, body.text))


@router.delete("/comments/{int:comment_id}", response={204: None}, operation_id="comments_delete")
def delete_comment(request: HttpRequest, comment_id: int) -> Status[None]:
    """Only one's own."""
    comments.delete_comment(_reaching(request, comment_id), comment_id)
    return Status(204, None)


def _offering(request: HttpRequest, entity: str, feature: Literal["files", "comments"]) -> Ctx:
    """The caller, where this kind of record takes files or comments at all. Raises `NotFound`."""
    ctx = ctx_of(request)
    if not getattr(registry.entity(ctx, entity).definition.features, feature):
        raise NotFound()
    return ctx


def _reaching(request: HttpRequest, comment_id: int) -> Ctx:
    """The caller, who still sees the record that the comment stands on: one's own words go with it (9.11)."""
    ctx = ctx_of(request)
    row = Comment.objects.filter(id=comment_id, deleted_at__isnull=True).first()
    if row is None:
        raise NotFound()
    hooks.subject_check(ctx, row.entity, row.record_id, write=False)
    return ctx


def _who_may_see(entity: str, record_id: int) -> comments.MaySee:
    def may_see(user_ids: Sequence[int]) -> list[int]:
        return [user_id for user_id in user_ids if _sees(user_id, entity, record_id)]

    return may_see


def _sees(user_id: int, entity: str, record_id: int) -> bool:
    try:
        hooks.subject_check(ctx_for_user(user_id), entity, record_id, write=False)
    except KezhouError:
        return False
    return True


def _file(row: StoredFile) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "size": row.size,
        "type": row.content_type,
        "created_by": _author(row.created_by),
        "created_at": row.created_at,
    }


def _comment(row: Comment) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "author": _author(row.author),
        "at": row.at,
        "edited_at": row.edited_at,
    }


def _author(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.id, "title": user.name}
