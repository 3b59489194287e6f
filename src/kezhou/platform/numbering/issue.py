"""Issue numbers: one statement per period, whatever the number of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kezhou.kernel.numbering import Rule, parse
from kezhou.platform.base.sql import execute, fetch_all, fetch_one

from .models import NumberRule

_NEXT = """
INSERT INTO numbering_counter AS c (entity, period, value) VALUES (%s, %s, %s)
ON CONFLICT (entity, period) DO UPDATE SET value = c.value + excluded.value RETURNING value"""

# The last of the serials that stand in a row from the counter on: none of those that are free is skipped.
_BEHIND = """
WITH taken AS (
  SELECT s.serial::bigint AS serial FROM (
    SELECT substr(t.{column}, a.start, greatest(length(t.{column}) - a.around, 0)) AS serial, a.digits
      FROM {table} t, (SELECT %s::text AS before, %s::text AS after, %s::int AS start, %s::int AS around,
                              %s::int AS digits) a
     WHERE starts_with(t.{column}, a.before) AND right(t.{column}, length(a.after)) = a.after) s
   WHERE s.serial ~ '^[0-9]{{1,18}}$' AND length(s.serial) >= s.digits
     AND (length(s.serial) = s.digits OR s.serial NOT LIKE '0%%'))
UPDATE numbering_counter c SET value = n.last
  FROM (SELECT k.id, min(t.serial) AS last FROM numbering_counter k
          JOIN taken t ON t.serial >= k.value AND NOT EXISTS (SELECT 1 FROM taken o WHERE o.serial = t.serial + 1)
         WHERE k.entity = %s AND k.period = %s GROUP BY k.id) n
 WHERE c.id = n.id"""

_PREFIXES = """
SELECT DISTINCT ON (c.descendant_id) c.descendant_id, p.prefix FROM org_departmentclosure c
  JOIN numbering_prefix p ON p.department_id = c.ancestor_id
 WHERE c.descendant_id = ANY(%s) ORDER BY c.descendant_id, c.depth"""


def rule_of(entity: str, declared: str) -> Rule:
    """The rule in force: the company's, else the declared one."""
    own = NumberRule.objects.filter(entity=entity).values_list("rule", flat=True).first()
    return parse(own or declared)


def issue(entity: str, rule: Rule, day: date, departments: Sequence[int | None]) -> list[str]:
    """The next numbers of an entity, one per record in the order given. Runs in the caller's transaction: a rollback
    gives them back, and others wait until it ends."""
    prefixes = _prefixes([d for d in departments if d is not None]) if ("prefix", "") in rule.parts else {}
    own = [prefixes.get(d, "") if d is not None else "" for d in departments]
    numbers = [""] * len(departments)
    # Periods in one order for everybody, so that two transactions never wait for each other.
    for prefix in sorted(set(own)):
        places = [at for at, each in enumerate(own) if each == prefix]
        row = fetch_one(_NEXT, (entity, rule.period(day, prefix), len(places)))
        last = int(row[0]) if row else len(places)
        for at, serial in zip(places, range(last - len(places) + 1, last + 1), strict=True):
            numbers[at] = rule.write(serial, day, prefix)
    return numbers


def pass_over(entity: str, rule: Rule, day: date, departments: Sequence[int | None], table: str, column: str) -> None:
    """Move the counters, which the caller holds, behind the numbers in a row that the table has already: somebody who
    brought in a thousand documents with numbers of their own is given the thousand and first next. `table` and `column`
    are identifiers."""
    prefixes = _prefixes([d for d in departments if d is not None]) if ("prefix", "") in rule.parts else {}
    for prefix in sorted({prefixes.get(d, "") if d is not None else "" for d in departments}):
        before, after = rule.frame(day, prefix)
        known = (before, after, len(before) + 1, len(before) + len(after), rule.digits)
        execute(_BEHIND.format(table=table, column=column), (*known, entity, rule.period(day, prefix)))


def _prefixes(departments: Sequence[int]) -> dict[int, str]:
    """Department → the prefix of the nearest department above it that has one."""
    return dict(fetch_all(_PREFIXES, (sorted(set(departments)),))) if departments else {}
