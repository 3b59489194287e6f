"""One chunk of rows → records or reasons. The same code for dry run and run; only the hand that writes differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import load, write
from kezhou.platform.records.draft import Draft, as_json

from . import links, rehearse
from .mapper import Item, Mapper, RowProblem
from .matching import KeyIndex, Keys, Match
from .twins import Twins

OutcomeState = Literal["created", "updated", "skipped", "error"]
MAX_NAMED = 5
NOT_REMEMBERED = frozenset({"dept"})
"""Follows from other fields, so an undo need not write it."""


@dataclass(slots=True)
class Outcome:
    """What became of a row."""

    row_no: int
    state: OutcomeState
    record_id: int | None = None
    version: int | None = None
    before: dict[str, Any] | None = None
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """An import ready to be carried out."""

    mapper: Mapper
    match: Match
    on_match: str
    options: write.Options
    is_rehearsal: bool
    seen: KeyIndex
    """In a dry run: rows of earlier chunks that would have become records."""
    twins: Twins | None = None
    """How rows are compared with each other; None where rows alike are taken."""


@dataclass(slots=True)
class _Waiting:
    item: Item
    keys: Keys


def process(ctx: Ctx, plan: Plan, items: Sequence[Item]) -> list[Outcome]:
    """One outcome per item, in their order. Raises only what concerns all of them, such as a missing right."""
    links.resolve(ctx, plan.mapper, [item for item in items if not item.problems])
    outcomes: dict[int, Outcome] = {}
    waiting: list[_Waiting] = []
    for item in items:
        if item.problems:
            outcomes[item.row_no] = Outcome(item.row_no, "error", problems=item.problems)
        else:
            waiting.append(_Waiting(item, plan.match.keys_of(item.values)))
    while waiting:
        waiting = _wave(ctx, plan, waiting, outcomes)
    for item in items:
        outcomes[item.row_no].warnings = item.warnings
    return [outcomes[item.row_no] for item in items]


def _wave(ctx: Ctx, plan: Plan, waiting: Sequence[_Waiting], outcomes: dict[int, Outcome]) -> list[_Waiting]:
    """Settle every row that does not depend on another row of this wave; the others come back."""
    entity = plan.mapper.entity
    creates, later = [], []
    updates: dict[int, _Waiting] = {}
    new_here = KeyIndex()
    for row, hits in zip(waiting, plan.match.find(ctx, entity, [row.keys for row in waiting]), strict=True):
        number = row.item.row_no
        planned = plan.is_rehearsal and plan.seen.has(row.keys)
        if new_here.has(row.keys):
            later.append(row)
        elif len(hits) + planned > 1:
            outcomes[number] = Outcome(number, "error", problems=[_ambiguous(plan, row, hits)])
        elif planned:
            outcomes[number] = Outcome(number, "skipped" if plan.on_match == "skip" else "updated")
        elif hits and plan.on_match == "skip":
            outcomes[number] = Outcome(number, "skipped", hits[0])
        elif hits and hits[0] in updates:
            later.append(row)
        elif hits:
            updates[hits[0]] = row
        else:
            creates.append(row)
            new_here.add(row.keys)
    if creates and plan.twins is not None:
        refused, waits = plan.twins.sift(plan.mapper, [row.item for row in creates])
        outcomes.update({number: Outcome(number, "error", problems=[why]) for number, why in refused.items()})
        later = sorted([*later, *(r for r in creates if r.item.row_no in waits)], key=lambda r: r.item.row_no)
        creates = [row for row in creates if row.item.row_no not in refused and row.item.row_no not in waits]
    if creates:
        _create(ctx, plan, creates, outcomes)
    if updates:
        _update(ctx, plan, updates, outcomes)
    return later


def _create(ctx: Ctx, plan: Plan, rows: Sequence[_Waiting], outcomes: dict[int, Outcome]) -> None:
    door = rehearse.create_many if plan.is_rehearsal else write.create_many
    drafts = door(ctx, plan.mapper.entity, [_with_place(plan, row.item.values) for row in rows], plan.options)
    for row, draft in zip(rows, drafts, strict=True):
        outcome = _outcome(plan, row, draft, "created")
        if outcome.state == "created" and plan.is_rehearsal:
            plan.seen.add(row.keys)
        outcomes[outcome.row_no] = outcome
    if plan.twins is not None:
        plan.twins.drop([row.item.row_no for row in rows if outcomes[row.item.row_no].state != "created"])


def _with_place(plan: Plan, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A new record that says of itself neither whose it is nor where it lies goes where the run says."""
    if plan.mapper.pool is None or "owner" in values or "pool" in values:
        return values
    return {**values, "pool": plan.mapper.pool}


def _update(ctx: Ctx, plan: Plan, rows: dict[int, _Waiting], outcomes: dict[int, Outcome]) -> None:
    entity, ids = plan.mapper.entity, sorted(rows)
    # A record that exists stays where it is: handing over has rules of its own.
    values = {id_: {n: v for n, v in rows[id_].item.values.items() if n != "pool"} for id_ in ids}
    if plan.on_match == "fill":
        for draft in load.locked(ctx, entity, ids, [plan.options.right]):
            if draft.ok and draft.before is not None and draft.id is not None:
                empty = {name for name, value in draft.before.items() if value is None}
                values[draft.id] = {n: v for n, v in values[draft.id].items() if n in empty}
    if plan.is_rehearsal:
        drafts = rehearse.update_many(ctx, entity, ids, values, plan.options)
    else:
        drafts = write.update_many(ctx, entity, ids, values, None, plan.options)
    for draft in drafts:
        outcome = _outcome(plan, rows[draft.id or 0], draft, "updated")
        outcomes[outcome.row_no] = outcome


def _outcome(plan: Plan, row: _Waiting, draft: Draft, state: OutcomeState) -> Outcome:
    number = row.item.row_no
    if draft.problem is not None:
        problems = plan.mapper.from_refusal(draft.problem, row.item.values)
        return Outcome(number, "error", problems=problems)
    if state == "updated" and not draft.changed():
        return Outcome(number, "skipped", draft.id)
    before = _before(plan, draft) if state == "updated" else None
    return Outcome(number, state, draft.id, draft.version, before)


def _before(plan: Plan, draft: Draft) -> dict[str, Any]:
    fields = plan.mapper.entity.fields
    old = draft.before or {}
    return {name: remembered(fields[name], old.get(name)) for name in draft.changed() if name not in NOT_REMEMBERED}


def remembered(spec: FieldSpec, value: Any) -> Any:
    """The JSON under which an old value is kept for the undo; what is encrypted in its table stays encrypted here."""
    if value is not None and spec.type.key == "id_number":
        return bytes(spec.type.store(value, spec)[0]).hex()
    return as_json(spec, value)


def recalled(spec: FieldSpec, kept: Any) -> Any:
    """The value of `remembered`."""
    if kept is not None and spec.type.key == "id_number":
        return spec.type.load((bytes.fromhex(kept), None), spec)
    return kept


def _ambiguous(plan: Plan, row: _Waiting, hits: Sequence[int]) -> RowProblem:
    spec = next(spec for spec, key in zip(plan.match.specs, row.keys, strict=False) if key is not None)
    message = _("Several records match: id %(ids)s. Merge them, or choose another match key.") % {
        "ids": ", ".join(map(str, hits[:MAX_NAMED]))
    }
    shown = str(row.item.values.get(spec.name, ""))[:200]
    return RowProblem(plan.mapper.column_of(spec.name), shown, "ambiguous_match", str(message))
