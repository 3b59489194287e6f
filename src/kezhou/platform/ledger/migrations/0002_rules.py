"""What no code can go around: postings sum to zero per currency, and balances follow the entries.

The balance trigger runs with the owner's rights because the application's role cannot update balances itself. It locks the
balances in the order of the accounts, so that two postings over the same accounts never wait for each other in a ring.
"""

from django.db import migrations

RULES = """
CREATE FUNCTION ledger_check_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
  SELECT a.currency, sum(e.amount) AS off INTO wrong
    FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
   WHERE e.transaction_id = NEW.transaction_id
   GROUP BY a.currency HAVING sum(e.amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % is off by % %', NEW.transaction_id, wrong.off, wrong.currency
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_sum_zero', TABLE = 'ledger_entry';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_sum_zero AFTER INSERT OR UPDATE ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_sum();

CREATE FUNCTION ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM 1 FROM ledger_balance
    WHERE account_id IN (SELECT account_id FROM posted) ORDER BY account_id FOR UPDATE;
  UPDATE ledger_balance b SET amount = b.amount + p.total
    FROM (SELECT account_id, sum(amount)::bigint AS total FROM posted GROUP BY account_id) p
   WHERE b.account_id = p.account_id;
  IF (SELECT count(*) FROM ledger_balance WHERE account_id IN (SELECT account_id FROM posted))
     <> (SELECT count(DISTINCT account_id) FROM posted) THEN
    RAISE EXCEPTION 'a ledger account has no balance row' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION ledger_keep_balance() SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
CREATE TRIGGER ledger_keep_balance AFTER INSERT ON ledger_entry
  REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balance();
"""

DROP = """
DROP TRIGGER ledger_keep_balance ON ledger_entry;
DROP FUNCTION ledger_keep_balance();
DROP TRIGGER ledger_entry_sum_zero ON ledger_entry;
DROP FUNCTION ledger_check_sum();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(RULES, DROP)]
