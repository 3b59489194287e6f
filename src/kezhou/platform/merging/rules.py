"""Rules that the database keeps between rows, while whole sets of rows change over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from kezhou.platform.base.sql import execute
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records import store


@contextmanager
def kept_at_the_end(entity: CompiledEntity) -> Iterator[None]:
    """On the way a set may break a rule, such as that no company stands above itself; at the end it holds.

    Run in a transaction. Raises `Conflict` in words where it does not.
    """
    execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    try:
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise store.conflict(entity, error) from error
