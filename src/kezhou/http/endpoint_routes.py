"""The calls that modules registered with `sdk.endpoint`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import endpoints

from .context import ctx_of
from .jsonio import answer, body_object

router = Router(tags=["modules"])


def _mount(endpoint: endpoints.Endpoint) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        ctx = ctx_of(request)
        data = body_object(request) if endpoint.method == "POST" else {name: request.GET[name] for name in request.GET}
        return answer(endpoints.call(ctx, endpoint, data))

    router.add_api_operation(
        f"/{endpoint.name}",
        [endpoint.method],
        view,
        operation_id=endpoint.name.replace("/", "_").replace("-", "_"),
        summary=endpoint.summary or endpoint.name,
        openapi_extra=_documented(endpoint),
    )


def _documented(endpoint: endpoints.Endpoint) -> dict[str, Any]:
    schemas = {name: _schema(name, declared) for name, declared in endpoint.input.items()}
    if endpoint.method == "POST":
        body = {"type": "object", "additionalProperties": False, "properties": schemas}
        return {"requestBody": {"content": {"application/json": {"schema": body}}}}
    parameters = [
        {"name": name, "in": "query", "required": endpoint.input[name].required, "schema": schema}
        for name, schema in schemas.items()
    ]
    return {"parameters": parameters}


def _schema(name: str, declared: endpoints.Input) -> dict[str, Any]:
    if declared.type == endpoints.CONDITION:
        return {"type": "object", "additionalProperties": True}
    field_type = TYPES[declared.type]
    return dict(field_type.schema(FieldSpec(name, field_type, name, max_length=declared.max_length)))


for _endpoint in endpoints.registered():
    _mount(_endpoint)
