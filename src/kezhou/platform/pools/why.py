"""What membership of a pool has to do with whether somebody sees a record; part of `access.explain`."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.explain import Reason
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.entities.compiled import CompiledEntity

from .members import memberships, rows_of_pools


def pool_reasons(ctx: Ctx, entity: CompiledEntity, record_id: int, action: str) -> Iterator[Reason]:
    """One sentence where the record lies in a pool and the question is about seeing it; else nothing."""
    if not entity.pooled or action != "view":
        return
    opened = rows_of_pools(ctx, entity, "t")
    here = f"coalesce({opened.text}, FALSE)" if opened else "FALSE"
    row = fetch_one(
        f"SELECT p.id, p.name, {here} FROM {entity.table} t JOIN pools_pool p ON p.id = t.pool_id WHERE t.id = %s",  # noqa: S608
        (*(opened.params if opened else ()), record_id),
    )
    if row is None:
        return
    words = {"pool": row[1]}
    if row[2]:
        yield Reason(True, "pool", _("It lies in the pool “%(pool)s”, and this person is a member.") % words)
    elif row[0] in memberships(ctx.actor.id) and entity.definition.scope.words:
        text = _("It lies in the pool “%(pool)s”, which keeps closed what people wrote until a claim.")
        yield Reason(False, "pool_words", text % words)
    elif row[0] in memberships(ctx.actor.id):
        text = _("It lies in the pool “%(pool)s”: members see it on the page of the pool, in the pool's columns.")
        yield Reason(False, "pool_page", text % words)
    else:
        yield Reason(False, "no_member", _("It lies in the pool “%(pool)s”: this person is no member.") % words)
