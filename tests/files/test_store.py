"""Files: by content, by right, never half."""

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden, Invalid, NotFound
from kezhou.platform.files import hooks, storage, store
from kezhou.platform.files.models import StoredFile
from kezhou.platform.files.sniff import content_type
from kezhou.platform.files.storage import DiskFull, LocalStorage, S3Storage
from kezhou.platform.files.sweep import sweep
from tests.jobs.people import START, acting, person
from tests.notify.browser import Browser

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"
ACTS: list[tuple[str, str, int]] = []


@pytest.fixture(autouse=True)
def _rights(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Everybody sees customer 1 and may change it, sees customer 2 only, and nothing else exists."""
    ACTS.clear()

    def check(ctx: Ctx, entity: str, record_id: int, write: bool) -> None:
        if entity != "customer" or record_id not in (1, 2):
            raise NotFound
        if write and record_id == 2:
            raise Forbidden

    monkeypatch.setattr(hooks, "_subject_check", check)
    monkeypatch.setattr(
        hooks, "_record_act", lambda ctx, entity, record_id, act, meta: ACTS.append((act, entity, record_id))
    )
    settings.FILES_ROOT = tmp_path / "files"


def left_behind(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_went_in(tmp_path: Path) -> None:
    ctx = acting(person("li"))

    row = store.add_file(ctx, "customer", 1, "../../etc/合同 1.png", iter([PNG[:50], PNG[50:]]))

    assert (row.name, row.size, row.content_type, row.state) == ("合同 1.png", len(PNG), "image/png", "ready")
    opened, pieces = store.open_file(ctx, row.id)
    assert (opened.sha256, b"".join(pieces)) == (row.sha256, PNG)
    [stored] = left_behind(tmp_path)
    assert stored == tmp_path / "files" / row.key.hex[:2] / row.key.hex[2:4] / str(row.key)
    assert ACTS == [("file_added", "customer", 1), ("file_downloaded", "customer", 1)]


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (PNG, "x.txt", "image/png"),
        (b"%PDF-1.7\n", "x", "application/pdf"),
        (
            b"PK\x03\x04" + b"....xl/workbook.xml",
            "x.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"PK\x03\x04....", "x.zip", "application/zip"),
        ("名称,级别\n华为,A\n".encode(), "x.csv", "text/csv"),
        ("名称,级别\n华为,A\n".encode("gb18030"), "x.csv", "text/csv"),
        ("名称\t级别\n华为\tA\n".encode("utf-16"), "x.txt", "text/plain"),
        ("<html><script>".encode("utf-16"), "x.txt", None),
        (b"hello", "x.md", "text/plain"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "x.txt", None),
        (b"<svg onload=alert(1)>", "x.png", None),
        (b'<?xml version="1.0"?>', "x.xml", None),
        (b"MZ\x90\x00\x03", "x.exe", None),
        (b"\x7fELF\x02", "x.png", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.msi", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "application/vnd.ms-excel"),
        ("汉".encode() * 2731, "x.txt", "text/plain"),
        (WEBM + b"\x86\x86A_OPUS" + bytes(40), "x.webm", "audio/webm"),
        (WEBM + b"\x86\x85V_VP9" + b"A_OPUS", "x.webm", "video/webm"),
        (WEBM + bytes(40), "x.webm", None),
        (WEBM.replace(b"webm", b"matroska") + b"A_OPUS", "x.webm", None),
        (b"OggS\0\2" + bytes(20) + b"OpusHead", "x.ogg", "audio/ogg"),
        (b"\0\0\0\x1cftypM4A \0\0\0\0", "x.m4a", "audio/mp4"),
        (b"\0\0\0\x1cftypiso5" + bytes(60) + b"hdlr....soun", "x.m4a", "audio/mp4"),
        (b"\0\0\0\x1cftypmp42" + bytes(60) + b"soun" + bytes(60) + b"vide", "x.mp4", "video/mp4"),
        (b"\0\0\0\x1cftypevil", "x.m4a", None),
        (b"\xff\xf3\x44\xc4" + bytes(40), "x.mp3", "audio/mpeg"),
    ],
)
def test_c29_the_type_is_found_by_content(head: bytes, name: str, kind: str | None) -> None:
    assert content_type(head[:8192], name) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.html", b"<html><script>alert(1)</script></html>", "type_not_allowed"),
        ("x.txt", b"", "empty"),
        ("", PNG, "bad_name"),
        ("..", PNG, "bad_name"),
        ("x" * 201, PNG, "name_too_long"),
    ],
)
def test_what_is_refused_leaves_nothing(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        store.add_file(acting(person("li")), "customer", 1, name, iter([content] if content else []))

    assert refused.value.errors[0].code == code
    assert StoredFile.objects.filter(state="ready").count() == 0
    assert (left_behind(tmp_path), ACTS) == ([], [])


def test_a_file_that_is_too_large_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 20_000)
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        for number in range(1_000_000):
            sent.append(number)
            yield b"a" * 1000

    with pytest.raises(Invalid) as refused:
        store.add_file(acting(person("li")), "customer", 1, "x.txt", endless())

    assert refused.value.errors[0].code == "too_large"
    assert len(sent) == 21
    assert left_behind(tmp_path) == []


def test_rights_are_the_records(tmp_path: Path) -> None:
    ctx = acting(person("li"))

    with pytest.raises(NotFound):
        store.add_file(ctx, "customer", 3, "x.png", iter([PNG]))
    with pytest.raises(Forbidden):
        store.add_file(ctx, "customer", 2, "x.png", iter([PNG]))
    assert (StoredFile.objects.count(), left_behind(tmp_path)) == (0, [])

    row = store.add_file(ctx, "customer", 1, "x.png", iter([PNG]))
    StoredFile.objects.filter(id=row.id).update(record_id=3)
    with pytest.raises(NotFound):
        store.open_file(ctx, row.id)
    with pytest.raises(NotFound):
        store.remove_file(ctx, row.id)
    assert StoredFile.objects.get(id=row.id).state == "ready"


def test_the_result_of_a_job_is_for_its_starter_and_expires() -> None:
    li, wang = person("li"), person("wang")
    row = store.add_result(acting(li), "export.csv", iter([b"a,b\n"]))

    assert b"".join(store.open_file(acting(li), row.id)[1]) == b"a,b\n"
    with pytest.raises(NotFound):
        store.open_file(acting(wang), row.id)
    with pytest.raises(NotFound):
        store.open_file(acting(li, at=START + timedelta(days=7)), row.id)


@pytest.mark.parametrize("when", ["before", "while"])
def test_f14_a_full_disk_is_a_507_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    ctx = acting(person("li"))
    kept = store.add_file(ctx, "customer", 1, "old.png", iter([PNG]))
    if when == "before":
        monkeypatch.setattr(storage, "MIN_FREE_BYTES", 2**62)
        where = LocalStorage(tmp_path / "files", min_free=2**62)
    else:
        where = LocalStorage(tmp_path / "files")

        def full(fd: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DiskFull) as refused:
        store.add_file(ctx, "customer", 1, "new.png", iter([PNG]), where)

    assert (refused.value.status, refused.value.code) == (507, "disk_full")
    assert len(left_behind(tmp_path)) == 1
    assert StoredFile.objects.filter(state="ready").count() == 1
    assert b"".join(store.open_file(ctx, kept.id)[1]) == PNG


def test_the_sweep_removes_what_nobody_can_reach(tmp_path: Path) -> None:
    ctx = acting(person("li"))
    kept, removed, broken, fresh = (store.add_file(ctx, "customer", 1, f"{n}.png", iter([PNG])) for n in "abcd")
    result = store.add_result(ctx, "x.csv", iter([b"a\n"]))
    store.remove_file(ctx, removed.id)
    StoredFile.objects.filter(id__in=[broken.id, fresh.id]).update(state="pending")
    StoredFile.objects.filter(id=broken.id).update(created_at=START - timedelta(hours=7))

    assert sweep(FixedClock(START), storage.storage()) == 2
    assert set(StoredFile.objects.values_list("id", flat=True)) == {kept.id, fresh.id, result.id}
    assert sweep(FixedClock(START + timedelta(days=8)), storage.storage()) == 2
    assert len(left_behind(tmp_path)) == 1


class Bucket:
    """The four calls of an S3 client that are used."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803
        self.kept[Key] = Body

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        class Body:
            def iter_chunks(_self, size: int) -> Iterator[bytes]:  # noqa: N805
                yield self.kept[Key]

        return {"Body": Body()}

    def delete_object(self, Bucket: str, Key: str) -> None:  # noqa: N803
        self.kept.pop(Key, None)


def test_a_bucket_keeps_the_same_promises() -> None:
    ctx, bucket = acting(person("li")), Bucket()
    where = S3Storage("kezhou", None, client=bucket)

    row = store.add_file(ctx, "customer", 1, "x.png", iter([PNG]), where)
    with pytest.raises(Invalid):
        store.add_file(ctx, "customer", 1, "x.exe", iter([b"MZ\x90\x00"]), where)

    assert list(bucket.kept) == [f"files/{row.key.hex[:2]}/{row.key.hex[2:4]}/{row.key}"]
    assert b"".join(store.open_file(ctx, row.id, where)[1]) == PNG


def test_files_over_http_are_attachments_that_nothing_runs() -> None:
    browser = Browser(person("li"))
    upload = SimpleUploadedFile("合同.png", PNG, content_type="text/html")

    added = browser.call("post", "customer/1/files", data={"file": upload})
    assert added.status_code == 201
    assert (added.json()["name"], added.json()["type"], added.json()["size"]) == ("合同.png", "image/png", len(PNG))
    assert [item["id"] for item in browser.call("get", "customer/1/files").json()["items"]] == [added.json()["id"]]

    answer = browser.call("get", f"files/{added.json()['id']}")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Length"] == str(len(PNG))

    assert browser.call("get", "customer/9/files").status_code == 404
    assert browser.call("get", "nothing/1/files").status_code == 404
    assert browser.call("delete", f"files/{added.json()['id']}").status_code == 204
    assert browser.call("get", f"files/{added.json()['id']}").status_code == 404


def test_comments_over_http() -> None:
    browser = Browser(person("li"))

    added = browser.call("post", "customer/2/comments", {"text": "note"})
    assert (added.status_code, added.json()["text"]) == (201, "note")
    assert [item["text"] for item in browser.call("get", "customer/2/comments").json()["items"]] == ["note"]
    assert browser.call("post", "customer/3/comments", {"text": "note"}).status_code == 404
    assert browser.call("post", "customer/2/comments", {"text": " "}).status_code == 422
    assert browser.call("patch", f"comments/{added.json()['id']}", {"text": "changed"}).json()["text"] == "changed"
    assert Browser(person("wang")).call("delete", f"comments/{added.json()['id']}").status_code == 404
    assert browser.call("delete", f"comments/{added.json()['id']}").status_code == 204
    assert browser.call("get", "customer/2/comments").json()["items"] == []
