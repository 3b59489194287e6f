"""What `kezhou check` asks about the sums of activities."""

from kezhou.sdk.checks import integrity_check
from kezhou.sdk.query import fetch_all

MAX_NAMED = 5
ACTIVITIES = ("calls", "visits", "follow_ups", "effective", "tasks", "journals")
MEASURES = (*ACTIVITIES, "new_customers")
COUNTED = {
    **dict.fromkeys(
        ("activities_followup", "activities_task", "journals_journal"), (*ACTIVITIES, "0 AS new_customers")
    ),
    "parties_customer": (*(f"0 AS {name}" for name in ACTIVITIES), "new_customers"),
}
"""Table → what its view of counted rows gives of each measure."""


@integrity_check("today: the sums per person and day are what the activities say")
def sums() -> list[str]:
    totals = ", ".join(f"sum({name})::int AS {name}" for name in MEASURES)
    counted = " UNION ALL ".join(
        f"SELECT person_id, day, {', '.join(columns)} FROM today_counted_{table}"  # noqa: S608
        for table, columns in COUNTED.items()
    )
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
        f"person {row[0]}, {'month' if row[1] == 'm' else 'day'} {row[2]}: other sums than the rows" for row in rows
    ]
