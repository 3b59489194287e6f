"""The company of the exchange tests, and customers in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import translation

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access import grants as access_grants
from kezhou.platform.duplicates import statistics
from kezhou.platform.entities import dictionaries, registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import write
from kezhou.platform.records.draft import Draft
from tests.exchange.conftest import World, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    statistics._kept.clear()
    with translation.override("en"):
        yield make_world()
    registry.forget()
    access_grants.forget()
    dictionaries.choices.cache_clear()


@pytest.fixture
def customers(world: World) -> CompiledEntity:
    return registry.entity(world.ctx(world.head), "customer")


@pytest.fixture
def make(customers: CompiledEntity) -> Callable[..., Draft]:
    """Creates a customer in somebody's name."""

    def create(ctx: Ctx, name: str, **values: Any) -> Draft:
        return write.create(ctx, customers, {"name": name, **values})

    return create
