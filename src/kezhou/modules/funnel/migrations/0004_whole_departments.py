# ruff: noqa: S608 — only names that stand in this file are joined into text
"""What who sees whole departments asks for: counts and amounts by department beside those by person, how many days
those that were won took, and the newest opportunities of a process without a look at the rows.

The lines by department have the grains M (month) and Y (year) and no owner: there are six times fewer of them. They
are kept by the same trigger as before, in the transaction of every change.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("kezhou.modules.funnel.migrations.0002_standing")
KEYS, MEASURES, COUNTED = before.KEYS, before.MEASURES, before.COUNTED

KEYED = f"""
  SELECT CASE WHEN grain IN ('m', 'y') THEN coalesce(owner_id, 0) ELSE 0 END AS owner_id,
         coalesce(dept_id, 0) AS dept_id, coalesce(process_id, 0) AS process_id,
         coalesce(stage_id, 0) AS stage_id, state, grain,
         coalesce(date_trunc(CASE WHEN grain IN ('m', 'M') THEN 'month' ELSE 'year' END, opened_on::timestamp)::date,
                  date '0001-01-01') AS begins, currency, {", ".join(MEASURES)}
    FROM ({COUNTED}) counted CROSS JOIN (VALUES ('m'), ('y'), ('M'), ('Y')) g (grain)"""
CYCLE_KEYS = "process_id, begins, dept_id, days"
CYCLED = """
  SELECT coalesce(process_id, 0) AS process_id, date_trunc('year', opened_on::timestamp)::date AS begins,
         coalesce(dept_id, 0) AS dept_id, greatest(closed_on - opened_on, 0) AS days, 1 AS n
    FROM {rows}
   WHERE deleted_at IS NULL AND state = 'won' AND opened_on IS NOT NULL AND closed_on IS NOT NULL"""


def _signed(lines: str, rows: str, sign: int) -> str:
    return f"SELECT {sign} AS sign, r.* FROM ({lines.format(rows=rows)}) r"


def _add_cycles(changed: str, folded: str) -> str:
    return f"""
    INSERT INTO funnel_cycle ({CYCLE_KEYS}, n, folded)
    SELECT {CYCLE_KEYS}, sum(x.sign * x.n), {folded} FROM ({changed}) x
     GROUP BY {CYCLE_KEYS} HAVING sum(x.sign * x.n) <> 0 ORDER BY {CYCLE_KEYS};"""


def _kept(*changed: tuple[str, int]) -> str:
    """What one kind of statement adds to both tables."""
    standing, cycles = (
        " UNION ALL ".join(_signed(lines, rows, sign) for rows, sign in changed) for lines in (KEYED, CYCLED)
    )
    return before._add(standing, "FALSE") + _add_cycles(cycles, "FALSE")


KEEP = f"""
CREATE OR REPLACE FUNCTION funnel_standing_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {_kept(("added", 1))}
  ELSIF TG_OP = 'DELETE' THEN {_kept(("removed", -1))}
  ELSE {_kept(("added", 1), ("removed", -1))}
  END IF;
  RETURN NULL;
END $$;"""
FILL = f"""
CREATE OR REPLACE FUNCTION funnel_standing_fill() RETURNS void LANGUAGE sql AS $$
{before._add(_signed(KEYED, "sales_opportunity", 1), "TRUE")}
$$;"""
BY_DEPARTMENT = f"""
INSERT INTO funnel_standing ({KEYS}, {", ".join(MEASURES)}, folded)
SELECT process_id, upper(grain) AS grain, begins, dept_id, 0 AS owner_id, stage_id, state, currency,
       {", ".join(f"sum({name})" for name in MEASURES)}, TRUE
  FROM funnel_standing
 GROUP BY process_id, 2, begins, dept_id, stage_id, state, currency
HAVING {" OR ".join(f"sum({name}) <> 0" for name in MEASURES)}
 ORDER BY process_id, 2, begins, dept_id, stage_id, state, currency;"""

# Nobody may write between what is counted here and the new trigger.
MAKE = f"""
LOCK TABLE sales_opportunity IN SHARE ROW EXCLUSIVE MODE;
CREATE OR REPLACE VIEW funnel_keyed AS {KEYED.format(rows="sales_opportunity")};
CREATE VIEW funnel_cycled AS {CYCLED.format(rows="sales_opportunity")};
{KEEP}
{FILL}
CREATE FUNCTION funnel_cycle_fill() RETURNS void LANGUAGE sql AS $$
{_add_cycles(_signed(CYCLED, "sales_opportunity", 1), "TRUE")}
$$;
{BY_DEPARTMENT}
SELECT funnel_cycle_fill();
CREATE INDEX funnel_newest_idx ON sales_opportunity (process_id, id) INCLUDE (opened_on, owner_id, dept_id, stage_id, state)
 WHERE deleted_at IS NULL;
"""
UNMAKE = f"""
LOCK TABLE sales_opportunity IN SHARE ROW EXCLUSIVE MODE;
DROP INDEX funnel_newest_idx;
CREATE OR REPLACE VIEW funnel_keyed AS {before.KEYED.format(rows="sales_opportunity")};
DROP VIEW funnel_cycled;
DROP FUNCTION funnel_cycle_fill();
DELETE FROM funnel_standing WHERE grain IN ('M', 'Y');
CREATE OR REPLACE FUNCTION funnel_standing_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {before._add(before.NEW, "FALSE")}
  ELSIF TG_OP = 'DELETE' THEN {before._add(before.OLD, "FALSE")}
  ELSE {before._add(f"{before.NEW} UNION ALL {before.OLD}", "FALSE")}
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION funnel_standing_fill() RETURNS void LANGUAGE sql AS $$
{before._add(before._signed("sales_opportunity", 1), "TRUE")}
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("funnel", "0003_stage_history")]
    operations = [
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process_id", models.BigIntegerField()),
                ("begins", models.DateField()),
                ("dept_id", models.BigIntegerField()),
                ("days", models.IntegerField()),
                ("n", models.IntegerField()),
                ("folded", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["process_id", "begins", "dept_id", "days"], include=["n"], name="funnel_cycle_way_idx"
                    ),
                    models.Index(condition=models.Q(("folded", False)), fields=["id"], name="funnel_cycle_fresh_idx"),
                ],
            },
        ),
        migrations.RunSQL(MAKE, UNMAKE),
    ]
