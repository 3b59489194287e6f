"""The embedded PostgreSQL of one instance: made at the first start, kept in the instance's folder, private to it.

It listens on a socket in a folder that only its owner can enter, and on no network address; every role has a random
password. Several processes may use it at once: `use()` starts it when it is down, and the last user to leave stops
it.
"""

import fcntl
import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import pgbinaries
from .home import ensure_home, exclusive, read_json, write_json, write_private

if TYPE_CHECKING:
    import psycopg

RECORD = "database.json"
DATABASE = "kezhou"
SUPERUSER, OWNER, APP = "postgres", "kezhou_owner", "kezhou_app"
MAX_SOCKET_FOLDER = 90
"""A Unix socket's whole path has about 108 bytes, of which its name takes 14."""
START_ATTEMPTS = 5
START_SECONDS = 60
STOP_SECONDS = 30

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "parallel_setup_cost": "15000",  # what it costs to start helpers here: as much as reading some ten thousand rows
    "effective_io_concurrency": "64",
    "wal_compression": "pglz",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.02",
    "autovacuum_naptime": "30s",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",  # statements hold personal data and do not belong in a log
    "timezone": "UTC",
    "log_timezone": "UTC",
}
"""Modest figures for a small machine; `KEZHOU_PG_SETTINGS` (`name=value,name=value`) overrides single ones."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the server is and how to sign in to it; kept as `database.json` in the instance's folder."""

    data: str
    socket: str
    passwords: dict[str, str]

    def connect(self, role: str, database: str = DATABASE, **options: Any) -> "psycopg.Connection[tuple[Any, ...]]":
        import psycopg  # late: a supervisor that never connects stays small

        password = self.passwords[role]
        return psycopg.connect(host=self.socket, dbname=database, user=role, password=password, **options)

    def url(self, role: str, database: str = DATABASE) -> str:
        """A libpq address of the database in the name of one of its roles."""
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={self.socket}"


def known() -> Cluster | None:
    """The instance's cluster as recorded, running or not; None before the first start."""
    record = read_json(RECORD)
    return None if record is None else Cluster(**record)


def _recorded_id(cluster: Cluster) -> int | None:
    """The process that the data folder names as its server, if a process with that number is alive."""
    try:
        pid = int((Path(cluster.data) / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        return pid
    return pid


def process_id(cluster: Cluster) -> int | None:
    """The server's process, when it is alive and really is a PostgreSQL of this data folder."""
    pid = _recorded_id(cluster)
    if pid is None:
        return None
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return pid if not Path("/proc/self").exists() else None  # without /proc the number alone has to do
    return pid if b"postgres" in words and cluster.data.encode() in words else None


def ensure_running() -> Cluster:
    """The cluster, made and started as needed. Safe to call from several processes at once."""
    with exclusive("database.lock"):
        cluster = known()
        if cluster is None or not (Path(cluster.data) / "kezhou-ready").exists():
            cluster = _create()
        if process_id(cluster) is None:
            _start(cluster)
        return cluster


@contextmanager
def use() -> Iterator[Cluster]:
    """The running cluster for the length of a block; stopped at the end when nobody else of this instance uses it."""
    folder = ensure_home()
    marker = os.open(folder / "database.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(marker, fcntl.LOCK_SH)
        yield ensure_running()
    finally:
        with exclusive("database.lock"):
            try:
                fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                cluster = known()
                if cluster is not None:
                    stop(cluster)
            finally:
                os.close(marker)


def stop(cluster: Cluster) -> None:
    """Ends the server: running statements are broken off, committed work is kept (a “fast” shutdown)."""
    if process_id(cluster) is None:
        return
    command = [
        str(pgbinaries.binaries() / "pg_ctl"),
        "-D",
        cluster.data,
        "-m",
        "fast",
        "-w",
        "-t",
        str(STOP_SECONDS),
        "stop",
    ]
    done = pgbinaries.run(command, pgbinaries.server_user(), check=False)
    pid = process_id(cluster)
    if done.returncode != 0 and pid is not None:
        os.kill(pid, signal.SIGQUIT)  # the next start recovers from the log


def _place() -> tuple[Path, Path]:
    """Folders for data and socket: in the instance's folder where the server's user may go, else in our state
    folder."""
    folder = ensure_home()
    user = pgbinaries.server_user()
    base = folder / "postgresql"
    if user is not None and not pgbinaries.may_enter(folder):
        base = pgbinaries.state_folder() / f"data-{secrets.token_hex(8)}"
    run = base / "run"
    if len(str(run).encode()) > MAX_SOCKET_FOLDER:
        run = Path("/tmp") / f"kezhou-{secrets.token_hex(8)}"  # noqa: S108 - made new, private, with a random name
    return base, run


def _owned(folder: Path) -> None:
    """A folder of the server's user that nobody else may enter. One that somebody else put there is refused."""
    user = pgbinaries.server_user()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), user.uid if user else -1):
        raise RuntimeError(f"{folder} belongs to somebody else; it was to be the database's own.")
    folder.chmod(0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)


def _create() -> Cluster:
    """A new cluster with its roles and its database. What an interrupted first start left behind is thrown away."""
    unfinished = known()
    if unfinished is not None:
        stop(unfinished)
        shutil.rmtree(unfinished.data, ignore_errors=True)
    base, socket = (Path(unfinished.data).parent, Path(unfinished.socket)) if unfinished else _place()
    passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
    cluster = Cluster(str(base / "data"), str(socket), passwords)
    write_json(RECORD, asdict(cluster))
    _owned(base)
    _owned(socket)
    _initialise(cluster)
    _start(cluster)
    _make_database(cluster)
    (Path(cluster.data) / "kezhou-ready").touch()
    return cluster


def _initialise(cluster: Cluster) -> None:
    user = pgbinaries.server_user()
    password_file = Path(cluster.socket) / "initial-password"
    write_private(password_file, cluster.passwords[SUPERUSER] + "\n")
    if user is not None:
        os.chown(password_file, user.uid, user.gid)
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password_file}"]
    try:
        command = [str(pgbinaries.binaries() / "initdb"), "-D", cluster.data, *locale, *access, "--no-instructions"]
        pgbinaries.run(command, user)
    finally:
        password_file.unlink()
    data = Path(cluster.data)
    (data / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("include_if_exists = 'kezhou.conf'\n")


def _make_database(cluster: Cluster) -> None:
    """The owner, who migrates, and the application's role, which owns nothing and may only use what it was granted."""
    from psycopg import sql

    with cluster.connect(SUPERUSER, "postgres", autocommit=True) as connection:
        for role in (OWNER, APP):
            statement = sql.SQL("create role {} login password {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(cluster.passwords[role])))
        names = {"db": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
        connection.execute(sql.SQL("create database {db} owner {owner} template template0").format(**names))
        connection.execute(sql.SQL("revoke all on database {db} from public").format(**names))
        connection.execute(sql.SQL("grant connect, temporary on database {db} to {app}").format(**names))


def _write_settings(cluster: Cluster) -> None:
    chosen = dict(SETTINGS) | {"unix_socket_directories": f"'{cluster.socket}'", "unix_socket_permissions": "0700"}
    for pair in filter(None, os.environ.get("KEZHOU_PG_SETTINGS", "").split(",")):
        name, _, value = pair.partition("=")
        chosen[name.strip()] = value.strip()
    lines = "".join(f"{name} = {value}\n" for name, value in chosen.items())
    path = Path(cluster.data) / "kezhou.conf"
    path.write_text(lines, encoding="utf-8")
    path.chmod(0o644)  # inside a folder that only the server's user may enter


def _start(cluster: Cluster) -> None:
    """Starts the server and waits until it answers, also after a crash and past a stale process file."""
    _owned(Path(cluster.socket))  # a folder in /tmp may have been swept away
    _write_settings(cluster)
    user = pgbinaries.server_user()
    log = Path(cluster.data) / "server.log"
    command = [
        str(pgbinaries.binaries() / "pg_ctl"),
        "-D",
        cluster.data,
        "-l",
        str(log),
        "-w",
        "-t",
        str(START_SECONDS),
        "start",
    ]
    for attempt in range(1, START_ATTEMPTS + 1):
        done = pgbinaries.run(command, user, check=False)
        if done.returncode == 0:
            return
        if _recorded_id(cluster) is not None and process_id(cluster) is None:
            # The number now belongs to another program. A dead server's file is left to PostgreSQL itself, which
            # reads in it whether processes of the dead server still hold its memory.
            (Path(cluster.data) / "postmaster.pid").unlink(missing_ok=True)
        time.sleep(attempt)  # the processes of a killed server need a moment to notice and to let go of its memory
    tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else done.stdout
    raise RuntimeError(f"The embedded PostgreSQL does not start. Its log ({log}) ends with:\n{tail}")
