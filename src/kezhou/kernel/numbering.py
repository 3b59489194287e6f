"""The rule of a business number: text, date and serial, such as `QT{yyyy}{MM}{dd}-{serial:4}`.

Placeholders: `{yyyy}` `{yy}` `{MM}` `{dd}` of the company's day, `{prefix}` of the department that the record belongs
to, and exactly one `{serial:N}` of N digits (1 to 9; it grows beyond them rather than begin again). The serial begins
at 1 again whenever anything before or after it changes; `{serial:4:year}` (or `month`, `day`, `never`) says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MAX_LENGTH = 60
RESETS = ("day", "month", "year", "never")
_PLACE = re.compile(r"\{([^{}]*)\}")
_SERIAL = re.compile(r"serial:([1-9])(?::(day|month|year|never))?")
_DATES = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d"}
_PERIODS = {"day": "%Y%m%d", "month": "%Y%m", "year": "%Y", "never": ""}


class BadRule(ValueError):
    """A rule that does not follow the grammar; the code says why: `unknown_place`, `one_serial`, `too_long`,
    `bad_text`, `repeats`."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(code)
        self.code, self.place = code, place


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule. `parts` are texts and names of places in their order."""

    parts: tuple[tuple[str, str], ...]
    digits: int
    reset: str
    """One of `RESETS`; empty: whenever the rest of the number changes."""

    def frame(self, day: date, prefix: str = "") -> tuple[str, str]:
        """What stands before and after the serial on a day."""
        before, after, met = "", "", False
        for kind, text in self.parts:
            if kind == "serial":
                met = True
                continue
            piece = text if kind == "text" else prefix if kind == "prefix" else day.strftime(_DATES[kind])
            before, after = (before, after + piece) if met else (before + piece, after)
        return before, after

    def period(self, day: date, prefix: str = "") -> str:
        """Within which the serial counts: two numbers of one period have different serials."""
        if not self.reset:
            return "|".join(self.frame(day, prefix))
        told = prefix if ("prefix", "") in self.parts else ""
        return f"{told}|{day.strftime(_PERIODS[self.reset])}"

    def write(self, serial: int, day: date, prefix: str = "") -> str:
        before, after = self.frame(day, prefix)
        return f"{before}{serial:0{self.digits}d}{after}"


def parse(text: str) -> Rule:
    """Raises `BadRule`. A rule whose serial begins again within what its dates tell apart would repeat numbers."""
    if len(text) > MAX_LENGTH or not text.isprintable():
        raise BadRule("too_long" if len(text) > MAX_LENGTH else "bad_text")
    parts: list[tuple[str, str]] = []
    serials: list[tuple[int, str]] = []
    at = 0
    for place in _PLACE.finditer(text):
        if place.start() > at:
            parts.append(("text", text[at : place.start()]))
        name = place.group(1)
        if serial := _SERIAL.fullmatch(name):
            serials.append((int(serial.group(1)), serial.group(2) or ""))
            parts.append(("serial", ""))
        elif name in _DATES or name == "prefix":
            parts.append((name, ""))
        else:
            raise BadRule("unknown_place", place.group(0)[:30])
        at = place.end()
    rest = text[at:]
    if rest:
        parts.append(("text", rest))
    if any("{" in piece or "}" in piece for kind, piece in parts if kind == "text"):
        raise BadRule("unknown_place", "{")
    if len(serials) != 1:
        raise BadRule("one_serial")
    digits, reset = serials[0]
    shown = {kind for kind, _piece in parts}
    year, month = bool(shown & {"yyyy", "yy"}), "MM" in shown
    told = {"never": True, "year": year, "month": year and month, "day": year and month and "dd" in shown}
    if reset and not told[reset]:
        raise BadRule("repeats", reset)
    return Rule(tuple(parts), digits, reset)
