"""What the asker learns: of a record within reach its name and why, of another one a verdict and what the policy
lets out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.matching.judge import VERDICTS
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import right
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.query.titles import title_expression

from .find import Hit
from .models import Watched
from .watch import watched
from .wording import reasons

LAST_FOLLOW_UP = "last_follow_up_at"
FIELDS = {"owner": "owner", "pool": "pool", "last_follow_up": LAST_FOLLOW_UP}
"""What is told beside the name, and the field that says it."""
OUT_OF_REACH_FROM = "likely"
"""Below this nothing is said of records out of reach: a vague likeness would only help to probe."""


def told(
    ctx: Ctx, entity: CompiledEntity, hits: Sequence[Hit], limit: int, policy: Watched | None = None
) -> list[dict[str, Any]]:
    """The answer, best first.

    Within reach: `{id, name, verdict, score, reasons, owner, pool, last_follow_up}`, null where the field is hidden
    from the asker. Out of reach: `{verdict}` and, where the policy allows, owner, pool and last follow-up day — no id,
    no score, no stored text, and not which field agreed.
    """
    policy = policy or watched(entity)
    rights = field_rights(ctx, entity)
    named = entity.title == "id" or rights[entity.title].view == "full"
    open_facts = [fact for fact, field in FIELDS.items() if field not in rights or rights[field].view == "full"]
    rows = _rows(ctx, entity, [hit.record_id for hit in hits])
    owners, pools = _names(entity, "owner", rows), _names(entity, "pool", rows)
    answers: list[dict[str, Any]] = []
    for hit in hits:
        row = rows.get(hit.record_id)
        if row is None:
            continue
        facts = {
            "owner": owners.get(row["owner"]),
            "pool": pools.get(row["pool"]),
            "last_follow_up": _day(row["last_follow_up"]),
        }
        if row["seen"]:
            answers.append(
                {
                    "id": hit.record_id,
                    "name": row["title"] if named else f"#{hit.record_id}",
                    "verdict": hit.judgement.verdict,
                    "score": hit.judgement.score,
                    "reasons": reasons(hit.judgement.reasons),
                    **{fact: facts[fact] if fact in open_facts else None for fact in facts},
                }
            )
        elif VERDICTS.index(hit.judgement.verdict) >= VERDICTS.index(OUT_OF_REACH_FROM):
            allowed = {name: value for name, value in facts.items() if getattr(policy, f"tell_{name}")}
            answers.append({"verdict": hit.judgement.verdict, **allowed})
    return answers[:limit]


def _rows(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    seen = right(ctx, entity, "view")
    pool = "t.pool_id" if entity.pooled else "NULL::bigint"
    last = entity.fields[LAST_FOLLOW_UP].expression() if LAST_FOLLOW_UP in entity.fields else "NULL::timestamptz"
    statement = (
        f"SELECT t.id, {title_expression(entity)}, {entity.owner_expression()}, {pool}, {last}, "  # noqa: S608
        f"coalesce({seen.text}, FALSE) FROM {entity.table} t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL"
    )
    names = ("title", "owner", "pool", "last_follow_up", "seen")
    found = fetch_all(statement, (*seen.params, list(ids)))
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in found}


def _names(entity: CompiledEntity, link: str, rows: Mapping[int, Mapping[str, Any]]) -> dict[int, str]:
    """Names of owners or pools, which everybody in the company may know."""
    wanted = {row[link] for row in rows.values() if row[link] is not None}
    if not wanted:
        return {}
    column = entity.definition.scope.owner if link == "owner" else link
    target: Any = entity.model._meta.get_field(column).related_model
    return dict(target.objects.filter(id__in=wanted).values_list("id", "name"))


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(COMPANY_ZONE).date().isoformat()
