"""The API: one object, filled when the URLs are first asked for, after all entities are registered."""

from importlib import import_module
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from kezhou.kernel.errors import NotFound
from kezhou.platform.entities import registry

from . import entity_routes, meta_routes, problems
from .auth import routes as auth_routes
from .given import JsonParser

OWN = ("entity_routes", "meta_routes")
ROUTERS = tuple(sorted(path.stem for path in Path(__file__).parent.glob("*_routes.py") if path.stem not in OWN))
"""Modules of this package that bring a `router` of fixed paths; they come before the entities' own."""


PREFIX = "api/v1/"


def build(*, documented: bool = False) -> NinjaAPI:
    """The API with every route. Called once per process; `documented` for whoever writes the OpenAPI document."""
    api = NinjaAPI(
        title="Kezhou CRM",
        version="1.0.0",
        description="Everything that the web app can do; docs/guide/api.md has the words that all lists share.",
        urls_namespace="api",
        docs_url=None,
        parser=JsonParser(),
        openapi_url=None,  # a stranger learns nothing of what calls expect; `make openapi` writes the document
    )
    problems.install(api)
    auth_routes.mount(api)
    api.add_router("", meta_routes.router)
    for name in ROUTERS:
        api.add_router("", import_module(f"kezhou.http.{name}").router)
    for entity in registry.native().values():
        api.add_router(f"/{entity.key}", entity_routes.router_for(entity, documented=documented))
    return api


def not_here(request: HttpRequest, path: str = "") -> HttpResponse:
    """Anything below the API's address that no route knows."""
    return problems.problem(request, NotFound())
