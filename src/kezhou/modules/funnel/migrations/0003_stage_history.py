"""The history of stages as the funnel reads it, for thousands of opportunities at once: without a look at the rows."""

from django.db import migrations

MAKE = """
CREATE INDEX funnel_stage_history_idx ON audit_history (record_id, valid_from) INCLUDE (value, valid_to)
 WHERE entity = 'opportunity' AND field = 'stage'"""


class Migration(migrations.Migration):
    dependencies = [("funnel", "0002_standing"), ("audit", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP INDEX funnel_stage_history_idx")]
