-- The contacts of one customer that may be seen.
SELECT t.id, t.version, t.name, t.title, t.role, t.mobile, t.email, t.owner_id, u.name
  FROM parties_contact t LEFT JOIN org_user u ON u.id = t.owner_id
 WHERE t.deleted_at IS NULL AND {scope} AND t.customer_id = %(id)s
 ORDER BY t.updated_at DESC, t.id DESC LIMIT 51
