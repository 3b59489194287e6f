"""After a large import the planner knows the rows at once, though the application owns no table."""

import pytest
from django.db import DatabaseError, transaction

from kezhou.platform.base.sql import execute, fetch_one
from kezhou.platform.exchange.imports import planner

TABLE = "exchange_rowkey"
NEW = f"INSERT INTO {TABLE} (run_id, key, row_no) SELECT 1, i, i FROM generate_series(%s::int, %s::int) i"


def rows_known() -> float:
    row = fetch_one("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", (TABLE,))
    return float(row[0]) if row else -1


@pytest.mark.django_db(transaction=True)
def test_what_changed_much_is_looked_at_at_once_by_who_owns_nothing() -> None:
    planner.tell()
    before = rows_known()
    try:
        execute(NEW, (1, 2000))
        assert rows_known() == before
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(f"VACUUM ANALYZE {TABLE}")
        assert planner.tell() >= 1
        assert rows_known() == 2000
        execute(NEW, (2001, 2100))
        planner.tell()
        assert rows_known() == 2000, "a twentieth is nothing to look at"
    finally:
        execute(f"DELETE FROM {TABLE}")
