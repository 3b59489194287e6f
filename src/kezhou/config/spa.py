"""Serves the built web app: hashed files for ever, the page itself always fresh, and the page for every path of its
router."""

import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.cache import patch_vary_headers

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
        return HttpResponseNotAllowed(["GET", "HEAD"])
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


def _problem(status: int, code: str, title: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return _problem(400, "bad_request", "Bad Request")


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return _problem(404, "not_found", "Not Found")


def server_error(request: HttpRequest) -> JsonResponse:
    """Says nothing of the inside; the trace is in the log."""
    return _problem(500, "error", "Internal Server Error")
