"""Account applications as approvals: those who administer the organisation or the roles decide, once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access import roles as access_roles
from kezhou.platform.identity import accounts
from kezhou.platform.org import people
from kezhou.platform.org.models import User

from . import decide, kinds
from .models import ApprovalRequest
from .request import request

KIND = "account_application"
SECURITY_ROLE = "secadmin"


def _turn_down(ctx: Ctx, asked: ApprovalRequest) -> None:
    accounts.reject(ctx, _person(asked))


@kinds.approval_kind(KIND, _("Account application"), on_rejected=_turn_down)
def _let_in(ctx: Ctx, asked: ApprovalRequest) -> None:
    accounts.approve(ctx, _person(asked))


def ask(ctx: Ctx, user_id: int) -> None:
    """Somebody applied: open the request. Registered with `identity.hooks.account_applied`."""
    person = User.objects.get(id=user_id)
    title = _("%(name)s (%(username)s) asks for an account") % {"name": person.name, "username": person.username}
    request(ctx, KIND, title, role=SECURITY_ROLE, permission="org", entity="user", record_id=user_id)


def approve(
    ctx: Ctx, user_id: int, department_id: int | None, roles: Sequence[int | str] = (), comment: str = ""
) -> None:
    """Let an applicant in, with a department and, by those who administer roles, roles: all of it or nothing.

    Where a flow has further steps the account opens with the last of them; what was filled in here stays.

    Raises `Forbidden`, `Conflict` for somebody who is no applicant, `Invalid` for the department or the roles.
    """
    with transaction.atomic():
        _settle(ctx, user_id, approve=True, comment=comment)
        if department_id is not None:
            people.move_user(ctx, user_id, department_id)
        if roles:
            access_roles.set_roles(ctx, user_id, roles)


def reject(ctx: Ctx, user_id: int, comment: str) -> None:
    """Turn an applicant down; their names are free again. Raises as `approvals.decide`."""
    with transaction.atomic():
        _settle(ctx, user_id, approve=False, comment=comment)


def _settle(ctx: Ctx, user_id: int, *, approve: bool, comment: str) -> None:
    waiting = ApprovalRequest.objects.filter(kind=KIND, record_id=user_id, state="pending").order_by("-id").first()
    if waiting is not None:
        decide.decide(ctx, waiting.id, approve=approve, comment=comment)
    else:
        # Not an applicant: the account's own state says so, as a 404 or 409.
        (accounts.approve if approve else accounts.reject)(ctx, user_id)


def _person(asked: ApprovalRequest) -> int:
    assert asked.record_id is not None  # noqa: S101 — `ask` always names the person
    return asked.record_id
