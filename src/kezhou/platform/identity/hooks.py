"""What rooms above `identity` do about sign-in. Filled once at start-up; `report` is called inside the transaction
it tells of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kezhou.kernel.ctx import Ctx

SecurityAction = Literal[  # each one is an action that the audit knows
    "login",
    "login_failed",
    "locked",
    "logout",
    "password_changed",
    "password_reset",
    "totp_enabled",
    "totp_disabled",
    "session_revoked",
    "token_created",
    "token_revoked",
    "account_applied",
    "approved",
    "rejected",
    "disabled",
    "enabled",
]


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """Something that an audit must know. `user_id` is the person concerned, None for a name that nobody has."""

    action: SecurityAction
    user_id: int | None
    ok: bool = True
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Figures and reasons; never a secret, a typed name or a typed password."""


security_listeners: list[Callable[[Ctx, SecurityEvent], None]] = []
"""Whoever records security events; `config` puts the audit here."""

mfa_required: list[Callable[[int], bool]] = []
"""`(user_id)`: does a role of this person demand the second factor? Filled by `access` (C16)."""

account_applied: list[Callable[[Ctx, int], None]] = []
"""`(ctx, user_id)`: somebody applied for an account; approvals take it from here."""


def report(ctx: Ctx, event: SecurityEvent) -> None:
    for listen in security_listeners:
        listen(ctx, event)


def is_mfa_required(user_id: int) -> bool:
    return any(required(user_id) for required in mfa_required)
