"""The words of a list call, from the address or the body, as one `ListQuery`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import And, Condition, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.kernel.text.digits import whole_number
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.presentation import Related
from kezhou.platform.query.sort import parse_sort
from kezhou.platform.query.words import DEFAULT_LIMIT, MAX_LIMIT, ListQuery
from kezhou.platform.records import views

WORDS = ("limit", "cursor", "page", "total", "sort", "fields", "q", "filter", "view", "trash", "expand")
ALWAYS = ("id", "version")
"""What every row of an answer holds, asked for or not."""
MAX_QUERY_TEXT = 200
MAX_PAGE = 10_000
_LISTED = frozenset({"in", "not_in", "has_any", "has_all", "between"})
_WITHOUT_VALUE = frozenset({"empty", "not_empty"})


def from_address(ctx: Ctx, entity: CompiledEntity, parameters: QueryDict) -> ListQuery:
    """`?level=A&updated_at__gte=…&sort=-updated_at`. Raises `BadRequest` for a word that is not known."""
    data: dict[str, Any] = {}
    simple: list[Condition] = []
    for name in parameters:
        values = parameters.getlist(name)
        if name in WORDS:
            data[name] = values[-1]
        else:
            simple.append(_simple(ctx, entity, name, values))
    if isinstance(text := data.get("filter"), str):
        try:
            data["filter"] = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise BadRequest(_("The filter must be JSON."), code="bad_filter") from None
    for name in ("limit", "page"):
        if name in data:
            data[name] = _integer(name, data[name])
    if "trash" in data:
        data["trash"] = data["trash"] in ("true", "1")
    for name in ("fields", "expand"):
        if isinstance(data.get(name), str):
            data[name] = [part for part in data[name].split(",") if part]
    return from_object(ctx, entity, data, simple)


def from_object(
    ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any], simple: list[Condition] | None = None
) -> ListQuery:
    """The same words as a JSON object."""
    for name in data:
        if name not in WORDS:
            raise BadRequest(
                _("Unknown parameter “%(name)s”. Known are: %(known)s.")
                % {"name": name[:60], "known": ", ".join(WORDS)},
                code="unknown_parameter",
            )
    conditions = list(simple or ())
    sort = data.get("sort") or ""
    if (view := data.get("view")) is not None:
        stored = views.find(ctx, entity, view)
        if stored.filter:
            conditions.append(parse(stored.filter))
        sort = sort or stored.sort
    if data.get("filter") is not None:
        conditions.append(parse(data["filter"]))
    limit = data.get("limit", DEFAULT_LIMIT)
    page = data.get("page")
    total = data.get("total", "none")
    q = data.get("q") or ""
    if not isinstance(limit, int) or not 1 <= limit <= MAX_LIMIT:
        raise BadRequest(_("limit must lie between 1 and %(limit)d.") % {"limit": MAX_LIMIT}, code="bad_limit")
    if page is not None and (not isinstance(page, int) or not 1 <= page <= MAX_PAGE):
        raise BadRequest(_("page must be a number from 1 on."), code="bad_page")
    if total not in ("none", "capped", "exact"):
        raise BadRequest(_("total must be none, capped or exact."), code="bad_total")
    if not isinstance(q, str) or len(q) > MAX_QUERY_TEXT or not isinstance(sort, str):
        raise BadRequest(_("The search text is too long."), code="bad_q")
    fields, expand = data.get("fields"), data.get("expand") or []
    for word, names in (("fields", fields), ("expand", expand)):
        if names is not None and not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            raise BadRequest(_("%(word)s must be a list of names.") % {"word": word}, code=f"bad_{word}")
    cursor = data.get("cursor")
    if cursor is not None and not isinstance(cursor, str):
        raise BadRequest(code="bad_cursor")
    return ListQuery(
        fields=None if fields is None else tuple(dict.fromkeys(name for name in fields if name not in ALWAYS)),
        where=None if not conditions else conditions[0] if len(conditions) == 1 else And(tuple(conditions)),
        q=q,
        sort=parse_sort(sort),
        limit=limit,
        cursor=cursor or None,
        page=page,
        total=total,
        trash=bool(data.get("trash", False)),
        expand=tuple(dict.fromkeys(expand)),
    )


def narrowed(query: ListQuery, related: Related, record_id: int) -> ListQuery:
    """A list cut down to the rows that point at one record."""
    points_here = parse({"field": related.field, "op": "eq", "value": record_id})
    where = points_here if query.where is None else And((points_here, query.where))
    return replace(query, where=where, fields=query.fields or tuple(related.columns) or None)


def _simple(ctx: Ctx, entity: CompiledEntity, name: str, values: list[str]) -> Condition:
    """`level=A`, `updated_at__gte=…`. A field that is hidden from the caller is no parameter and not named as one."""
    field, _sep, op = name.partition("__")
    spec = entity.fields.get(field)
    rights = field_rights(ctx, entity)
    if spec is None or rights[field].view == "hidden":
        shown = [known for known in entity.fields if rights[known].view != "hidden"]
        raise BadRequest(
            _("Unknown parameter “%(name)s”. Known are: %(known)s.")
            % {"name": name[:60], "known": ", ".join((*WORDS, *shown))[:600]},
            code="unknown_parameter",
        )
    op = op or ("eq" if len(values) == 1 else "in")
    node: dict[str, Any] = {"field": field, "op": op}
    if op in _LISTED:
        texts = [part for value in values for part in value.split(",")]
        node["value"] = [_native(spec.type.key, text) for text in texts]
    elif op not in _WITHOUT_VALUE:
        node["value"] = _native(spec.type.key, values[-1])
    return parse(node)


def _native(type_key: str, text: str) -> Any:
    """An address holds text only; numbers, links and yes/no get their JSON form back."""
    if text.startswith("$"):
        return text
    if type_key == "boolean" and text in ("true", "false"):
        return text == "true"
    if type_key in ("integer", "duration", "link", "user", "department", "multi_link"):
        number = whole_number(text.removeprefix("-"))
        if number is not None:
            return -number if text.startswith("-") else number
    return text


def _integer(name: str, text: Any) -> int:
    number = whole_number(text) if isinstance(text, str) and len(text) < 10 else None
    if number is not None:
        return number
    raise BadRequest(_("%(name)s must be a whole number.") % {"name": name}, code=f"bad_{name}")
