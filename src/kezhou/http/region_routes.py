"""Reference trees that modules bring along: regions, industries. They change with a release, so browsers keep them."""

import gzip
import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router

from kezhou.kernel.errors import NotFound
from kezhou.sdk import places

from .context import ctx_of
from .jsonio import dumps, only

router = Router(tags=["meta"])
CACHE_SECONDS = 7 * 24 * 3600
CACHED_TREES = 16


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    packed: bytes
    tag: str


@lru_cache(maxsize=CACHED_TREES)
def _kept(name: str, language: str) -> _Kept:
    body = dumps([asdict(node) for node in places.trees[name]()])
    return _Kept(body, gzip.compress(body, 6, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:20]}"')


@router.get("/regions", operation_id="regions", summary="Provinces, cities and counties with their codes, nested")
def regions(request: HttpRequest) -> HttpResponse:
    return _tree(request, "regions")


@router.get("/industries", operation_id="industries", summary="Sections and divisions of industries, nested")
def industries(request: HttpRequest) -> HttpResponse:
    return _tree(request, "industries")


def _tree(request: HttpRequest, name: str) -> HttpResponse:
    ctx_of(request)
    only(request.GET)
    if name not in places.trees:
        raise NotFound()
    kept = _kept(name, get_language() or "")
    fresh = request.headers.get("If-None-Match", "").removeprefix("W/") == kept.tag
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        b"" if fresh else kept.packed if packed else kept.body,
        status=304 if fresh else 200,
        content_type="application/json",
    )
    if packed and not fresh:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = kept.tag
    response["Cache-Control"] = f"private, max-age={CACHE_SECONDS}"
    response["Vary"] = "Accept-Encoding, Accept-Language, Cookie, Authorization"
    return response
