"""A line of an invoice never points into another document than its head, whoever writes it.

`finance/invoice/lines.py` says it first and in words; this holds for every other way in.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION finance_invoice_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.contract_line_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM finance_invoice h JOIN trade_contractline c ON c.contract_id = h.contract_id
        WHERE h.id = NEW.invoice_id AND c.id = NEW.contract_line_id)
     OR NEW.order_line_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM finance_invoice h JOIN trade_orderline o ON o.order_id = h.order_id
        WHERE h.id = NEW.invoice_id AND o.id = NEW.order_line_id) THEN
    RAISE check_violation USING CONSTRAINT = 'invoice_line_document', MESSAGE = 'a line of another document';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoice_line_guard BEFORE INSERT OR UPDATE OF invoice_id, contract_line_id, order_line_id
  ON finance_invoiceline FOR EACH ROW EXECUTE FUNCTION finance_invoice_line_guard();
"""

DROP = """
DROP TRIGGER invoice_line_guard ON finance_invoiceline;
DROP FUNCTION finance_invoice_line_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_issuing")]
    operations = [migrations.RunSQL(CREATE, DROP)]
