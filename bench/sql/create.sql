-- One new customer with its audit entry and its event.
WITH made AS (
  INSERT INTO parties_customer (created_at, created_by_id, updated_at, updated_by_id, version, custom, external_ref,
    search_text, sort_key, name, short_name, kind, credit_code, credit_code_ok, legal_form, industry, level, category,
    source, status, region, address, phone, mobile, email, website, registered_capital_currency, business_scope, tags,
    remarks, health, owner_id, dept_id)
  VALUES (now(), %(owner)s, now(), %(owner)s, 1, '{}', '', %(search_text)s, %(sort_key)s, %(name)s, '', 'company',
    %(code)s, true, '', %(industry)s, %(level)s, '', 'web', 'potential', %(region)s, '', '', '', '', '', '', '', '{}',
    '', 50, %(owner)s, %(dept)s)
  RETURNING id),
said AS (
  INSERT INTO audit_entry (id, at, actor_id, actor_name, actor_kind, request_id, entity, record_id, action, changes,
    meta)
  SELECT nextval('audit_entry_id_seq'), now(), %(owner)s, '', 'user', '', 'customer', id, 'create', %(changes)s::jsonb,
    '{}' FROM made)
INSERT INTO events_event (id, at, name, entity, record_id, diff, actor_id, request_id, depth)
SELECT nextval('events_event_id_seq'), now(), 'customer.created', 'customer', id, %(changes)s::jsonb, %(owner)s, '', 0
  FROM made
