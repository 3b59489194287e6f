"""What the calls of an entity answer with: a record as it may be seen, a page, a record just written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import NotFound
from kezhou.platform.approvals import locks
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.merging.resolve import winner_of
from kezhou.platform.query import select
from kezhou.platform.query.words import ListQuery, Page
from kezhou.platform.records import lines, repeat
from kezhou.platform.records.draft import Draft

from . import throttle
from .jsonio import answer
from .problems import problem

ROW_ACTIONS = ("update", "delete", "assign", "reveal")


def to_winner(ctx: Ctx, entity: CompiledEntity, record_id: int) -> HttpResponse:
    """Who asks for a record that was merged away is led to the one it became. Raises `NotFound` for every other id, and
    where the reader may not see that one.
    """
    winner = winner_of(ctx, entity, record_id)
    if winner is None:
        raise NotFound()
    # Kept by no cache: a merge can be taken back.
    return answer({"merged_into": winner}, status=301, headers={"Location": f"/api/v1/{entity.key}/{winner}"})


def stored(
    ctx: Ctx, entity: CompiledEntity, record_id: int, *, trashed: bool = False, expanded: Sequence[str] = ()
) -> dict[str, Any]:
    """The record with `_can`. Raises `NotFound` for what does not exist or may not be seen."""
    actions = (*ROW_ACTIONS, *(action.key for action in entity.definition.actions))
    record = select.one(ctx, entity, record_id, trashed=trashed, actions=actions, expanded=expanded)
    if record is None:
        raise NotFound()
    locks.narrow(entity, record)
    lifecycle = entity.definition.lifecycle
    if lifecycle is not None and record.get(lifecycle.field) in lifecycle.over:
        record["_can"]["update"] = False
    return record | lines.read(ctx, entity, record_id) if entity.definition.lines else record


def saved(ctx: Ctx, entity: CompiledEntity, draft: Draft) -> dict[str, Any]:
    """A record just written, read back through the read door, with what is worth a warning.

    Who handed a record to somebody beyond the own view gets its id and version only.
    """
    assert draft.id is not None  # noqa: S101 — a draft without a problem has been stored
    try:
        record = stored(ctx, entity, draft.id)
    except NotFound:
        record = {"id": draft.id, "version": draft.version}
    if (approval := draft.meta.get("approval")) is not None:
        record["_approval"] = approval
    if draft.warnings:
        record["_warnings"] = [{"path": w.path, "code": w.code, "message": w.message} for w in draft.warnings]
    return record


def read_page(ctx: Ctx, entity: CompiledEntity, query: ListQuery) -> Page:
    """One page, counted against what a person may read in an hour."""
    page = select.page(ctx, entity, query)
    throttle.count_rows(ctx, len(page.items))
    return page


def envelope(page: Page) -> Mapping[str, Any]:
    result: dict[str, Any] = {"items": page.items, "next": page.next}
    if page.total is not None:
        result["total"] = page.total
        result["total_capped"] = page.capped
    return result


def kept(result: repeat.Answer) -> HttpResponse:
    response = HttpResponse(result.body, status=result.status, content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    for name, text in result.headers.items():
        response[name] = text
    return response


def result_of(request: HttpRequest, draft: Draft) -> Mapping[str, Any]:
    if draft.problem is None:
        return {"id": draft.id, "ok": True, "version": draft.version}

    return {"id": draft.id, "ok": False, "problem": orjson.Fragment(problem(request, draft.problem).content)}
