"""What the OpenAPI document says of calls that answer with another status than 200."""

from typing import Any

_MEANT = {201: "made", 202: "left to a job", 204: "done; there is nothing to say"}


def says(status: int, *more: int) -> dict[str, Any]:
    """For `openapi_extra`: the statuses with which a call answers when all went well."""
    return {"responses": {one: {"description": _MEANT.get(one, "OK")} for one in (status, *more)}}
