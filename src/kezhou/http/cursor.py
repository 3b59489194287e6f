"""The words of small lists that are paged by the id of the last row: `limit` and `cursor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.kernel.text.digits import whole_number

from .jsonio import only

DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class PageWords:
    """`before`: only rows that follow the one with this id. Ask for `limit + 1` rows, so that `envelope` knows whether
    more follow."""

    limit: int
    before: int | None
    other: Mapping[str, str]

    def envelope(self, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        items = rows[: self.limit]
        return {"items": items, "next": str(items[-1]["id"]) if len(rows) > self.limit else None, **more}


def page_words(request: HttpRequest, max_limit: int, *others: str) -> PageWords:
    """Read the query string; unknown words and numbers out of range are a 400."""
    given = only(request.GET, "limit", "cursor", *others)
    limit = _number(given, "limit", 1, max_limit)
    before = _number(given, "cursor", 1, 2**63 - 1)
    found = {name: given[name] for name in others if name in given}
    return PageWords(min(DEFAULT_LIMIT, max_limit) if limit is None else limit, before, found)


def _number(given: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    text = given.get(name)
    if text is None or text == "":
        return None
    number = whole_number(text)
    if number is None or not least <= number <= most:
        message = _("A whole number from %(least)s to %(most)s.")
        params = {"least": least, "most": most}
        raise BadRequest(
            message % params, code=f"bad_{name}", errors=[FieldError(name, f"bad_{name}", message % params)]
        )
    return number


def flag(text: str | None, name: str) -> bool | None:
    """`true` or `false`; anything else is a 400."""
    if text is None or text == "":
        return None
    if text not in ("true", "false"):
        message = _("This must be true or false.")
        raise BadRequest(message, code="bad_flag", errors=[FieldError(name, "bad_flag", message)])
    return text == "true"
