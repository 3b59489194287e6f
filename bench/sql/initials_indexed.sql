-- Latin letters: as written, or as the initials of Chinese characters; both by the gram index.
SELECT t.id, t.version, t.name, t.level, t.status, t.industry, t.owner_id, u.name AS owner, t.region, t.phone,
       t.registered_capital, t.registered_capital_currency, t.next_follow_up_at, t.updated_at
  FROM parties_customer t LEFT JOIN org_user u ON u.id = t.owner_id
 WHERE t.deleted_at IS NULL AND {scope}
   AND ((t.search_text LIKE %(like)s AND kezhou_grams(t.search_text) @> %(grams)s::text[])
     OR (t.search_text LIKE %(initials_like)s AND kezhou_grams(t.search_text) @> %(initials)s::text[]))
 ORDER BY t.updated_at DESC, t.id DESC LIMIT 51
