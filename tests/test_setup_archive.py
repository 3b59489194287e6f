"""Backup and restore of a whole instance (C51 in small): every table and file comes back, a damaged archive changes
nothing."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kezhou.config import embedded

Kezhou = Callable[..., "subprocess.CompletedProcess[str]"]


def tables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Every row of every table, as text, in the instance of this folder."""
    monkeypatch.setenv("KEZHOU_HOME", str(folder))
    with embedded.use() as cluster, cluster.connect(embedded.OWNER) as connection:
        names = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
        rows = {
            str(name): connection.execute(f'select t::text from "{name}" t order by 1').fetchall() for (name,) in names
        }
    return {name: [str(text) for (text,) in found] for name, found in rows.items()}


def test_backup_restore_and_damage(
    instance_folder: Path, tmp_path: Path, kezhou: Kezhou, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = instance_folder / "a", instance_folder / "b"
    assert kezhou(source, "migrate").stderr == ""
    monkeypatch.setenv("KEZHOU_HOME", str(source))
    with embedded.use() as cluster, cluster.connect(embedded.APP) as app:
        values = "values ('客舟', 'default', '{\"a\": 1}')"
        app.execute(f"insert into procrastinate_jobs (task_name, queue_name, args) {values}")
    (source / "files" / "ab").mkdir()
    (source / "files" / "ab" / "合同.pdf").write_bytes(b"%PDF" * 1000)
    before = tables(source, monkeypatch)
    archive = tmp_path / "all.tar"

    done = kezhou(source, "backup", str(archive))
    assert (done.returncode, archive.stat().st_mode & 0o777) == (0, 0o600), done.stderr

    content = archive.read_bytes()
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(content[:3000] + bytes([content[3000] ^ 1]) + content[3001:])
    refused = kezhou(target, "restore", str(damaged))
    assert (refused.returncode, "is damaged: database.dump" in refused.stderr) == (1, True), refused.stderr
    assert tables(target, monkeypatch) == {}
    cut = tmp_path / "cut.tar"
    cut.write_bytes(content[: len(content) // 2])
    assert kezhou(target, "restore", str(cut)).returncode == 1
    assert tables(target, monkeypatch) == {}

    done = kezhou(target, "restore", str(archive))
    assert done.returncode == 0, done.stderr
    assert tables(target, monkeypatch) == before
    assert len(before["procrastinate_jobs"]) == 1
    assert (target / "files" / "ab" / "合同.pdf").read_bytes() == b"%PDF" * 1000
    assert (target / "secret-key").read_text() == (source / "secret-key").read_text()
    with embedded.use() as cluster, cluster.connect(embedded.APP) as app:  # the grants came back too
        assert app.execute("select args from procrastinate_jobs").fetchone() == ({"a": 1},)
    assert json.loads((source / embedded.RECORD).read_text()) != json.loads((target / embedded.RECORD).read_text())

    again = kezhou(target, "restore", str(archive))
    assert (again.returncode, "not empty" in again.stderr) == (1, True)
    assert tables(target, monkeypatch) == before
