"""Roll settled entries into the hash chain. Writers never wait for it; one sealer works at a time."""

from django.db import connection, transaction

from kezhou.platform.jobs.sequence import Settled

MAX_SEAL_ENTRIES = 1_000
"""A finding of `verify` points at one seal, so at no more than this many entries."""
MAX_SEALS_PER_RUN = 500
_LOCK = 0x6B7A_0001
"""Advisory lock of the sealer."""

_settled = Settled("audit_entry_id_seq")

_SEAL = """
WITH last AS (
  SELECT id, up_to_id, hash FROM audit_seal ORDER BY id DESC LIMIT 1),
start AS (
  SELECT coalesce((SELECT id FROM last), 0) AS seal_id, coalesce((SELECT up_to_id FROM last), 0) AS after_id,
         coalesce((SELECT hash FROM last), sha256('kezhou audit')) AS prev_hash),
batch AS (
  SELECT e.id, audit_entry_digest(e) AS digest FROM audit_entry e
   WHERE e.id > (SELECT after_id FROM start) AND e.id <= %(up_to)s ORDER BY e.id LIMIT %(limit)s),
rolled AS (
  SELECT count(*)::int AS entries, max(id) AS up_to_id, sha256(string_agg(digest, ''::bytea ORDER BY id)) AS root
    FROM batch)
INSERT INTO audit_seal (id, after_id, up_to_id, entries, root, prev_hash, hash, at)
SELECT start.seal_id + 1, start.after_id, rolled.up_to_id, rolled.entries, rolled.root, start.prev_hash,
       audit_seal_hash(start.prev_hash, start.after_id, rolled.up_to_id, rolled.entries, rolled.root, now()), now()
  FROM start, rolled WHERE rolled.entries > 0
RETURNING entries"""


def seal(up_to_id: int | None = None) -> int:
    """Seal everything settled (or up to a given id that the caller knows to be settled); the number of entries."""
    limit = _settled.up_to() if up_to_id is None else up_to_id
    total = 0
    for _ in range(MAX_SEALS_PER_RUN):
        sealed = _seal_once(limit)
        total += sealed
        if sealed < MAX_SEAL_ENTRIES:
            break
    return total


def _seal_once(up_to_id: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_SEAL, {"up_to": up_to_id, "limit": MAX_SEAL_ENTRIES})
        row = cursor.fetchone()
        return int(row[0]) if row else 0


def head() -> tuple[int, str] | None:
    """Number and hash (hex) of the last seal: noted elsewhere, such as in a backup, it proves that no end was cut
    off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, encode(hash, 'hex') FROM audit_seal ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
        return (int(row[0]), str(row[1])) if row else None
