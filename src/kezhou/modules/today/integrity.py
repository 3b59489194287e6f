"""What `kezhou check` asks about the sums of activities."""

from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

MAX_NAMED = 5
SOURCES = ("activities_followup", "activities_task", "journals_journal")
MEASURES = ("calls", "visits", "follow_ups", "effective", "tasks", "journals")


@integrity_check("today: the sums per person and day are what the activities say")
def sums() -> list[str]:
    totals = ", ".join(f"sum({name})::int AS {name}" for name in MEASURES)
    counted = " UNION ALL ".join(f"SELECT * FROM today_counted_{table}" for table in SOURCES)  # noqa: S608
    statement = f"""
      WITH real AS (
        SELECT person_id, g.grain,
               CASE g.grain WHEN 'm' THEN date_trunc('month', day::timestamp)::date ELSE day END AS day, {totals}
          FROM ({counted}) c CROSS JOIN (VALUES ('d'), ('m')) g(grain) GROUP BY 1, 2, 3)
      SELECT coalesce(r.person_id, s.person_id), coalesce(r.grain, s.grain), coalesce(r.day, s.day)
        FROM real r FULL JOIN today_activitysum s USING (person_id, grain, day)
       WHERE ({", ".join(f"coalesce(r.{name}, 0)" for name in MEASURES)})
          IS DISTINCT FROM ({", ".join(f"coalesce(s.{name}, 0)" for name in MEASURES)})
       ORDER BY 1, 2, 3 LIMIT %s"""  # noqa: S608
    rows = fetch_all(statement, (MAX_NAMED,))
    return [
        f"person {row[0]}, {'month' if row[1] == 'm' else 'day'} {row[2]}: other sums than activities" for row in rows
    ]
