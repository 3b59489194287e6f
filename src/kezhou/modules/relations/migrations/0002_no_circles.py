"""What must never be between rows of a hierarchical kind, whoever writes them: two tops over one party, a circle.

`relations/relation/guard.py` says it first and in words; this holds for the trash that is brought back and for every
other way in.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION relations_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found boolean;
BEGIN
  IF NEW.deleted_at IS NOT NULL OR NOT (SELECT t.hierarchical FROM relations_relationtype t WHERE t.id = NEW.type_id) THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('relations.type:' || NEW.type_id::text, 0));
  IF EXISTS (SELECT FROM relations_relation r WHERE r.type_id = NEW.type_id AND r.deleted_at IS NULL AND r.id <> NEW.id
                AND (r.to_customer_id = NEW.to_customer_id OR r.to_contact_id = NEW.to_contact_id)) THEN
    RAISE unique_violation USING CONSTRAINT = 'relation_one_top', MESSAGE = 'two tops over one party';
  END IF;
  WITH RECURSIVE up(customer, contact) AS (
    SELECT NEW.from_customer_id, NEW.from_contact_id
    UNION
    SELECT r.from_customer_id, r.from_contact_id FROM up u JOIN relations_relation r
        ON r.type_id = NEW.type_id AND r.deleted_at IS NULL AND r.id <> NEW.id
       AND (r.to_customer_id = u.customer OR r.to_contact_id = u.contact))
  SELECT EXISTS (SELECT FROM up WHERE customer = NEW.to_customer_id OR contact = NEW.to_contact_id) INTO found;
  IF found THEN
    RAISE check_violation USING CONSTRAINT = 'relation_no_circle', MESSAGE = 'a circle of relations';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER relations_guard BEFORE INSERT OR UPDATE OF type_id, from_customer_id, from_contact_id, to_customer_id,
  to_contact_id, deleted_at ON relations_relation FOR EACH ROW EXECUTE FUNCTION relations_guard();
"""

DROP = """
DROP TRIGGER relations_guard ON relations_relation;
DROP FUNCTION relations_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("relations", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
