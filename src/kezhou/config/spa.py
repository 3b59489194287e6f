"""Serves the built web app: hashed files for ever, the page itself always fresh, and the page for every path of its
router."""

import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kezhou.http.auth import language
from kezhou.http.problems import problem
from kezhou.kernel.errors import BadRequest, KezhouError, MethodNotAllowed, NotFound

DIST = Path(__file__).resolve().parent.parent / "web_dist"
FOR_EVER = "public, max-age=31536000, immutable"
FRESH = "no-cache"
HASHED_FOLDER = "assets/"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the web app, kept in memory with its compressed form."""

    content: bytes
    compressed: bytes | None
    content_type: str
    etag: str


@cache
def assets() -> dict[str, Asset]:
    """All files of the built web app by their path; read once, since a new build comes with a new process."""
    found = {}
    for path in sorted(DIST.rglob("*")):
        if not path.is_file() or path.suffix == ".gz":
            continue
        content = path.read_bytes()
        packed = path.with_name(path.name + ".gz")
        guess = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        charset = "; charset=utf-8" if guess.startswith("text/") else ""
        found[path.relative_to(DIST).as_posix()] = Asset(
            content,
            packed.read_bytes() if packed.exists() else None,
            guess + charset,
            f'W/"{sha256(content).hexdigest()[:20]}"',
        )
    return found


def spa(request: HttpRequest, path: str = "") -> HttpResponse:
    """A file of the web app, or its page. A missing file below `assets/` or of the API is a 404, not the page."""
    if request.method not in ("GET", "HEAD"):
        return not_allowed(request, "GET, HEAD")
    if path == "api" or (path.startswith(("api/", HASHED_FOLDER)) and path not in assets()):
        return not_found(request)
    asset = assets().get(path) or assets().get("index.html")
    if asset is None:
        return HttpResponse("The web app is not built. `make run` builds it.\n", status=503, content_type="text/plain")
    zipped = asset.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    if request.headers.get("If-None-Match") == asset.etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(asset.compressed if zipped else asset.content, content_type=asset.content_type)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = asset.etag
    response.headers["Cache-Control"] = FOR_EVER if path.startswith(HASHED_FOLDER) else FRESH
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _problem(request: HttpRequest, error: KezhouError) -> HttpResponse:
    language.use(request)
    return problem(request, error)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, BadRequest())


def bad_host(request: HttpRequest) -> HttpResponse:
    """The request names a host that is not ours."""
    return _problem(request, BadRequest(code="unknown_host"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, NotFound())


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """The address is known, the method is not one that it takes."""
    return _problem(request, MethodNotAllowed(headers={"Allow": methods}))


def server_error(request: HttpRequest) -> HttpResponse:
    """Says nothing of the inside; the trace is in the log."""
    return _problem(request, KezhouError(code="internal"))
