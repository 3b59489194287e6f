"""Every call that the process answers, read from the route tables themselves: what is tested is what is served."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from kezhou.http.api import PREFIX

_CONVERTER = re.compile(r"\{(?:[a-z]+:)?([a-z_]+)\}")
_ANGLES = re.compile(r"(?<!P)<((?:[a-z]+:)?[a-z_]+)>")
PUBLIC_FILE = Path(__file__).with_name("public.txt")
NOBODY = 987_654_321


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one address of the API; `path` has its parameters as `{name}` and no prefix."""

    method: str
    path: str

    def filled(self, **values: object) -> str:
        """The address with these values; parameters that nobody named become 1, people somebody who is not there: the
        asker may be the first of all."""
        given = {"user_id": NOBODY, **values}
        return _CONVERTER.sub(lambda found: str(given.get(found[1], 1)), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def api_routes() -> list[Route]:
    """All operations of the API, in a stable order."""
    from kezhou.http.urls import api

    found = set()
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                address = _CONVERTER.sub(r"{\1}", f"{prefix}{path}").strip("/")
                found.update(Route(method, address) for method in operation.methods)
    return sorted(found, key=str)


def other_patterns() -> list[str]:
    """Addresses of the process that are no operation of the API: its own root, health, the web app."""
    operations = {f"{PREFIX}{route.path}" for route in api_routes()}
    found = {
        _CONVERTER.sub(r"{\1}", _ANGLES.sub(r"{\1}", text)) for text in _walk(get_resolver("kezhou.config.urls"), "")
    }
    return sorted(found - operations)


def _walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for item in resolver.url_patterns:
        text = prefix + str(item.pattern)
        if isinstance(item, URLPattern):
            yield text
        else:
            yield from _walk(item, text)


def public() -> set[str]:
    """The reviewed list of what a stranger may call."""
    lines = PUBLIC_FILE.read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}
