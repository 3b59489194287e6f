"""The calls that modules registered with `sdk.endpoint`."""

from inspect import Parameter, Signature
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import endpoints, repeat

from .administer import administrator
from .context import ctx_of
from .describe_answers import says
from .entity_answers import kept
from .jsonio import answer, body_object, dumps

router = Router(tags=["modules"])


def _mount(endpoint: endpoints.Endpoint) -> None:
    def view(request: HttpRequest, **places: int) -> HttpResponse:
        kind, _sep, permission = endpoint.permission.partition(":")
        ctx = administrator(request, permission) if kind == "admin" else ctx_of(request)
        in_address = endpoint.method in ("GET", "DELETE")
        data = {name: request.GET[name] for name in request.GET} if in_address else body_object(request)
        key = request.headers.get("Idempotency-Key") if endpoint.method == "POST" else None
        if key is not None:

            def work() -> repeat.Answer:
                found = endpoints.call(ctx, endpoint, data, places)
                return repeat.Answer(endpoint.status, b"" if endpoint.status == 204 else dumps(found), {})

            return kept(repeat.once(ctx, key, f"POST {request.path_info}", request.body, work))
        found = endpoints.call(ctx, endpoint, data, places)
        if endpoint.status == 204:
            return HttpResponse(status=204)
        return answer(found, status=endpoint.status)

    places = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=int) for name in endpoint.places]
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)
    view.__signature__ = Signature([request, *places])  # type: ignore[attr-defined]  # the numbers of the path
    router.add_api_operation(
        f"/{endpoint.name}",
        [endpoint.method],
        view,
        operation_id=endpoint.key,
        summary=endpoint.summary or endpoint.name,
        openapi_extra=_documented(endpoint),
    )


def _documented(endpoint: endpoints.Endpoint) -> dict[str, Any]:
    schemas = {name: _schema(name, i) for name, i in endpoint.input.items()}
    if endpoint.method not in ("GET", "DELETE"):
        body = {"type": "object", "additionalProperties": False, "properties": schemas}
        return {"requestBody": {"content": {"application/json": {"schema": body}}}, **says(endpoint.status)}
    parameters = [
        {"name": name, "in": "query", "required": endpoint.input[name].required, "schema": schema}
        for name, schema in schemas.items()
    ]
    return {"parameters": parameters, **says(endpoint.status)}


def _schema(name: str, declared: endpoints.Input) -> dict[str, Any]:
    if declared.type == endpoints.JSON:
        return {}
    if declared.type == endpoints.CONDITION:
        return {"type": "object", "additionalProperties": True}
    kind = TYPES[declared.type]
    return dict(kind.schema(FieldSpec(name, kind, name, max_length=declared.max_length)))


for _endpoint in endpoints.registered():
    _mount(_endpoint)
