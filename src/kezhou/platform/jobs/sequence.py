"""Read a log table in the order of its ids without ever skipping a row: up to which id is everything settled?

Ids are handed out before transactions commit, so a row with a smaller id may appear after one with a greater id. A log
writer therefore gets its transaction number first and its ids after (`FROM (SELECT pg_current_xact_id() …)`). Then
every id handed out before some moment belongs to a transaction that had its number by that moment, and when all
transactions that ran at that moment are over, all those ids are either there for good or will never be.

Unlike a comparison of stored transaction numbers this survives a restore into another server, where numbers start anew.
"""

from dataclasses import dataclass, field

from django.db import connection


@dataclass(slots=True)
class Settled:
    """Follows one id sequence (a database object's name, a constant of the room). Keeps at most one open mark."""

    sequence: str
    settled: int = 0
    _mark: tuple[int, int] | None = field(default=None)
    """(greatest id handed out, first transaction number not handed out) at some earlier moment."""

    def up_to(self) -> int:
        """The greatest id below which nothing can appear any more; a fresh look at the database."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(pg_sequence_last_value(%s::regclass), 0)", [self.sequence])
            newest = int(cursor.fetchone()[0])
            if self._mark is not None and self._mark[0] > newest:
                self._mark = None  # the table was emptied and its ids began anew
            if newest <= self.settled:
                self.settled, self._mark = newest, None
                return newest
            # A statement of its own: the snapshot must be younger than the reading of the sequence.
            oldest, upcoming = _snapshot(cursor)
            if self._mark is None:
                self._mark = (newest, upcoming)
        last_id, upcoming_then = self._mark
        if upcoming < upcoming_then:
            self._mark = None  # another server's numbers: begin with a new mark
        elif oldest >= upcoming_then:
            self.settled = max(self.settled, last_id)
            self._mark = None
        return self.settled


def _snapshot(cursor: object) -> tuple[int, int]:
    """(oldest running transaction, first number not handed out); equal when nothing that writes is running."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() s"
    )
    oldest, upcoming = cursor.fetchone()  # type: ignore[attr-defined]
    return int(oldest), int(upcoming)
