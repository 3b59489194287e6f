"""The embedded PostgreSQL: private, shared by the processes of an instance, and hard to kill (F3)."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from kezhou.config import embedded, pgbinaries

STARTER = """
import sys
from kezhou.config import embedded
with embedded.use() as cluster:
    print(cluster.data, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def instance(instance_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEZHOU_HOME", str(instance_folder))
    monkeypatch.setenv("KEZHOU_PG_SETTINGS", "shared_buffers=32MB")
    return instance_folder


def test_lifecycle(instance: Path) -> None:
    """Made, private, crashed, recovered, past a stale process file, stopped: one cluster, since making one is slow."""
    above = [Path("/"), Path("/tmp"), instance, Path(pgbinaries.__file__).parent, Path.home()]  # noqa: S108
    modes = [path.stat().st_mode for path in above]

    with embedded.use() as cluster:
        assert stat.S_IMODE((instance / embedded.RECORD).stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(cluster.socket).stat().st_mode) == 0o700
        assert stat.S_IMODE((instance / "files").stat().st_mode) == 0o700
        assert [path.stat().st_mode for path in above] == modes
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host=cluster.socket, dbname=embedded.DATABASE, user=embedded.APP, password="guess")
        with cluster.connect(embedded.OWNER, autocommit=True) as owner:
            owner.execute("create table kept (id int)")
            owner.execute("insert into kept values (7)")
            listening = owner.execute("show listen_addresses").fetchone()
        assert listening == ("",)

        first = embedded.process_id(cluster)
        assert first is not None
        server = psutil.Process(first)
        server.kill()
        server.wait(10)
        assert embedded.ensure_running() == cluster
        assert embedded.process_id(cluster) not in (None, first)
        with cluster.connect(embedded.OWNER) as owner:
            assert owner.execute("select id from kept").fetchall() == [(7,)]

        with subprocess.Popen(
            [sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline().strip() == cluster.data
            other.communicate("")
        assert embedded.process_id(cluster) is not None, "the other user left; we are still here"

    assert embedded.process_id(cluster) is None, "the last user left"
    lines = [str(os.getpid()), cluster.data, "0", "5432", cluster.socket, "", "0 0", "ready"]
    (Path(cluster.data) / "postmaster.pid").write_text("\n".join(lines) + "\n")
    with embedded.use() as again, again.connect(embedded.OWNER) as owner:
        assert owner.execute("select id from kept").fetchall() == [(7,)]


def test_two_starters_make_one_cluster(instance: Path) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    found = [starter.stdout.readline() for starter in starters if starter.stdout]
    assert len(set(found)) == 1
    for starter in starters:
        starter.communicate("")
        assert starter.returncode == 0
    cluster = embedded.known()
    assert cluster is not None
    assert embedded.process_id(cluster) is None


def test_interrupted_first_start_is_made_anew(instance: Path) -> None:
    place = instance / "postgresql"
    (place / "data").mkdir(parents=True)
    (place / "data" / "half").touch()
    half = {"data": str(place / "data"), "socket": str(place / "run"), "passwords": {}}
    (instance / embedded.RECORD).write_text(json.dumps(half))
    with embedded.use() as cluster, cluster.connect(embedded.APP) as app:
        assert app.execute("select current_user").fetchone() == ("kezhou_app",)
        assert not (Path(cluster.data) / "half").exists()
