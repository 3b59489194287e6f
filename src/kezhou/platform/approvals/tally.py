"""How the tasks of one step add up. Pure: marks in, verdict out.

A step has base marks, one per approver, and marks that approvers added (加签): `before` their owner decides, or
`after`. All marks begin as `waiting`; `verdict` says which of them are asked now, which need not be asked any more, and
whether the step is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WAITING, PENDING = "waiting", "pending"
OPEN = (WAITING, PENDING)
APPROVED, REJECTED, SKIPPED = "approved", "rejected", "skipped"
YES = (APPROVED, SKIPPED)
TRANSFERRED, CANCELLED, RETURNED, OUTDATED = "transferred", "cancelled", "returned", "outdated"
STATES = (WAITING, PENDING, APPROVED, REJECTED, SKIPPED, TRANSFERRED, CANCELLED, RETURNED, OUTDATED)
PLACES = ("before", "after")
COUNTED = (*OPEN, *YES, REJECTED)
"""A transferred or outdated task counts through the one that took its place; a cancelled one does not count."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One task of a step. `place`: `before` or `after` its `parent`, empty for a base mark."""

    id: int
    state: str
    position: int = 0
    parent: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    """`open`, `approved` or `rejected`."""
    ask: tuple[int, ...] = ()
    """Waiting marks whose turn it is now."""
    cancel: tuple[int, ...] = ()
    """Open marks that nobody needs any more."""


def verdict(mode: str, share: int, marks: Sequence[Mark]) -> Verdict:
    """Where the step stands. `share`: of a hundred, for mode `share`. A step without marks is approved."""
    step = _Step([mark for mark in marks if mark.state in COUNTED])
    open_ids = tuple(mark.id for mark in step.marks if mark.state in OPEN)
    yes = sum(mark.state in YES for mark in step.base)
    no = sum(mark.state == REJECTED for mark in step.base)
    total = len(step.base)
    if _refused(mode, share, no, total) or any(m.state == REJECTED and m.parent is not None for m in step.marks):
        return Verdict(REJECTED, cancel=open_ids)
    if _fulfilled(mode, share, yes, total):
        unfinished = [mark for mark in step.base if mark.state in YES and not step.is_done(mark)]
        if not unfinished:
            return Verdict(APPROVED, cancel=open_ids)
        needed = {mark.id for root in unfinished for mark in step.below(root)}
        ask = tuple(one for root in unfinished for one in step.due(root))
        return Verdict("open", ask, tuple(id_ for id_ in open_ids if id_ not in needed))
    roots = [mark for mark in step.base if not step.is_done(mark)]
    if mode == "turn":
        roots = roots[:1]
    return Verdict("open", tuple(one for root in roots for one in step.due(root)))


def _fulfilled(mode: str, share: int, yes: int, total: int) -> bool:
    if mode == "any":
        return yes >= 1 or total == 0
    if mode == "share":
        return yes * 100 >= share * total
    return yes == total


def _refused(mode: str, share: int, no: int, total: int) -> bool:
    """One rejection ends every mode but the percentage, which ends when it can no longer be reached."""
    return (total - no) * 100 < share * total if mode == "share" else no > 0


class _Step:
    def __init__(self, marks: Sequence[Mark]) -> None:
        self.marks = sorted(marks, key=lambda mark: (mark.position, mark.id))
        self.base = [mark for mark in self.marks if mark.parent is None]
        self._added: dict[tuple[int | None, str], list[Mark]] = {}
        for mark in self.marks:
            self._added.setdefault((mark.parent, mark.place), []).append(mark)

    def added(self, mark: Mark, place: str) -> Sequence[Mark]:
        return self._added.get((mark.id, place), ())

    def is_done(self, mark: Mark) -> bool:
        """Whether the mark and those that were added to it have approved. Who came before it is open again where what
        they approved was changed."""
        return mark.state in YES and all(self.is_done(one) for place in PLACES for one in self.added(mark, place))

    def below(self, mark: Mark) -> Iterator[Mark]:
        """The mark and everything that was added to it."""
        yield mark
        for place in PLACES:
            for one in self.added(mark, place):
                yield from self.below(one)

    def due(self, mark: Mark) -> Iterator[int]:
        """The waiting marks of this tree whose turn it is."""
        if mark.state in OPEN:
            first = [one for one in self.added(mark, "before") if not self.is_done(one)]
            for one in first:
                yield from self.due(one)
            if not first and mark.state == WAITING:
                yield mark.id
        elif mark.state in YES:
            for one in [one for place in PLACES for one in self.added(mark, place)]:
                if not self.is_done(one):
                    yield from self.due(one)
