"""Signing in by user name, staff number (工号) or e-mail, with a password and, for who has one, a second factor.

Every refusal costs the same and says the same, whether the name exists, is disabled, waits for approval or has another
password (C15). Only who showed the right password learns that a second factor is missing.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Actor, Ctx
from kezhou.kernel.errors import KezhouError, Unauthorized
from kezhou.platform.org.models import User

from . import hashing, limits, lockout, passwords, sessions, totp
from .hooks import SecurityEvent, report
from .models import Session
from .sessions import Started

MAX_NAME = 254
MAX_PASSWORD = 1_000
"""Characters that are read at all; a longer input is refused before it costs anything."""

CALLS_PER_ADDRESS = 300
CALLS_SECONDS = 15 * 60
"""Calls of sign-in from one address, right or wrong: the work of a password hash is not free."""

Refusal = Literal["bad_credentials", "otp_required", "bad_otp"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows to get in, and from where."""

    name: str
    password: str
    otp: str | None
    user_agent: str = ""


def sign_in(ctx: Ctx, proof: Proof) -> tuple[User, Started]:
    """Open a session. Raises `Unauthorized` with code `bad_credentials`, `otp_required` or `bad_otp`, `TooMany` when
    locked."""
    now = ctx.clock.now()
    limits.hit(f"login:{ctx.ip}", CALLS_PER_ADDRESS, CALLS_SECONDS, now)
    # The refusal is raised after the commit: a roll-back would forget the failure.
    with transaction.atomic():
        outcome = _attempt(ctx, proof)
    if isinstance(outcome, KezhouError):
        raise outcome
    return outcome


def sign_out(ctx: Ctx, user_id: int, session_id: int) -> None:
    with transaction.atomic():
        Session.objects.filter(id=session_id, user_id=user_id, revoked_at__isnull=True).update(
            revoked_at=ctx.clock.now()
        )
        report(ctx, SecurityEvent("logout", user_id, meta={"session": session_id}))


def find(typed: str) -> User | None:
    """The person whom a typed name means. A user name goes before somebody else's staff number; only active people
    count.

    One statement, the same for every input.
    """
    key = typed.strip().lower()
    rows = (
        User.objects.annotate(username_key=Lower("username"), staff_key=Lower("staff_no"), email_key=Lower("email"))
        .filter(Q(username_key=key) | Q(staff_key=key, staff_no__gt="") | Q(email_key=key, email__gt=""))
        .filter(deleted_at__isnull=True, status=User.Status.ACTIVE)
        .order_by("id")[:3]
    )
    found = list(rows) if key else []
    return min(found, key=lambda user: (user.username.lower() != key, user.staff_no.lower() != key), default=None)


def check_password(user: User, password: str) -> bool:
    """For acts that ask a signed-in person for the password again; the caller limits the tries."""
    return len(password) <= MAX_PASSWORD and hashing.verify(user.password, password)


def _attempt(ctx: Ctx, proof: Proof) -> tuple[User, Started] | KezhouError:
    now = ctx.clock.now()
    account = lockout.account_key(proof.name[:MAX_NAME])
    lockout.lock(account, ctx.ip)
    wait = lockout.seconds_locked(account, ctx.ip, now)
    if wait:
        report(ctx, SecurityEvent("locked", None, ok=False, meta={"account": account.hex()[:16]}))
        return limits.too_many(wait)
    user = find(proof.name[:MAX_NAME])
    matches = hashing.verify(user.password if user else "", proof.password[:MAX_PASSWORD])
    if user is None or not matches or len(proof.password) > MAX_PASSWORD:
        return _refuse(ctx, account, user, "bad_credentials", _("The name or the password is not right."))
    mfa = user.totp_confirmed_at is not None
    if mfa:
        if not proof.otp:
            # Half of the proof was right: no failure, and no success that would wipe failures either.
            return Unauthorized(_("Enter the code of your authenticator app."), code="otp_required")
        try:
            right = totp.check(user, proof.otp, now)
        except KezhouError as refused:
            return refused
        if not right:
            return _refuse(ctx, account, user, "bad_otp", _("The code is not right, or it was used before."))
    return _admit(ctx, proof, account, user, mfa=mfa)


def _admit(ctx: Ctx, proof: Proof, account: bytes, user: User, *, mfa: bool) -> tuple[User, Started]:
    now = ctx.clock.now()
    lockout.note(account, ctx.ip, now, ok=True)
    if hashing.needs_rehash(user.password):
        passwords.upgrade_hash(user.id, user.password, proof.password)
    User.objects.filter(id=user.id).update(last_login_at=now)
    started = sessions.start(user, now=now, ip=ctx.ip, user_agent=proof.user_agent, mfa=mfa)
    known = replace(ctx, actor=Actor(user.id, user.name, dept_id=user.department_id))
    report(known, SecurityEvent("login", user.id, meta={"session": started.session_id, "mfa": mfa}))
    return user, started


def _refuse(ctx: Ctx, account: bytes, user: User | None, code: Refusal, message: Any) -> Unauthorized:
    lockout.note(account, ctx.ip, ctx.clock.now(), ok=False)
    meta = {"reason": code, "account": account.hex()[:16]}
    report(ctx, SecurityEvent("login_failed", user.id if user else None, ok=False, meta=meta))
    return Unauthorized(message, code=code)
