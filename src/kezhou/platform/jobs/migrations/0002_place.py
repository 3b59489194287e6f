"""A job that has begun has left its place in the queue, and does not ask for it when it comes back.

The queue holds at most one waiting job for each `queueing_lock` (`enqueue(once=…)`, schedules). While such a job runs the
next one may be queued; when the first then had to wait again (a new try, a worker that was killed) both would claim the
place, and the unique index refused the first. It counted as running for ever, kept its `lock`, and so stopped its
successors too.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION jobs_leave_place() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.queueing_lock := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER jobs_leave_place BEFORE UPDATE OF status ON procrastinate_jobs FOR EACH ROW
  WHEN (OLD.status <> 'todo' AND NEW.status = 'todo' AND NEW.queueing_lock IS NOT NULL)
  EXECUTE FUNCTION jobs_leave_place();
"""
DROP = """
DROP TRIGGER jobs_leave_place ON procrastinate_jobs;
DROP FUNCTION jobs_leave_place();
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunSQL(CREATE, DROP)]
