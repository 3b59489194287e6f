"""How close somebody is to us (紧密度), from recency, frequency and kind of contact, and how loyal (忠诚度) from its
course. Pure: facts in, points out; every number can be opened to the parts it is made of.

Closeness (0–100) = recency (0–40) + frequency (0–35) + depth (0–25):
* recency halves every `HALF_LIFE` days since the last effective contact;
* frequency grows with the contacts of the last 90 days and saturates: `PER_QUARTER` of them reach five sixths of it;
* depth is the mean weight of the contacts of the last 180 days: meeting in person 1, speaking 0.7, writing 0.4.

Loyalty (0–100) = steadiness (0–60, in how many of the last 12 months there was contact, counted from the first) +
course (0–40, 20 when closeness is what it was 90 days ago; up or down with the change).
"""

from __future__ import annotations

from dataclasses import dataclass

RECENCY, FREQUENCY, DEPTH = 40, 35, 25
HALF_LIFE = 30
PER_QUARTER = 9
IN_PERSON, SPOKEN, WRITTEN = 1.0, 0.7, 0.4
STEADY, COURSE = 60, 40
GROWING, FADING = 8, -8
"""A change of closeness by so many points within 90 days is a course and no accident."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """What closeness is reckoned from, as of one day."""

    days_since: int | None
    """Since the last effective contact; None for never."""
    last_90: int
    in_person: int
    spoken: int
    written: int
    """Contacts of the last 180 days by kind."""


@dataclass(frozen=True, slots=True)
class Closeness:
    recency: int
    frequency: int
    depth: int

    @property
    def score(self) -> int:
        return self.recency + self.frequency + self.depth


def closeness(contacts: Contacts) -> Closeness:
    """The parts of the score; nothing at all where there was never a contact."""
    if contacts.days_since is None:
        return Closeness(0, 0, 0)
    recency = RECENCY * 0.5 ** (max(contacts.days_since, 0) / HALF_LIFE)
    frequency = FREQUENCY * (1 - (1 / 6) ** (contacts.last_90 / PER_QUARTER))
    counted = contacts.in_person + contacts.spoken + contacts.written
    weight = contacts.in_person * IN_PERSON + contacts.spoken * SPOKEN + contacts.written * WRITTEN
    depth = DEPTH * weight / counted if counted else 0
    return Closeness(round(recency), round(frequency), round(depth))


def loyalty(now: int, before: int, active_months: int, known_months: int) -> int:
    """Points of loyalty. `active_months` of the last `known_months` (at most 12) had a contact."""
    steady = STEADY * min(active_months, 12) / max(min(known_months, 12), 1)
    course = COURSE / 2 + COURSE / 2 * max(-1.0, min(1.0, (now - before) / 50))
    return round(min(steady, STEADY) + course) if active_months else 0


def course(now: int, before: int) -> str:
    """growing, steady or fading."""
    if now - before >= GROWING:
        return "growing"
    return "fading" if now - before <= FADING else "steady"
