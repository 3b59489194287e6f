"""What the OpenAPI document says about an entity's calls: made from its fields, native ones only."""

from __future__ import annotations

from typing import Any

from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec

_PROBLEM = {"description": "problem+json", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
_LIST_WORDS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "rows per page"),
    ("cursor", {"type": "string"}, "from `next` of the page before"),
    ("page", {"type": "integer", "minimum": 1}, "page by number, up to row 10,000"),
    ("total", {"type": "string", "enum": ["none", "capped", "exact"], "default": "none"}, "whether to count"),
    ("sort", {"type": "string"}, "fields with `-` for descending: `-updated_at,name`"),
    ("fields", {"type": "string"}, "names separated by commas"),
    ("expand", {"type": "string"}, "links whose records come along under _expanded, separated by commas"),
    ("q", {"type": "string", "maxLength": 200}, "search text: characters, pinyin or initials"),
    ("filter", {"type": "string"}, "a condition as JSON"),
    ("view", {"type": "integer"}, "a saved view"),
    ("trash", {"type": "boolean"}, "what lies in the trash"),
)
_CALENDAR_WORDS = {"limit", "sort", "fields", "q", "filter", "view"}


def operation(entity: CompiledEntity, name: str) -> dict[str, Any]:
    """Parameters, body and answers of one call."""
    record, page = read_schema(entity), page_schema(entity)
    parameters: list[dict[str, Any]] = []
    if name == "list" or name.startswith("related_"):
        parameters = [_query(word, schema, text) for word, schema, text in _LIST_WORDS]
        parameters += [
            _query(spec.name, dict(spec.type.schema(spec)), f"{spec.name} equals") for spec in entity.fields.values()
        ]
    if name == "calendar":
        parameters = [_query(word, schema, text) for word, schema, text in _LIST_WORDS if word in _CALENDAR_WORDS]
        parameters.append(_query("month", {"type": "string"}, "such as 2026-11; without it the present one"))
    if name in ("update", "delete") or name.startswith("action_"):
        parameters.append(_header("If-Match", 'the version that you saw, such as `"3"`', required=True))
    if name == "create" or name.startswith("action_"):
        parameters.append(_header("Idempotency-Key", "the same key has one effect", required=False))
    extra: dict[str, Any] = {"parameters": parameters, "responses": _responses(name, record, page)}
    if body := _body(entity, name):
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return extra


def write_schema(entity: CompiledEntity, *, partial: bool) -> dict[str, Any]:
    """What a client may send."""
    fields = {n: dict(s.type.schema(s)) for n, s in entity.fields.items() if not s.read_only}
    required = [] if partial else [n for n, s in entity.fields.items() if s.required and not s.read_only]
    fields |= {line.key: {"type": "array", "items": {"type": "object"}} for line in entity.definition.lines}
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": fields}
    return schema | ({"required": required} if required else {})


def read_schema(entity: CompiledEntity) -> dict[str, Any]:
    """What a client receives."""
    fields: dict[str, Any] = {"id": {"type": "integer"}, "version": {"type": "integer"}}
    fields |= {name: _read(spec) for name, spec in entity.fields.items()}
    fields |= {line.key: {"type": "array", "items": {"type": "object"}} for line in entity.definition.lines}
    return {"type": "object", "required": ["id", "version"], "properties": fields}


def page_schema(entity: CompiledEntity) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": read_schema(entity)},
            "next": {"type": ["string", "null"]},
            "total": {"type": "integer"},
            "total_capped": {"type": "boolean"},
        },
    }


def _read(spec: FieldSpec) -> dict[str, Any]:
    linked = {"type": "object", "properties": {"id": {"type": "integer"}, "title": {"type": ["string", "null"]}}}
    if spec.link:
        return {"type": "array", "items": linked} if spec.type.multiple else {"anyOf": [linked, {"type": "null"}]}
    schema = dict(spec.type.schema(spec))
    # A text without a value is empty, whatever form a value would have.
    empty = [{"const": ""}] if schema.get("type") == "string" and {"pattern", "format", "enum"} & set(schema) else []
    return {"anyOf": [schema, {"type": "null"}, *empty]}


def _body(entity: CompiledEntity, name: str) -> dict[str, Any] | None:
    anything = {"type": "object"}
    match name:
        case "create":
            return write_schema(entity, partial=False)
        case "update":
            return write_schema(entity, partial=True)
        case "search" | "count" | "aggregate" | "bulk" | "check":
            return anything
    if name.startswith("action_"):
        action = next(a for a in entity.definition.actions if f"action_{a.key}" == name)
        fields = {n: dict(entity.fields[n].type.schema(entity.fields[n])) for n in action.input}
        fields |= {n: dict(TYPES[key].schema(FieldSpec(n, TYPES[key], n))) for n, key in action.extra.items()}
        return {"type": "object", "additionalProperties": False, "properties": fields}
    return None


def _responses(name: str, record: dict[str, Any], page: dict[str, Any]) -> dict[Any, Any]:
    if name in ("list", "search") or name.startswith("related_"):
        answers = {200: _json(page)}
    elif name == "create":
        answers = {201: _json(record)}
    elif name == "delete":
        answers = {204: {"description": "in the trash"}}
    elif name == "bulk":
        answers = {200: _json({"type": "object"}), 202: _json({"type": "object", "required": ["job"]})}
    elif name in ("board", "calendar"):
        parts = "columns" if name == "board" else "days"
        answers = {200: _json({"type": "object", "required": [parts], "properties": {parts: {"type": "array"}}})}
    elif name in ("count", "aggregate", "check"):
        answers = {200: _json({"type": "object"})}
    else:
        answers = {200: _json(record)}
    return {**answers, "4XX": _PROBLEM}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


def _query(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


def _header(name: str, text: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": {"type": "string"}, "description": text}
