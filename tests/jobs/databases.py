"""Connections of their own: a second session of the application, and the owner, who could tamper with anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def another_session() -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """The application's role in a session beside Django's."""
    params = {k: v for k, v in connection.get_connection_params().items() if k not in ("cursor_factory", "context")}
    with psycopg.connect(**params) as other:
        yield other


@contextmanager
def owner_session() -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """The owner of the tables; commits at the end."""
    from kezhou.config import embedded

    with psycopg.connect(embedded.ensure_running().url(embedded.OWNER)) as owner:
        yield owner
