"""“Why can, or can't, this person see this record?” — the answer in words, grant by grant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity

from . import shares
from .scope import grants_of, level_sql, may, right

LEVEL_WORDS = {
    "none": _("nothing"),
    "own": _("own records"),
    "own_and_reports": _("own records and those of people who report here"),
    "dept": _("records of the own department"),
    "dept_tree": _("records of the own department and those below it"),
    "depts": _("records of chosen departments"),
    "all": _("all records"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant, share or rule and whether it answers for the record."""

    answers: bool
    code: str
    message: Any
    role: str = ""
    level: str = ""


explainers: list[Callable[[Ctx, CompiledEntity, int, str], Iterable[Reason]]] = []
"""(person's ctx, entity, record id, action) → what else opens rows, such as membership of a pool."""


@dataclass(frozen=True, slots=True)
class Explanation:
    allowed: bool
    reasons: tuple[Reason, ...]


def explain(ctx: Ctx, entity: CompiledEntity, record_id: int, action: str = "view") -> Explanation:
    """What decides whether the person of `ctx` may do `action` to the record. The asker's own right is the
    caller's business."""
    allowed = _holds(entity, record_id, right(ctx, entity, action))
    reasons: list[Reason] = []
    definition = entity.definition
    if action in definition.everyone or (action == "view" and definition.scope.is_public):
        reasons.append(Reason(True, "public", _("Everybody who is signed in may do this.")))
    if definition.admin and definition.admin in ctx.grants.admin:
        reasons.append(Reason(True, "administrator", _("An administrative permission allows it.")))
    for grant in grants_of(ctx, entity, action):
        answers = _holds(entity, record_id, level_sql(ctx, entity, grant, "t", action))
        sentence = (
            _("The role “%(role)s” opens %(level)s: this record is one of them.")
            if answers
            else _("The role “%(role)s” opens %(level)s: this record is none of them.")
        )
        words = {"role": grant.role, "level": LEVEL_WORDS[grant.level]}
        reasons.append(Reason(answers, "grant", sentence % words, grant.role, grant.level))
    reasons += [
        Reason(shares.answers(ctx, found, entity, entity.right_of(action)), "share", shares.sentence(found))
        for found in shares.memberships(ctx, entity, record_id)
    ]
    for more in explainers:
        reasons.extend(more(ctx, entity, record_id, action))
    if not may(ctx, entity, action):
        reasons.append(Reason(False, "no_grant", _("No role of this person says anything about this.")))
    return Explanation(allowed, tuple(reasons))


def _holds(entity: CompiledEntity, record_id: int, predicate: Sql) -> bool:
    statement = f"SELECT coalesce({predicate.text}, FALSE) FROM {entity.table} t WHERE t.id = %s"  # noqa: S608
    row = fetch_one(statement, (*predicate.params, record_id))
    return bool(row and row[0])
