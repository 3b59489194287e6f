"""The queue of pairs that may be one record, and what people say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, FieldError, Invalid, NotFound
from kezhou.kernel.matching.judge import Judgement
from kezhou.platform import audit
from kezhou.platform.access.scope import may, right, visible
from kezhou.platform.audit import actions
from kezhou.platform.base.sql import Sql, execute, fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import shown_title
from kezhou.platform.records import load

from .facts import facts_of, seen_facts
from .models import LEVELS, STATES, DuplicatePair
from .wording import restored, stored

MAX_PAGE = 100
MAX_REASON = 500
MAX_APART = 1_000
JUDGES = "update"
"""The right that a verdict takes on each record: it stands in the story of both, and holds for everybody."""

actions.register("duplicate_same", _("judged two records to be the same"))
actions.register("duplicate_different", _("judged two records to be different"))
actions.register("duplicate_reopened", _("took a verdict on two records back"))

decided: list[Callable[[Ctx, DuplicatePair], None]] = []
"""Called in the transaction of a verdict; the room that merges records registers here."""

_PUT = """
INSERT INTO duplicates_duplicatepair
  (entity, a, b, log_odds, verdict, reasons, features, state, found_at, reason)
SELECT %s, new.a, new.b, new.log_odds, new.verdict, new.reasons::jsonb, new.features::jsonb, 'open', %s, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[], %s::text[], %s::text[])
  AS new(a, b, log_odds, verdict, reasons, features)
ON CONFLICT (entity, a, b) DO UPDATE SET log_odds = excluded.log_odds, verdict = excluded.verdict,
  reasons = excluded.reasons, features = excluded.features
WHERE duplicates_duplicatepair.state = 'open'"""


def put(ctx: Ctx, entity: CompiledEntity, found: Iterable[tuple[int, int, Judgement]]) -> int:
    """Queue pairs; an open one gets the newer evidence, a decided one stays as it is. How many were written."""
    rows = sorted({(min(a, b), max(a, b)): judgement for a, b, judgement in found if a != b}.items())
    if not rows:
        return 0
    columns: tuple[list[Any], ...] = (
        [a for (a, _b), _j in rows],
        [b for (_a, b), _j in rows],
        [j.log_odds for _p, j in rows],
        [j.verdict for _p, j in rows],
        [orjson.dumps(stored(j.reasons)).decode() for _p, j in rows],
        [orjson.dumps(dict(j.features)).decode() for _p, j in rows],
    )
    return execute(_PUT, (entity.key, ctx.clock.now(), *columns))


_AFTER = "(p.log_odds, p.id) < (SELECT l.log_odds, l.id FROM duplicates_duplicatepair l WHERE l.id = %s)"


def judged_different(entity: CompiledEntity, record_id: int) -> set[int]:
    """The records that a person said this one is not."""
    statement = (
        "SELECT b FROM duplicates_duplicatepair WHERE entity = %s AND a = %s AND state = 'different' "
        "UNION ALL SELECT a FROM duplicates_duplicatepair WHERE entity = %s AND b = %s AND state = 'different' LIMIT %s"
    )
    return {row[0] for row in fetch_all(statement, (entity.key, record_id, entity.key, record_id, MAX_APART))}


def listed(
    ctx: Ctx,
    entity: CompiledEntity,
    state: str,
    limit: int,
    before: int | None = None,
    *,
    verdict: str | None = None,
    record: int | None = None,
) -> list[dict[str, Any]]:
    """Pairs of which the actor may see both records and both live, strongest first, each with `_can.decide`: whether a
    verdict of the actor counts. `before` is the pair where the last page ended; `verdict` and `record` narrow it to one
    strength, to one record."""
    if state not in STATES:
        message = _("Known states: %(known)s.") % {"known": ", ".join(STATES)}
        raise BadRequest(message, code="bad_state", errors=[FieldError("state", "bad_state", message)])
    if verdict is not None and verdict not in LEVELS:
        message = _("Known are: %(known)s.") % {"known": ", ".join(LEVELS)}
        raise BadRequest(message, code="bad_verdict", errors=[FieldError("verdict", "bad_verdict", message)])
    narrowed = Sql("TRUE") if verdict is None else Sql("p.verdict = %s", (verdict,))
    about = Sql("TRUE") if record is None else Sql("(p.a = %s OR p.b = %s)", (record, record))
    reach = [visible(ctx, entity, alias=alias) for alias in ("a", "b")]
    judges = [right(ctx, entity, JUDGES, alias) for alias in ("a", "b")]
    after = Sql("TRUE") if before is None else Sql(_AFTER, (before,))
    a_title, b_title = shown_title(ctx, entity, "a"), shown_title(ctx, entity, "b")
    statement = (
        f"SELECT p.id, p.a, {a_title}, p.b, {b_title}, p.log_odds, p.verdict, p.reasons, p.state, p.found_at, "  # noqa: S608
        f"p.decided_at, u.id, u.name, p.reason, coalesce({judges[0].text} AND {judges[1].text}, FALSE) "
        f"FROM duplicates_duplicatepair p JOIN {entity.table} a ON a.id = p.a JOIN {entity.table} b ON b.id = p.b "
        "LEFT JOIN org_user u ON u.id = p.decided_by_id "
        f"WHERE p.entity = %s AND p.state = %s AND {after.text} "
        f"AND {narrowed.text} AND {about.text} AND a.deleted_at IS NULL AND b.deleted_at IS NULL "
        f"AND {reach[0].text} AND {reach[1].text} ORDER BY p.log_odds DESC, p.id DESC LIMIT %s"
    )
    params = (*judges[0].params, *judges[1].params, entity.key, state)
    params = (*params, *after.params, *narrowed.params, *about.params)
    params = (*params, *reach[0].params, *reach[1].params, min(limit, MAX_PAGE + 1))
    hidden = {fact for _spec, fact in facts_of(entity)} - {fact for _spec, fact in seen_facts(ctx, entity)}
    return [_out(row, hidden) for row in fetch_all(statement, params)]


def _out(row: Sequence[Any], hidden: Set[str]) -> dict[str, Any]:
    return {
        "id": row[0],
        "a": {"id": row[1], "title": row[2]},
        "b": {"id": row[3], "title": row[4]},
        "log_odds": row[5],
        "verdict": row[6],
        "reasons": restored(orjson.loads(row[7]) if isinstance(row[7], str | bytes) else row[7], hidden),
        "state": row[8],
        "found_at": row[9],
        "decided_at": row[10],
        "decided_by": None if row[11] is None else {"id": row[11], "title": row[12]},
        "reason": row[13],
        "_can": {"decide": row[14]},
    }


def decide(ctx: Ctx, pair_id: int, state: str, reason: str) -> DuplicatePair:
    """A person's word on a pair, with why. `open` takes a verdict back.

    Raises `NotFound` where the actor cannot see both records or one of them is gone, `Forbidden` without the right to
    change both, `Invalid` without a reason, `Conflict` when the pair was decided otherwise meanwhile.
    """
    if state not in STATES:
        raise Invalid(
            errors=[FieldError("state", "unknown_choice", _("Known states: %(known)s.") % {"known": ", ".join(STATES)})]
        )
    if not reason.strip() or len(reason) > MAX_REASON:
        message = _("Say why, in at most %(limit)d characters.") % {"limit": MAX_REASON}
        raise Invalid(errors=[FieldError("reason", "required", message)])
    with transaction.atomic():
        known = DuplicatePair.objects.filter(id=pair_id).values_list("entity", "a", "b").first()
        entity = None if known is None else registry.all_entities(ctx).get(known[0])
        if known is None or entity is None or not facts_of(entity):
            raise NotFound()
        _refuse_strangers(ctx, entity, known[1:])
        pair = DuplicatePair.objects.select_for_update().get(id=pair_id)
        if pair.state == state or (pair.state != "open" and state != "open"):
            raise Conflict(_("This pair has been decided already."), code="decided")
        change = (pair.state, state)
        pair.state, pair.reason = state, reason.strip()
        is_verdict = state != "open"
        pair.decided_by_id, pair.decided_at = (ctx.actor.id, ctx.clock.now()) if is_verdict else (None, None)
        pair.save(update_fields=["state", "reason", "decided_by", "decided_at"])
        action = f"duplicate_{state}" if is_verdict else "duplicate_reopened"
        changes, meta = {"duplicate": change}, {"reason": pair.reason}
        audit.write(
            ctx,
            [
                audit.Entry(entity.key, one, action, changes, {**meta, "other": other})
                for one, other in ((pair.a, pair.b), (pair.b, pair.a))
            ],
        )
        for hook in decided:
            hook(ctx, pair)
    return pair


def _refuse_strangers(ctx: Ctx, entity: CompiledEntity, both: Sequence[int]) -> None:
    """Locks the two records, before the pair as a merge does. One out of reach is told before one that only may not be
    changed."""
    if not may(ctx, entity, "view"):
        raise NotFound()
    drafts = load.locked(ctx, entity, both, [JUDGES])
    if any(draft.problem is not None for draft in drafts):
        raise NotFound()
    for draft in drafts:
        draft.refuse_unless(JUDGES)
        if draft.problem is not None:
            raise draft.problem
