"""What the database's planner knows of the rows that a large import brought.

Until autovacuum comes round, which takes minutes, plans are made for the table as it was before: the first lists and
reports after an import of a hundred thousand rows are the slowest ones.
"""

from __future__ import annotations

import logging

from django.db import OperationalError, transaction

from kezhou.platform.base.sql import fetch_one

LARGE = 5_000
"""Rows written by one import from which on it is worth a look at the tables."""
CHANGED = 1_000
"""Changed rows of a table from which on it is looked at again, if they are a tenth of it as well."""

log = logging.getLogger(__name__)


def tell() -> int:
    """Have every table that changed much looked at now; how many were. Call outside of a transaction: what is looked at
    cannot be altered until it ends."""
    try:
        # What this connection has changed is counted at its next pause, not sooner; this makes it the next one.
        fetch_one("SELECT pg_stat_force_next_flush()")
        with transaction.atomic():
            row = fetch_one("SELECT exchange_analyze(%s)", (CHANGED,))
    except OperationalError:
        # Somebody alters a table just now. Autovacuum will come round; the import itself is done.
        log.info("the planner is told later", exc_info=True)
        return 0
    return int(row[0]) if row else 0
