-- Names with a pair so common that reading the newest rows finds enough of them.
SELECT t.id, t.version, t.name, t.level, t.status, t.industry, t.owner_id, u.name AS owner, t.region, t.phone,
       t.registered_capital, t.registered_capital_currency, t.next_follow_up_at, t.updated_at
  FROM parties_customer t LEFT JOIN org_user u ON u.id = t.owner_id
 WHERE t.deleted_at IS NULL AND {scope} AND coalesce(t.search_text LIKE %(like)s, FALSE)
 ORDER BY t.updated_at DESC, t.id DESC LIMIT 51
