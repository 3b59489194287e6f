"""Failures as RFC 9457 problem documents, in the language of the caller, without a word about how the system is
built."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kezhou.kernel.errors import BadRequest, FieldError, Invalid, KezhouError, NotFound, Unavailable

from .auth.authenticate import request_id
from .given import refusals
from .jsonio import dumps

log = logging.getLogger("kezhou.http")

TITLES = {
    400: _("The request is malformed"),
    401: _("Please sign in"),
    403: _("You may not do this"),
    404: _("There is nothing here"),
    405: _("This cannot be done here"),
    409: _("This collides with something that exists"),
    412: _("Somebody else was faster"),
    415: _("This kind of content is not accepted"),
    422: _("Some values are not right"),
    423: _("This is locked"),
    428: _("The version is missing"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("The system is busy"),
    507: _("There is no space left"),
}
WORDS = {
    "no_right": _("Your roles do not include this. Whoever administers roles can change that."),
    "forbidden": _("This is not open to you. Whoever administers roles can change that."),
    "field_hidden": _("Your roles do not show a field that this needs. Whoever administers roles can change that."),
    "no_pool_admin": _("Only administrators of a pool may see this."),
    "not_found": _("It does not exist, was deleted, or is not open to you."),
    "no_such_entity": _("There is no such entity; GET meta names those that you may see."),
    "no_such_subject": _("There is nothing of this name that could be approved."),
    "no_such_template": _("There is no such template."),
    "no_such_action": _("There is no such action; GET meta/{entity} names those of an entity."),
    "bad_cursor": _("The cursor is not one that this list gave: send `next` of the page before."),
    "bad_sort": _("sort must be names of fields, separated by commas, with “-” for descending."),
    "bad_limit": _("limit must be a whole number from 1 on, not greater than this list allows."),
    "stale": _("Somebody else saved this meanwhile. Load it again and repeat what you changed."),
    "no_asker": _("Whoever asked for this no longer exists."),
    "method_not_allowed": _("This address does not take this method; the header Allow names those that it takes."),
    "too_large": _("The request is too large."),
    "bad_multipart": _("The body must be multipart/form-data as RFC 7578 has it, with its boundary."),
    "bad_request": _("The request could not be read."),
    "unknown_host": _("This installation does not answer to this name. KEZHOU_HOSTS lists further names."),
    "bad_value": _("A value is too large, or holds characters that cannot be stored."),
    "database_busy": _("The database is busy. Try again in a moment."),
    "internal": _("Nothing was changed. Try again; if it stays so, tell your administrator the number of the request."),
}
"""What there is to say where the one who refused said nothing but a code."""
RETRY_SECONDS = "2"


def problem(request: HttpRequest, error: KezhouError) -> HttpResponse:
    """The problem document of an expected failure."""
    document: dict[str, Any] = {
        "type": f"urn:kezhou:problem:{error.code}",
        "title": TITLES.get(error.status, TITLES[500]),
        "status": error.status,
        "detail": error.message or WORDS.get(error.code) or TITLES.get(error.status, ""),
        "code": error.code,
        "request_id": request_id(request),
        "errors": [_field_error(item) for item in error.errors],
        **{key: value for key, value in error.extra.items() if key not in ("type", "status")},
    }
    response = HttpResponse(dumps(document), status=error.status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    for name, text in error.headers.items():
        response[name] = text
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if error.status in (429, 503) and "Retry-After" not in response:
        response["Retry-After"] = RETRY_SECONDS
    return response


def leave(error: KezhouError) -> None:
    """Write down what a refusal leaves behind, once. The transaction that it ended is over."""
    left, error.leaves = error.leaves, None
    if left is not None:
        with transaction.atomic():
            left()


def _field_error(item: FieldError) -> dict[str, Any]:
    return {"path": item.path, "code": item.code, "message": item.message, "params": dict(item.params)}


def install(api: NinjaAPI) -> None:
    """Map every exception that can reach the door to a problem document."""

    @api.exception_handler(KezhouError)
    def expected(request: HttpRequest, error: KezhouError) -> HttpResponse:
        leave(error)
        return problem(request, error)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(request, NotFound())

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = refusals(error.errors)
        in_body = any(item["loc"][0] == "body" for item in error.errors)
        cls = Invalid if in_body else BadRequest
        return problem(request, cls(_("Some values are not right."), errors=errors))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        cause = error.__cause__  # ninja hides what the parser of bodies said behind a sentence of its own
        return problem(request, cause if isinstance(cause, KezhouError) else BadRequest())

    @api.exception_handler(MultiPartParserError)
    def no_multipart(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
        return problem(request, BadRequest(code="bad_multipart"))

    @api.exception_handler(DataError)
    def unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
        log.error("request %s brought a value that nobody had checked", request_id(request), exc_info=error)
        return problem(request, Invalid(code="bad_value"))

    @api.exception_handler(SuspiciousOperation)
    def suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
        code = "too_large" if isinstance(error, RequestDataTooBig) else "bad_request"
        return problem(request, BadRequest(code=code))

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def database(request: HttpRequest, error: Exception) -> HttpResponse:
        log.warning("database did not answer request %s: %s", request_id(request), type(error).__name__)
        return problem(request, Unavailable(code="database_busy"))

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("request %s failed", request_id(request), exc_info=error)
        return problem(request, KezhouError(code="internal"))
