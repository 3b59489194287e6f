"""The calls of `http.auth` alone, so that these tests do not depend on the rest of the API."""

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI

from kezhou.http import problems
from kezhou.http.auth.authenticate import door, require_elevated, signed_in
from kezhou.http.auth.routes import mount

api = NinjaAPI(urls_namespace="identity-tests", docs_url=None)
problems.install(api)
mount(api)


@api.get("/probe", auth=door)
def probe(request: HttpRequest) -> dict[str, object]:
    ctx = signed_in(request).ctx
    return {
        "actor": ctx.actor.id,
        "dept_tree": list(ctx.actor.dept_tree),
        "reports": list(ctx.actor.reports),
        "locale": ctx.locale,
        "request_id": ctx.request_id,
        "ip": ctx.ip,
        "view": [grant.level for grant in ctx.grants.actions.get("*", {}).get("view", ())],
        "create": [grant.level for grant in ctx.grants.actions.get("*", {}).get("create", ())],
        "admin": sorted(ctx.grants.admin),
    }


@api.post("/probe", auth=door)
def change(request: HttpRequest) -> dict[str, object]:
    return {"actor": signed_in(request).ctx.actor.id}


@api.post("/administer", auth=door)
def administer(request: HttpRequest) -> dict[str, object]:
    require_elevated(request)
    return {"done": True}


urlpatterns = [path("api/v1/", api.urls)]
