"""Calls of modules that are no entity: a today page, a duplicate check, a calendar feed (architecture 9.16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse as parse_condition
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.platform.access.scope import may
from kezhou.platform.entities import registry
from kezhou.platform.fields.base import ValueProblem
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec

from .intake import as_error, clean_value

Handler = Callable[[Ctx, Mapping[str, Any]], Any]

CONDITION = "condition"
"""Type of an input that is condition JSON."""
JSON = "json"
"""Type of an input that the handler checks by itself, such as a list of rows."""
_PLACES = re.compile(r"\{int:([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Input:
    """One value that an endpoint takes: a field type by its key, `condition` for condition JSON, or `json`."""

    type: str = "text"
    required: bool = False
    max_length: int = 200
    help: Any = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`name` is the path below the API, with places for numbers such as `segment/{int:record_id}`, which the handler
    finds among its values; `permission` is `entity:action`, `admin:<permission>` or empty for everybody signed in."""

    name: str
    handler: Handler
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    permission: str = ""
    input: Mapping[str, Input] = field(default_factory=dict)
    summary: str = ""
    status: int = 200

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the numbers in its path."""
        return tuple(_PLACES.findall(self.name))

    @property
    def key(self) -> str:
        """What the call is named in the description of the API."""
        plain = re.sub(r"[/-]", "_", _PLACES.sub(r"\1", self.name))
        return plain if self.method == "GET" else f"{plain}_{self.method.lower()}"


_endpoints: dict[str, Endpoint] = {}


def register(endpoint: Endpoint) -> Endpoint:
    """Add a call. Raises ValueError where its path is taken."""
    call_name = f"{endpoint.method} {endpoint.name}"
    if call_name in _endpoints:
        raise ValueError(f"two endpoints are called {call_name!r}")
    _endpoints[call_name] = endpoint
    return endpoint


def registered() -> tuple[Endpoint, ...]:
    return tuple(_endpoints.values())


def call(ctx: Ctx, endpoint: Endpoint, data: Mapping[str, Any], places: Mapping[str, int] | None = None) -> Any:
    """Check permission and input, then run the handler. Raises `Forbidden` or `Invalid`.

    `places` are the numbers of the path. A PATCH hands on only what was sent, every other call all of its inputs.
    """
    _permit(ctx, endpoint.permission)
    errors = [
        FieldError(name[:60], "unknown_field", _("There is no such field."))
        for name in data
        if name not in endpoint.input
    ]
    values: dict[str, Any] = {}
    for name, declared in endpoint.input.items():
        if endpoint.method == "PATCH" and name not in data:
            continue
        try:
            values[name] = _value(endpoint, name, declared, data.get(name))
        except ValueProblem as problem:
            errors.append(as_error(name, problem))
            continue
        if declared.required and values[name] is None:
            errors.append(_required(name))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return endpoint.handler(ctx, {**values, **(places or {})})


def _required(name: str) -> FieldError:
    return FieldError(name, "required", _("“%(field)s” is required.") % {"field": name})


def _value(endpoint: Endpoint, name: str, declared: Input, raw: Any) -> Any:
    """One value as Python; what stands in an address is text, whatever its type."""
    if declared.type == CONDITION:
        if raw is not None:
            parse_condition(raw)
        return raw
    if declared.type == JSON:
        return raw
    spec = FieldSpec(name, TYPES[declared.type], name, max_length=declared.max_length)
    is_text = endpoint.method == "GET" and isinstance(raw, str) and raw.strip()
    return spec.type.parse(raw, spec) if is_text else clean_value(spec, raw)


def _permit(ctx: Ctx, permission: str) -> None:
    kind, _sep, name = permission.partition(":")
    if not permission:
        return
    allowed = name in ctx.grants.admin if kind == "admin" else may(ctx, registry.entity(ctx, kind), name)
    if not allowed and not ctx.grants.everything:
        raise Forbidden(code="no_right", extra={"permission": permission})
