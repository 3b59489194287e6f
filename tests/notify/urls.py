"""The calls of jobs, inbox, approvals and files alone."""

from django.urls import path
from ninja import NinjaAPI

from kezhou.http import approval_routes, file_routes, inbox_routes, job_routes, problems

api = NinjaAPI(urls_namespace="notify-tests", docs_url=None)
problems.install(api)
for routes in (job_routes, inbox_routes, approval_routes, file_routes):
    api.add_router("", routes.router)

urlpatterns = [path("api/v1/", api.urls)]
