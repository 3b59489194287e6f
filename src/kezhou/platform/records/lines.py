"""The lines of a document, on their way through the same pipeline as the document: in one call, in one transaction.

The document's right is theirs, its lock is theirs; each line passes its own entity's field rights and rules before the
document's rules see them all (`Change.lines`), so that a total is always the total of what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, KezhouError
from kezhou.platform.base.sql import execute, fetch_all, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import Lines
from kezhou.platform.query import select

from . import bases, findable, hooks, intake, judge, load, ownership, store, trace
from .draft import Draft, LineSet
from .options import Options

MAX_LINES = 500
PLACED = ("id", "version", "position")
"""What a line carries when it is read and the order of lines says when it is written."""
Sent = Mapping[str, Any]


def apart(entity: CompiledEntity, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], Sent]:
    """What was sent for the document itself, and what for its lines."""
    keys = {spec.key for spec in entity.definition.lines}
    if not keys or keys.isdisjoint(data):
        return data, {}
    return {n: v for n, v in data.items() if n not in keys}, {n: v for n, v in data.items() if n in keys}


def kinds(ctx: Ctx, entity: CompiledEntity) -> Sequence[tuple[Lines, CompiledEntity]]:
    """The declared lines of a document with their entities, of the same schema epoch."""
    found: Sequence[tuple[Lines, CompiledEntity]] | None = entity.cache.get("lines")
    if found is None:
        found = tuple((spec, registry.entity(ctx, spec.entity)) for spec in entity.definition.lines)
        entity.cache["lines"] = found
    return found


def take_new(ctx: Ctx, entity: CompiledEntity, draft: Draft, sent: Sent, options: Options) -> None:
    """The lines of a new document."""
    for spec, target in kinds(ctx, entity):
        draft.lines[spec.key] = LineSet(target, [])
        _take(ctx, draft, spec.key, {}, sent.get(spec.key, []), options)
    _need(entity, draft)


def take_changes(
    ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], sent: Mapping[int, Sent], o: Options
) -> None:
    """The stored lines of locked documents with what was sent laid over them. `sent` is by the document's id."""
    for spec, target in kinds(ctx, entity):
        stored = _stored(target, spec.field, [d.id for d in drafts if d.ok and d.id is not None])
        for draft in drafts:
            if not draft.ok or draft.id is None:
                continue
            rows = stored.get(draft.id, [])
            draft.lines[spec.key] = LineSet(target, rows)
            given = sent.get(draft.id, {})
            if spec.key in given:
                known = {row.id: row for row in rows if row.id is not None}
                _take(ctx, draft, spec.key, known, given[spec.key], o)
    for draft in drafts:
        if draft.ok and sent.get(draft.id or 0):
            _need(entity, draft)


def judge_all(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft], today: date, options: Options) -> None:
    """Links, rules and further checks of every line; what is wrong becomes the document's problem, by
    `lines/3/price`."""
    for spec in entity.definition.lines:
        placed = [
            (draft, at, row)
            for draft in drafts
            if draft.ok and spec.key in draft.lines
            for at, row in enumerate(draft.lines[spec.key].rows)
        ]
        if not placed:
            continue
        target = placed[0][0].lines[spec.key].entity
        rows = [row for _draft, _at, row in placed]
        asked = [{n: row.values.get(n) for n in row.changed() if n != spec.field} for row in rows]
        broken: dict[int, list[FieldError]] = {n: list(e) for n, e in intake.check_links(ctx, target, asked).items()}
        for number, (draft, _at, row) in enumerate(placed):
            # A new document has no id yet; the line's link to it is set once it is stored.
            row.values.setdefault(spec.field, draft.id or 0)
            judge.judge(target, row, today, historical=options.historical, document=MappingProxyType(draft.values))
            if row.problem is not None:
                broken.setdefault(number, []).extend(row.problem.errors)
        for check in hooks.checks:
            for number, problem in check(ctx, target, rows).items():
                errors = problem.errors if isinstance(problem, KezhouError) else problem
                broken.setdefault(number, []).extend(errors)
        _tell(spec.key, placed, broken)


def write_all(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Store the lines of documents that are stored; audit and events line by line."""
    for spec in entity.definition.lines:
        sets = [(draft, draft.lines[spec.key]) for draft in drafts if spec.key in draft.lines]
        if not sets:
            continue
        target = sets[0][1].entity
        for draft, lines in sets:
            for row in lines.rows:
                row.values[spec.field] = draft.id
        rows = [row for _draft, lines in sets for row in lines.changed]
        ownership.settle(ctx, target, rows)
        new, old = [r for r in rows if r.before is None], [r for r in rows if r.before is not None]
        gone = [row for _draft, lines in sets for row in lines.gone]
        if new:
            store.insert(ctx, target, new, [findable.columns(target, row) for row in new])
        if old:
            store.update(ctx, target, old, [findable.columns(target, row) for row in old])
        if gone:
            store.update(ctx, target, gone, [{"deleted_at": ctx.clock.now()} for _row in gone])
        bases.of_lines(ctx, target, spec.field, [d.id for d, _lines in sets if d.id and bases.moved(entity, d)])
        for some, action, event in (
            (new, "create", "created"),
            (old, "update", "updated"),
            (gone, "delete", "deleted"),
        ):
            if some:
                trace.leave(ctx, target, some, action, event)
                for hook in hooks.saved:
                    hook(ctx, target, some)


def into_trash(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Lines go into the trash with their documents, which lie there already, at the very same moment: by it they are
    found when the document comes back."""
    for table, link in _tables(ctx, entity):
        execute(
            f"UPDATE {table} l SET deleted_at = d.deleted_at FROM {entity.table} d "  # noqa: S608
            f"WHERE d.id = l.{link} AND d.id = ANY(%s) AND l.deleted_at IS NULL",
            ([draft.id for draft in drafts],),
        )


def out_of_trash(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Before documents come back: the lines that went with them do; those that were deleted earlier do not."""
    for table, link in _tables(ctx, entity):
        execute(
            f"UPDATE {table} l SET deleted_at = NULL FROM {entity.table} d "  # noqa: S608
            f"WHERE d.id = l.{link} AND d.id = ANY(%s) AND l.deleted_at = d.deleted_at",
            ([draft.id for draft in drafts],),
        )


def changed(draft: Draft) -> bool:
    return any(lines.changed or lines.gone for lines in draft.lines.values())


def summary(draft: Draft) -> dict[str, Any]:
    """What the audit says of the lines beside the document's own changes: key → how many came, changed, went."""
    return {
        key: {
            "added": sum(row.before is None for row in lines.changed),
            "changed": sum(row.before is not None for row in lines.changed),
            "removed": len(lines.gone),
        }
        for key, lines in draft.lines.items()
        if lines.changed or lines.gone
    }


def read(ctx: Ctx, entity: CompiledEntity, record_id: int) -> dict[str, list[dict[str, Any]]]:
    """The lines of one document that the actor sees, in their order."""
    found = {}
    for spec, target in kinds(ctx, entity):
        link = ident(target.fields[spec.field].column)
        ids = [
            row[0]
            for row in fetch_all(
                f"SELECT t.id FROM {target.table} t WHERE t.{link} = %s AND t.deleted_at IS NULL "  # noqa: S608
                "ORDER BY t.position, t.id LIMIT %s",
                (record_id, MAX_LINES),
            )
        ]
        by_id = {item["id"]: item for item in select.many(ctx, target, ids)} if ids else {}
        found[spec.key] = [by_id[id_] for id_ in ids if id_ in by_id]
    return found


# -- steps ----------------------------------------------------------------------------------------------------------


def _take(ctx: Ctx, draft: Draft, key: str, known: Mapping[int, Draft], sent: Any, options: Options) -> None:
    lines = draft.lines[key]
    if not isinstance(sent, list) or not all(isinstance(row, Mapping) for row in sent):
        _refuse(draft, [FieldError(key, "not_a_list", _("Lines are a list of objects."))])
        return
    if len(sent) > MAX_LINES:
        limit = {"limit": MAX_LINES}
        _refuse(draft, [FieldError(key, "too_many", _("At most %(limit)d lines.") % limit, limit)])
        return
    rows: list[Draft] = []
    errors: list[FieldError] = []
    for at, given in enumerate(sent):
        row = _row(ctx, lines.entity, known, given)
        if row is None or any(row is other for other in rows):
            text = _("This line is not one of the document's, or stands here twice.")
            errors.append(FieldError(f"{key}/{at}/id", "no_such_line", text))
            continue
        try:
            values = {name: value for name, value in given.items() if name not in PLACED}
            row.values.update(intake.clean(ctx, lines.entity, values, internal=options.internal))
        except (Invalid, Forbidden) as problem:
            errors += [FieldError(f"{key}/{at}/{e.path}", e.code, e.message, e.params) for e in problem.errors]
            if isinstance(problem, Forbidden):
                draft.problem = Forbidden(problem.message, code=problem.code, errors=errors)
        row.values["position"] = at + 1
        rows.append(row)
    lines.gone = [row for row in lines.rows if all(row is not kept for kept in rows)]
    lines.rows = rows
    if errors and draft.ok:
        _refuse(draft, errors)


def _row(ctx: Ctx, entity: CompiledEntity, known: Mapping[int, Draft], given: Mapping[str, Any]) -> Draft | None:
    if given.get("id") is None:
        return Draft(judge.defaults(entity, ctx.clock.now()))
    id_ = given["id"]
    return known.get(id_) if isinstance(id_, int) else None


def _stored(entity: CompiledEntity, link: str, documents: Sequence[int]) -> dict[int, list[Draft]]:
    """The living lines of locked documents, whose lock is theirs, in their order."""
    column = ident(entity.fields[link].column)
    found: dict[int, list[Draft]] = {}
    for row in load.rows(entity, f"t.{column} = ANY(%s) AND t.deleted_at IS NULL", (list(documents),)):
        found.setdefault(row.values[link], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.values.get("position") or 0, row.id or 0))
    return found


def _need(entity: CompiledEntity, draft: Draft) -> None:
    for spec in entity.definition.lines:
        if draft.ok and spec.required and not draft.lines[spec.key].rows:
            text = _("“%(lines)s” needs at least one line.") % {"lines": spec.label}
            _refuse(draft, [FieldError(spec.key, "required", text)])


def _tell(key: str, placed: Sequence[tuple[Draft, int, Draft]], broken: Mapping[int, Sequence[FieldError]]) -> None:
    by_document: dict[int, list[FieldError]] = {}
    for number, errors in sorted(broken.items()):
        draft, at, _row = placed[number]
        by_document.setdefault(id(draft), []).extend(
            FieldError(f"{key}/{at}/{e.path}", e.code, e.message, e.params) for e in errors
        )
    for draft, _at, _row in placed:
        if draft.ok and id(draft) in by_document:
            _refuse(draft, by_document[id(draft)])


def _refuse(draft: Draft, errors: Sequence[FieldError]) -> None:
    draft.problem = Invalid(_("Some values are not right."), errors=list(errors))


def _tables(ctx: Ctx, entity: CompiledEntity) -> list[tuple[str, str]]:
    found = []
    for spec, target in kinds(ctx, entity):
        found.append((target.table, ident(target.fields[spec.field].column)))
    return found
