"""Who may be this party: candidates by rare keys, then the comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.judge import Judgement, Shared, judge
from kezhou.kernel.matching.keys import core_key, key, name_keys
from kezhou.kernel.matching.party import Party, exact_keys
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity

from . import statistics
from .facts import Facts, children, facts_of, party_of, seen_facts
from .models import Watched
from .statistics import COMMON_KEY, Usual
from .watch import watched

CANDIDATES = 100
"""Records that are fetched for one party at most, those with the most and rarest keys in common."""
BY_KEYS, BY_CHARACTERS = 12, 24
"""Of them compared: so many of the first, and so many of the others that have the most characters in common."""
SAVE_CANDIDATES, SAVE_BY_KEYS, SAVE_BY_CHARACTERS = 24, 8, 8
"""The same while a single record is saved and the rule only warns."""
POSTINGS = 4_000
"""Records that the keys of one party may name together; rare keys go first."""
SAVE_POSTINGS = 300
"""The same while a single record is saved and the rule only warns: the form has asked thoroughly before."""
LEAST_KEYS = 3
"""Keys of a name that are looked up even where all are common."""
PER_KEY = 2_500
"""Records that one key gives at most; how many have a key is only known as of the last count."""
SAVE_PER_KEY = 100
"""The same while a single record is saved: before the first count every key could be a common one."""
EXACT_WEIGHT, CORE_WEIGHT = 40.0, 20.0
MAX_FROM_CHILDREN = 20

_LOOK_UP = """
SELECT at, record_id FROM (
  SELECT q.at, k.record_id, row_number() OVER (PARTITION BY q.at ORDER BY sum(q.w) DESC, k.record_id) AS place
  FROM unnest(%s::int[], %s::int[], %s::real[]) AS q(at, key, w)
  CROSS JOIN LATERAL (
    SELECT d.record_id FROM duplicates_key d WHERE d.entity = %s AND d.key = q.key LIMIT %s) AS k
  GROUP BY q.at, k.record_id) AS ranked
WHERE place <= %s"""

_SHARED = """
SELECT q.key, count(*), count(*) FROM unnest(%s::int[]) AS q(key)
CROSS JOIN LATERAL (
  SELECT 1 FROM duplicates_key d WHERE d.entity = %s AND d.key = q.key LIMIT %s) AS k
GROUP BY q.key"""
_SHARED_IN_REACH = """
SELECT q.key, count(*), count(*) FILTER (WHERE {seen}) FROM unnest(%s::int[]) AS q(key)
CROSS JOIN LATERAL (
  SELECT d.record_id FROM duplicates_key d WHERE d.entity = %s AND d.key = q.key LIMIT %s) AS k
LEFT JOIN {table} t ON t.id = k.record_id
GROUP BY q.key"""
_KINDS = {"credit_code": "t", "landline": "p", "mobile": "p", "email": "e", "website": "d"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that may be the party, with the values that were compared."""

    record_id: int
    judgement: Judgement
    values: Mapping[str, Any]


def find(
    ctx: Ctx,
    entity: CompiledEntity,
    party: Party,
    weights: Mapping[str, float],
    limit: int,
    skip: int | None = None,
    row: Watched | None = None,
) -> list[Hit]:
    """The records that may be the party, best first, at least `possible`; compared by fields that the actor may see.
    A record out of reach is found as well: see `tell`."""
    return find_many(ctx, entity, [party], weights, limit, [skip], row=row)[0]


def find_many(
    ctx: Ctx,
    entity: CompiledEntity,
    parties: Sequence[Party],
    weights: Mapping[str, float],
    limit: int,
    skips: Sequence[int | None],
    candidates: int = CANDIDATES,
    row: Watched | None = None,
    *,
    thorough: bool = True,
) -> list[list[Hit]]:
    """As `find`, for many parties by a handful of statements. `row` is the entity's, where the caller has it.

    Without `thorough` only the rarest pairs of a name are looked up: enough for what is typed twice or misheard once.
    """
    row = row or watched(entity)
    usual = statistics.usual(row)
    found = _look_up(row, usual, parties, candidates if thorough else SAVE_CANDIDATES, thorough=thorough)
    from_children = _by_children(ctx, entity, parties)
    for at, ids in from_children.items():
        found[at] = [*ids, *(id_ for id_ in found.get(at, ()) if id_ not in ids)]
    wanted = {id_ for ids in found.values() for id_ in ids}
    facts = _compared(facts_of(entity), parties)
    rows = rows_of(entity, facts, wanted)
    most = (BY_KEYS, BY_CHARACTERS) if thorough else (SAVE_BY_KEYS, SAVE_BY_CHARACTERS)
    found = {at: _closest(parties[at], ids, rows, facts[0][0].name, *most) for at, ids in found.items()}
    shown = _compared(seen_facts(ctx, entity), parties)
    known = {id_: party_of(shown, rows[id_]) for id_ in {id_ for ids in found.values() for id_ in ids}}
    texts = [name.text for one in (*parties, *known.values()) for name in one.names]
    frequencies = usual.prefetch(texts)
    everywhere, within = shared_by(ctx, entity, row, parties)
    reached = _reached(ctx, entity, set(known)) if any(exact_keys(one) for one in parties) else set()
    answers: list[list[Hit]] = []
    for at, one in enumerate(parties):
        hits = []
        for id_ in found.get(at, ()):
            if id_ == skips[at]:
                continue
            other = with_numbers(known[id_], from_children.get(at, {}).get(id_))
            result = judge(one, other, weights, frequencies, within if id_ in reached else everywhere)
            if result.verdict != "none":
                hits.append(Hit(id_, result, rows[id_]))
        hits.sort(key=lambda hit: (-hit.judgement.log_odds, hit.record_id))
        answers.append(hits[:limit])
    return answers


def key_weights(
    party: Party, usual: Usual, common: Mapping[int, int], budget: int = POSTINGS
) -> list[tuple[int, float]]:
    """What to look a party up by: all exact keys, its core, and the rarest pairs of its names that fit the budget."""
    chosen = [(exact, EXACT_WEIGHT) for exact in exact_keys(party)]
    records = max(usual.records, COMMON_KEY)
    cores = {core_key(name) for name in party.names}
    chosen += [(core, CORE_WEIGHT) for core in cores]
    pairs = {pair for name in party.names for pair in name_keys(name)} - cores
    spent = 0
    for taken, (count, pair) in enumerate(sorted((common.get(pair, COMMON_KEY), pair) for pair in pairs)):
        spent += min(count, PER_KEY)
        if spent > budget and taken >= (LEAST_KEYS if budget == POSTINGS else 1):
            break
        chosen.append((pair, math.log(1 + records / count)))
    return chosen


def _look_up(
    row: Watched, usual: Usual, parties: Sequence[Party], candidates: int, *, thorough: bool
) -> dict[int, list[int]]:
    pairs = {pair for one in parties for name in one.names for pair in name_keys(name)}
    common = usual.common_keys(pairs) if usual.counted_at else {}
    ats: list[int] = []
    keys: list[int] = []
    weights: list[float] = []
    for at, one in enumerate(parties):
        for chosen, weight in key_weights(one, usual, common, POSTINGS if thorough else SAVE_POSTINGS):
            ats.append(at)
            keys.append(chosen)
            weights.append(weight)
    found: dict[int, list[int]] = {}
    if keys:
        per_key = PER_KEY if thorough else SAVE_PER_KEY
        for at, record_id in fetch_all(_LOOK_UP, (ats, keys, weights, row.id, per_key, candidates)):
            found.setdefault(at, []).append(record_id)
    return found


def _compared(facts: Facts, parties: Sequence[Party]) -> Facts:
    """Addresses are taken apart only where an address was asked about: it is the dearest of all facts."""
    asked = any(one.addresses for one in parties)
    return facts if asked else [(spec, fact) for spec, fact in facts if fact != "address"]


def _closest(
    party: Party,
    ids: Sequence[int],
    rows: Mapping[int, Mapping[str, Any]],
    title: str,
    by_keys: int,
    by_characters: int,
) -> list[int]:
    """The candidates worth a comparison. Counting characters is cheap; taking names apart and laying them side by side
    is not."""
    living = [id_ for id_ in ids if id_ in rows]
    head, rest = living[:by_keys], living[by_keys:]
    if len(rest) > by_characters and party.names:
        asked = set(party.names[0].text)

        def likeness(id_: int) -> float:
            name = set(str(rows[id_][title] or ""))
            return len(asked & name) / max(len(asked | name), 1)

        rest = sorted(rest, key=likeness, reverse=True)[:by_characters]
    return head + rest


def rows_of(entity: CompiledEntity, facts: Facts, ids: set[int]) -> dict[int, dict[str, Any]]:
    """The facts of living records."""
    if not ids:
        return {}
    columns = ", ".join(spec.expression() for spec, _fact in facts)
    statement = f"SELECT t.id, {columns} FROM {entity.table} t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL"  # noqa: S608
    names = [spec.name for spec, _fact in facts]
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in fetch_all(statement, (list(ids),))}


def shared_by(ctx: Ctx, entity: CompiledEntity, row: Watched, parties: Sequence[Party]) -> tuple[Shared, Shared]:
    """How many records have a value of these parties: all of them, and those within the actor's reach.

    What is told of a record within reach must not change with records out of it: its score would give away that they
    exist and what they have in common.
    """
    keys = {exact for one in parties for exact in exact_keys(one)}
    seen = right(ctx, entity, "view")
    statement, params = _SHARED, (list(keys), row.id, PER_KEY)
    if not seen.is_true:
        statement, params = _SHARED_IN_REACH.format(seen=seen.text, table=entity.table), (*seen.params, *params)
    rows = fetch_all(statement, params) if keys else []
    everywhere, within = ({row[0]: row[at] for row in rows} for at in (1, 2))
    return _counted(everywhere), _counted(within)


def _counted(counts: Mapping[int, int]) -> Shared:
    return lambda kind, value: counts.get(key(_KINDS[kind], value), 1)


def _reached(ctx: Ctx, entity: CompiledEntity, ids: set[int]) -> set[int]:
    """Those of the records that the actor may see."""
    seen = right(ctx, entity, "view")
    if seen.is_true or seen.is_false or not ids:
        return ids if seen.is_true else set()
    statement = f"SELECT t.id FROM {entity.table} t WHERE t.id = ANY(%s) AND {seen.text}"  # noqa: S608
    return {row[0] for row in fetch_all(statement, (list(ids), *seen.params))}


def _by_children(ctx: Ctx, entity: CompiledEntity, parties: Sequence[Party]) -> dict[int, dict[int, list[Party]]]:
    """Position → parent record → the children that share a number or mail address with the party asked about."""
    wanted: dict[int, list[int]] = {}
    for at, one in enumerate(parties):
        for number in (*one.landlines, *one.mobiles):
            wanted.setdefault(key("p", number), []).append(at)
        for address in one.emails:
            wanted.setdefault(key("e", address), []).append(at)
    found: dict[int, dict[int, list[Party]]] = {}
    for child in children(ctx, entity) if wanted else ():
        parent = child.fields[str(child.definition.scope.parent)].expression()
        facts = seen_facts(ctx, child)
        if not facts:
            continue
        columns = ", ".join(spec.expression() for spec, _fact in facts)
        statement = (
            f"SELECT k.key, {parent}, {columns} FROM unnest(%s::int[]) AS q(key) "  # noqa: S608
            "CROSS JOIN LATERAL (SELECT d.key, d.record_id FROM duplicates_key d "
            "WHERE d.entity = (SELECT w.id FROM duplicates_watched w WHERE w.entity = %s) AND d.key = q.key LIMIT "
            "%s) k "
            f"JOIN {child.table} t ON t.id = k.record_id WHERE t.deleted_at IS NULL AND {parent} IS NOT NULL"
        )
        for number, parent_id, *values in fetch_all(statement, (list(wanted), child.key, MAX_FROM_CHILDREN)):
            names = [spec.name for spec, _fact in facts]
            kin = party_of(facts, dict(zip(names, values, strict=True)))
            for at in wanted[number]:
                found.setdefault(at, {}).setdefault(parent_id, []).append(kin)
    return found


def with_numbers(party: Party, kin: Sequence[Party] | None) -> Party:
    """The party with the numbers and addresses of the people who belong to it."""
    if not kin:
        return party
    return replace(
        party,
        landlines=party.landlines.union(*(one.landlines for one in kin)),
        mobiles=party.mobiles.union(*(one.mobiles for one in kin)),
        emails=party.emails.union(*(one.emails for one in kin)),
    )
