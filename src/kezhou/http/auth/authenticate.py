"""From a request to a `Ctx`: a bearer token or the session cookie, checked by one statement, with nothing else
believed.

`door` guards ordinary calls, `vestibule` the few that a person may make who must still change the password or set up
the second factor, `street` the public ones. They are ninja `auth` callables: they run before the body is parsed, so
a stranger learns nothing about what a call expects.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import Clock, SystemClock
from kezhou.kernel.ctx import Actor, Ctx, Grants
from kezhou.kernel.errors import Forbidden, Unauthorized
from kezhou.platform.identity import sessions, tokens
from kezhou.platform.identity.persons import Person

from ..given import refuse_nul
from . import cookies, foreign, language, scopes
from .address import client_ip
from .facts import facts_of

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SYSTEM_CLOCK = SystemClock()

# Keys of `request.META` that no header can set: headers arrive as HTTP_…
CLOCK_KEY = "kezhou.clock"
"""A test puts its `FixedClock` here."""
_SIGNED_IN_KEY = "kezhou.signed_in"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is calling and how they proved it. Exactly one of `session` and `token` is set."""

    ctx: Ctx
    person: Person
    mfa_required: bool
    session: sessions.Resolved | None = None
    token: tokens.ResolvedToken | None = None

    @property
    def pending(self) -> str | None:
        """What the person must do before anything else: `password_change_required` or `mfa_required`.

        Only for sessions: a token was made by somebody who had passed both.
        """
        if self.session is None:
            return None
        if self.person.must_change_password:
            return "password_change_required"
        return "mfa_required" if self.mfa_required and not self.session.mfa else None


def authenticate(request: HttpRequest) -> Ctx:
    """The context of an ordinary call. Raises `Unauthorized`, `Forbidden`, or `BadRequest` for a body of a wrong
    type."""
    return door(request).ctx


def door(request: HttpRequest) -> SignedIn:
    who = signed_in(request)
    if who.pending == "password_change_required":
        raise Forbidden(_("Change your password first."), code=who.pending)
    if who.pending == "mfa_required":
        raise Forbidden(_("Set up the second factor first: one of your roles demands it."), code=who.pending)
    return who


def vestibule(request: HttpRequest) -> SignedIn:
    return signed_in(request)


def street(request: HttpRequest) -> Ctx:
    """The context of somebody unknown, for the public calls. Another site still cannot send them from a browser."""
    request_id(request)
    locale = language.use(request)
    refuse_nul(request)
    foreign.refuse_content_type(request)
    foreign.refuse_foreign_origin(request)
    return Ctx(
        actor=Actor(None, "", "anonymous"),
        request_id=request_id(request),
        locale=locale,
        clock=clock_of(request),
        ip=client_ip(request),
    )


def signed_in(request: HttpRequest) -> SignedIn:
    """Who is calling; worked out once per request."""
    found = request.META.get(_SIGNED_IN_KEY)
    if isinstance(found, SignedIn):
        return found
    request_id(request)
    language.use(request)
    refuse_nul(request)
    foreign.refuse_content_type(request)
    who = _by_token(request) if "Authorization" in request.headers else _by_session(request)
    request.META[_SIGNED_IN_KEY] = who
    return who


def enter(request: HttpRequest, token: str) -> SignedIn:
    """The person of a session that this very call opened or renewed."""
    session = sessions.resolve(token, clock_of(request).now())
    if session is None:
        raise Unauthorized(_("Please sign in."), code="session_ended")
    who = _of_session(request, session)
    request.META[_SIGNED_IN_KEY] = who
    return who


def enter_again(request: HttpRequest) -> SignedIn:
    """The same caller, read anew after this call changed the person."""
    request.META.pop(_SIGNED_IN_KEY, None)
    return signed_in(request)


def session_of(request: HttpRequest) -> tuple[SignedIn, sessions.Resolved]:
    """For acts on one's own proofs of identity: raises `Forbidden` for a token, which must not make or end others."""
    who = signed_in(request)
    if who.session is None:
        raise Forbidden(_("Sign in with a browser for this."), code="session_required")
    return who, who.session


def require_elevated(request: HttpRequest) -> datetime:
    """For administrative acts: until when they are open in this session.

    Raises `Forbidden` code `elevation_required` when the password was last shown too long ago (`POST auth/elevate`).
    """
    who, session = session_of(request)
    if session.elevated_until is None or session.elevated_until <= who.ctx.clock.now():
        raise Forbidden(_("Enter your password again to go on."), code="elevation_required")
    return session.elevated_until


def clock_of(request: HttpRequest) -> Clock:
    clock: Clock = request.META.get(CLOCK_KEY, _SYSTEM_CLOCK)
    return clock


def request_id(request: HttpRequest) -> str:
    """The caller's `X-Request-ID` where it is well formed, else a new one; the same through the whole request."""
    found: str = getattr(request, "kezhou_request_id", "")
    if not found:
        given = request.headers.get("X-Request-ID", "")
        found = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        request.kezhou_request_id = found  # type: ignore[attr-defined]  # read by `http.problems`
    return found


def _by_token(request: HttpRequest) -> SignedIn:
    scheme, _space, plain = request.headers["Authorization"].partition(" ")
    token = tokens.resolve(plain.strip(), clock_of(request).now()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Unauthorized(
            _("The token is not valid."), code="invalid_token", headers={"WWW-Authenticate": 'Bearer realm="kezhou"'}
        )
    scopes.refuse_writing(request, token.scopes)
    facts = facts_of(token.person)
    ctx = _ctx(request, token.person, facts.actor, scopes.scope_grants(facts.grants, token.scopes))
    return SignedIn(ctx=ctx, person=token.person, mfa_required=facts.mfa_required, token=token)


def _by_session(request: HttpRequest) -> SignedIn:
    cookie = cookies.read(request)
    session = sessions.resolve(cookie, clock_of(request).now()) if cookie else None
    if session is None:
        raise Unauthorized(_("Please sign in."), code="session_ended" if cookie else "unauthorized")
    foreign.refuse_foreign_origin(request)
    foreign.refuse_missing_csrf(request, session.csrf)
    return _of_session(request, session)


def _of_session(request: HttpRequest, session: sessions.Resolved) -> SignedIn:
    facts = facts_of(session.person)
    ctx = _ctx(request, session.person, facts.actor, facts.grants)
    return SignedIn(ctx=ctx, person=session.person, mfa_required=facts.mfa_required, session=session)


def _ctx(request: HttpRequest, person: Person, actor: Actor, grants: Grants) -> Ctx:
    return Ctx(
        actor=actor,
        grants=grants,
        request_id=request_id(request),
        locale=language.use(request, person.locale),
        tz=person.tz,
        clock=clock_of(request),
        ip=client_ip(request),
        schema_epoch=person.epochs.schema,
    )
