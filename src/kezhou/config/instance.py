"""Django made ready for one command: the database is up for as long as the command runs, and the role is chosen
first."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Literal

from . import database, embedded


@contextmanager
def running_database() -> Iterator[None]:
    """The database, started when it is the embedded one and down."""
    with nullcontext() if database.is_external() else embedded.use():
        yield


@contextmanager
def ready(role: Literal["app", "owner"] = "app") -> Iterator[None]:
    """Django, connected in the name of the application or of the owner. One role per process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    os.environ["KEZHOU_DB_ROLE"] = role
    with running_database():
        import django
        from django.db import connections

        django.setup()
        try:
            yield
        finally:
            connections.close_all()
