# ruff: noqa: S608 — only names that stand in this file are joined into text
"""Counts and amounts of opportunities, kept in the transaction of every change by statement-level triggers.

A statement adds one line per key for the difference between the rows that are there after it and those before it. It
never updates a line, so writers do not wait for each other; the job `fold_standing` puts lines together.
"""

from django.db import migrations, models

KEYS = "process_id, grain, begins, dept_id, owner_id, stage_id, state, currency"
MEASURES = ("n", "amounts", "amount", "weighteds", "weighted")

COUNTED = """
  SELECT id, owner_id, dept_id, process_id, stage_id, state, opened_on,
         CASE WHEN amount_base IS NULL THEN amount_currency ELSE 'CNY' END AS currency, 1 AS n,
         (amount IS NOT NULL)::int AS amounts, coalesce(amount_base, amount, 0) AS amount,
         (weighted_amount IS NOT NULL)::int AS weighteds, coalesce(weighted_amount_base, weighted_amount, 0) AS weighted
    FROM {rows} WHERE deleted_at IS NULL"""
KEYED = f"""
  SELECT coalesce(owner_id, 0) AS owner_id, coalesce(dept_id, 0) AS dept_id, coalesce(process_id, 0) AS process_id,
         coalesce(stage_id, 0) AS stage_id, state, grain,
         coalesce(date_trunc(CASE grain WHEN 'm' THEN 'month' ELSE 'year' END, opened_on::timestamp)::date,
                  date '0001-01-01') AS begins, currency, {", ".join(MEASURES)}
    FROM ({COUNTED}) counted CROSS JOIN (VALUES ('m'), ('y')) g (grain)"""


def _add(changed: str, folded: str) -> str:
    return f"""
    INSERT INTO funnel_standing ({KEYS}, {", ".join(MEASURES)}, folded)
    SELECT {KEYS}, {", ".join(f"sum(x.sign * x.{name})" for name in MEASURES)}, {folded} FROM ({changed}) x
     GROUP BY {KEYS} HAVING {" OR ".join(f"sum(x.sign * x.{name}) <> 0" for name in MEASURES)}
     ORDER BY {KEYS};"""


def _signed(rows: str, sign: int) -> str:
    return f"SELECT {sign} AS sign, r.* FROM ({KEYED.format(rows=rows)}) r"


NEW, OLD = _signed("added", 1), _signed("removed", -1)
MAKE = f"""
CREATE VIEW funnel_counted AS {COUNTED.format(rows="sales_opportunity")};
CREATE VIEW funnel_keyed AS {KEYED.format(rows="sales_opportunity")};
CREATE FUNCTION funnel_standing_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {_add(NEW, "FALSE")}
  ELSIF TG_OP = 'DELETE' THEN {_add(OLD, "FALSE")}
  ELSE {_add(f"{NEW} UNION ALL {OLD}", "FALSE")}
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION funnel_standing_fill() RETURNS void LANGUAGE sql AS $$
{_add(_signed("sales_opportunity", 1), "TRUE")}
$$;
CREATE TRIGGER funnel_standing_insert AFTER INSERT ON sales_opportunity
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION funnel_standing_keep();
CREATE TRIGGER funnel_standing_update AFTER UPDATE ON sales_opportunity
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION funnel_standing_keep();
CREATE TRIGGER funnel_standing_delete AFTER DELETE ON sales_opportunity
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION funnel_standing_keep();
SELECT funnel_standing_fill();
"""
DROP = """
DROP TRIGGER funnel_standing_insert ON sales_opportunity; DROP TRIGGER funnel_standing_update ON sales_opportunity;
DROP TRIGGER funnel_standing_delete ON sales_opportunity; DROP FUNCTION funnel_standing_keep();
DROP FUNCTION funnel_standing_fill(); DROP VIEW funnel_keyed; DROP VIEW funnel_counted;"""


class Migration(migrations.Migration):
    dependencies = [("funnel", "0001_initial"), ("sales", "0002_reports")]
    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.BigIntegerField()),
                ("dept_id", models.BigIntegerField()),
                ("process_id", models.BigIntegerField()),
                ("stage_id", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("grain", models.CharField(max_length=1)),
                ("begins", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("n", models.IntegerField()),
                ("amounts", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=24)),
                ("weighteds", models.IntegerField()),
                ("weighted", models.DecimalField(decimal_places=2, max_digits=24)),
                ("folded", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["process_id", "grain", "begins"], name="funnel_standing_way_idx"),
                    models.Index(fields=["owner_id", "process_id", "grain"], name="funnel_standing_owner_idx"),
                    models.Index(
                        condition=models.Q(("folded", False)), fields=["id"], name="funnel_standing_fresh_idx"
                    ),
                ],
            },
        ),
        migrations.RunSQL(MAKE, DROP),
    ]
