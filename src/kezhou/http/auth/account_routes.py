"""One's own password, sessions, API tokens and second factor."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from kezhou.kernel.errors import NotFound, Unauthorized
from kezhou.platform.identity import limits, passwords, sessions, tokens, totp
from kezhou.platform.identity.models import ApiToken
from kezhou.platform.org.models import User

from . import cookies
from .authenticate import SignedIn, door, session_of, signed_in, vestibule
from .schemas import (
    CsrfAnswer,
    IssuedToken,
    NewPassword,
    NewToken,
    Otp,
    SessionList,
    SessionOut,
    TokenList,
    TokenOut,
    TotpAnswer,
)

PASSWORD_TRIES = 10
PASSWORD_SECONDS = 15 * 60

router = Router(tags=["auth"])


@router.post("/auth/password", auth=vestibule, response=CsrfAnswer, operation_id="auth_password")
def change_password(request: HttpRequest, body: NewPassword, response: HttpResponse) -> CsrfAnswer:
    """Ends every other session of the person; this one goes on under a new cookie."""
    who, session = session_of(request)
    limits.hit(f"password:{who.person.id}", PASSWORD_TRIES, PASSWORD_SECONDS, who.ctx.clock.now())
    passwords.change(who.ctx, who.person.id, body.old, body.new, keep_session=session.session_id)
    return _renew(request, response, who, session)


@router.get("/auth/sessions", auth=door, response=SessionList, operation_id="auth_sessions")
def list_sessions(request: HttpRequest) -> SessionList:
    who = signed_in(request)
    current = who.session.session_id if who.session else None
    found = sessions.living(who.person.id, who.ctx.clock.now())
    return SessionList(
        items=[
            SessionOut(
                id=item.id,
                created_at=item.created_at,
                last_seen_at=item.last_seen_at,
                expires_at=item.expires_at,
                ip=item.ip,
                user_agent=item.user_agent,
                mfa=item.mfa,
                current=item.id == current,
            )
            for item in found
        ]
    )


@router.delete("/auth/sessions/{int:session_id}", auth=door, response={204: None}, operation_id="auth_session_revoke")
def revoke_session(request: HttpRequest, session_id: int) -> Status[None]:
    who, _session = session_of(request)
    if not sessions.revoke(who.ctx, who.person.id, session_id):
        raise NotFound(_("This session does not exist."))
    return Status(204, None)


@router.get("/auth/tokens", auth=door, response=TokenList, operation_id="auth_tokens")
def list_tokens(request: HttpRequest) -> TokenList:
    who = signed_in(request)
    found = ApiToken.objects.filter(
        user_id=who.person.id, revoked_at__isnull=True, expires_at__gt=who.ctx.clock.now()
    ).order_by("-created_at", "-id")
    return TokenList(items=[TokenOut.model_validate(_shown(token)) for token in found[: tokens.MAX_PER_PERSON]])


@router.post("/auth/tokens", auth=door, response={201: IssuedToken}, operation_id="auth_token_issue")
def issue_token(request: HttpRequest, body: NewToken) -> Status[IssuedToken]:
    who, _session = session_of(request)
    user = User.objects.get(id=who.person.id)
    token, plain = tokens.issue_for(who.ctx, user, body.name, body.scopes, body.days)
    return Status(201, IssuedToken.model_validate({**_shown(token), "token": plain}))


@router.delete("/auth/tokens/{int:token_id}", auth=door, response={204: None}, operation_id="auth_token_revoke")
def revoke_token(request: HttpRequest, token_id: int) -> Status[None]:
    who, _session = session_of(request)
    if not tokens.revoke(who.ctx, who.person.id, token_id):
        raise NotFound(_("This token does not exist."))
    return Status(204, None)


@router.post("/auth/totp", auth=vestibule, response=TotpAnswer, operation_id="auth_totp")
def begin_totp(request: HttpRequest) -> TotpAnswer:
    who, _session = session_of(request)
    secret, uri = totp.begin(who.ctx, who.person.id)
    return TotpAnswer(secret=secret, uri=uri)


@router.post("/auth/totp/confirm", auth=vestibule, response=CsrfAnswer, operation_id="auth_totp_confirm")
def confirm_totp(request: HttpRequest, body: Otp, response: HttpResponse) -> CsrfAnswer:
    """From now on sign-in asks for a code. This session goes on under a new cookie, others end (C14)."""
    who, session = session_of(request)
    totp.confirm(who.ctx, who.person.id, body.otp, keep_session=session.session_id)
    return _renew(request, response, who, session, mfa=True)


@router.delete("/auth/totp", auth=door, response={204: None}, operation_id="auth_totp_remove")
def remove_totp(request: HttpRequest, body: Otp) -> Status[None]:
    who, _session = session_of(request)
    totp.remove(who.ctx, who.person.id, body.otp)
    return Status(204, None)


def _renew(
    request: HttpRequest, response: HttpResponse, who: SignedIn, session: sessions.Resolved, *, mfa: bool | None = None
) -> CsrfAnswer:
    started = sessions.rotate(session.session_id, now=who.ctx.clock.now(), mfa=mfa)
    if started is None:
        raise Unauthorized(_("Please sign in."), code="session_ended")
    cookies.write(request, response, started.token, started.expires_at)
    return CsrfAnswer(csrf_token=started.csrf)


def _shown(token: ApiToken) -> dict[str, object]:
    """What may be seen of a token: never its digest."""
    return {
        "id": token.id,
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
