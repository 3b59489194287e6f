"""The verbs of pools for several records at once: each for itself, with an answer for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, KezhouError
from kezhou.platform.entities.compiled import CompiledEntity

from . import claims

MAX_RECORDS = 200
OPS = ("claim", "assign", "transfer", "release")
ENOUGH = frozenset({"quota_day", "quota_week", "holdings_full"})
"""What refuses one claim refuses every further one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record; `problem` None: it was done."""

    id: int
    problem: KezhouError | None


@dataclass(frozen=True, slots=True)
class Call:
    """`op` is one of `OPS`; `owner` is whom `assign` gives to, `pool` where `transfer` and `release` lead."""

    op: str
    ids: Sequence[int]
    owner: int | None = None
    pool: int | None = None
    reason: str = ""


def run(ctx: Ctx, entity: CompiledEntity, call: Call) -> list[Outcome]:
    """Do it to each record in a transaction of its own, in the order given. Raises `Invalid` for a call that names
    nothing to do; what is wrong with a record is in its outcome."""
    act = _act(ctx, entity, call)
    outcomes: list[Outcome] = []
    stopped: KezhouError | None = None
    for id_ in dict.fromkeys(call.ids):
        problem = stopped
        if problem is None:
            try:
                act(id_)
            except KezhouError as refused:
                problem = refused
                stopped = refused if call.op == "claim" and refused.code in ENOUGH else None
        outcomes.append(Outcome(id_, problem))
    return outcomes


def _act(ctx: Ctx, entity: CompiledEntity, call: Call) -> Callable[[int], None]:
    if not 1 <= len(call.ids) <= MAX_RECORDS:
        text = _("Name 1 to %(limit)d records.") % {"limit": MAX_RECORDS}
        raise Invalid(text, errors=[FieldError("ids", "bad_number", text)])
    if call.op == "claim":
        return lambda id_: claims.claim(ctx, entity, id_)
    if call.op == "assign":
        owner = _needed("owner", call.owner)
        return lambda id_: claims.assign(ctx, entity, id_, owner, call.reason)
    if call.op == "transfer":
        pool = _needed("pool", call.pool)
        return lambda id_: claims.transfer(ctx, entity, id_, pool, call.reason)
    if call.op == "release":
        return lambda id_: claims.release(ctx, entity, id_, call.pool, call.reason)
    text = _("Known: %(known)s.") % {"known": ", ".join(OPS)}
    raise Invalid(text, errors=[FieldError("op", "unknown_op", text)])


def _needed(path: str, value: int | None) -> int:
    if value is None:
        text = _("This must be the id of a record.")
        raise Invalid(text, errors=[FieldError(path, "required", text)])
    return value
