"""Every test of this folder starts with the product's own URLs, empty caches and a company of five people."""

from collections.abc import Iterator
from typing import Any

import pytest

from kezhou.http import throttle
from kezhou.http.auth import facts
from kezhou.platform.access import grants
from kezhou.platform.entities import dictionaries, registry

from .world import World, build


def forget() -> None:
    """Drop what the process remembers of a database that was rolled back."""
    facts.forget()
    grants.forget()
    registry.forget()
    dictionaries.choices.cache_clear()
    throttle._calls.clear()
    throttle._rows.clear()


@pytest.fixture(autouse=True)
def _fresh_process(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "kezhou.config.urls"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    forget()
    yield
    forget()


@pytest.fixture
def world(db: None) -> World:
    return build()
