"""The digests that the chain is made of, and the one function that may clear personal values.

`audit_erase` runs with the owner's rights because the application's role cannot update the audit tables; its search path
is fixed so that nobody can put another table in the way.
"""

from django.db import migrations

DIGESTS = """
CREATE FUNCTION audit_entry_digest(e audit_entry) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    e.id, extract(epoch FROM e.at), e.actor_id, e.actor_name, e.actor_kind, e.request_id, host(e.ip),
    e.entity, e.record_id, e.action, e.changes, e.meta)::text, 'UTF8'))
$$;
CREATE FUNCTION audit_personal_digest(salt bytea, field text, old jsonb, new jsonb) RETURNS bytea
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(salt || convert_to(jsonb_build_array(field, old, new)::text, 'UTF8'))
$$;
CREATE FUNCTION audit_seal_hash(prev bytea, after_id bigint, up_to_id bigint, entries int, root bytea, at timestamptz)
  RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(prev || convert_to(jsonb_build_array(
    after_id, up_to_id, entries, encode(root, 'hex'), extract(epoch FROM at))::text, 'UTF8'))
$$;
"""

ERASE = """
CREATE FUNCTION audit_erase(subject_entity text, subject_id bigint) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE cleared int;
BEGIN
  UPDATE audit_personal p SET old = NULL, new = NULL, salt = NULL, erased_at = now()
    FROM audit_entry e
   WHERE e.id = p.entry_id AND e.entity = subject_entity AND e.record_id = subject_id AND p.erased_at IS NULL;
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END $$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION audit_erase(text, bigint) SET search_path = pg_catalog, %I, pg_temp', current_schema());
END $$;
"""

DROP = """
DROP FUNCTION audit_erase(text, bigint);
DROP FUNCTION audit_seal_hash(bytea, bigint, bigint, int, bytea, timestamptz);
DROP FUNCTION audit_personal_digest(bytea, text, jsonb, jsonb);
DROP FUNCTION audit_entry_digest(audit_entry);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(DIGESTS + ERASE, DROP)]
