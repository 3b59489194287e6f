"""Pictures of a map from a server that the operator names; nothing else is ever loaded from elsewhere."""

import re

from django.core.exceptions import ImproperlyConfigured

_TEMPLATE = re.compile(r"(https://[A-Za-z0-9.-]+(?::\d+)?)/[\w./{}?&=%~-]+")


def map_template(text: str) -> str:
    """The address of the pictures as the operator wrote it, or nothing. Raises `ImproperlyConfigured` for one that is
    no address over https with places for `{z}`, `{x}` and `{y}`."""
    if text and not (_TEMPLATE.fullmatch(text) and all(place in text for place in ("{z}", "{x}", "{y}"))):
        raise ImproperlyConfigured("KEZHOU_MAP_TILES looks like https://tiles.example.com/{z}/{x}/{y}.png")
    return text


def origin_of(template: str) -> str:
    """`https://tiles.example.com`: what a content security policy names."""
    found = _TEMPLATE.fullmatch(template)
    return found[1] if found else ""
