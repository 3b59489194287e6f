from collections.abc import Iterator
from typing import Any

import pytest

from kezhou.http.auth import facts
from kezhou.platform.access import grants


@pytest.fixture(autouse=True)
def _own_urls(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.notify.urls"
    settings.CSRF_TRUSTED_ORIGINS = []
    facts.forget()
    grants.forget()
    yield
    facts.forget()
    grants.forget()
