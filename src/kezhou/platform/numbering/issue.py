"""Issue numbers: one statement per period, whatever the number of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kezhou.kernel.numbering import Rule, parse
from kezhou.platform.base.sql import fetch_all, fetch_one

from .models import NumberRule

_NEXT = """
INSERT INTO numbering_counter AS c (entity, period, value) VALUES (%s, %s, %s)
ON CONFLICT (entity, period) DO UPDATE SET value = c.value + excluded.value RETURNING value"""

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


def _prefixes(departments: Sequence[int]) -> dict[int, str]:
    """Department → the prefix of the nearest department above it that has one."""
    return dict(fetch_all(_PREFIXES, (sorted(set(departments)),))) if departments else {}
