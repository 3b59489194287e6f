"""The verbs of pools: for one record, which raises what is wrong with it, and for several with an answer for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, KezhouError
from kezhou.platform.entities.compiled import CompiledEntity

from . import claims

MAX_RECORDS = 200
OPS = ("claim", "assign", "transfer", "release")


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
    version: int | None = None
    """What the caller saw of the record, where the call is about a single one."""


def run(ctx: Ctx, entity: CompiledEntity, call: Call) -> list[Outcome]:
    """Do it to all of the records in one transaction, judged in the order given; a record with a problem stays where it
    is. Raises `Invalid` for a call that names nothing to do."""
    if not 1 <= len(call.ids) <= MAX_RECORDS:
        text = _("Name 1 to %(limit)d records.") % {"limit": MAX_RECORDS}
        raise Invalid(text, errors=[FieldError("ids", "bad_number", text)])
    return [Outcome(id_, problem) for id_, problem in _act(ctx, entity, call).items()]


def one(ctx: Ctx, entity: CompiledEntity, call: Call) -> None:
    """The same for a single record. Raises what is wrong with it."""
    (outcome,) = run(ctx, entity, call)
    if outcome.problem is not None:
        raise outcome.problem


def _act(ctx: Ctx, entity: CompiledEntity, call: Call) -> claims.Outcomes:
    versions = dict.fromkeys(call.ids, call.version)
    match call.op:
        case "claim":
            return claims.claim(ctx, entity, call.ids, versions)
        case "assign":
            return claims.assign(ctx, entity, call.ids, _needed("owner", call.owner), call.reason, versions)
        case "transfer":
            return claims.transfer(ctx, entity, call.ids, _needed("pool", call.pool), call.reason, versions)
        case "release":
            return claims.release(ctx, entity, call.ids, call.pool, call.reason, versions)
    text = _("Known: %(known)s.") % {"known": ", ".join(OPS)}
    raise Invalid(text, errors=[FieldError("op", "unknown_op", text)])


def _needed(path: str, value: int | None) -> int:
    if value is None:
        text = _("This must be the id of a record.")
        raise Invalid(text, errors=[FieldError(path, "required", text)])
    return value
