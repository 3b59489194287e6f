"""Signatures by hand (手写签名): a picture that whoever decides draws, kept with the decision."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.platform.files.models import StoredFile
from kezhou.platform.files.storage import storage

from .models import ApprovalTask

ENTITY = "approval"
PICTURE = "image/png"
MAX_BYTES = 200 * 1024


def take(ctx: Ctx, file_id: int | None, request_id: int, *, required: bool) -> int | None:
    """The picture that the actor has just uploaded, which belongs to the request from now on. Raises `Invalid` (path
    `signature`)."""
    if file_id is None:
        if required:
            raise _wrong("required", _("Sign before you decide."))
        return None
    mine = StoredFile.objects.select_for_update().filter(
        id=file_id, state="ready", entity="", record_id__isnull=True, created_by_id=ctx.actor.id or 0
    )
    row = mine.first()
    if row is None or row.content_type != PICTURE or row.size > MAX_BYTES:
        raise _wrong("not_a_signature", _("This is not a picture that you have just drawn."))
    row.entity, row.record_id, row.expires_at = ENTITY, request_id, None
    row.save(update_fields=["entity", "record_id", "expires_at"])
    return row.id


def content(request_id: int, task_id: int) -> Iterator[bytes]:
    """The picture of a decision. Whether the reader may see the request is the caller's to ask; raises `NotFound`."""
    task = ApprovalTask.objects.filter(id=task_id, request_id=request_id).select_related("signature").first()
    if task is None or task.signature is None or task.signature.state != "ready":
        raise NotFound()
    return storage().read(task.signature.key)


def _wrong(code: str, message: object) -> Invalid:
    return Invalid(_("The decision cannot be saved."), errors=[FieldError("signature", code, message)])
