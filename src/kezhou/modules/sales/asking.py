"""Who decides about what a salesperson asks for, and acting on the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.sdk import approvals, records
from kezhou.sdk.query import fetch_all

FALLBACK_ROLE = "ceo"
"""Where nobody stands above the owner."""
MAX_LEVELS = 20

_ABOVE = """
WITH RECURSIVE up (id, leader, above, depth) AS (
  SELECT d.id, d.leader_id, d.parent_id, 1 FROM org_user u JOIN org_department d ON d.id = u.department_id
   WHERE u.id = %s
  UNION ALL
  SELECT d.id, d.leader_id, d.parent_id, up.depth + 1 FROM up JOIN org_department d ON d.id = up.above
   WHERE up.depth < %s)
SELECT u.id FROM (
  SELECT superior_id AS id, 0 AS depth FROM org_user WHERE id = %s
  UNION ALL SELECT leader, depth FROM up) c
  JOIN org_user u ON u.id = c.id AND u.status = 'active' AND u.deleted_at IS NULL
 WHERE u.id <> ALL(%s) ORDER BY c.depth LIMIT 1"""


def ask(
    ctx: Ctx, kind: str, title: Any, entity: str, record_id: int, owner: int | None, payload: Mapping[str, Any]
) -> None:
    """Open a request to the owner's superior, else to the next leader above, else to the general manager, else to the
    administrators. Neither the asker nor the owner decides.

    Raises `Conflict` (`nobody_decides`) where nobody is left and no flow says who decides.
    """
    apart = [person for person in (ctx.actor.id, owner) if person is not None]
    users = _deciders(owner, apart)
    if not users and approvals.version_for(kind) is None:
        text = _("Nobody is found who could decide this: no superior, no general manager, no other administrator.")
        raise Conflict(text, code="nobody_decides")
    approvals.request(ctx, kind, title, users=users, entity=entity, record_id=record_id, payload=payload)


def _deciders(owner: int | None, apart: Sequence[int]) -> list[int]:
    rows = fetch_all(_ABOVE, (owner, MAX_LEVELS, owner, list(apart))) if owner is not None else []
    if rows:
        return [row[0] for row in rows]
    for group in ((FALLBACK_ROLE, ""), ("", approvals.ADMINISTRATORS)):
        if others := [person for person in approvals.holders(*group) if person not in apart]:
            return sorted(others)[: approvals.MAX_CANDIDATES]
    return []


def waiting(kind: str, entity: str, record_id: int) -> approvals.ApprovalRequest | None:
    """The request that waits for a decision."""
    rows = approvals.ApprovalRequest.objects.filter(kind=kind, entity=entity, record_id=record_id, state="pending")
    return rows.order_by("-id").first()


def by_rule(ctx: Ctx) -> Ctx:
    """The same person, acting as the decision says and not by rights of their own on the record."""
    return replace(ctx, grants=Ctx.system("sales", ctx.clock).grants)


def settle(ctx: Ctx, entity: str, record_id: int, values: Mapping[str, Any], act: str, event: str) -> None:
    """What follows from a decision, through the pipeline, in the name of who decided. Raises what forbids it."""
    options = records.Options(internal=True, moves_free=True, action=act, event=event, always=True)
    records.update(by_rule(ctx), entity, record_id, values, None, options)
