# ruff: noqa: S608 — only names that stand in this file are joined into text
"""New customers per owner, day and month join the kept sums: counted from the rows, a year of a large company took
seconds. A customer counts for whoever owns it now, on the day it was made."""

from django.db import migrations, models

ZONE = "Asia/Shanghai"
ROWS = f"""
  SELECT owner_id AS person_id, (created_at AT TIME ZONE '{ZONE}')::date AS day, 1 AS new_customers
    FROM {{rows}} WHERE deleted_at IS NULL AND owner_id IS NOT NULL"""

KEEP = """
    INSERT INTO today_activitysum AS s (person_id, grain, day, calls, visits, follow_ups, effective, tasks, journals,
      new_customers)
    SELECT x.person_id, g.grain, CASE g.grain WHEN 'm' THEN date_trunc('month', x.day::timestamp)::date ELSE x.day END,
           0, 0, 0, 0, 0, 0, sum(x.sign * x.new_customers)::int
      FROM ({changed}) x CROSS JOIN (VALUES ('d'), ('m')) g(grain)
     GROUP BY 1, 2, 3 HAVING sum(x.sign * x.new_customers) <> 0
     ORDER BY 1, 2, 3
    ON CONFLICT (person_id, grain, day) DO UPDATE SET new_customers = s.new_customers + excluded.new_customers;
"""


def _signed(rows: str, sign: int) -> str:
    return f"SELECT {sign} AS sign, r.* FROM ({ROWS.format(rows=rows)}) r"


BACKFILL = KEEP.format(changed=_signed("parties_customer", 1))

MAKE = f"""
CREATE VIEW today_counted_parties_customer AS {ROWS.format(rows="parties_customer")};
CREATE FUNCTION today_sum_parties_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {KEEP.format(changed=_signed("added", 1))}
  ELSIF TG_OP = 'DELETE' THEN {KEEP.format(changed=_signed("removed", -1))}
  ELSE {KEEP.format(changed=_signed("added", 1) + " UNION ALL " + _signed("removed", -1))}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER today_sum_insert AFTER INSERT ON parties_customer
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION today_sum_parties_customer();
CREATE TRIGGER today_sum_update AFTER UPDATE ON parties_customer
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION today_sum_parties_customer();
CREATE TRIGGER today_sum_delete AFTER DELETE ON parties_customer
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION today_sum_parties_customer();
{BACKFILL}
"""
DROP = """
DROP TRIGGER today_sum_insert ON parties_customer; DROP TRIGGER today_sum_update ON parties_customer;
DROP TRIGGER today_sum_delete ON parties_customer; DROP FUNCTION today_sum_parties_customer();
DROP VIEW today_counted_parties_customer;"""


class Migration(migrations.Migration):
    dependencies = [("today", "0003_indexes"), ("parties", "0003_lifecycle_tags")]
    operations = [
        migrations.AddField("activitysum", "new_customers", models.IntegerField(default=0, db_default=0)),
        migrations.RunSQL(MAKE, DROP),
    ]
