"""Brings the schema to the state of the code and gives the application's role its rights. Run in the owner's name."""

import sys
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from . import database
from .quickstate import few_reloads
from .roles import apply_grants, check_server

MIGRATION_LOCK = 0x6B657A68_6F75
"""The advisory lock that lets one process migrate while others wait."""


@dataclass(frozen=True, slots=True)
class Migrated:
    applied: int
    role_is_owner: bool


def migrate() -> Migrated:
    """Applies what is missing, one process at a time. Raises `UnsuitableDatabase` before anything is changed."""
    check_server()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            with few_reloads():
                call_command("migrate", interactive=False, verbosity=0)
        url = database.app_url()
        protected = url is not None and apply_grants(database.parse_url(url).user)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    if not protected:
        sys.stderr.write(
            "Warning: the application uses the database in its owner's name, so nothing in the database protects the "
            "audit trail from it. Give it a role of its own in DATABASE_URL and the owner in DATABASE_OWNER_URL.\n"
        )
    return Migrated(missing, not protected)
