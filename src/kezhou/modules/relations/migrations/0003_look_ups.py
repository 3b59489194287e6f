"""Indexes behind the hints: customers by their address without blanks, mail addresses by their domain."""

from django.db import migrations

CREATE = r"""
CREATE INDEX relations_customer_address_idx ON parties_customer
  (md5(lower(regexp_replace(address, '\s', '', 'g')))) WHERE address <> '' AND deleted_at IS NULL;
CREATE INDEX relations_mail_domain_idx ON search_contactpoint (split_part(value, '@', 2)) WHERE kind = 'email';
"""
DROP = "DROP INDEX relations_mail_domain_idx; DROP INDEX relations_customer_address_idx;"


class Migration(migrations.Migration):
    dependencies = [("relations", "0002_no_circles"), ("parties", "0001_initial"), ("search", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
