"""Everything compared with everything: chunk by chunk, each record with the later ones that share a rare key with
it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.judge import Judgement, judge
from kezhou.kernel.matching.keys import core_key, key
from kezhou.kernel.matching.party import Party, exact_keys
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from . import pairs
from .facts import facts_of, party_of
from .find import CORE_WEIGHT, key_weights, rows_of
from .index import rows_after
from .models import Watched
from .statistics import Usual

CHUNK = 500
"""Records that are compared in one transaction."""
POSTINGS = 900
"""Records that the keys of one record may name together: the scan looks closer than a person typing, not wider."""
PER_KEY = 400
PARTNERS = 5
"""Later records that one record is compared with at most."""
LEAST_SHARE = 0.35
"""Of the weight of the keys looked up, what a partner must share."""

_LOOK_UP = """
SELECT at, record_id FROM (
  SELECT q.at, k.record_id,
    row_number() OVER (PARTITION BY q.at ORDER BY sum(q.w) DESC, k.record_id) AS place
  FROM unnest(%s::bigint[], %s::int[], %s::real[], %s::real[]) AS q(at, key, w, least)
  CROSS JOIN LATERAL (
    SELECT d.record_id FROM duplicates_key d WHERE d.entity = %s AND d.key = q.key AND d.record_id > q.at LIMIT %s) AS k
  GROUP BY q.at, k.record_id HAVING sum(q.w) >= max(q.least)) AS ranked
WHERE place <= %s"""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a whole scan keeps in memory: statistics, common keys, weights."""

    entity: CompiledEntity
    row: Watched
    usual: Usual
    common: Mapping[int, int]
    weights: Mapping[str, float]


def begin(entity: CompiledEntity, row: Watched, usual: Usual, weights: Mapping[str, float]) -> Scan:
    usual.read_all()
    return Scan(entity, row, usual, usual.common_keys(), weights)


def chunk(ctx: Ctx, scan: Scan) -> tuple[int, int]:
    """Compare the next records, queue what is found and move the bookmark, in one transaction: (records, pairs).

    Zero records: the scan is through.
    """
    if scan.row.scanned_to is None:
        return 0, 0
    rows = rows_after(scan.entity, scan.row.scanned_to, CHUNK)
    facts = facts_of(scan.entity)
    known = {id_: party_of(facts, values) for id_, values in rows}
    partners = _partners(scan, known)
    others = {id_ for ids in partners.values() for id_ in ids}
    living = rows_of(scan.entity, facts, others | set(partners))
    parties = {id_: known.get(id_) or party_of(facts, values) for id_, values in living.items()}
    shared = _shared(scan, known)
    found: list[tuple[int, int, Judgement]] = []
    for one, ids in partners.items():
        for other in ids:
            if one in parties and other in parties:
                result = _judged(parties[one], parties[other], scan, shared)
                if result.verdict in ("likely", "certain"):
                    found.append((one, other, result))
    with transaction.atomic():
        written = pairs.put(ctx, scan.entity, found)
        scan.row.scanned_to = rows[-1][0] if len(rows) == CHUNK else None
        scan.row.save(update_fields=["scanned_to"])
    return len(rows), written


def _judged(one: Party, other: Party, scan: Scan, shared: Mapping[int, int]) -> Judgement:
    """The shorter name asks about the longer one, whichever record is older: a shortened name is the usual case."""
    kinds = {"credit_code": "t", "landline": "p", "mobile": "p", "email": "e", "website": "d"}
    asking, asked = (one, other) if _length(one) <= _length(other) else (other, one)
    return judge(
        asking,
        asked,
        scan.weights,
        scan.usual.frequencies,
        lambda kind, value: shared.get(key(kinds[kind], value), 1),
    )


def _length(party: Party) -> int:
    return len(party.names[0].text) if party.names else 0


def _partners(scan: Scan, parties: Mapping[int, Party]) -> dict[int, list[int]]:
    """Record → the later records that share most of its rare keys with it."""
    rows: list[tuple[int, int, float, float]] = []
    for id_, party in parties.items():
        chosen = key_weights(party, scan.usual, scan.common, POSTINGS)
        exact = set(exact_keys(party)) | {core_key(name) for name in party.names}
        least = min(LEAST_SHARE * sum(weight for one, weight in chosen if one not in exact), CORE_WEIGHT)
        rows += [(id_, one, weight, least) for one, weight in chosen]
    found: dict[int, list[int]] = {}
    columns = [list(column) for column in zip(*rows, strict=True)]
    for at, other in fetch_all(_LOOK_UP, (*columns, scan.row.id, PER_KEY, PARTNERS)) if rows else ():
        found.setdefault(at, []).append(other)
    return found


def _shared(scan: Scan, parties: Mapping[int, Party]) -> dict[int, int]:
    """How many records have each exact key of the chunk, as far as it is common."""
    return {one: scan.common[one] for party in parties.values() for one in exact_keys(party) if one in scan.common}
