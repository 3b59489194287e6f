"""Where the bytes lie: a folder of this installation, or an S3-compatible store. Keys are made by the server."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import KezhouError, Unavailable

CHUNK = 256 * 1024
MIN_FREE_BYTES = 64 * 1024 * 1024
"""Uploads stop while the disk still has room for everything else."""


class DiskFull(KezhouError):
    """No room for more files (HTTP 507); reading goes on."""

    status, code = 507, "disk_full"


class Storage(Protocol):
    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        """Store all chunks under the key, or nothing at all."""
        ...

    def read(self, key: UUID) -> Iterator[bytes]:
        """The content in pieces of at most `CHUNK` bytes."""
        ...

    def delete(self, key: UUID) -> None:
        """Remove the content; a key without content is no error."""
        ...


class LocalStorage:
    """`<folder>/aa/bb/<uuid>`: written to a temporary name, flushed to disk, then renamed."""

    def __init__(self, folder: Path, min_free: int = MIN_FREE_BYTES) -> None:
        self.folder = folder
        self.min_free = min_free

    def path(self, key: UUID) -> Path:
        return self.folder / key.hex[:2] / key.hex[2:4] / str(key)

    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        target = self.path(key)
        part = target.with_suffix(".part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._keep_room()
            with part.open("xb") as out:
                for chunk in chunks:
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        except OSError as problem:
            part.unlink(missing_ok=True)
            if problem.errno in (errno.ENOSPC, errno.EDQUOT):
                raise _full() from problem
            raise
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def read(self, key: UUID) -> Iterator[bytes]:
        with self.path(key).open("rb") as source:
            yield from _pieces(source)

    def delete(self, key: UUID) -> None:
        self.path(key).unlink(missing_ok=True)
        self.path(key).with_suffix(".part").unlink(missing_ok=True)

    def _keep_room(self) -> None:
        if shutil.disk_usage(self.folder).free < self.min_free:
            raise _full()


class S3Storage:
    """An S3-compatible bucket. Needs the optional dependency `boto3`; credentials come from its usual places."""

    def __init__(self, bucket: str, endpoint: str | None, prefix: str = "files/", client: Any = None) -> None:
        self.bucket, self.prefix = bucket, prefix
        self._client = client if client is not None else _s3_client(endpoint)

    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        self._client.put_object(Bucket=self.bucket, Key=self._name(key), Body=b"".join(chunks))

    def read(self, key: UUID) -> Iterator[bytes]:
        answer = self._client.get_object(Bucket=self.bucket, Key=self._name(key))
        yield from answer["Body"].iter_chunks(CHUNK)

    def delete(self, key: UUID) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=self._name(key))

    def _name(self, key: UUID) -> str:
        return f"{self.prefix}{key.hex[:2]}/{key.hex[2:4]}/{key}"


def _s3_client(endpoint: str | None) -> Any:
    try:
        boto3 = import_module("boto3")  # optional: only a site that stores files in S3 needs it
    except ModuleNotFoundError as problem:
        raise Unavailable("S3 storage needs the package boto3") from problem
    return boto3.client("s3", endpoint_url=endpoint)


def storage() -> Storage:
    """The storage of this installation: the folder `FILES_ROOT`, or the bucket of setting `FILES_S3 = {"bucket",
    "endpoint"}`."""
    bucket = getattr(settings, "FILES_S3", None)
    if bucket:
        return S3Storage(bucket["bucket"], bucket.get("endpoint"))
    return LocalStorage(Path(settings.FILES_ROOT))


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _full() -> DiskFull:
    return DiskFull(_("There is no room left for files. Reading goes on; ask the administrator to make room."))
