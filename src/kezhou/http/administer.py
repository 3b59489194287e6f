"""The door to administrative acts."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden

from .auth.authenticate import require_elevated, signed_in
from .context import ctx_of
from .etag import expected_version

SAFE = frozenset({"GET", "HEAD"})


def administrator(request: HttpRequest, *permissions: str) -> Ctx:
    """Somebody with one of the permissions. A change made in a browser also needs a password shown lately.

    Raises `Unauthorized`, `Forbidden` (`no_right`, `elevation_required`).
    """
    ctx = ctx_of(request)
    if not ctx.grants.admin.intersection(permissions):
        raise Forbidden(code="no_right", extra={"permission": permissions[0]})
    if request.method not in SAFE and signed_in(request).session is not None:
        require_elevated(request)
    return ctx


def version_if_sent(request: HttpRequest) -> int | None:
    """The version in `If-Match`, None without the header: what a screen replaces as a whole may be replaced unseen."""
    return expected_version(request) if "If-Match" in request.headers else None


def whole_number(text: str, name: str) -> int:
    """A number from the address. Raises `BadRequest`."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        message = _("%(name)s must be a whole number.") % {"name": name}
        raise BadRequest(message, code=f"bad_{name}", errors=[FieldError(name, f"bad_{name}", message)])
    return int(text)
