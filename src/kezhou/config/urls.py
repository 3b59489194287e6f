"""Which path is whose: the API, the two health questions, and the web app for everything else."""

from django.urls import path, re_path

from kezhou.http.urls import urlpatterns as api_urls

from .health import healthz, readyz
from .spa import spa

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    *api_urls,
    re_path(r"^(?P<path>.*)$", spa),
]

handler400 = "kezhou.config.spa.bad_request"
handler404 = "kezhou.config.spa.not_found"
handler500 = "kezhou.config.spa.server_error"
