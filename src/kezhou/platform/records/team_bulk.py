"""Sharing many records at once, as operations of `bulk`: `{op: share, values: {members}}`, `{op: unshare, values:
{users}}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.platform.entities.compiled import CompiledEntity

from . import bulk, team, team_input
from .draft import Draft


def register() -> None:
    """Called once at start-up."""
    bulk.operations["share"] = bulk.Operation(_("Share"), _put, _check_put)
    bulk.operations["unshare"] = bulk.Operation(_("Stop sharing"), _remove, _check_remove)


def _check_put(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Nobody is left to find out from the thousandth row that it was too much."""
    members = team_input.members(ctx, entity, _single(entity, values, "members"))
    if full := team.too_many(ctx, entity, [member.user for member in members], ids):
        raise full


def _check_remove(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    team_input.users(_single(entity, values, "users"))


def _put(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], values: Mapping[str, Any]) -> list[Draft]:
    return team.put_many(ctx, entity, ids, team_input.members(ctx, entity, values["members"]))


def _remove(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int], values: Mapping[str, Any]) -> list[Draft]:
    return team.remove_many(ctx, entity, ids, team_input.users(values["users"]))


def _single(entity: CompiledEntity, values: Mapping[str, Any], name: str) -> Any:
    """The one word that the operation takes. Raises `NotFound` where records of this kind have no team."""
    if not team.offered(entity):
        raise NotFound()
    if set(values) != {name}:
        message = _("Send exactly “%(name)s”.") % {"name": name}
        raise Invalid(message, errors=[FieldError(name, "required", message)])
    return values[name]
