"""Sessions of browsers: opaque random tokens, stored as digests, ended by the statement that reads them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_one
from kezhou.platform.org.models import User

from . import profiles
from .hooks import SecurityEvent, report
from .models import Session
from .persons import PERSON_ACTIVE, PERSON_COLUMNS, PERSON_JOINS, PERSON_WIDTH, Person, person_of

TOKEN_BYTES = 32
USER_AGENT_LENGTH = 200
SEEN_EVERY = timedelta(minutes=1)
"""`last_seen_at` is written at most so often: an idle time counts minutes, not requests."""

ELEVATED_FOR = timedelta(minutes=60)
"""How long administrative acts stay open after the password was shown."""

MAX_TOKEN_LENGTH = 128

_RESOLVE = (
    f"select {PERSON_COLUMNS}, s.id, s.csrf, s.mfa, s.elevated_until, s.last_seen_at, s.expires_at"  # noqa: S608
    f" from identity_session s join org_user u on u.id = s.user_id {PERSON_JOINS}"
    f" where s.token_hash = %s and s.revoked_at is null and s.expires_at > %s"
    f" and s.last_seen_at + make_interval(mins => s.idle_minutes) > %s and {PERSON_ACTIVE}"
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A living session with its person."""

    person: Person
    session_id: int
    csrf: str
    mfa: bool
    elevated_until: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """What a sign-in hands out once: the cookie's value and the token that unsafe calls must repeat."""

    session_id: int
    token: str
    csrf: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A session as its owner sees it."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str | None
    user_agent: str
    mfa: bool


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def start(user: User, *, now: datetime, ip: str | None, user_agent: str, mfa: bool) -> Started:
    """Open a session after a proof. A fresh proof also opens administrative acts for `ELEVATED_FOR`."""
    profile = profiles.current()
    token, csrf = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
    session = Session.objects.create(
        token_hash=digest(token),
        user_id=user.id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=profile.session_hours),
        idle_minutes=profile.idle_minutes,
        ip=ip,
        user_agent=user_agent[:USER_AGENT_LENGTH],
        mfa=mfa,
        elevated_until=now + ELEVATED_FOR,
        csrf=csrf,
    )
    return Started(session.id, token, csrf, session.expires_at)


def rotate(session_id: int, *, now: datetime, mfa: bool | None = None) -> Started | None:
    """Give the same session a new token and CSRF token: after the second factor or a new password (C14).

    None when the session has ended meanwhile.
    """
    token, csrf = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        session = Session.objects.select_for_update().filter(id=session_id, revoked_at__isnull=True).first()
        if session is None:
            return None
        session.token_hash = digest(token)
        session.csrf = csrf
        session.last_seen_at = now
        session.mfa = session.mfa if mfa is None else mfa
        session.save(update_fields=["token_hash", "csrf", "last_seen_at", "mfa"])
    return Started(session.id, token, csrf, session.expires_at)


def resolve(token: str, now: datetime) -> Resolved | None:
    """Who holds this token: one statement, None when the session or the person is not (or no longer) good."""
    if not token or len(token) > MAX_TOKEN_LENGTH:
        return None
    row = fetch_one(_RESOLVE, (digest(token), now, now), prepared=True)
    if row is None:
        return None
    session_id, csrf, mfa, elevated_until, last_seen_at, expires_at = row[PERSON_WIDTH:]
    if last_seen_at <= now - SEEN_EVERY:
        Session.objects.filter(id=session_id, last_seen_at__lt=now).update(last_seen_at=now)
    return Resolved(
        person=person_of(row[:PERSON_WIDTH], now),
        session_id=session_id,
        csrf=csrf,
        mfa=mfa,
        elevated_until=elevated_until,
        expires_at=expires_at,
    )


def elevate(ctx: Ctx, user_id: int, session_id: int) -> datetime:
    """Open administrative acts again after the caller checked the password; returns until when."""
    until = ctx.clock.now() + ELEVATED_FOR
    with transaction.atomic():
        Session.objects.filter(id=session_id, user_id=user_id, revoked_at__isnull=True).update(elevated_until=until)
        # The same proof as a sign-in, inside a session that already runs.
        report(ctx, SecurityEvent("login", user_id, meta={"session": session_id, "elevated": True}))
    return until


def living(user_id: int, now: datetime) -> list[Listed]:
    """The person's sessions that still open something, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, created_at, last_seen_at, expires_at, host(ip), user_agent, mfa from identity_session"
            " where user_id = %(user)s and revoked_at is null and expires_at > %(now)s"
            " and last_seen_at + make_interval(mins => idle_minutes) > %(now)s"
            " order by last_seen_at desc, id desc limit 200",
            {"user": user_id, "now": now},
        )
        return [Listed(*row) for row in cursor.fetchall()]


def end(token: str, now: datetime) -> None:
    """End the session that holds this token, whosever it is: the browser has just shown another proof."""
    Session.objects.filter(token_hash=digest(token), revoked_at__isnull=True).update(revoked_at=now)


def revoke(ctx: Ctx, user_id: int, session_id: int) -> bool:
    """End one of the person's own sessions; false when there is no such living session of theirs."""
    with transaction.atomic():
        changed = Session.objects.filter(id=session_id, user_id=user_id, revoked_at__isnull=True).update(
            revoked_at=ctx.clock.now()
        )
        if changed:
            report(ctx, SecurityEvent("session_revoked", user_id, meta={"session": session_id}))
    return bool(changed)
