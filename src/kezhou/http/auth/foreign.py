"""Refusing calls that another site made a browser send: content type, origin and the CSRF token."""

import hmac
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import BadRequest, Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_TYPES = frozenset({"application/json", "multipart/form-data"})
"""What the API reads. A form of another site can send neither JSON nor, without the token, anything that counts."""

CSRF_HEADER = "X-CSRFToken"


def is_unsafe(request: HttpRequest) -> bool:
    return request.method not in SAFE_METHODS


def refuse_content_type(request: HttpRequest) -> None:
    """Raises `BadRequest` for a body that is neither JSON nor multipart."""
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0") or "Transfer-Encoding" in request.headers
    if not is_unsafe(request) or not (has_body or request.content_type):
        return
    if request.content_type not in CONTENT_TYPES:
        raise BadRequest(_("Send application/json or multipart/form-data."), code="content_type")


def refuse_foreign_origin(request: HttpRequest) -> None:
    """Raises `Forbidden` for an unsafe call that a page of another origin sent. Programs send neither header and
    pass."""
    if not is_unsafe(request):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    foreign = site is not None and site not in ("same-origin", "none")
    if origin is not None:
        known = origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()
        # A trusted second origin is by its nature "same-site" or "cross-site" to the browser.
        foreign = not known or (foreign and origin not in settings.CSRF_TRUSTED_ORIGINS)
    if foreign:
        raise Forbidden(_("This call came from another site."), code="foreign_origin")


def refuse_missing_csrf(request: HttpRequest, expected: str) -> None:
    """Raises `Forbidden` for an unsafe call by cookie without the session's CSRF token."""
    given = request.headers.get(CSRF_HEADER, "")
    if is_unsafe(request) and not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forbidden(_("The page is out of date. Reload it and try again."), code="csrf")
