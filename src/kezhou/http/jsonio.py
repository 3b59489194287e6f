"""JSON in and out, on orjson: the one form in which this API speaks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import BadRequest
from kezhou.kernel.money import Money
from kezhou.kernel.text.sentence import Sentence

from .auth.scopes import READING_POSTS
from .given import read_json

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def _default(value: Any) -> Any:
    if isinstance(value, Promise | Decimal | Sentence):
        return str(value)
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, memoryview | bytes):
        return None
    raise TypeError(f"{type(value)} has no JSON form")


def dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_default, option=_OPTIONS)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON response. Answers with data are private and never kept by caches on the way."""
    response = HttpResponse(dumps(value), status=status, content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    for name, text in (headers or {}).items():
        response[name] = text
    return response


def body_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises `BadRequest` for anything else, `Invalid` for text that no column holds."""
    value = read_json(request.body, asks=request.path.rsplit("/", 1)[-1] in READING_POSTS)
    if not isinstance(value, dict):
        raise BadRequest(_("The body must be a JSON object."), code="not_an_object")
    return value


def only(data: Mapping[str, Any], *allowed: str) -> Mapping[str, Any]:
    """The data, once it is sure that it has no word that this call does not know."""
    unknown = [name for name in data if name not in allowed]
    if unknown:
        raise BadRequest(
            _("Unknown parameter “%(name)s”. Known are: %(known)s.")
            % {"name": unknown[0][:60], "known": ", ".join(allowed) or "-"},
            code="unknown_parameter",
        )
    return data
