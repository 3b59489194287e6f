"""Addresses of the API."""

from django.urls import re_path

from . import public_pages
from .addresses import address_book
from .api import PREFIX, build, not_here

api = build()

urlpatterns = [*public_pages.urls(), address_book(PREFIX, api.urls), re_path(r"^api/(?P<path>.*)$", not_here)]
