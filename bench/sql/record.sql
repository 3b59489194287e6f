-- One record with all its fields and the names behind its links.
SELECT t.id, t.version, t.external_ref, t.owner_id, u.name, t.dept_id, d.name, t.pool_id, t.name, t.short_name, t.kind,
       t.credit_code, t.credit_code_ok, t.legal_form, t.industry, t.level, t.category, t.source, t.status, t.region,
       t.address, t.phone, t.mobile, t.email, t.website, t.registered_capital, t.registered_capital_currency,
       t.founded_on, t.business_scope, t.parent_id, t.next_follow_up_at, t.last_follow_up_at, t.tags, t.remarks,
       t.health, t.created_at, t.created_by_id, c.name, t.updated_at, t.updated_by_id, e.name
  FROM parties_customer t
  LEFT JOIN org_user u ON u.id = t.owner_id
  LEFT JOIN org_department d ON d.id = t.dept_id
  LEFT JOIN org_user c ON c.id = t.created_by_id
  LEFT JOIN org_user e ON e.id = t.updated_by_id
 WHERE t.id = %(id)s AND t.deleted_at IS NULL AND {scope}
