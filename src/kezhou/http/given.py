"""What a call brought, before anybody reads it: JSON of one form, text that can be stored, and words for what the
schemas of fixed calls refuse."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from kezhou.kernel.errors import BadRequest, FieldError, Invalid

MAX_BODY = 2_000_000
"""Bytes of a JSON body; files go through multipart uploads with limits of their own."""
NUL = "\x00"
_UNSTORABLE = _("The text holds characters that cannot be stored.")

_KINDS: dict[str, Any] = {
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("This must be a text."),
    "string_unicode": _("This must be a text."),
    "string_too_short": _("This must have at least %(min_length)s characters."),
    "string_too_long": _("This may have at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This does not have the form that is expected."),
    "too_short": _("At least %(min_length)s values are expected."),
    "too_long": _("At most %(max_length)s values are allowed."),
    "list_type": _("This must be a list."),
    "dict_type": _("This must be an object."),
    "model_type": _("This must be an object."),
    "model_attributes_type": _("This must be an object."),
    "bool_type": _("This must be true or false."),
    "bool_parsing": _("This must be true or false."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "int_parsing_size": _("This must be a whole number."),
    "int_from_float": _("This must be a whole number."),
    "float_type": _("This must be a number."),
    "float_parsing": _("This must be a number."),
    "finite_number": _("This must be a number."),
    "literal_error": _("Possible are: %(expected)s."),
    "enum": _("Possible are: %(expected)s."),
    "greater_than": _("This must be greater than %(gt)s."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than": _("This must be less than %(lt)s."),
    "less_than_equal": _("This may be at most %(le)s."),
}
"""Pydantic's kinds of refusal in our words, with its own names for the figures."""
_OTHER = _("This value is not of the kind that is expected.")


def read_json(body: bytes, *, asks: bool = False) -> Any:
    """The value that a body of JSON says; an empty one is an empty object. Raises `BadRequest` for what is no JSON and
    `Invalid` for text that no column can hold — where the call only `asks`, that is a `BadRequest` as well."""
    if len(body) > MAX_BODY:
        raise BadRequest(
            _("The request is too large; at most %(limit)s bytes are read.") % {"limit": MAX_BODY}, code="too_large"
        )
    try:
        value = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        raise BadRequest(_("The body must be JSON in UTF-8."), code="not_json") from None
    if b"\\u0000" in body and (found := _place_of_nul(value)) is not None:
        path = ".".join(str(part).replace(NUL, "") for part in found)[:200]
        errors = [FieldError(path, "bad_characters", _UNSTORABLE)]
        if asks:
            raise BadRequest(_("Some values are not right."), code="bad_characters", errors=errors)
        raise Invalid(_("Some values are not right."), errors=errors)
    return value


def refuse_nul(request: HttpRequest) -> None:
    """Raises `BadRequest` for an address with the one character that the database cannot hold."""
    query = request.META.get("QUERY_STRING", "")
    if NUL in request.path_info or NUL in query or "%00" in query:
        raise BadRequest(_("The address holds a character that cannot be looked for (NUL)."), code="bad_characters")


def _place_of_nul(value: Any) -> tuple[Any, ...] | None:
    """Where the first such text stands. Step by step: a body may be nested deeper than calls may be."""
    waiting: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while waiting:
        path, inner = waiting.pop()
        if isinstance(inner, str) and NUL in inner:
            return path
        parts = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        for key, part in parts:
            if isinstance(key, str) and NUL in key:
                return (*path, key)
            waiting.append(((*path, key), part))
    return None


class JsonParser(Parser):
    """How the bodies of calls with a schema are read: as those of all others."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        value: dict[str, Any] = read_json(request.body)
        return value


def refusals(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """What a schema refused, as errors of fields in the language of the caller."""
    return [FieldError(_path(e["loc"]), e["type"], _words(e), _figures(e)) for e in errors]


def _words(error: Mapping[str, Any]) -> Any:
    sentence = _KINDS.get(error["type"], _OTHER)
    try:
        return sentence % _figures(error)
    except KeyError:
        return _OTHER


def _figures(error: Mapping[str, Any]) -> dict[str, Any]:
    figures = {n: value for n, value in (error.get("ctx") or {}).items() if isinstance(value, str | int | float)}
    if isinstance(expected := figures.get("expected"), str):
        figures["expected"] = expected.replace(" or ", ", ").replace("'", "")
    return figures


def _path(location: Sequence[Any]) -> str:
    """Where a value stands in what was sent: ninja puts “body” and the parameter's name in front."""
    skipped = 2 if location[0] == "body" else 1
    return ".".join(str(part) for part in location[skipped:])
