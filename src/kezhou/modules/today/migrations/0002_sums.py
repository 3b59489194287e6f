# ruff: noqa: S608 — only names that stand in this file are joined into text
"""Sums of activities per person, day and month, kept in the transaction of every change by statement-level triggers.

Each source becomes a view of (person, day, measures) over its rows, so that trigger, backfill and `kezhou check` count by
the same words. A statement adds the rows that are there after it and takes off those that were there before; the
rows of sums are written in the order of their key, so that two statements never wait for each other in a ring.
"""

from django.db import migrations

ZONE = "Asia/Shanghai"
MEASURES = ("calls", "visits", "follow_ups", "effective", "tasks", "journals")

SOURCES = {
    "activities_followup": f"""
      SELECT author_id AS person_id, (at AT TIME ZONE '{ZONE}')::date AS day, (kind = 'call')::int AS calls,
             (kind = 'visit')::int AS visits, 1 AS follow_ups, effective::int AS effective, 0 AS tasks, 0 AS journals
        FROM {{rows}} WHERE deleted_at IS NULL AND author_id IS NOT NULL""",
    "activities_task": f"""
      SELECT owner_id AS person_id, (done_at AT TIME ZONE '{ZONE}')::date AS day, 0 AS calls, 0 AS visits,
             0 AS follow_ups, 0 AS effective, 1 AS tasks, 0 AS journals
        FROM {{rows}} WHERE deleted_at IS NULL AND state = 'done' AND done_at IS NOT NULL AND owner_id IS NOT NULL""",
    "journals_journal": """
      SELECT owner_id AS person_id, "on" AS day, 0 AS calls, 0 AS visits, 0 AS follow_ups, 0 AS effective,
             0 AS tasks, 1 AS journals
        FROM {rows} WHERE deleted_at IS NULL AND state = 'submitted' AND kind = 'day' AND owner_id IS NOT NULL""",
}

SUMS = ", ".join(f"sum(x.sign * x.{name})::int AS {name}" for name in MEASURES)
NAMES = ", ".join(MEASURES)

KEEP = f"""
    INSERT INTO today_activitysum AS s (person_id, grain, day, {NAMES})
    SELECT x.person_id, g.grain, CASE g.grain WHEN 'm' THEN date_trunc('month', x.day::timestamp)::date ELSE x.day END,
           {SUMS}
      FROM ({{changed}}) x CROSS JOIN (VALUES ('d'), ('m')) g(grain)
     GROUP BY 1, 2, 3 HAVING {" OR ".join(f"sum(x.sign * x.{name}) <> 0" for name in MEASURES)}
     ORDER BY 1, 2, 3
    ON CONFLICT (person_id, grain, day) DO UPDATE SET
      {", ".join(f"{name} = s.{name} + excluded.{name}" for name in MEASURES)};
"""


def _signed(table: str, rows: str, sign: int) -> str:
    return f"SELECT {sign} AS sign, r.* FROM ({SOURCES[table].format(rows=rows)}) r"


def _function(table: str) -> str:
    new, old = _signed(table, "added", 1), _signed(table, "removed", -1)
    return f"""
CREATE FUNCTION today_sum_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN {KEEP.format(changed=new)}
  ELSIF TG_OP = 'DELETE' THEN {KEEP.format(changed=old)}
  ELSE {KEEP.format(changed=f"{new} UNION ALL {old}")}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER today_sum_insert AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION today_sum_{table}();
CREATE TRIGGER today_sum_update AFTER UPDATE ON {table}
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION today_sum_{table}();
CREATE TRIGGER today_sum_delete AFTER DELETE ON {table}
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION today_sum_{table}();
"""


CHANGES = "\n".join(f"CREATE VIEW today_counted_{table} AS {SOURCES[table].format(rows=table)};" for table in SOURCES)
BACKFILL = "\n".join(KEEP.format(changed=_signed(table, table, 1)) for table in SOURCES)
MAKE = CHANGES + "".join(_function(table) for table in SOURCES) + BACKFILL
DROP = "\n".join(
    f"DROP TRIGGER today_sum_insert ON {table}; DROP TRIGGER today_sum_update ON {table};"
    f"DROP TRIGGER today_sum_delete ON {table}; DROP FUNCTION today_sum_{table}(); DROP VIEW today_counted_{table};"
    for table in SOURCES
)


class Migration(migrations.Migration):
    dependencies = [("today", "0001_initial"), ("activities", "0001_initial"), ("journals", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
