"""The base of `make bench-duplicates`: the companies of one file as customers, keyed for the duplicate check."""

import csv
import gzip
import hashlib
import itertools
import lzma
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

NAME, CODE = "企业名称", "统一社会信用代码"
LOADED_AT_ONCE = 5_000


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _companies(path: Path) -> Iterator[tuple[str, str]]:
    with _open(path) as text:
        for row in csv.DictReader(text):
            yield row[NAME], row[CODE]


def load(path: Path) -> None:
    """The customers of one base and no others, keyed and counted; nothing is done where it stands already."""
    from django.db import connection, transaction

    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.duplicates import index, statistics
    from kezhou.platform.duplicates.models import Watched
    from kezhou.platform.duplicates.watch import watched
    from kezhou.platform.pools.models import Pool

    marker = Path(os.environ["KEZHOU_HOME"]) / "base.txt"
    stamp = hashlib.sha256(f"{path.resolve()} {path.stat().st_size}".encode()).hexdigest()
    if marker.exists() and marker.read_text() == stamp:
        return
    marker.unlink(missing_ok=True)
    entity = customer()
    row = watched(entity)
    index.forget(row)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM parties_customer")
    pool, _new = Pool.objects.get_or_create(entity="customer", name="bench")
    began = time.perf_counter()
    count = 0
    rows = _companies(path)
    while chunk := list(itertools.islice(rows, LOADED_AT_ONCE)):
        _insert(chunk, pool.id)
        count += len(chunk)
    print(f"loaded {count} companies of {path.name} in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    began = time.perf_counter()
    while True:
        with transaction.atomic():
            if not index.key_chunk(entity, Watched.objects.get(id=row.id)):
                break
    keyed = time.perf_counter() - began
    for table in ("duplicates_key", "parties_customer"):
        _vacuum(table)
    statistics.recount(Ctx.system("bench"), entity, Watched.objects.get(id=row.id))
    _vacuum("duplicates_frequency")
    print(f"key_us_per_row {keyed / max(count, 1) * 1e6:.0f}")
    marker.write_text(stamp)


def _insert(rows: Sequence[tuple[str, str]], pool_id: int) -> None:
    """Straight into the table: what is measured here is the check, not the import."""
    from django.db import connection

    blanks = _blanks()
    names = ", ".join(f'"{name}"' for name in blanks)
    values = ", ".join(blanks.values())
    sql = (
        f"INSERT INTO parties_customer (name, credit_code, pool_id, {names}) "
        f"SELECT new.name, new.code, %s, {values} FROM unnest(%s::text[], %s::text[]) AS new(name, code)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [pool_id, [name[:200] for name, _code in rows], [code[:20] for _name, code in rows]])


def _blanks() -> dict[str, str]:
    """Columns that must hold something → a blank of their type."""
    from django.db import connection

    kinds = {"text": "''", "character varying": "''", "ARRAY": "'{}'", "jsonb": "'{}'", "boolean": "false"}
    kinds |= {"timestamp with time zone": "now()", "integer": "0", "bigint": "0", "smallint": "0"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'parties_customer' "
            "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
        )
        return {name: kinds[kind] for name, kind in cursor.fetchall() if name not in ("name", "credit_code", "id")}


def _vacuum(table: str) -> None:
    from kezhou.config import embedded

    cluster = embedded.known()
    if cluster is not None:
        with cluster.connect(embedded.SUPERUSER, autocommit=True) as admin:
            admin.execute(f"VACUUM ANALYZE {table}")


def customer() -> Any:
    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.entities import registry

    return registry.entity(Ctx.system("bench"), "customer")
