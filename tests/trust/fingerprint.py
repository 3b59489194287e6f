"""Whether anything in the database changed: asked before and after a call that is refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

COUNTERS = ("identity_attempt", "identity_limit", "identity_counter")
"""Tables that count what strangers try; a refusal may touch them and nothing else."""
MOMENTS = ("last_used_at", "last_seen_at")
"""When a token was last used: written by every call, also by a refused one."""

_WRITES = """
SELECT now(), c.relname, pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
  + pg_stat_get_xact_tuples_deleted(c.oid)
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"""
_MOVING = "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = ANY(%s)"


@dataclass(frozen=True, slots=True)
class _Digest:
    """What a table held, the rows written to it by then, and the savepoints in which that was so."""

    text: str
    writes: int
    within: tuple[str, ...]

    def holds(self, writes: int, within: tuple[str, ...]) -> bool:
        return self.writes == writes and within[: len(self.within)] == self.within


@dataclass
class _Known:
    """What was read in one transaction, by table."""

    transaction: datetime | None = None
    digests: dict[str, _Digest] = field(default_factory=dict)


_known = _Known()


def fingerprint(ignored: Iterable[str] = ()) -> dict[str, str]:
    """table → number and digest of all its rows, so that “nothing changed” can be shown rather than said (C02).

    Left out are counters of attempts, and the moment when a token was last used. Within one transaction a table is read
    again only where rows of it were written or taken back since: reading all of them each time took most of the time of
    these tests.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITES)
        writes = {name: (moment, count) for moment, name, count in cursor.fetchall()}
    moment, within = next(iter(writes.values()))[0], tuple(connection.savepoint_ids)
    if moment != _known.transaction:
        _known.transaction, _known.digests = moment, {}
    known = _known.digests
    stale = [name for name, (_, count) in writes.items() if name not in known or not known[name].holds(count, within)]
    known |= {name: _Digest(text, writes[name][1], within) for name, text in _digests(stale).items()}
    skipped = {*COUNTERS, *ignored}
    return {name: digest.text for name, digest in known.items() if name not in skipped}


def table_names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _digests(tables: list[str]) -> dict[str, str]:
    """The order of rows tells nothing, so their hashes are added up."""
    if not tables:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MOVING, [list(MOMENTS)])
        moving = {name for (name,) in cursor.fetchall()}
        cursor.execute(" UNION ALL ".join(_digest(name, name in moving) for name in tables))
        return dict(cursor.fetchall())


def _digest(table: str, moving: bool) -> str:
    row = "to_jsonb(t)" + "".join(f" - '{name}'" for name in MOMENTS) if moving else "t"
    return (
        f"SELECT '{table}', count(*) || ' ' || coalesce(sum(hashtextextended(({row})::text, 0)), 0) FROM \"{table}\" t"
    )
