"""The session cookie: `__Host-` and `Secure` over HTTPS, a plain name only where the site itself is plain HTTP
(C14)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

PLAIN_NAME = "kezhou_session"
SECURE_NAME = "__Host-kezhou_session"


def name(request: HttpRequest) -> str:
    """One name per scheme: a cookie planted over HTTP never counts over HTTPS."""
    return SECURE_NAME if request.is_secure() else PLAIN_NAME


def read(request: HttpRequest) -> str | None:
    return request.COOKIES.get(name(request))


def write(request: HttpRequest, response: HttpResponse, token: str, expires_at: datetime) -> None:
    response.set_cookie(
        name(request), token, expires=expires_at, path="/", secure=request.is_secure(), httponly=True, samesite="Lax"
    )


def clear(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie(
        name(request), "", max_age=0, path="/", secure=request.is_secure(), httponly=True, samesite="Lax"
    )
