"""Business verbs: the rights, locks and traces of an update around what the entity says the verb does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.platform.audit import actions as audit_actions
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import Action
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec

from . import hooks, intake, load, steps, write
from .draft import Draft


def act(
    ctx: Ctx,
    entity: CompiledEntity,
    record_id: int,
    key: str,
    data: Mapping[str, Any],
    version: int | None = None,
    *,
    approved: bool = False,
) -> Draft:
    """Carry out an action on one record. Raises as `write.update` does, and whatever the verb refuses.

    An action that waits for an approval changes nothing yet: the draft's `meta` says `approval`, the id of the request.
    `approved` is how the approval carries it out in the end.
    """
    action = find(entity, key)
    if not audit_actions.is_known(action.key):
        audit_actions.register(action.key, action.label, "values")
    unknown = [name for name in data if name not in action.input and name not in action.extra]
    if unknown:
        errors = [FieldError(name[:60], "unknown_field", _("This action does not ask for it.")) for name in unknown]
        raise Invalid(_("Some values are not right."), errors=errors)
    with transaction.atomic():
        (draft,) = load.locked(ctx, entity, [record_id], [action.key])
        draft.refuse_unless(action.key)
        if draft.problem is not None:
            raise draft.problem
        sent = {name: value for name, value in data.items() if name not in action.extra}
        cleaned = intake.clean(ctx, entity, sent, internal=True)
        if broken := intake.check_links(ctx, entity, [cleaned], sent=cleaned):
            raise Invalid(_("Some values are not right."), errors=broken[0])
        asked = cleaned | _extra(action, data)
        outcome = action.run(ctx, {**draft.values, "id": record_id}, asked)
        if (
            action.approval
            and not approved
            and (asked_for := _deferred(ctx, entity, action, draft, data, outcome, version))
        ):
            draft.meta["approval"] = asked_for
            return draft
        options = write.Options(
            internal=True,
            moves_free=True,
            right=action.key,
            action=action.key,
            event=action.event,
            always=True,
            unlocked=action.while_locked or approved,
        )
        saved = write.update(ctx, entity, record_id, {**sent, **outcome}, version, options)
        if action.after is not None:
            action.after(ctx, {**saved.values, "id": record_id}, asked)
        return saved


def _deferred(
    ctx: Ctx,
    entity: CompiledEntity,
    action: Action,
    draft: Draft,
    data: Mapping[str, Any],
    outcome: Mapping[str, Any],
    version: int | None,
) -> int | None:
    """The request for approval that the act waits for, None where it is done at once. Raises as an update does."""
    steps.compare(ctx, entity, draft, {}, None if version is None else {draft.id or 0: version})
    steps.guard_locks(ctx, entity, [draft])
    if draft.problem is not None:
        raise draft.problem
    found = (ask(ctx, entity, action, draft, data, outcome) for ask in hooks.deferred)
    return next((request for request in found if request is not None), None)


def _extra(action: Action, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent beyond the entity's fields, as Python values. Raises `Invalid`."""
    values, errors = {}, []
    for name, type_key in action.extra.items():
        try:
            values[name] = intake.clean_value(FieldSpec(name, TYPES[type_key], name), data.get(name))
        except ValueProblem as problem:
            errors.append(intake.as_error(name, problem))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return values


def find(entity: CompiledEntity, key: str) -> Action:
    """The declared action. Raises `NotFound`."""
    for action in entity.definition.actions:
        if action.key == key:
            return action
    raise NotFound(code="no_such_action")
