"""No company stands above itself through its parent companies, whoever writes it.

The pipeline says it first and in words, under the same lock; this holds for every other way in, and for the trash that
is brought back. A merge, which moves whole sets of parents, puts the check off to the end of its transaction.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION parties_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN  -- nothing hangs below a company that is only being made
    PERFORM pg_advisory_xact_lock(hashtextextended('relations.group', 0));
  END IF;
  WITH RECURSIVE up(id, parent_id) AS (
    SELECT c.id, c.parent_id FROM parties_customer c WHERE c.id = NEW.id AND c.deleted_at IS NULL
    UNION
    SELECT c.id, c.parent_id FROM up u JOIN parties_customer c ON c.id = u.parent_id AND c.deleted_at IS NULL)
  SELECT EXISTS (SELECT FROM up WHERE parent_id = NEW.id) INTO found;
  IF found THEN
    RAISE check_violation USING CONSTRAINT = 'customer_no_circle', MESSAGE = 'a circle of parent companies';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER customer_no_circle_new AFTER INSERT ON parties_customer
  DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
  WHEN (NEW.parent_id IS NOT NULL AND NEW.deleted_at IS NULL) EXECUTE FUNCTION parties_no_circle();
CREATE CONSTRAINT TRIGGER customer_no_circle AFTER UPDATE OF parent_id, deleted_at ON parties_customer
  DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
  WHEN (NEW.parent_id IS NOT NULL AND NEW.deleted_at IS NULL AND (NEW.parent_id, NEW.deleted_at)
        IS DISTINCT FROM (OLD.parent_id, OLD.deleted_at)) EXECUTE FUNCTION parties_no_circle();
"""

DROP = """
DROP TRIGGER customer_no_circle ON parties_customer;
DROP TRIGGER customer_no_circle_new ON parties_customer;
DROP FUNCTION parties_no_circle();
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_lifecycle_tags")]
    operations = [migrations.RunSQL(CREATE, DROP)]
