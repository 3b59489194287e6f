"""Reports and dashboards over any entity: what is asked is data, what is answered is what the asker may see.

`definition.parse` → `plan.of` (rights are judged here) → `run.run`: one statement, two where a period is compared with
the one before. Modules add ready-made reports, dashboards (`templates`) and statistics (`stats`) at start-up.
"""
