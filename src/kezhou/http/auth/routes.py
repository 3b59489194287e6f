"""The routers of this package in one call, for `http.api`."""

from ninja import NinjaAPI

from . import account_routes, me_routes, signin_routes


def mount(api: NinjaAPI) -> None:
    for router in (signin_routes.router, account_routes.router, me_routes.router):
        api.add_router("", router)
