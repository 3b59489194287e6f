"""Lines of the today page that their reader puts aside, and takes back."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.sdk.query import execute

from .page import is_own_line

DAYS = {"silent": 14, "birthday": 30, "anniversary": 30}
"""Kind → for how many days a line stays away."""


def put_aside(ctx: Ctx, kind: str, record_id: int) -> None:
    """The line does not come back for a while. Raises `NotFound` for a record out of sight."""
    _check(ctx, kind)
    if not is_own_line(ctx, kind, record_id):
        raise NotFound()
    until = company_today(ctx.clock) + timedelta(days=DAYS[kind])
    execute(
        "INSERT INTO today_putaside (user_id, kind, record_id, until, at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (user_id, kind, record_id) DO UPDATE SET until = excluded.until, at = excluded.at",
        (ctx.actor.id, kind, record_id, until, ctx.clock.now()),
    )


def take_back(ctx: Ctx, kind: str, record_id: int) -> None:
    """The line stands there again; nothing happens where it was not put aside."""
    _check(ctx, kind)
    execute(
        "DELETE FROM today_putaside WHERE user_id = %s AND kind = %s AND record_id = %s",
        (ctx.actor.id, kind, record_id),
    )


def _check(ctx: Ctx, kind: str) -> None:
    if ctx.actor.id is None:
        raise Forbidden()
    if kind not in DAYS:
        message = _("Lines of this kind cannot be put aside.")
        raise Invalid(message, errors=[FieldError("kind", "not_a_choice", message, {"allowed": sorted(DAYS)})])
