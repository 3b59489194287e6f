"""The second factor: time-based codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds).

The secret is stored encrypted with a key derived from `SECRET_KEY`. A code is good for its own step and one on
either side, and for one use: the last step used is kept by a conditional update, so that two requests with one code
cannot both pass.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import TYPE_CHECKING

import pyotp
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from kezhou.platform.org.models import User

from . import limits
from .hooks import SecurityEvent, is_mfa_required, report
from .revoke import revoke_proofs

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

ISSUER = "客舟 Kezhou"
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""Steps before and after the present one that a code may come from: a phone's clock may be half a minute off."""

TRIES = 10
TRIES_SECONDS = 15 * 60
"""Codes that may be tried for one person in a quarter of an hour, from all addresses together."""


def begin(ctx: Ctx, user_id: int) -> tuple[str, str]:
    """A new secret that waits for its first code: `(secret, otpauth uri)`. Raises `Conflict` when one is in use."""
    secret = pyotp.random_base32()
    changed = User.objects.filter(id=user_id, totp_confirmed_at__isnull=True).update(
        totp_secret=_encrypt(secret), totp_last_step=None, updated_at=ctx.clock.now()
    )
    if not changed:
        raise Conflict(_("The second factor is already in use. Remove it first."), code="totp_in_use")
    username = User.objects.values_list("username", flat=True).get(id=user_id)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def confirm(ctx: Ctx, user_id: int, otp: str, *, keep_session: int | None = None) -> None:
    """Put the waiting secret to use; sessions that never showed it end, but for the one that sets it up.

    Raises `Invalid` at `otp` for a wrong code, `Conflict` when none waits.
    """
    _count(user_id, ctx.clock.now())
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(id=user_id)
        if not user.totp_secret or user.totp_confirmed_at is not None:
            raise Conflict(_("Start the set-up of the second factor first."), code="totp_not_started")
        if not use_code(user, otp, ctx.clock.now()):
            raise _wrong_code()
        User.objects.filter(id=user_id).update(totp_confirmed_at=ctx.clock.now(), version=F("version") + 1)
        revoke_proofs(user_id, ctx.clock.now(), keep_session=keep_session, tokens=False)
        report(ctx, SecurityEvent("totp_enabled", user_id))


def remove(ctx: Ctx, user_id: int, otp: str) -> None:
    """The person's own removal, proved by a code. Raises `Forbidden` while a role of theirs demands it."""
    _count(user_id, ctx.clock.now())
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).get(id=user_id)
        if user.totp_confirmed_at is None:
            raise Conflict(_("The second factor is not in use."), code="totp_not_in_use")
        if is_mfa_required(user_id):
            raise Forbidden(_("One of your roles demands the second factor."), code="mfa_required")
        if not use_code(user, otp, ctx.clock.now()):
            raise _wrong_code()
        _clear(user_id)
        report(ctx, SecurityEvent("totp_disabled", user_id))


def remove_for(ctx: Ctx, user_id: int) -> None:
    """An administrator's removal for a person who lost their device; the caller checks the right to do so."""
    with transaction.atomic():
        _clear(user_id)
        report(ctx, SecurityEvent("totp_disabled", user_id, meta={"by_administrator": True}))


def check(user: User, otp: str, now: datetime) -> bool:
    """Whether the code is right and unused; counts the try (`TooMany` when there were too many)."""
    _count(user.id, now)
    return use_code(user, otp, now)


def use_code(user: User, otp: str, now: datetime) -> bool:
    """Spend the code: true once per step at most."""
    code = otp.strip().replace(" ", "")
    present = int(now.timestamp()) // STEP_SECONDS
    generator = pyotp.TOTP(_decrypt(user.totp_secret))
    matched = None
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        # No early exit: the work is the same whichever step matches.
        if hmac.compare_digest(generator.at(step * STEP_SECONDS).encode(), code.encode()):
            matched = step
    if matched is None:
        return False
    unused = Q(totp_last_step__isnull=True) | Q(totp_last_step__lt=matched)
    return User.objects.filter(unused, id=user.id).update(totp_last_step=matched) == 1


def _count(user_id: int, now: datetime) -> None:
    limits.hit(f"otp:{user_id}", TRIES, TRIES_SECONDS, now)


def _clear(user_id: int) -> None:
    User.objects.filter(id=user_id).update(
        totp_secret="", totp_confirmed_at=None, totp_last_step=None, version=F("version") + 1
    )


def _wrong_code() -> Invalid:
    message = _("The code is not right, or it was used before. Wait for the next one.")
    return Invalid(message, errors=[FieldError("otp", "wrong", message)])


def _fernet() -> "Fernet":
    from cryptography.fernet import Fernet

    key = hashlib.sha256(b"kezhou totp\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _encrypt(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def _decrypt(stored: str) -> str:
    from cryptography.fernet import InvalidToken

    try:
        return _fernet().decrypt(stored.encode()).decode()
    except InvalidToken:
        raise Conflict(
            _("The second factor cannot be read with the present secret key. An administrator must remove it."),
            code="totp_unreadable",
        ) from None
