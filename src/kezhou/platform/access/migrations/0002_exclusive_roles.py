"""Roles of one exclusive group are never held by the same person, whoever writes the rows (C12)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION access_refuse_exclusive_roles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted text := (SELECT exclusive_group FROM access_role WHERE id = NEW.role_id);
BEGIN
  IF wanted <> '' THEN
    -- Two grants at once to one person: the second waits here and then sees the first.
    PERFORM 1 FROM org_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
                WHERE ur.user_id = NEW.user_id AND ur.id <> NEW.id AND ur.role_id <> NEW.role_id
                  AND r.exclusive_group = wanted AND r.deleted_at IS NULL) THEN
      RAISE EXCEPTION 'roles of the group % exclude each other', wanted
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_userrole_exclusive';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER access_userrole_exclusive BEFORE INSERT OR UPDATE ON access_userrole
  FOR EACH ROW EXECUTE FUNCTION access_refuse_exclusive_roles();
"""

BACKWARD = """
DROP TRIGGER access_userrole_exclusive ON access_userrole;
DROP FUNCTION access_refuse_exclusive_roles();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("org", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
