"""API tokens: another system acting in a person's name, within scopes, until a day. The secret is shown once (C20)."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import Clock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.org.models import User

from .hooks import SecurityEvent, report
from .models import ApiToken
from .persons import PERSON_ACTIVE, PERSON_COLUMNS, PERSON_JOINS, PERSON_WIDTH, Person, person_of
from .sessions import MAX_TOKEN_LENGTH, SEEN_EVERY, digest

MAX_DAYS = 366
MAX_SCOPES = 200
MAX_NAME = 80
MAX_PER_PERSON = 50
"""Living tokens of one person."""

_SCOPE = re.compile(r"read|write|[a-z][a-z0-9_]{0,62}:[a-z][a-z0-9_]{0,62}")
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

_RESOLVE = (
    f"select {PERSON_COLUMNS}, t.id, t.scopes, t.last_used_at"  # noqa: S608
    f" from identity_apitoken t join org_user u on u.id = t.user_id {PERSON_JOINS}"
    f" where t.token_hash = %s and t.revoked_at is null and t.expires_at > %s and {PERSON_ACTIVE}"
)


@dataclass(frozen=True, slots=True)
class ResolvedToken:
    person: Person
    token_id: int
    scopes: tuple[str, ...]


def issue(user: User, name: str, scopes: Sequence[str], days: int, clock: Clock) -> tuple[ApiToken, str]:
    """A new token and its plain text `kz_<prefix>_<secret>`, which exists nowhere else.

    `scopes`: `read`, `write` (everything the person may do) or `entity:action`. Raises `Invalid` for values outside the
    limits, `Conflict` when the person holds too many tokens.
    """
    _check(name, scopes, days)
    now = clock.now()
    with transaction.atomic():
        # The person's row is the lock that makes the limit hold.
        User.objects.select_for_update(of=("self",)).get(id=user.id)
        living = ApiToken.objects.filter(user_id=user.id, revoked_at__isnull=True, expires_at__gt=now).count()
        if living >= MAX_PER_PERSON:
            raise Conflict(
                _("A person may hold at most %(max)s tokens. Revoke one first.") % {"max": MAX_PER_PERSON},
                code="too_many_tokens",
            )
        prefix = "".join(secrets.choice(_ALPHABET) for _unused in range(8))
        plain = f"kz_{prefix}_{secrets.token_urlsafe(32)}"
        token = ApiToken.objects.create(
            name=name.strip(),
            user_id=user.id,
            prefix=prefix,
            token_hash=digest(plain),
            scopes=sorted(set(scopes)),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    return token, plain


def issue_for(ctx: Ctx, user: User, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """`issue`, recorded as a security event in the same transaction."""
    with transaction.atomic():
        token, plain = issue(user, name, scopes, days, ctx.clock)
        meta = {"token": token.id, "scopes": token.scopes, "days": days}
        report(ctx, SecurityEvent("token_created", user.id, meta=meta))
    return token, plain


def issue_by_name(username: str, clock: Clock, scopes: Sequence[str] = ("write",), days: int = 90) -> str:
    """For the command line: the plain token of an active person found by user name. Raises `NotFound`."""
    user = User.objects.filter(username__iexact=username, status=User.Status.ACTIVE, deleted_at__isnull=True).first()
    if user is None:
        raise NotFound(_("This person does not exist."))
    _token, plain = issue_for(Ctx.system("command", clock), user, "command line", scopes, days)
    return plain


def resolve(plain: str, now: datetime) -> ResolvedToken | None:
    """In whose name the token speaks: one statement, None when the token or the person is not (or no longer) good."""
    if not plain.startswith("kz_") or len(plain) > MAX_TOKEN_LENGTH:
        return None
    row = fetch_one(_RESOLVE, (digest(plain), now), prepared=True)
    if row is None:
        return None
    token_id, scopes, last_used_at = row[PERSON_WIDTH:]
    if last_used_at is None or last_used_at <= now - SEEN_EVERY:
        ApiToken.objects.filter(id=token_id).update(last_used_at=now)
    return ResolvedToken(person=person_of(row[:PERSON_WIDTH], now), token_id=token_id, scopes=tuple(json.loads(scopes)))


def revoke(ctx: Ctx, user_id: int, token_id: int) -> bool:
    """End one of the person's own tokens; false when there is no such living token of theirs."""
    with transaction.atomic():
        changed = ApiToken.objects.filter(id=token_id, user_id=user_id, revoked_at__isnull=True).update(
            revoked_at=ctx.clock.now()
        )
        if changed:
            report(ctx, SecurityEvent("token_revoked", user_id, meta={"token": token_id}))
    return bool(changed)


def _check(name: str, scopes: Sequence[str], days: int) -> None:
    errors = []
    if not 1 <= len(name.strip()) <= MAX_NAME:
        message = _("Use 1 to %(max)s characters.") % {"max": MAX_NAME}
        errors.append(FieldError("name", "length", message, {"max": MAX_NAME}))
    if not 1 <= days <= MAX_DAYS:
        message = _("Use 1 to %(max)s days.") % {"max": MAX_DAYS}
        errors.append(FieldError("days", "range", message, {"min": 1, "max": MAX_DAYS}))
    if not 1 <= len(scopes) <= MAX_SCOPES:
        message = _("Choose 1 to %(max)s scopes.") % {"max": MAX_SCOPES}
        errors.append(FieldError("scopes", "length", message, {"min": 1, "max": MAX_SCOPES}))
    unknown = [index for index, scope in enumerate(scopes[:MAX_SCOPES]) if not _SCOPE.fullmatch(scope)]
    errors += [
        FieldError(f"scopes.{index}", "unknown", _("A scope is read, write or entity:action.")) for index in unknown
    ]
    if errors:
        raise Invalid(_("The token cannot be made like this."), errors=errors)
