"""Versions as entity tags (architecture 9.15)."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import BadRequest, PreconditionRequired

_TAG = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int:
    """The version in `If-Match`. Raises `PreconditionRequired` (428) without one."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequired(_('Send If-Match with the version that you saw, such as "3".'))
    match = _TAG.match(header.strip())
    if match is None:
        raise BadRequest(_('If-Match must be a version such as "3".'), code="bad_if_match")
    return int(match.group(1))
