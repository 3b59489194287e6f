"""One function that tells the planner what a large import changed, at once and not when autovacuum comes round.

`ANALYZE` is the owner's: the application's role may not do it on tables that it does not own, and a right that could be
granted exists only from PostgreSQL 17 on. The function runs with the owner's rights, takes no names, and looks only at
tables beside its own whose rows changed by more than a tenth since they were last looked at. Its search path is fixed so
that nobody can put another table in the way.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION exchange_analyze(changes bigint) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE changed regclass; looked_at int := 0;
BEGIN
  FOR changed IN
    SELECT s.relid FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'exchange_importrun'::regclass)
       AND pg_has_role(c.relowner, 'USAGE')
       AND s.n_mod_since_analyze >= greatest(changes, s.n_live_tup / 10) ORDER BY s.relid
  LOOP
    EXECUTE format('ANALYZE %s', changed);
    looked_at := looked_at + 1;
  END LOOP;
  RETURN looked_at;
END $$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION exchange_analyze(bigint) SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_into_a_pool")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION exchange_analyze(bigint)")]
