"""The headers that every answer carries, errors included, and the check that a request names a host of ours (C31)."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from .headers import CONTENT_SECURITY_POLICY, HEADERS
from .maps import origin_of
from .spa import bad_host, not_allowed

STRICT_TRANSPORT = "max-age=31536000"


def policy(map_tiles: str) -> str:
    """The content security policy; with a map configured, pictures may also come from its server."""
    if not map_tiles:
        return CONTENT_SECURITY_POLICY
    return CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {origin_of(map_tiles)}")


class SecurityHeaders:
    """The only middleware of the web process. A header that a view set itself stays as the view set it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = HEADERS | {"Content-Security-Policy": policy(settings.KEZHOU_MAP_TILES)}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            response: HttpResponseBase = bad_host(request)
        else:
            response = self.get_response(request)
            if response.status_code == 405 and request.path.startswith("/api/"):
                # Which methods an address takes is known to the router, which answers in a form of its own.
                response = not_allowed(request, response.headers.get("Allow", ""))
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
