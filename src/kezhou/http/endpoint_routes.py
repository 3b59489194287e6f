"""The calls that modules registered with `sdk.endpoint`."""

import contextlib
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Router

from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import endpoints

from .context import ctx_of
from .jsonio import answer, body_object

router = Router(tags=["modules"])


def _mount(endpoint: endpoints.Endpoint) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        ctx = ctx_of(request)
        data = body_object(request) if endpoint.method == "POST" else _from_query(endpoint, request.GET)
        return answer(endpoints.call(ctx, endpoint, data))

    router.add_api_operation(
        f"/{endpoint.name}",
        [endpoint.method],
        view,
        operation_id=endpoint.name.replace("/", "_").replace("-", "_"),
        summary=endpoint.summary or endpoint.name,
        openapi_extra=_documented(endpoint),
    )


def _from_query(endpoint: endpoints.Endpoint, words: QueryDict) -> dict[str, Any]:
    """What an address says is text; each value is read as a cell of its type would be. What cannot be read stays as it
    is and is refused with the others."""
    data: dict[str, Any] = {}
    for name in words:
        declared = endpoint.input.get(name)
        data[name] = words[name]
        if declared is not None and words[name]:
            field_type = TYPES[declared.type]
            with contextlib.suppress(ValueProblem):
                data[name] = field_type.parse(
                    words[name], FieldSpec(name, field_type, name, max_length=declared.max_length)
                )
    return data


def _documented(endpoint: endpoints.Endpoint) -> dict[str, Any]:
    schemas = {
        name: dict(TYPES[i.type].schema(FieldSpec(name, TYPES[i.type], name, max_length=i.max_length)))
        for name, i in endpoint.input.items()
    }
    if endpoint.method == "POST":
        body = {"type": "object", "additionalProperties": False, "properties": schemas}
        return {"requestBody": {"content": {"application/json": {"schema": body}}}}
    parameters = [
        {"name": name, "in": "query", "required": endpoint.input[name].required, "schema": schema}
        for name, schema in schemas.items()
    ]
    return {"parameters": parameters}


for _endpoint in endpoints.registered():
    _mount(_endpoint)
