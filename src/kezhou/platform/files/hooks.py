"""What files need from the rooms above and beside; the composition root fills it at start-up."""

from collections.abc import Callable, Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx

SubjectCheck = Callable[[Ctx, str, int, bool], bool]
RecordAct = Callable[[Ctx, str, int, str, Mapping[str, Any]], None]
ScanContent = Callable[[bytes, str], None]

_subject_check: SubjectCheck | None = None
_record_act: RecordAct | None = None
_scan: ScanContent | None = None


def set_subject_check(check: SubjectCheck) -> None:
    """`check(ctx, entity, record_id, write)` raises `NotFound` for a record the actor may not see, `Forbidden` for
    one they may not change when `write`, and says whether others' words and files there are closed to the actor."""
    global _subject_check
    _subject_check = check


def set_record_act(record: RecordAct) -> None:
    """`record(ctx, entity, record_id, action, meta)` audits `file_added`, `file_removed`, `file_downloaded`."""
    global _record_act
    _record_act = record


def set_scan(scan: ScanContent | None) -> None:
    """`scan(first_bytes, content_type)` may refuse content by raising `Invalid`; for a virus scanner."""
    global _scan
    _scan = scan


def subject_check(ctx: Ctx, entity: str, record_id: int, *, write: bool) -> bool:
    if _subject_check is None:
        raise RuntimeError("files.hooks.set_subject_check has not been called by the composition root")
    return _subject_check(ctx, entity, record_id, write)


def record_act(ctx: Ctx, entity: str, record_id: int, action: str, meta: Mapping[str, Any]) -> None:
    if _record_act is None:
        raise RuntimeError("files.hooks.set_record_act has not been called by the composition root")
    _record_act(ctx, entity, record_id, action, meta)


def scan(head: bytes, content_type: str) -> None:
    if _scan is not None:
        _scan(head, content_type)
