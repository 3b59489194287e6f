"""Errors are data: a code that programs read, a message that people read, and the path of what is wrong.

Every error that a caller can cause is one of these; `http` turns them into RFC 9457 problem documents. Messages may be
lazily translated strings; they are rendered in the language of the request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one value, and what would be right.

    `path` names the input (`phone`, `lines.2.quantity`); `code` never changes once released; `params` are the
    figures in the message.
    """

    path: str
    code: str
    message: Any
    params: Mapping[str, Any] = field(default_factory=dict)


class KezhouError(Exception):
    """Base of every expected failure."""

    status = 500
    code = "error"

    def __init__(
        self,
        message: Any = "",
        *,
        code: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        leaves: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        self.leaves = leaves
        """What is written down although everything else of the call is taken back: that somebody was refused, and why.
        Called by the door once the transaction is over."""


class BadRequest(KezhouError):
    """The call itself is malformed: unknown parameter, bad filter, bad JSON."""

    status, code = 400, "bad_request"


class Unauthorized(KezhouError):
    """Nobody is signed in, or what was shown as proof does not hold."""

    status, code = 401, "unauthorized"


class Forbidden(KezhouError):
    """The record may be seen, the act may not be done."""

    status, code = 403, "forbidden"


class NotFound(KezhouError):
    """It does not exist, or the caller may not know that it exists: the two answers are the same."""

    status, code = 404, "not_found"


class MethodNotAllowed(KezhouError):
    """The address is known, but this cannot be done there."""

    status, code = 405, "method_not_allowed"


class Conflict(KezhouError):
    """The database refused: a business key is taken, or the same request is in progress."""

    status, code = 409, "conflict"


class Stale(KezhouError):
    """Someone else saved first (HTTP 412); `extra["current"]` is the record as it stands."""

    status, code = 412, "stale"


class Invalid(KezhouError):
    """Values that break a rule; `errors` says which and why."""

    status, code = 422, "invalid"


class Locked(KezhouError):
    """The record waits for an approval or lies in a closed period."""

    status, code = 423, "locked"


class PreconditionRequired(KezhouError):
    """An update, delete or action without `If-Match`."""

    status, code = 428, "precondition_required"


class TooMany(KezhouError):
    """A limit was reached; `Retry-After` says when to come back."""

    status, code = 429, "too_many"


class Unavailable(KezhouError):
    """The system cannot answer now and says so quickly."""

    status, code = 503, "unavailable"
