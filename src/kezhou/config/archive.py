"""A whole instance in one tar file: database, uploaded files, secret key, and a manifest with the SHA-256 of each.

    database.dump   PostgreSQL's custom format, one consistent moment
    secret-key      without it, encrypted fields are lost; absent when `KEZHOU_SECRET_KEY` is kept elsewhere
    files/…         uploaded and generated files
    manifest.json   last; {"format": 1, "made_at", "sums": {member: sha256}}

Members are read and written as streams. A file that vanishes while the archive is made is left out; one that its
row still names is found by `kezhou check`.
"""

import hashlib
import io
import itertools
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO

import psycopg

from kezhou.kernel.clock import SystemClock

from . import database, pgbinaries
from .home import ensure_home, home, write_private

FORMAT = 1
DUMP, KEY, FILES, MANIFEST = "database.dump", "secret-key", "files", "manifest.json"
HEAD_LINES = 50
"""The settings of a script stand in its first lines, before any row."""
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
MAX_MANIFEST_BYTES = 256 * 1024 * 1024


class DamagedArchive(RuntimeError):
    """The archive is not complete or not as it was written; nothing was restored."""


class _Summing(io.RawIOBase):
    """Passes a stream on and sums it up on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._sum = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(size)
        self._sum.update(part)
        return part

    def hexdigest(self) -> str:
        return self._sum.hexdigest()


def write_archive(target: Path) -> int:
    """Writes the archive beside its final name and renames it when it is complete; returns its size in bytes."""
    if target.is_dir() or not target.parent.is_dir():
        raise RuntimeError(f"{target} cannot be written: name a file in a folder that exists.")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    sums: dict[str, str] = {}
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
                dump = Path(scratch) / DUMP
                _run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
                sums[DUMP] = _add(tar, dump, DUMP)
            if not os.environ.get("KEZHOU_SECRET_KEY") and (home() / KEY).exists():
                sums[KEY] = _add(tar, home() / KEY, KEY)
            folder = home() / FILES
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    name = f"{FILES}/{path.relative_to(folder).as_posix()}"
                    try:
                        sums[name] = _add(tar, path, name)
                    except FileNotFoundError:
                        continue
            manifest = {"format": FORMAT, "made_at": SystemClock().now().isoformat(), "sums": sums}
            content = json.dumps(manifest, ensure_ascii=False).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
            tar.close()
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore_archive(source: Path) -> None:
    """Fills an empty database and the files folder. Every sum is verified before anything is written.

    Raises `DamagedArchive`, or `RuntimeError` when the database has tables or the instance has files already.
    """
    verify(source)
    _refuse_unless_empty()
    folder = ensure_home()
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        for name, stream in _members(source):
            if name == DUMP:
                with (Path(scratch) / DUMP).open("wb") as out:
                    shutil.copyfileobj(stream, out)
            elif name == KEY and not os.environ.get("KEZHOU_SECRET_KEY"):
                write_private(folder / KEY, stream.read().decode())
            elif name.startswith(f"{FILES}/"):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as out:
                    shutil.copyfileobj(stream, out)
        _load(Path(scratch) / DUMP)


def verify(source: Path) -> dict[str, str]:
    """Reads the whole archive once and returns the sums of its members. Raises `DamagedArchive` when one does not
    agree."""
    if source.is_dir():
        raise RuntimeError(f"{source} is a folder, not an archive.")
    found: dict[str, str] = {}
    manifest: dict[str, object] | None = None
    try:
        for name, stream in _members(source):
            if name == MANIFEST:
                manifest = json.loads(stream.read(MAX_MANIFEST_BYTES))
                continue
            summing = _Summing(stream)
            while summing.read(1024 * 1024):
                pass
            found[name] = summing.hexdigest()
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise DamagedArchive(f"{source} is not a complete archive: {error}") from error
    if manifest is None or manifest.get("format") != FORMAT:
        raise DamagedArchive(f"{source} has no manifest of a kind that this version reads.")
    sums = manifest["sums"]
    if not isinstance(sums, dict) or DUMP not in sums:
        raise DamagedArchive(f"{source} holds no database.")
    wrong = sorted(name for name in found.keys() | sums.keys() if found.get(name) != sums.get(name))
    if wrong:
        raise DamagedArchive(f"{source} is damaged: {', '.join(wrong[:5])} differs from what was written.")
    return found


def _members(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The regular members in order. A name that leads out of the folder is refused."""
    with tarfile.open(source, mode="r|") as tar:
        for entry in tar:
            parts = PurePosixPath(entry.name).parts
            if not entry.isfile() or entry.name.startswith("/") or ".." in parts:
                raise DamagedArchive(f"{source} has an entry that does not belong there: {entry.name}")
            stream = tar.extractfile(entry)
            if stream is not None:
                yield entry.name, stream


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Adds one file under a name and returns its sum. A file that grows meanwhile is taken at its first length."""
    with path.open("rb") as source:
        entry = tarfile.TarInfo(name)
        entry.size = os.fstat(source.fileno()).st_size
        entry.mode = 0o600
        summing = _Summing(source)
        tar.addfile(entry, summing)
    return summing.hexdigest()


def _refuse_unless_empty() -> None:
    url = database.owner_url()
    if url is None:
        raise RuntimeError("There is no database.")
    with psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname = current_schema()").fetchone()
    if row is None or row[0]:
        raise RuntimeError("The database is not empty. A restore goes into a new, empty database only.")
    if any((home() / FILES).rglob("*")):
        raise RuntimeError(f"{home() / FILES} is not empty. A restore goes into a new instance only.")


def _load(dump: Path) -> None:
    """Restores a dump in one transaction, also into a server older than the programs.

    Their newer version begins a script by a setting that PostgreSQL before 17 does not know; that one line is left out.
    """
    words = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    quiet = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    command, environment = _client("psql", *quiet)
    with tempfile.TemporaryFile() as errors:
        reader = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors)
        writer = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=errors)
        if reader.stdout is None or writer.stdin is None:
            raise RuntimeError("A pipe to the database's programs could not be opened.")
        # A writer that gave up says why by its exit code.
        with suppress(BrokenPipeError), writer.stdin as target, reader.stdout as source:
            for line in itertools.islice(source, HEAD_LINES):
                if line != UNKNOWN_BEFORE_17:
                    target.write(line)
            shutil.copyfileobj(source, target, 1024 * 1024)
        codes = (writer.wait(), reader.wait())
        if any(codes):
            errors.seek(0)
            raise RuntimeError(f"The database did not take the dump: {errors.read()[-2000:].decode(errors='replace')}")


def _client(program: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """A client program on the database in its owner's name; the password does not appear among the arguments."""
    url = database.owner_url()
    if url is None:
        raise RuntimeError("There is no database.")
    target = database.parse_url(url)
    environment = {**os.environ, "PGPASSWORD": target.password, "PGHOST": target.host, "PGUSER": target.user}
    environment |= {"PGPORT": target.port or "5432"}
    environment |= {f"PG{name.upper()}": value for name, value in target.options.items()}
    return [_tool(program), f"--dbname={target.name}", "--no-password", *arguments], environment


def _run_tool(program: str, *arguments: str) -> None:
    command, environment = _client(program, *arguments)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed: {done.stderr.strip()[-2000:]}")


def _tool(program: str) -> str:
    """The bundled program; on a platform without it, the system's."""
    try:
        return str(pgbinaries.binaries() / program)
    except RuntimeError:
        found = shutil.which(program)
        if found is None:
            raise
        return found
