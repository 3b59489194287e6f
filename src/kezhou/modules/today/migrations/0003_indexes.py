"""Two questions of this module to tables of others: whose birthday is near, and which customers are new.

The birthday key is an expression of the row's own columns, so it can never be out of step; see `birthdays.KEY_SQL`.
"""

from django.db import migrations

BIRTHDAY = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS today_birthday_idx ON parties_contact (
  (extract(month FROM birthday)::int * 100 + extract(day FROM birthday)::int
   + CASE WHEN birthday_is_lunar THEN 10000 ELSE 0 END), owner_id)
 WHERE birthday IS NOT NULL AND deleted_at IS NULL"""
NEW = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS today_new_customer_idx ON parties_customer (created_at)
 INCLUDE (owner_id, dept_id) WHERE deleted_at IS NULL"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("today", "0002_sums"), ("parties", "0001_initial")]
    operations = [
        migrations.RunSQL(BIRTHDAY, "DROP INDEX CONCURRENTLY IF EXISTS today_birthday_idx"),
        migrations.RunSQL(NEW, "DROP INDEX CONCURRENTLY IF EXISTS today_new_customer_idx"),
    ]
