"""Addresses of the API."""

from django.urls import path, re_path

from .api import PREFIX, build, not_here

api = build()

urlpatterns = [path(PREFIX, api.urls), re_path(r"^api/(?P<path>.*)$", not_here)]
