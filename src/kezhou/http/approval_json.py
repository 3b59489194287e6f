"""Requests, steps and people of approvals in the JSON of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kezhou.platform.approvals import preview, show, trail
from kezhou.platform.approvals.detail import Detail
from kezhou.platform.approvals.models import ApprovalLog, ApprovalTask
from kezhou.platform.org.models import User

from . import describe


def row_json(row: show.Row, reader: int | None) -> dict[str, Any]:
    asked = row.asked
    names = ("id", "kind", "title", "entity", "record_id", "state", "asked_at", "decided_at", "comment", "urged_at")
    return {
        **{name: getattr(asked, name) for name in names},
        "kind_label": row.label,
        "asked_by": person(asked.asked_by),
        "decided_by": person(asked.decided_by),
        "step_name": row.step_name,
        "waiting": [person(task.user) for task in row.waiting if task.user is not None],
        "waiting_since": min((task.asked_at for task in row.waiting if task.asked_at), default=None),
        "mine": asked.asked_by_id is not None and asked.asked_by_id == reader,
        "to_decide": row.task is not None,
        "in_place_of": None if row.task is None or row.task.user_id in (None, reader) else row.task.user_id,
        "task": None if row.task is None else row.task.id,
        "due_at": None if row.task is None else row.task.due_at,
        "needs_comment": row.needs_comment,
        "needs_signature": row.needs_signature,
        "edit": list(row.edit),
        "facts": [fact_json(fact) for fact in row.facts],
        "unread": row.unread,
    }


def fact_json(fact: show.Fact) -> dict[str, Any]:
    """The value with what the web needs to show it; of the choices only those that are chosen."""
    told = describe.field(fact.spec, "full", edit=False)
    chosen = fact.value if isinstance(fact.value, list) else [fact.value]
    told["choices"] = [choice for choice in told["choices"] if choice["value"] in chosen]
    return {"field": told, "value": fact.value}


def table_json(table: show.Table) -> dict[str, Any]:
    """Lines as they stood; the fields are told once, of choices only those that some line has."""
    columns = []
    for spec in table.columns:
        told = describe.field(spec, "full", edit=False)
        used = {row[spec.name] for row in table.rows if isinstance(row[spec.name], str)}
        told["choices"] = [choice for choice in told["choices"] if choice["value"] in used]
        columns.append(told)
    return {
        "key": table.key,
        "label": table.label,
        "columns": columns,
        "rows": list(table.rows),
        "groups": [{"title": title, **fact_json(fact)} for title, fact in table.groups],
    }


def person(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.id, "title": user.name}


def ahead_json(steps: Sequence[preview.Ahead]) -> list[dict[str, Any]]:
    names = _names({user for step in steps for user in step.users})
    return [
        {
            **{name: value for name, value in asdict(step).items() if name != "users"},
            "people": [{"id": user, "title": names.get(user, "")} for user in step.users],
        }
        for step in steps
    ]


def task_json(task: ApprovalTask) -> dict[str, Any]:
    names = ("id", "state", "place", "role", "permission", "asked_at", "due_at", "decided_at", "comment")
    return {
        **{name: getattr(task, name) for name in names},
        "user": person(task.user),
        "decided_by": person(task.decided_by),
        "added_to": task.parent_id,
        "moved_from": task.moved_from_id,
        "signed": task.signature_id is not None,
    }


def detail_json(found: Detail, reader: int | None) -> dict[str, Any]:
    names = _names({user for line in found.log for user in line.people})
    steps = {step.number: step.name for step in found.steps}
    return {
        **row_json(found.row, reader),
        "sees_record": found.sees_record,
        "withheld": found.row.hidden is None,
        "lines": [table_json(table) for table in found.lines],
        "steps": [
            {
                **{name: getattr(step, name) for name in ("number", "node", "name", "mode", "share")},
                "tasks": [task_json(task) for task in step.tasks],
            }
            for step in found.steps
        ],
        "ahead": ahead_json(found.ahead),
        "log": [_line(line, steps, names, found.changed) for line in found.log],
        "copies": [{"user": person(copy.user), "at": copy.at, "read_at": copy.read_at} for copy in found.copies],
        "can": {
            "decide": found.can.decide,
            "handle": found.can.handle,
            "send_back": [{"key": key, "name": name} for key, name in found.can.send_back],
            "withdraw": found.can.withdraw,
            "urge": found.can.urge,
        },
    }


def _line(
    line: ApprovalLog, steps: dict[int, str], names: dict[int, str], changed: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": line.id,
        "at": line.at,
        "action": line.action,
        "label": trail.WORDS.get(line.action, line.action),
        "actor": person(line.actor),
        "for_user": person(line.for_user),
        "step_name": steps.get(line.step, ""),
        "people": [{"id": user, "title": names.get(user, "")} for user in line.people],
        "comment": line.comment,
        "changed": [name for name in line.changed if name in changed],
        "changed_labels": [changed[name] for name in line.changed if name in changed],
    }


def _names(users: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(id__in=users).values_list("id", "name")) if users else {}
