-- How many customers in each region.
SELECT t.region, count(*) FROM parties_customer t
 WHERE t.deleted_at IS NULL AND {scope} GROUP BY t.region ORDER BY 2 DESC NULLS LAST, t.region LIMIT 500
