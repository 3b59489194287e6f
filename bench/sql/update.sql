-- One field of some customers, where the version is the one that was seen, with audit entries and events.
WITH seen AS (
  SELECT t.id, t.remarks FROM parties_customer t
   WHERE t.id = ANY(%(ids)s) AND t.deleted_at IS NULL AND {scope} ORDER BY t.id FOR UPDATE),
changed AS (
  UPDATE parties_customer t SET remarks = %(remarks)s, version = t.version + 1, updated_at = now(),
         updated_by_id = %(actor)s
    FROM seen WHERE t.id = seen.id
  RETURNING t.id, jsonb_build_object('remarks', jsonb_build_object('from', seen.remarks, 'to', t.remarks)) AS changes),
said AS (
  INSERT INTO audit_entry (id, at, actor_id, actor_name, actor_kind, request_id, entity, record_id, action, changes,
    meta)
  SELECT nextval('audit_entry_id_seq'), now(), %(actor)s, '', 'user', '', 'customer', id, 'update', changes, '{}'
    FROM changed)
INSERT INTO events_event (id, at, name, entity, record_id, diff, actor_id, request_id, depth)
SELECT nextval('events_event_id_seq'), now(), 'customer.updated', 'customer', id, changes, %(actor)s, '', 0 FROM changed
