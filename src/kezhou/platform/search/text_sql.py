"""The SQL side of the gram index: one function, core PostgreSQL only, created and dropped by a migration.

`kezhou_grams(text)` returns the same set as `kezhou.kernel.text.grams.grams` (repeats are left in: GIN keeps each key
once, and sorting them out would cost a third more). Index and query must spell the expression alike:

    create index … using gin (kezhou_grams(search_text));
    … where kezhou_grams(search_text) @> array['华为', '为技']

Measured on PostgreSQL 15 (100,000 texts of 44 characters): 13 µs per text; with `array_agg` 15, through
`generate_series` and `substr` 29, by regular expression 25.
"""

CREATE_GRAMS = r"""
create or replace function kezhou_grams(t text) returns text[]
language sql immutable strict parallel safe as $$
  select array(
           select x || y
             from (select string_to_array(t, null) as a) as chars, unnest(a, a[2:]) as pair(x, y)
            where x <> E'\n' and y <> E'\n')
      || case when t ~ '(^|\n)[^\n](\n|$)'
              then array(select l from unnest(string_to_array(t, E'\n')) as line(l) where length(l) = 1)
              else '{}' end
$$;
"""

DROP_GRAMS = "drop function if exists kezhou_grams(text);"
