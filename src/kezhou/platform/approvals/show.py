"""The lists of requests: mine to decide, mine asked, decided by me, told to me."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query.select import list_fields
from kezhou.platform.records import lines as record_lines

from . import edits, engine, facts, kinds, lines, tasks
from . import told as telling
from .flow import Decision, find
from .models import ApprovalCopy, ApprovalRequest, ApprovalTask
from .told import Hidden, Seen

BOXES = ("todo", "asked", "done", "copied")
MAX_PAGE = 100
MAX_COUNT = 100
"""Counts stop here (99+)."""
OF_RECORD = 20
"""Requests about one record that are shown with it."""
LISTED_FACTS = 4
MAX_WAITING = 20
"""Names of people whom a row waits for."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value that was asked about, in the JSON of its field."""

    spec: FieldSpec
    value: Any


@dataclass(frozen=True, slots=True)
class Row:
    asked: ApprovalRequest
    label: Any
    """Of the kind."""
    step_name: str
    waiting: Sequence[ApprovalTask]
    task: ApprovalTask | None
    """The task that the actor may decide now."""
    needs_comment: bool
    needs_signature: bool
    edit: Sequence[str]
    facts: Sequence[Fact]
    unread: bool
    hidden: Hidden | None
    """What the reader is not told of the document; None where that is all of it."""


def page(
    ctx: Ctx, box: str, limit: int, before: int | None = None, *, state: str | None = None, kind: str | None = None
) -> list[Row]:
    """One page of a box, newest first; those with a smaller id than `before`."""
    rows = _box(ctx, box)
    if state is not None:
        rows = rows.filter(state=state)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = rows.select_related("asked_by", "decided_by").order_by("-id")[: min(limit, MAX_PAGE)]
    return describe(ctx, list(found))


def of_record(ctx: Ctx, entity: str, record_id: int) -> list[Row]:
    """The requests about a record, newest first: those that whoever sees the record may see."""
    rows = ApprovalRequest.objects.filter(entity=entity, record_id=record_id, kind__in=kinds.about(entity))
    found = list(rows.select_related("asked_by", "decided_by").order_by("-id")[:OF_RECORD])
    return describe(ctx, found, seen={entity: (record_id,)})


def counts(ctx: Ctx) -> dict[str, int]:
    """How many wait for the actor, and how many were told but not read; at most `MAX_COUNT`."""
    if ctx.actor.id is None:
        return {"todo": 0, "copied": 0}
    todo = tasks.pending(ctx).values("request_id").distinct()[:MAX_COUNT].count()
    unread = ApprovalCopy.objects.filter(user=ctx.actor.id, read_at__isnull=True)[:MAX_COUNT].count()
    return {"todo": todo, "copied": unread}


def _box(ctx: Ctx, box: str) -> QuerySet[ApprovalRequest]:
    rows = ApprovalRequest.objects.all()
    me = ctx.actor.id
    if me is None:
        return rows.none()
    match box:
        case "todo":
            return rows.filter(id__in=tasks.pending(ctx).values("request_id"))
        case "asked":
            return rows.filter(asked_by=me)
        case "done":
            return rows.filter(id__in=ApprovalTask.objects.filter(decided_by=me).values("request_id"))
        case _:
            return rows.filter(id__in=ApprovalCopy.objects.filter(user=me).values("request_id"))


def describe(
    ctx: Ctx, found: Sequence[ApprovalRequest], shown: int = LISTED_FACTS, *, seen: Seen | None = None
) -> list[Row]:
    """The requests with what a list says of them. As many statements for one as for a hundred. `seen` are the records
    that the reader sees, where that is known."""
    ids = [asked.id for asked in found if asked.state == "pending"]
    waiting: dict[int, list[ApprovalTask]] = {}
    for task in ApprovalTask.objects.filter(request__in=ids, state="pending").select_related("user").order_by("id"):
        waiting.setdefault(task.request_id, []).append(task)
    mine: dict[int, list[ApprovalTask]] = {}
    listed = [asked.id for asked in found]
    own_or_done = tasks.decidable(ctx) | Q(decided_by=ctx.actor.id or 0)
    for task in ApprovalTask.objects.filter(own_or_done, request__in=listed):
        mine.setdefault(task.request_id, []).append(task)
    copied = ApprovalCopy.objects.filter(user=ctx.actor.id or 0, request__in=listed)
    read = dict(copied.values_list("request_id", "read_at"))
    hidden = telling.told(ctx, found, mine, read, seen)
    rows = []
    for asked in found:
        node = find(engine.flow_of(asked), asked.node) if asked.node else None
        ready = [task for task in mine.get(asked.id, ()) if task.state == "pending"]
        own = tasks.first(ctx, ready) if ready and asked.state == "pending" else None
        rows.append(
            Row(
                asked,
                label_of(asked.kind),
                node.name if node is not None else "",
                waiting.get(asked.id, [])[:MAX_WAITING],
                own,
                isinstance(node, Decision) and node.comment,
                isinstance(node, Decision) and node.sign,
                edits.editable(ctx, asked, node) if isinstance(node, Decision) and own is not None else (),
                facts_of(ctx, asked, hidden[asked.id])[:shown],
                asked.id in read and read[asked.id] is None,
                hidden[asked.id],
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a document as they stood when they were submitted, as far as the reader's rights go. `groups` are
    sums by what the lines belong to."""

    key: str
    label: Any
    columns: Sequence[FieldSpec]
    rows: Sequence[Mapping[str, Any]]
    groups: Sequence[tuple[str, Fact]]


def lines_of(ctx: Ctx, asked: ApprovalRequest, hidden: Hidden | None) -> list[Table]:
    """The frozen lines of a request, without what is hidden."""
    entity = registry.native().get(asked.entity)
    if entity is None or not entity.definition.lines or not asked.lines or hidden is None:
        return []
    found = []
    for spec, target in record_lines.kinds(ctx, registry.entity(ctx, asked.entity)):
        if f"${spec.key}" in hidden:
            continue
        rights = field_rights(ctx, target)
        names = [n for n in spec.columns if n in target.fields and n in rights and rights[n].view == "full"]
        names = [n for n in names if f"${spec.key}.{n}" not in hidden]
        rows = asked.lines.get(spec.key) or []
        values: Mapping[str, Any] = asked.facts.get("values") or {}
        groups: dict[str, tuple[str, Fact]] = {}
        for row in rows if lines.AMOUNT in names else ():
            group = row.get("$group")
            if group is not None:
                name = f"${spec.key}.{group['by']}.n{group['id']}"
                groups[name] = (group["title"], Fact(target.fields[lines.AMOUNT], values.get(name)))
        kept = [{name: row.get(name) for name in names} for row in rows]
        found.append(Table(spec.key, spec.label, [target.fields[name] for name in names], kept, list(groups.values())))
    return found


def _is_state(spec: FieldSpec) -> bool:
    """Whether a field says where the record stands, which is not what anybody decides about."""
    return spec.name == "approval_state" or (spec.read_only and spec.type.key == "choice")


def label_of(kind: str) -> Any:
    known = kinds.find(kind)
    return kind if known is None else known.label


def facts_of(ctx: Ctx, asked: ApprovalRequest, withheld: Hidden | None) -> list[Fact]:
    """What was asked about, as far as the reader's rights on the fields go and without what is withheld: the facts of
    the entity first."""
    values: Mapping[str, Any] = asked.facts.get("values") or {}
    known = kinds.find(asked.kind)
    if known is None or not values or withheld is None:
        return []
    specs = facts.fields_of(ctx, asked.kind)
    names = list(known.fields)
    if known.entity:
        entity = registry.entity(ctx, known.entity)
        rights = field_rights(ctx, entity)
        declared = entity.definition
        hidden = {declared.approval.field if declared.approval else "", entity.title, entity.responsible}
        hidden |= {name for name, spec in entity.fields.items() if spec.system or _is_state(spec)}
        becomes = asked.payload.get("becomes") or {}
        names = [name for name in becomes if name not in hidden]
        names += [name for name in (*declared.layout.facts, *list_fields(entity)) if name not in hidden]
        names = [name for name in dict.fromkeys(names) if name in rights and rights[name].view == "full"]
    return [
        Fact(specs[name], values[name])
        for name in names
        if name in specs and name not in withheld and values.get(name) not in (None, "", [])
    ]
