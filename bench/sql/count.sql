-- How many match, at most "more than 10,000".
SELECT count(*) FROM (
  SELECT 1 FROM parties_customer t
   WHERE t.deleted_at IS NULL AND {scope} AND t.level = %(level)s AND t.status = %(status)s LIMIT 10001) capped
