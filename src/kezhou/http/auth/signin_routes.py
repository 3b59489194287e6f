"""Signing in and out, applying for an account, and opening administrative acts again."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from kezhou.kernel.errors import Unauthorized
from kezhou.platform.identity import accounts, limits, sessions, signin, totp
from kezhou.platform.org.models import User

from . import cookies
from .authenticate import enter, session_of, street, vestibule
from .me import me_of
from .schemas import Accepted, Apply, Elevate, ElevateAnswer, Login, LoginAnswer

ELEVATIONS = 5
ELEVATION_SECONDS = 15 * 60

router = Router(tags=["auth"])


@router.post("/auth/login", auth=street, response=LoginAnswer, operation_id="auth_login")
def login(request: HttpRequest, body: Login, response: HttpResponse) -> LoginAnswer:
    """401 `bad_credentials`, `otp_required` or `bad_otp`; 429 when locked."""
    ctx = street(request)
    proof = signin.Proof(body.username, body.password, body.otp, request.headers.get("User-Agent", ""))
    _user, started = signin.sign_in(ctx, proof)
    before = cookies.read(request)
    if before:
        # Whoever held the browser's earlier session holds nothing now (C14).
        sessions.end(before, ctx.clock.now())
    cookies.write(request, response, started.token, started.expires_at)
    return LoginAnswer(user=me_of(enter(request, started.token)), csrf_token=started.csrf)


@router.post("/auth/logout", auth=vestibule, response={204: None}, operation_id="auth_logout")
def logout(request: HttpRequest, response: HttpResponse) -> Status[None]:
    who, session = session_of(request)
    signin.sign_out(who.ctx, who.person.id, session.session_id)
    cookies.clear(request, response)
    return Status(204, None)


@router.post("/auth/apply", auth=street, response={202: Accepted}, operation_id="auth_apply")
def apply(request: HttpRequest, body: Apply) -> Status[Accepted]:
    """Always 202 for an input that keeps the rules, whether or not the names are taken."""
    accounts.apply(street(request), accounts.Application(**body.model_dump()))
    return Status(202, Accepted(detail=str(_("Your application was sent. An administrator will answer it."))))


@router.post("/auth/elevate", auth=vestibule, response=ElevateAnswer, operation_id="auth_elevate")
def elevate(request: HttpRequest, body: Elevate) -> ElevateAnswer:
    who, session = session_of(request)
    now = who.ctx.clock.now()
    limits.hit(f"elevate:{who.person.id}", ELEVATIONS, ELEVATION_SECONDS, now)
    user = User.objects.get(id=who.person.id)
    if not signin.check_password(user, body.password):
        raise Unauthorized(_("The password is not right."), code="bad_credentials")
    if who.person.has_totp:
        if not body.otp:
            raise Unauthorized(_("Enter the code of your authenticator app."), code="otp_required")
        if not totp.check(user, body.otp, now):
            raise Unauthorized(_("The code is not right, or it was used before."), code="bad_otp")
    return ElevateAnswer(elevated_until=sessions.elevate(who.ctx, who.person.id, session.session_id))
