"""Joins what concerns people, roles and dictionaries: rooms that may not import each other."""

from collections.abc import Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx


def join() -> None:
    """Called once at start-up."""
    from kezhou.platform import audit
    from kezhou.platform.access import roles
    from kezhou.platform.approvals import applications
    from kezhou.platform.entities.compiled import CompiledEntity
    from kezhou.platform.fields import dictionary_edit
    from kezhou.platform.identity import hooks as identity_hooks
    from kezhou.platform.org import changes
    from kezhou.platform.org.models import Department
    from kezhou.platform.records import hooks as record_hooks

    def audit_role(ctx: Ctx, event: roles.RoleEvent) -> None:
        audit.write(ctx, [audit.Entry(event.entity, event.record_id, event.action, event.changes)])

    def audit_dictionary(ctx: Ctx, event: dictionary_edit.DictionaryEvent) -> None:
        audit.write(ctx, [audit.Entry("dictionary", event.dictionary_id, event.action, event.changes)])

    def departments_in_and_out_of_trash(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Any]) -> None:
        ids = [draft.id for draft in drafts if draft.before is not None and not draft.changed()]
        if entity.model is Department and ids:
            for id_, deleted_at in Department.objects.filter(id__in=ids).values_list("id", "deleted_at"):
                (changes.department_restored if deleted_at is None else changes.department_deleted)(ctx, id_)

    roles.listeners.append(audit_role)
    dictionary_edit.listeners.append(audit_dictionary)
    identity_hooks.account_applied.append(applications.ask)
    record_hooks.saved.append(departments_in_and_out_of_trash)
