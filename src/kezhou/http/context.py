"""The context of a request: made once, kept on the request, and the language switched to the person's."""

from typing import cast

from django.http import HttpRequest
from django.utils import translation

from kezhou.kernel.ctx import Ctx

from . import throttle
from .auth.authenticate import authenticate


def ctx_of(request: HttpRequest) -> Ctx:
    """Who asks. Raises `Unauthorized` where nobody is signed in."""
    found = getattr(request, "kezhou_ctx", None)
    if found is None:
        found = authenticate(request)
        throttle.count_call(found)
        request.kezhou_ctx = found  # type: ignore[attr-defined]
        translation.activate(found.locale)
    return cast(Ctx, found)
