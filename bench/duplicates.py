"""`make bench-duplicates`: how well and how fast the duplicate check finds companies again, one `name value` pair a
line.

    make bench-duplicates FILE=../shared/data/duplicate_queries.csv BASE=../shared/data/companies_100k.csv.gz

FILE has the columns `query, match_name, match_credit_code, kind`; an empty `match_name` means that the company is
not in the base. BASE has the columns 企业名称 and 统一社会信用代码 (plain, .gz or .xz). The base is loaded into a
database of its own (`BENCH_HOME`, `.kezhou/bench-duplicates`), which is kept for the next run. Every query goes through
the room as a typed name does.
`SCALE=file` also loads that file and measures the time of a query and of a scan there (`SCALE=` leaves it out). Of the
scan a part is measured, spread over the base; `SCAN=whole` runs all of it.
"""

import csv
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import place
from .duplicates_base import customer, load

if TYPE_CHECKING:
    from kezhou.platform.duplicates.scan import Scan

DATA = place.ROOT.parent / "shared" / "data"
SCALE_QUERIES = 1_000
SCAN_CHUNKS = 24
"""Chunks that are measured unless the whole scan is asked for, spread over the base."""
POSITIVE = ("likely", "certain")


def main() -> None:
    file = Path(os.environ.get("FILE") or DATA / "duplicate_queries.csv")
    base = Path(os.environ.get("BASE") or DATA / "companies_100k.csv.gz")
    scale = os.environ.get("SCALE", str(DATA / "companies_1m.csv.xz"))
    for needed in (file, base, *([Path(scale)] if scale else [])):
        if not needed.exists():
            sys.exit(f"{needed} is not there.")
    os.environ.setdefault("BENCH_HOME", str(place.ROOT / ".kezhou" / "bench-duplicates"))
    place.prepare()
    os.environ.setdefault("KEZHOU_PG_SETTINGS", "shared_buffers=512MB,max_wal_size=4GB")
    from kezhou.config.instance import running_database

    with running_database():
        place.command("migrate")
        import django

        django.setup()
        with file.open(encoding="utf-8-sig", newline="") as text:
            queries = list(csv.DictReader(text))
        load(base)
        quality(queries)
        if scale:
            load(Path(scale))
            speed()


# -- quality ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """What became of the queries of one kind."""

    asked: int = 0
    first: int = 0
    five: int = 0
    verdict: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        pairs = zip(self._all(), other._all(), strict=True)
        return Tally(*(a + b for a, b in pairs))

    def _all(self) -> tuple[int, int, int, int]:
        return self.asked, self.first, self.five, self.verdict


@dataclass(slots=True)
class Asker:
    """Asks the room as the check while typing does, and keeps the times."""

    entity: Any
    weights: Any
    times: list[float] = field(default_factory=list)

    def ask(self, name: str) -> list[Any]:
        from kezhou.kernel.ctx import Ctx
        from kezhou.kernel.matching.party import party
        from kezhou.platform.duplicates import asking
        from kezhou.platform.duplicates.find import find

        began = time.perf_counter()
        hits = find(Ctx.system("bench"), self.entity, party({"name": [name]}), self.weights, asking.MOST)
        self.times.append(time.perf_counter() - began)
        return hits

    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)] * 1000


def asker() -> Asker:
    from kezhou.platform.duplicates import weights

    return Asker(customer(), weights.current())


def quality(queries: Sequence[dict[str, str]]) -> None:
    """By kind and in all: first, five, verdict; of the negatives: false likely and false certain. All in percent."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, array_agg(id) FROM parties_customer GROUP BY name")
        ids = dict(cursor.fetchall())
    one = asker()
    kinds: defaultdict[str, Tally] = defaultdict(Tally)
    negatives = false_likely = false_certain = 0
    for query in queries:
        hits = one.ask(query["query"])
        if not query["match_name"]:
            negatives += 1
            false_likely += any(hit.judgement.verdict in POSITIVE for hit in hits)
            false_certain += any(hit.judgement.verdict == "certain" for hit in hits)
            _explain(query, hits if any(hit.judgement.verdict in POSITIVE for hit in hits) else [])
            continue
        right = set(ids.get(query["match_name"], ()))
        tally = kinds[query["kind"]]
        found = [hit.record_id in right for hit in hits]
        verdict = any(hit.record_id in right and hit.judgement.verdict in POSITIVE for hit in hits)
        tally.asked += 1
        tally.first += found[:1] == [True]
        tally.five += any(found[:5])
        tally.verdict += verdict
        if found[:1] != [True] or not verdict:
            _explain(query, hits or [None])
    for kind, tally in [*sorted(kinds.items()), ("all", sum(kinds.values(), Tally()))]:
        for name in ("first", "five", "verdict"):
            print(f"{kind}_{name} {_percent(getattr(tally, name), tally.asked)}")
    print(f"false_likely {_percent(false_likely, negatives)}")
    print(f"false_certain {_percent(false_certain, negatives)}")
    print(f"p95_ms {one.p95():.1f}")


def _explain(query: dict[str, str], hits: Sequence[Any]) -> None:
    """`EXPLAIN_MISSES=1`: what went wrong, on the error stream."""
    if os.environ.get("EXPLAIN_MISSES") and hits:
        top = [] if hits[0] is None else [(h.values["name"], round(h.judgement.log_odds, 1)) for h in hits[:3]]
        print(query["kind"], query["query"], "|", query["match_name"], top, file=sys.stderr)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else "-"


# -- speed ------------------------------------------------------------------------------------------------------------


def speed() -> None:
    """The time of one query and of a scan on the base that is loaded; queries are altered names of the base itself."""
    from django.db import connection

    from kezhou.platform.duplicates import scan, statistics, weights
    from kezhou.platform.duplicates.watch import watched

    draw = random.Random(20261122)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id), count(*) FROM parties_customer")
        low, high, count = cursor.fetchone() or (0, 0, 0)
        wanted = [draw.randint(low, high) for _query in range(SCALE_QUERIES)]
        cursor.execute("SELECT name FROM parties_customer WHERE id = ANY(%s)", [wanted])
        names = [name for (name,) in cursor.fetchall()]
    one = asker()
    for name in names[:50]:  # the first questions of a process read the statistics
        one.ask(name)
    one.times.clear()
    for name in names:
        at = draw.randrange(1, max(2, len(name) - 4))
        one.ask(name[:at] + name[at + 1 :])
    print(f"scale_customers {count}")
    print(f"scale_p95_ms {one.p95():.1f}")
    entity = customer()
    row = watched(entity)
    began = time.perf_counter()
    work = scan.begin(entity, row, statistics.Usual(row), weights.current())
    whole = os.environ.get("SCAN") == "whole"
    compared, pairs = _scan_all(work) if whole else _scan_parts(work, low, high)
    seconds = time.perf_counter() - began
    print(f"scanned {compared}")
    print(f"scan_minutes {seconds / max(compared, 1) * count / 60:.1f}")
    print(f"scan_pairs_per_1000 {1000 * pairs / max(compared, 1):.1f}")
    print(f"peak_mb {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def _scan_all(work: "Scan") -> tuple[int, int]:
    """Every record, as the job does it: (records, pairs)."""
    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.duplicates import scan

    compared = pairs = 0
    work.row.scanned_to = 0
    while work.row.scanned_to is not None:
        records, found = scan.chunk(Ctx.system("bench"), work)
        compared, pairs = compared + records, pairs + found
    return compared, pairs


def _scan_parts(work: "Scan", low: int, high: int) -> tuple[int, int]:
    from kezhou.kernel.ctx import Ctx
    from kezhou.platform.duplicates import scan

    compared = pairs = 0
    for number in range(SCAN_CHUNKS):
        work.row.scanned_to = low - 1 + (high - low) * number // SCAN_CHUNKS
        records, found = scan.chunk(Ctx.system("bench"), work)
        compared, pairs = compared + records, pairs + found
    return compared, pairs


if __name__ == "__main__":
    main()
