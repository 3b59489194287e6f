"""Add, list, open and remove the files of a record."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound

from . import hooks, sniff
from .models import StoredFile
from .storage import Storage, storage

MAX_BYTES = 50 * 1024 * 1024
"""Of what a person uploads."""
MAX_RESULT_BYTES = 2 * 1024 * 1024 * 1024
"""Of what a job makes, such as the export of a large table."""
MAX_NAME = 200
MAX_PER_RECORD = 500
RESULT_DAYS = 7
"""How long the result of a job, such as an export, can be fetched."""


@dataclass
class _Meter:
    """Watches the content pass: size, digest, and its first bytes."""

    limit: int
    size: int = 0
    head: bytes = b""

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256()

    def through(self, chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
        held: list[bytes] = []
        for chunk in chunks:
            self.size += len(chunk)
            if self.size > self.limit:
                raise _wrong("too_large", _("A file may have at most %(limit)s MB."), limit=self.limit // 1024**2)
            self.digest.update(chunk)
            if len(self.head) < sniff.HEAD_BYTES:
                self.head += chunk[: sniff.HEAD_BYTES - len(self.head)]
                held.append(chunk)
                if len(self.head) < sniff.HEAD_BYTES:
                    continue
                self.kind(name)
                yield from held
                held = []
            else:
                yield chunk
        if held:
            self.kind(name)
            yield from held

    def kind(self, name: str) -> str:
        found = sniff.content_type(self.head, name)
        if found is None:
            raise _wrong("type_not_allowed", _("Files of this type cannot be stored."))
        hooks.scan(self.head, found)
        return found


def add_file(
    ctx: Ctx, entity: str, record_id: int, name: str, chunks: Iterable[bytes], where: Storage | None = None
) -> StoredFile:
    """Store one file on a record that the actor may change. Must not be called inside a transaction that may roll back.

    Refused: a record out of reach (404, 403), a name or content that is not allowed (422), no room (507). Whatever goes
    wrong, neither a readable row nor bytes stay.
    """
    hooks.subject_check(ctx, entity, record_id, write=True)
    if StoredFile.objects.filter(entity=entity, record_id=record_id, state="ready").count() >= MAX_PER_RECORD:
        raise _wrong("too_many", _("A record may have at most %(limit)s files."), limit=MAX_PER_RECORD)
    row = _store(ctx, entity, record_id, name, chunks, where or storage(), expires=False)
    hooks.record_act(ctx, entity, record_id, "file_added", {"file": row.id, "name": row.name, "size": row.size})
    return row


def add_result(ctx: Ctx, name: str, chunks: Iterable[bytes], where: Storage | None = None) -> StoredFile:
    """Store the result of the actor's own job for `RESULT_DAYS`; nobody else can fetch it."""
    return _store(ctx, "", None, name, chunks, where or storage(), expires=True, limit=MAX_RESULT_BYTES)


def add_loose(ctx: Ctx, name: str, chunks: Iterable[bytes], where: Storage | None = None) -> StoredFile:
    """Store what the actor uploads before its record is saved; it goes after `RESULT_DAYS` unless a record takes it."""
    return _store(ctx, "", None, name, chunks, where or storage(), expires=True)


def list_files(ctx: Ctx, entity: str, record_id: int) -> list[StoredFile]:
    """The files of a record that the actor may see, newest first: where those of others are closed, the own ones."""
    closed = hooks.subject_check(ctx, entity, record_id, write=False)
    rows = StoredFile.objects.filter(entity=entity, record_id=record_id, state="ready").select_related("created_by")
    if closed:
        rows = rows.filter(created_by_id=ctx.actor.id)
    return list(rows.order_by("-id")[:MAX_PER_RECORD])


def open_file(ctx: Ctx, file_id: int, where: Storage | None = None) -> tuple[StoredFile, Iterator[bytes]]:
    """A file and its content, for whoever may see its record (a result: for its creator)."""
    row = _reachable(ctx, file_id, write=False)
    if row.record_id is not None:
        hooks.record_act(ctx, row.entity, row.record_id, "file_downloaded", {"file": row.id, "name": row.name})
    return row, (where or storage()).read(row.key)


def remove_file(ctx: Ctx, file_id: int) -> None:
    """Take a file off its record; the sweep removes the bytes."""
    row = _reachable(ctx, file_id, write=True)
    with transaction.atomic():
        changed = StoredFile.objects.filter(id=row.id, state="ready").update(state="orphan")
        if changed and row.record_id is not None:
            hooks.record_act(ctx, row.entity, row.record_id, "file_removed", {"file": row.id, "name": row.name})


def _reachable(ctx: Ctx, file_id: int, *, write: bool) -> StoredFile:
    row = StoredFile.objects.filter(id=file_id, state="ready").first()
    if row is None or (row.expires_at is not None and row.expires_at <= ctx.clock.now()):
        raise NotFound()
    if row.record_id is not None:
        closed = hooks.subject_check(ctx, row.entity, row.record_id, write=write)
        if closed and row.created_by_id != ctx.actor.id:
            raise NotFound()
    elif row.created_by_id is None or row.created_by_id != ctx.actor.id:
        raise NotFound()
    return row


def _store(
    ctx: Ctx,
    entity: str,
    record_id: int | None,
    name: str,
    chunks: Iterable[bytes],
    where: Storage,
    *,
    expires: bool,
    limit: int | None = None,
) -> StoredFile:
    now = ctx.clock.now()
    name = clean_name(name)
    row = StoredFile.objects.create(
        key=uuid.uuid4(),
        entity=entity,
        record_id=record_id,
        name=name,
        created_by_id=ctx.actor.id,
        created_at=now,
        expires_at=now + timedelta(days=RESULT_DAYS) if expires else None,
    )
    meter = _Meter(MAX_BYTES if limit is None else limit)
    try:
        where.write(row.key, meter.through(chunks, name))
        if meter.size == 0:
            raise _wrong("empty", _("The file is empty."))
    except BaseException:
        where.delete(row.key)
        StoredFile.objects.filter(id=row.id).update(state="orphan")
        raise
    row.size, row.sha256, row.content_type = meter.size, meter.digest.hexdigest(), meter.kind(name)
    row.state = "ready"
    row.save(update_fields=["size", "sha256", "content_type", "state"])
    return row


def clean_name(name: str) -> str:
    """The name as a person will see it: the last part of any path, without control characters."""
    name = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip(" .")
    if not name:
        raise _wrong("bad_name", _("The file needs a name."))
    if len(name) > MAX_NAME:
        raise _wrong("name_too_long", _("A file name may have at most %(limit)s characters."), limit=MAX_NAME)
    return name


def _wrong(code: str, message: object, **params: int) -> Invalid:
    return Invalid(_("The file cannot be stored."), errors=[FieldError("file", code, message, params)])
