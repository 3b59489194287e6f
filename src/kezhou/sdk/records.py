"""Reading and changing records from a module's own code: the same two doors that the API uses, by entity key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.platform.entities import registry
from kezhou.platform.merging.resolve import became, merged_into
from kezhou.platform.query import select
from kezhou.platform.query.sort import parse_sort
from kezhou.platform.query.words import COUNT_CAP, ListQuery, Page
from kezhou.platform.records import hooks, steps, subjects, team, write
from kezhou.platform.records import lines as record_lines
from kezhou.platform.records.draft import Draft
from kezhou.platform.records.write import Options

__all__ = [
    "Draft",
    "Options",
    "Page",
    "became",
    "before_rows",
    "check",
    "check_subject",
    "checks",
    "count",
    "create",
    "create_many",
    "delete",
    "delete_checks",
    "fills",
    "find",
    "get",
    "hand_files_on",
    "lines",
    "merged_into",
    "restore",
    "saved",
    "take_team_along",
    "update",
    "update_many",
]

before_rows, fills, checks, saved = hooks.before_rows, hooks.fills, hooks.checks, hooks.saved
delete_checks = hooks.delete_checks
"""What a module adds to the pipeline at start-up: locks of its own, values that follow from other rows, rules that need
the clock or other rows, what follows a save in its transaction, and what keeps a row out of the trash."""

check_subject = subjects.check
"""(ctx, entity, id): raises `NotFound` where the record cannot be seen."""
hand_files_on = subjects.hand_files_on
"""((entity, id), (entity, id)): files go along to the record that another one became."""


def get(ctx: Ctx, entity: str, record_id: int) -> dict[str, Any] | None:
    """One record as the actor may see it, or None."""
    return select.one(ctx, registry.entity(ctx, entity), record_id)


def lines(ctx: Ctx, entity: str, record_id: int) -> dict[str, list[dict[str, Any]]]:
    """The lines of a document that the actor sees, by key of its `lines`, in their order."""
    return record_lines.read(ctx, registry.entity(ctx, entity), record_id)


def find(
    ctx: Ctx,
    entity: str,
    where: Mapping[str, Any] | None = None,
    *,
    fields: Sequence[str] | None = None,
    sort: str = "",
    limit: int = 50,
) -> Page:
    """A page of records; `where` is condition JSON."""
    query = ListQuery(
        fields=None if fields is None else tuple(fields),
        where=None if where is None else parse(where),
        sort=parse_sort(sort),
        limit=limit,
    )
    return select.page(ctx, registry.entity(ctx, entity), query)


def count(ctx: Ctx, entity: str, where: Mapping[str, Any] | None = None) -> tuple[int, bool]:
    """How many records match, and whether counting stopped at the cap."""
    query = ListQuery(where=None if where is None else parse(where))
    return select.count(ctx, registry.entity(ctx, entity), query, COUNT_CAP)


def create(ctx: Ctx, entity: str, data: Mapping[str, Any], options: Options = write.NORMAL) -> Draft:
    return write.create(ctx, registry.entity(ctx, entity), data, options)


def create_many(
    ctx: Ctx, entity: str, rows: Sequence[Mapping[str, Any]], options: Options = write.NORMAL
) -> list[Draft]:
    return write.create_many(ctx, registry.entity(ctx, entity), rows, options)


def update(
    ctx: Ctx,
    entity: str,
    record_id: int,
    data: Mapping[str, Any],
    version: int | None = None,
    options: Options = write.NORMAL,
) -> Draft:
    return write.update(ctx, registry.entity(ctx, entity), record_id, data, version, options)


def update_many(
    ctx: Ctx,
    entity: str,
    ids: Sequence[int],
    data: Mapping[str, Any] | Mapping[int, Mapping[str, Any]],
    options: Options = write.NORMAL,
) -> list[Draft]:
    """The same values for all, or one mapping per id; those with a problem stay as they are and say which."""
    return write.update_many(ctx, registry.entity(ctx, entity), ids, data, None, options)


def take_team_along(ctx: Ctx, entity: str, source: int, targets: Sequence[int]) -> None:
    """Whoever takes part in one record takes part in those that code made out of it."""
    team.take_along(ctx, registry.entity(ctx, entity), source, targets)


def delete(ctx: Ctx, entity: str, record_id: int, version: int | None = None) -> Draft:
    """Put one record into the trash."""
    return write.delete(ctx, registry.entity(ctx, entity), record_id, version)


def restore(ctx: Ctx, entity: str, record_id: int) -> Draft:
    """Bring one record back from the trash."""
    return write.restore(ctx, registry.entity(ctx, entity), record_id)


def check(ctx: Ctx, entity: str, data: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with these values of a new record, one by one; nothing is written."""
    problem = steps.new(ctx, registry.entity(ctx, entity), data, write.NORMAL).problem
    return [] if problem is None else list(problem.errors)
