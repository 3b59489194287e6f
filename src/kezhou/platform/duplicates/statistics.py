"""How usual characters, pairs of characters and keys are in the names of an entity: counted now and then, read all
the time."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.frequency import START, Frequencies, count
from kezhou.kernel.matching.name import parse_name
from kezhou.platform.base.sql import execute, fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.jobs import limits
from kezhou.platform.org.epochs import bump_schema

from .facts import facts_of
from .index import rows_after
from .models import Frequency, Watched

SAMPLE = 200_000
"""Names that the statistics are made from at most: enough for the rarity of a pair, little enough to hold."""
COMMON_KEY = 20
"""From so many records on, how many have a key is kept; other keys count as this rare."""
MAX_COMMON_KEYS = 200_000
SEEN_TWICE = 2
"""Pairs seen less often are not kept; they are as rare as pairs never seen."""
KEPT_PAIRS = 150_000
"""Pairs that a process remembers."""
READ = 5_000

_COUNT_KEYS = """
INSERT INTO duplicates_frequency (entity, gram, count)
SELECT %s, 'k:' || key, count(*) FROM duplicates_key WHERE entity = %s
GROUP BY key HAVING count(*) >= %s ORDER BY count(*) DESC LIMIT %s"""


def recount(ctx: Ctx, entity: CompiledEntity, row: Watched) -> None:
    """Count anew and replace the statistics in one transaction."""
    usual = count(_names(entity))
    grams = [(c, n) for c, n in usual.chars.items()] + [(p, n) for p, n in usual.pairs.items() if n >= SEEN_TWICE]
    with transaction.atomic():
        Frequency.objects.filter(entity=row.id).delete()
        names, counts = [gram for gram, _n in grams], [n for _gram, n in grams]
        execute(
            "INSERT INTO duplicates_frequency (entity, gram, count) SELECT %s, * FROM unnest(%s::text[], %s::int[])",
            (row.id, names, counts),
        )
        limits.check()
        execute(_COUNT_KEYS, (row.id, row.id, COMMON_KEY, MAX_COMMON_KEYS))
        row.names, row.counted_at = usual.names, ctx.clock.now()
        row.records = fetch_all(f"SELECT count(*) FROM {entity.table} t WHERE t.deleted_at IS NULL")[0][0]  # noqa: S608
        row.save(update_fields=["names", "records", "counted_at"])
        bump_schema()


def _names(entity: CompiledEntity) -> Iterable[str]:
    """The names of the newest records, as they are compared."""
    field = facts_of(entity)[0][0].name
    top = fetch_all(f"SELECT t.id FROM {entity.table} t ORDER BY t.id DESC OFFSET %s LIMIT 1", (SAMPLE,))  # noqa: S608
    at = top[0][0] if top else 0
    while True:
        limits.check()
        rows = rows_after(entity, at, READ)
        for at, values in rows:  # noqa: B007 - the bookmark is the last id
            name = parse_name(str(values[field] or ""))
            if name.text:
                yield name.text
        if len(rows) < READ:
            return


class Usual:
    """The statistics of one entity as a process keeps them: read on demand, thrown away when they were counted anew."""

    def __init__(self, row: Watched) -> None:
        self.entity, self.counted_at, self.names, self.records = row.id, row.counted_at, row.names, row.records
        self._pairs: dict[str, int] = {}
        self._all = False
        if self.counted_at is None:
            self.frequencies = count()
        else:
            chars = self._read("length(gram) = 1", ())
            self.frequencies = Frequencies(self.names, chars, self._pairs, sum(chars.values()))

    def prefetch(self, texts: Iterable[str]) -> Frequencies:
        """The frequencies, with all pairs of these texts read by one statement."""
        if self._all or self.counted_at is None:
            return self.frequencies
        wanted = {a + b for text in texts for a, b in zip(START + text, text, strict=False)}
        unknown = wanted - self._pairs.keys()
        if unknown:
            if len(self._pairs) > KEPT_PAIRS:
                self._pairs.clear()
                self.frequencies.forget()
                unknown = wanted
            self._pairs.update(dict.fromkeys(unknown, 0))
            self._pairs.update(self._read("gram = ANY(%s)", (list(unknown),)))
        return self.frequencies

    def read_all(self) -> Frequencies:
        """All pairs at once, for a job that compares everything."""
        if self.counted_at is not None:
            self._pairs.update(self._read("length(gram) = 2", ()))
        self._all = True
        return self.frequencies

    def common_keys(self, keys: Iterable[int] | None = None) -> dict[int, int]:
        """How many records have each of the common ones among the keys (or all common keys)."""
        if keys is None:
            found = self._read("length(gram) > 2", ())
        else:
            found = self._read("gram = ANY(%s)", ([f"k:{key}" for key in keys],))
        return {int(gram[2:]): n for gram, n in found.items()}

    def _read(self, where: str, params: tuple[object, ...]) -> dict[str, int]:
        statement = f"SELECT gram, count FROM duplicates_frequency WHERE entity = %s AND {where}"  # noqa: S608
        return dict(fetch_all(statement, (self.entity, *params)))


_kept: dict[str, Usual] = {}
_lock = threading.Lock()


def usual(row: Watched) -> Usual:
    """The statistics of an entity, as old as the last count."""
    found = _kept.get(row.entity)
    if found is None or (found.entity, found.counted_at) != (row.id, row.counted_at):
        with _lock:
            found = _kept[row.entity] = Usual(row)
    return found
