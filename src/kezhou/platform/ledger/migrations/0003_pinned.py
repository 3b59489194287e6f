"""The check of sums looks at the ledger's own tables: a temporary table of the same name, which whoever is connected may
make, would otherwise stand before them."""

from django.db import migrations

PIN = """
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION ledger_check_sum() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""
LOOSEN = "ALTER FUNCTION ledger_check_sum() RESET search_path;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_rules")]
    operations = [migrations.RunSQL(PIN, LOOSEN)]
