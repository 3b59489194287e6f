"""Repetition by rule (RFC 5545 RRULE): a closed part of its grammar, read, expanded and cut in two.

A series keeps the wall clock of its zone: a meeting at 09:00 stays at 09:00 when summer time begins. Times of day that
do not exist on the day of the change are an hour later, as clocks show it. Months without the day are left out, as the
standard says; `BYMONTHDAY=-1` is the last day of every month.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MAX_TEXT = 200
MAX_INTERVAL = 99
MAX_COUNT = 1_000
MAX_STEPS = 20_000
"""Occurrences that are looked at for one question; a daily series reaches half a century."""

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "INTERVAL": (1, MAX_INTERVAL),
    "COUNT": (1, MAX_COUNT),
    "BYMONTHDAY": (-31, 31),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-5, 5),
}
_LISTS = frozenset({"BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYDAY"})
_DAY = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"\d{8}(?:T\d{6}Z)?")


class BadRuleError(ValueError):
    """`part` of a rule cannot be followed; `code` says why: `empty`, `unknown`, `twice`, `value`, `frequency`,
    `count_and_until`, or `never` for a series without any occurrence."""

    def __init__(self, code: str, part: str) -> None:
        super().__init__(f"{code}: {part}")
        self.code, self.part = code, part[:60]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was checked; `parts` in the order in which they were written."""

    parts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return ";".join(f"{name}={value}" for name, value in self.parts)

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.parts if key == name), None)

    def without(self, *names: str) -> Rule:
        return Rule(tuple(part for part in self.parts if part[0] not in names))

    def having(self, name: str, value: str) -> Rule:
        return Rule((*self.without(name).parts, (name, value)))


def parse(text: str) -> Rule:
    """`FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20271231`. Raises `BadRuleError`."""
    plain = text.strip().upper().removeprefix("RRULE:")
    if not plain or len(plain) > MAX_TEXT:
        raise BadRuleError("empty", text)
    parts: dict[str, str] = {}
    for piece in plain.rstrip(";").split(";"):
        name, sep, value = piece.partition("=")
        if not sep or name not in {"FREQ", "UNTIL", "BYDAY", "WKST", *_NUMBERS}:
            raise BadRuleError("unknown", piece)
        if name in parts:
            raise BadRuleError("twice", piece)
        if not _holds(name, value):
            raise BadRuleError("value", piece)
        parts[name] = value
    if "FREQ" not in parts:
        raise BadRuleError("frequency", plain)
    if "COUNT" in parts and "UNTIL" in parts:
        raise BadRuleError("count_and_until", plain)
    if "BYSETPOS" in parts and not {"BYDAY", "BYMONTHDAY", "BYMONTH"} & set(parts):
        raise BadRuleError("value", f"BYSETPOS={parts['BYSETPOS']}")
    if parts["FREQ"] in ("DAILY", "WEEKLY") and any(char.isdigit() for char in parts.get("BYDAY", "")):
        raise BadRuleError("value", f"BYDAY={parts['BYDAY']}")
    return Rule(tuple(parts.items()))


def _holds(name: str, value: str) -> bool:
    if name == "FREQ":
        return value in _FREQUENCIES
    if name == "WKST":
        return value in ("MO", "SU")
    if name == "UNTIL":
        return _UNTIL.fullmatch(value) is not None and _moment(value) is not None
    values = value.split(",") if name in _LISTS else [value]
    if name == "BYDAY":
        return all(_DAY.fullmatch(one) for one in values)
    low, high = _NUMBERS[name]
    return all(
        re.fullmatch(r"[+-]?\d{1,4}", one) is not None and low <= int(one) <= high and int(one) != 0 for one in values
    )


def _moment(value: str) -> datetime | None:
    try:
        if len(value) == 8:
            return datetime.combine(date(int(value[:4]), int(value[4:6]), int(value[6:])), time.max)
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def occurrences(
    begins: datetime,
    rule: Rule,
    zone: ZoneInfo,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    left_out: Collection[datetime] = (),
) -> Iterator[datetime]:
    """Beginnings of the series that starts at `begins`, in order, as moments in UTC: those from `after` on and before
    `before`. `left_out` are beginnings that were taken out of the series."""
    gone = {moment.astimezone(UTC) for moment in left_out}
    local = begins.astimezone(zone).replace(tzinfo=None)
    steps = _expanded(local, rule, zone)
    earliest = None if after is None else after.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)
    walk = steps if earliest is None or earliest <= local or rule.get("COUNT") else steps.xafter(earliest, inc=True)
    for step, naive in enumerate(walk):
        if step >= MAX_STEPS:
            return
        at = naive.replace(tzinfo=zone).astimezone(UTC)
        if before is not None and at >= before:
            return
        if (after is None or at >= after) and at not in gone:
            yield at


def _expanded(local: datetime, rule: Rule, zone: ZoneInfo):  # type: ignore[no-untyped-def] # dateutil has no types
    from dateutil.rrule import rrulestr  # loaded where something repeats

    until = rule.get("UNTIL")
    text = str(rule.without("UNTIL"))
    found = _moment(until) if until else None
    if found is not None:
        limit = found if found.tzinfo is None else found.astimezone(zone).replace(tzinfo=None)
        text += f";UNTIL={limit:%Y%m%dT%H%M%S}"
    return rrulestr(text, dtstart=local)


def last(begins: datetime, rule: Rule, zone: ZoneInfo) -> datetime | None:
    """The beginning of the last occurrence, or None for a series without end. Raises `BadRuleError` for one that never
    happens."""
    if rule.get("COUNT") is None and rule.get("UNTIL") is None:
        if next(occurrences(begins, rule, zone), None) is None:
            raise BadRuleError("never", str(rule))
        return None
    found = None
    for found in occurrences(begins, rule, zone):  # noqa: B007 — the last one is what is asked for
        pass
    if found is None:
        raise BadRuleError("never", str(rule))
    return found


_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def moved(rule: Rule, days: int) -> Rule:
    """The rule of a series whose first day moves by so many days: Mondays become Tuesdays, “the 15th” becomes the day
    of the first one. A rule that says more than that stays as it is."""
    by_day, month_days = rule.get("BYDAY"), rule.get("BYMONTHDAY")
    if days == 0:
        return rule
    if rule.get("FREQ") == "WEEKLY" and by_day:
        places = sorted((_WEEK.index(day) + days) % 7 for day in by_day.split(","))
        return Rule(tuple((n, ",".join(_WEEK[at] for at in places)) if n == "BYDAY" else (n, v) for n, v in rule.parts))
    if rule.get("FREQ") == "MONTHLY" and not by_day and month_days and "," not in month_days:
        return rule.without("BYMONTHDAY")
    return rule


def cut(begins: datetime, rule: Rule, zone: ZoneInfo, at: datetime) -> tuple[Rule, Rule]:
    """A series in two: what happens before the occurrence `at`, and what from it on. The first ends just before; the
    second keeps the end of the whole, a count counts what is left."""
    first = rule.without("COUNT").having("UNTIL", f"{at.astimezone(UTC) - timedelta(seconds=1):%Y%m%dT%H%M%SZ}")
    count = rule.get("COUNT")
    if count is None:
        return first, rule
    before = sum(1 for _moment_ in occurrences(begins, rule, zone, before=at))
    return first, rule.having("COUNT", str(max(1, int(count) - before)))
