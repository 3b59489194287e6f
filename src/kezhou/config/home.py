"""The folder in which one instance keeps what is its own: secrets, uploaded files, the embedded database, demo logins.

`KEZHOU_HOME` names it; the default is `.kezhou` in the current folder. Everything secret in it is readable by its owner
only (mode 0600); the folder itself may be passed through (0711), so that the database's system user reaches its data.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECRET_KEY_BYTES = 48


def home() -> Path:
    """The instance's folder; not created by asking."""
    return Path(os.environ.get("KEZHOU_HOME") or ".kezhou").expanduser().resolve()


def ensure_home() -> Path:
    """The instance's folder, made when missing. The mode of a folder that was there before is left as it is."""
    folder = home()
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
    (folder / "files").mkdir(mode=0o700, exist_ok=True)  # whoever may pass through above stops here
    return folder


def write_private(path: Path, content: str) -> None:
    """Replaces a file in one step; only its owner can read it, at no moment anybody else."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def read_json(name: str) -> Any:
    """The content of one of the folder's JSON files, or None when it is not there."""
    try:
        return json.loads((home() / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def write_json(name: str, value: Any) -> None:
    write_private(ensure_home() / name, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Holds a lock between processes of one instance, waiting for its turn; a dead holder's lock is free."""
    descriptor = os.open(ensure_home() / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def secret_key() -> str:
    """The key that signs and encrypts: `KEZHOU_SECRET_KEY`, or one made at the first start and kept in the folder."""
    given = os.environ.get("KEZHOU_SECRET_KEY")
    if given:
        return given
    path = home() / "secret-key"
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        with exclusive("secret-key.lock"):
            if not path.exists():
                write_private(path, secrets.token_urlsafe(SECRET_KEY_BYTES) + "\n")
        return path.read_text(encoding="utf-8").strip()
