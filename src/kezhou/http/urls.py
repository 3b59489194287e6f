"""Addresses of the API."""

from django.urls import path, re_path

from . import public_pages
from .api import PREFIX, build, not_here

api = build()

urlpatterns = [*public_pages.urls(), path(PREFIX, api.urls), re_path(r"^api/(?P<path>.*)$", not_here)]
