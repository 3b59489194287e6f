"""A company whose salespeople see their own customers, and one that sees the department's."""

from collections.abc import Iterator

import pytest

from tests.contract.world import World, forget


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def world(db: None) -> World:
    return World()
