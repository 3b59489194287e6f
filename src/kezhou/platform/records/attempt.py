"""All or the good ones: drafts are written in a savepoint, and where some turn out bad the others are written again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import Forbidden
from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity

from . import store
from .draft import Draft


class _RetryError(Exception):
    """Some drafts got a problem after rows were written: take all back and write the others."""


def run(drafts: list[Draft], write: Callable[[list[Draft]], None], entity: CompiledEntity) -> list[Draft]:
    """Write the good drafts in a savepoint; where some turn out bad, take it back and write the rest; then one by
    one."""
    attempt = [d for d in drafts if d.ok]
    while attempt:
        snapshots = [_snapshot(d) for d in attempt]
        try:
            with transaction.atomic():
                write(attempt)
            break
        except _RetryError:
            pass
        except IntegrityError as error:
            if len(attempt) > 1:
                _back(attempt, snapshots)
                for draft in attempt:
                    run([draft], write, entity)
                break
            attempt[0].problem = store.conflict(entity, error)
        _back(attempt, snapshots)
        attempt = [d for d in attempt if d.ok]
    return drafts


def refuse_outside(entity: CompiledEntity, drafts: Sequence[Draft], predicate: Sql) -> None:
    """Rows that the actor could no longer reach after the save: nobody writes what lies beyond the own scope."""
    beyond = store.outside(entity, [draft.id for draft in drafts if draft.id is not None], predicate) if drafts else ()
    for draft in drafts:
        if draft.id in beyond:
            draft.problem = Forbidden(_("The result would lie outside of what you may reach."), code="outside_scope")
    if beyond:
        raise _RetryError


def _back(drafts: Sequence[Draft], snapshots: Iterable[tuple[Any, ...]]) -> None:
    for draft, (values, version, id_, warnings, below) in zip(drafts, snapshots, strict=True):
        draft.values, draft.version, draft.id, draft.warnings = values, version, id_, warnings
        _back(_below(draft), below)


def _snapshot(draft: Draft) -> tuple[Any, ...]:
    below = [_snapshot(row) for row in _below(draft)]
    return dict(draft.values), draft.version, draft.id, list(draft.warnings), below


def _below(draft: Draft) -> list[Draft]:
    return [row for lines in draft.lines.values() for row in (*lines.rows, *lines.gone)]
