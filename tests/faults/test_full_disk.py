"""F14: the disk for files is full. Storing says so in words, reading goes on, and room that is made is used again."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhou.platform.files.models import StoredFile
from kezhou.platform.files.storage import LocalStorage
from tests.trust.conftest import forget
from tests.trust.world import ACTIONS, Caller, World, build

SIZE = 2 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    folder = tmp_path / "files"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk is not permitted here")
    settings.FILES_ROOT = folder
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def upload(caller: Caller, id_: int, name: str, size: int) -> Any:
    headers = {"Authorization": f"Bearer {caller.token}"}
    file = SimpleUploadedFile(name, b"line of text\n" * (size // 13))
    return caller.client.post(f"/api/v1/customer/{id_}/files", {"file": file}, headers=headers)


def test_f14_uploads_stop_before_the_disk_is_full(db: None, small_disk: Path, settings: Any) -> None:
    """Room is kept for everything else: on a disk this small nothing may be stored at all."""
    settings.ROOT_URLCONF = "kezhou.config.urls"
    forget()
    world = build()
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    refused = upload(world.caller("asker"), world.record("asker"), "note.txt", 1300)
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert StoredFile.objects.filter(state="ready").count() == 0
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []
    forget()


def test_f14_a_full_disk_is_a_507_and_everything_else_goes_on(
    db: None, small_disk: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up in the middle of a file, because somebody else took the room that was kept."""
    monkeypatch.setattr(LocalStorage, "_keep_room", lambda _self: None)
    settings.ROOT_URLCONF = "kezhou.config.urls"
    forget()
    world: World = build()
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    id_, caller = world.record("asker"), world.caller("asker")

    kept = upload(caller, id_, "kept.txt", SIZE // 2)
    assert kept.status_code == 201
    refused = upload(caller, id_, "too much.txt", SIZE)

    assert (refused.status_code, refused["Content-Type"]) == (507, "application/problem+json")
    assert StoredFile.objects.filter(state="ready").count() == 1
    assert sum(path.stat().st_size for path in small_disk.rglob("*") if path.is_file()) < SIZE // 2 + 1
    answer = caller.get(f"files/{kept.json()['id']}")
    assert len(b"".join(answer.streaming_content)) == kept.json()["size"]
    assert caller.get(f"customer/{id_}").status_code == 200
    assert caller.patch(f"customer/{id_}", {"remarks": "still writing"}).status_code == 200
    assert upload(caller, id_, "small.txt", 1300).status_code == 201  # what fits is stored again
    forget()
