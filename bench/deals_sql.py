"""The statements that make opportunities, their histories and orders: columns with values, and where rows come from."""

from collections.abc import Mapping

PRODUCTS = 5_000

STAGES = """
CREATE UNLOGGED TABLE bench_stage AS
SELECT s.process_id, s.id, s.kind, s.probability, s.warning_days,
       row_number() OVER (PARTITION BY s.process_id, s.kind ORDER BY s.order, s.id)::int AS place,
       count(*) OVER (PARTITION BY s.process_id, s.kind)::int AS places
  FROM sales_salesstage s JOIN sales_salesprocess p ON p.id = s.process_id
 WHERE s.deleted_at IS NULL AND p.deleted_at IS NULL AND p.code = ANY(%s)"""

# The drawn part of every opportunity. Ids rise with the day of opening, as they do where rows are written when they
# come; the younger one is, the likelier it is still open. `bend` is how the time spreads over its stages.
DRAW = """
CREATE UNLOGGED TABLE bench_deal AS
WITH drawn AS MATERIALIZED (
  SELECT i AS id, %(days)s * (1 - i / (%(count)s + 1.0)) AS age, random() AS r1, random() AS r2, random() AS r3,
         random() AS r4, random() AS r5, random() AS r6, random() AS r7, random() AS r8, random() AS r9,
         random() AS r10 FROM generate_series(1, %(count)s::bigint) i),
way AS (
  SELECT d.*, CASE WHEN r1 < 0.6 THEN 'standard' WHEN r1 < 0.85 THEN 'bench.project' ELSE 'bench.again' END AS code,
         CASE WHEN r2 < 1.1 * exp(-age / 125) THEN 'open' WHEN r3 < 0.4 THEN 'won' WHEN r3 < 0.9 THEN 'lost'
              ELSE 'invalid' END AS state
    FROM drawn d)
SELECT w.id, 1 + floor(power(w.r4, 1.4) * %(customers)s)::bigint AS customer_id, p.id AS process_id, w.state,
       CASE w.state WHEN 'won' THEN s.places
            WHEN 'open' THEN 1 + floor(s.places * least(1, w.age / 45) * w.r5 * 0.999)
            ELSE 1 + floor(s.places * w.r5 * w.r6) END::int AS far,
       w.now - make_interval(secs => w.age * 86400) AS opened,
       make_interval(secs => 86400 * CASE w.state WHEN 'open' THEN w.age * (0.2 + 0.7 * w.r6)
            ELSE least(3 - 55 * ln(1 - w.r6), w.age * 0.98) END) AS span,
       0.6 + 0.8 * w.r7 AS bend, w.r7, w.r8, w.r9, w.r10
  FROM (SELECT *, %(now)s::timestamptz AS now FROM way) w
  JOIN sales_salesprocess p ON p.code = w.code AND p.deleted_at IS NULL
  JOIN bench_stage s ON s.process_id = p.id AND s.kind = 'open' AND s.place = 1"""

# When it came to each of its stages; an ended one comes to the stage of its end last.
MOVES = """
CREATE UNLOGGED TABLE bench_move AS
SELECT d.id, j AS at, s.id AS stage_id,
       d.opened + d.span * power((j - 1) / greatest(CASE d.state WHEN 'open' THEN d.far - 1 ELSE d.far END, 1)::float8,
                                 d.bend) AS came
  FROM bench_deal d CROSS JOIN LATERAL generate_series(1, d.far + (d.state <> 'open')::int) j
  JOIN bench_stage s ON s.process_id = d.process_id
   AND CASE WHEN j > d.far THEN s.kind = d.state ELSE s.kind = 'open' AND s.place = j END"""

FROM = """
  FROM bench_deal d
  JOIN parties_customer c ON c.id = d.customer_id AND c.owner_id IS NOT NULL
  JOIN bench_stage s ON s.process_id = d.process_id
   AND CASE WHEN d.state = 'open' THEN s.kind = 'open' AND s.place = d.far ELSE s.kind = d.state END
  JOIN bench_phrase f ON f.id = d.id %% %(phrases)s
  CROSS JOIN LATERAL (
    SELECT (d.opened AT TIME ZONE 'Asia/Shanghai')::date AS opened_on,
           'OP' || to_char(d.opened, 'YYYYMM') || '-' || d.id AS number, c.name || f.name AS name,
           CASE WHEN d.state = 'open' AND d.far = 1 THEN d.opened ELSE d.opened + d.span END AS since,
           CASE WHEN d.r8 < 0.95 THEN round(power(10, 3.7 + 2 * d.r9)::numeric, 2) END AS amount,
           CASE WHEN d.id %% 33 = 0 THEN 'USD' ELSE 'CNY' END AS currency, CASE WHEN d.id %% 33 = 0 THEN 7.1 ELSE 1 END
             AS rate,
           CASE d.state WHEN 'open' THEN s.probability WHEN 'won' THEN 100 ELSE 0 END AS share) x
 ORDER BY d.id"""

# One order of five lines for every seventh opportunity that was won.
ORDERS = """
  FROM sales_opportunity o WHERE o.state = 'won' AND o.id % 7 = 0 AND o.deleted_at IS NULL ORDER BY o.id"""
ORDER: Mapping[str, str] = {
    "id": "row_number() OVER (ORDER BY o.id)", "created_at": "o.updated_at", "updated_at": "o.updated_at",
    "version": "2", "created_by_id": "o.owner_id", "updated_by_id": "o.owner_id", "owner_id": "o.owner_id",
    "dept_id": "o.dept_id", "search_text": "o.search_text", "sort_key": "o.sort_key", "number": "'DD' || o.id",
    "name": "o.name", "customer_id": "o.customer_id", "opportunity_id": "o.id", "currency": "'CNY'",
    "tax_included": "TRUE", "discount": "0", "amount": "5650", "amount_currency": "'CNY'", "amount_base": "5650",
    "net_amount": "5000", "tax_amount": "650", "approval_state": "'approved'", "state": "'open'",
    "ordered_on": "o.closed_on", "deliver_by": "o.closed_on + 30",
}  # fmt: skip
LINES = f"""
  FROM trade_order o CROSS JOIN generate_series(1, 5) n
  JOIN catalog_product p ON p.id = (SELECT min(id) FROM catalog_product) + (o.id * 7 + n * 13) % {PRODUCTS}
 ORDER BY o.id, n"""
LINE: Mapping[str, str] = {
    "created_at": "o.created_at", "updated_at": "o.updated_at", "version": "1", "owner_id": "o.owner_id",
    "dept_id": "o.dept_id", "order_id": "o.id", "position": "n", "product_id": "p.id", "name": "p.name",
    "quantity": "10", "unit_price": "113", "tax_rate": "'13'", "amount": "1130", "amount_currency": "'CNY'",
    "amount_base": "1130", "net_amount": "1000", "tax_amount": "130", "delivered": "0", "returned": "0",
}  # fmt: skip

OPPORTUNITY: Mapping[str, str] = {
    "id": "d.id", "created_at": "d.opened", "created_by_id": "c.owner_id", "updated_by_id": "c.owner_id",
    "updated_at": "least(x.since + make_interval(secs => 86400 * 10 * d.r10), %(now)s::timestamptz)",
    "version": "1 + d.far", "owner_id": "c.owner_id", "dept_id": "c.dept_id", "finder_id": "c.owner_id",
    "name": "left(x.name, 200)", "number": "x.number", "kind": "'normal'", "origin": "'personal'",
    "search_text": "concat_ws(E'\\n', split_part(c.search_text, E'\\n', 1) || f.name, lower(x.number), "
                   "coalesce(nullif(split_part(c.search_text, E'\\n', 2), ''), split_part(c.search_text, E'\\n', 1)) "
                   "|| f.sounds, coalesce(nullif(split_part(c.search_text, E'\\n', 3), ''), "
                   "split_part(c.search_text, E'\\n', 1)) || f.initials)",
    "sort_key": "left(split_part(c.sort_key, '|', 1) || ' ' || f.spelled || '|' || x.name, 255)",
    "customer_id": "c.id", "process_id": "d.process_id", "stage_id": "s.id", "state": "d.state",
    "stage_since": "x.since",
    "stale_on": "CASE WHEN d.state = 'open' THEN (x.since AT TIME ZONE 'Asia/Shanghai')::date + s.warning_days END",
    "amount": "x.amount", "amount_currency": "CASE WHEN x.amount IS NULL THEN '' ELSE x.currency END",
    "amount_base": "round(x.amount * x.rate, 2)", "probability": "s.probability",
    "weighted_amount": "round(x.amount * x.share / 100, 2)",
    "weighted_amount_currency": "CASE WHEN x.amount IS NULL THEN '' ELSE x.currency END",
    "weighted_amount_base": "round(round(x.amount * x.share / 100, 2) * x.rate, 2)",
    "opened_on": "x.opened_on",
    "closed_on": "CASE WHEN d.state <> 'open' THEN (x.since AT TIME ZONE 'Asia/Shanghai')::date END",
    "expected_on": "CASE WHEN d.state = 'open' THEN x.opened_on + (30 + 150 * d.r10)::int "
                   "ELSE (x.since AT TIME ZONE 'Asia/Shanghai')::date + (60 * d.r10 - 40)::int END",
    "product_id": "(SELECT p[1 + d.id %% array_length(p, 1)] FROM bench_products)",
    "source": "(ARRAY['existing','referral','website','telesales','exhibition','tender','company'])[1 + d.id %% 7]",
    "lost_reason": "CASE WHEN d.state IN ('lost', 'invalid') THEN "
                   "(ARRAY['price','product','relation','budget','delay','late','no_need'])[1 + d.id %% 7] ELSE '' END",
    "competitor_id": "CASE WHEN d.state = 'lost' AND d.r10 < 0.4 THEN "
                     "(SELECT p[1 + d.id %% array_length(p, 1)] FROM bench_competitors) END",
    "requirement": "'客户需要按期交付，并提供一年质保'", "registration_state": "'none'", "project_state": "'none'",
}  # fmt: skip

HISTORIES = (
    """
SELECT 'opportunity', m.id, 'stage', to_jsonb(m.stage_id), m.came,
       lead(m.came) OVER (PARTITION BY m.id ORDER BY m.at) FROM bench_move m""",
    """
SELECT 'opportunity', d.id, 'state', to_jsonb(v.state), v.since, v.until
  FROM bench_deal d CROSS JOIN LATERAL (
    SELECT 'open'::text, d.opened, CASE WHEN d.state <> 'open' THEN d.opened + d.span END
    UNION ALL SELECT d.state, d.opened + d.span, NULL WHERE d.state <> 'open') v (state, since, until)""",
    """
SELECT 'opportunity', t.id, 'expected_on', to_jsonb(v.day), v.since, v.until
  FROM sales_opportunity t JOIN bench_deal d ON d.id = t.id CROSS JOIN LATERAL (
    SELECT t.expected_on - 21, d.opened, d.opened + d.span * 0.4 WHERE d.r10 < 0.4
    UNION ALL SELECT t.expected_on, CASE WHEN d.r10 < 0.4 THEN d.opened + d.span * 0.4 ELSE d.opened END, NULL)
    v (day, since, until)""",
    """
SELECT 'opportunity', t.id, 'owner', to_jsonb(t.owner_id), t.created_at, NULL FROM sales_opportunity t""",
    """
SELECT 'opportunity', t.id, 'amount', jsonb_build_object('amount', t.amount::text, 'currency', t.amount_currency),
       t.created_at, NULL FROM sales_opportunity t WHERE t.amount IS NOT NULL""",
)
