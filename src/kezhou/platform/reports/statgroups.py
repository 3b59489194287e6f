"""The groups of a statistic: people, what they fold into, or the steps of the period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as translate

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.query.titles import titles

from . import periods
from .periods import Span
from .statitems import PLACES, TIMES, Number, Summed


class Groups:
    """People folded into what was asked for: departments, positions, or the steps of the period."""

    def __init__(self, ctx: Ctx, by: str, span: Span, sums: Sequence[Summed], previous: Span | None) -> None:
        self.by = by
        self.kind = "date" if by in TIMES else {"person": "user"}.get(by, by)
        self.steps = periods.steps(span, by) if by in TIMES else []
        self._moved = (
            dict(zip(periods.steps(previous, by), self.steps, strict=False)) if previous and self.steps else {}
        )
        self._of: dict[int, int | None] = {}
        named: set[int] = set()
        if by not in TIMES:
            named = {key for one in sums if one.placed for key in one.groups if key is not None}
            people = sorted({key for one in sums if not one.placed for key in one.groups if isinstance(key, int)})
            if by in PLACES:
                statement = f"SELECT u.id, {PLACES[by]} FROM org_user u WHERE u.id = ANY(%s)"  # noqa: S608 — constants
                self._of = dict(fetch_all(statement, (people,)))
                named |= {id_ for id_ in self._of.values() if id_ is not None}
            else:
                named |= set(people)
        self._titles = titles(ctx, self.kind, named) if by not in TIMES else {}

    def folded(self, sums: Summed, *, moved: bool = False) -> dict[Any, Number]:
        """The numbers per group; of the period before, under the steps that they are compared with."""
        found: dict[Any, Number] = {}
        for key, number in sums.groups.items():
            if self.by in TIMES:
                place = self._moved.get(key) if moved else key
                if place is None:
                    continue
            else:
                place = key if self.by == "person" or key is None or sums.placed else self._of.get(key)
            found[place] = found.get(place, 0) + number
        return found

    def keys(self, rows: Sequence[Mapping[Any, Number]], top: int) -> list[Any]:
        """The groups in their order: by time, or the largest first item first; nobody comes last."""
        if self.by in TIMES:
            return list(self.steps)
        found = {key for row in rows for key in row}
        return sorted(
            found,
            key=lambda key: (key is None, *(-row.get(key, 0) for row in rows), self._titles.get(key, ""), key or 0),
        )[:top]

    def title(self, key: Any) -> str:
        if self.by in TIMES:
            return periods.title(self.by, key)
        if key is None:
            return translate("Nobody") if self.by == "person" else translate("Not filled in")
        return str(self._titles.get(key) or f"#{key}")

    def subject(self, key: Any) -> dict[str, Any] | None:
        """Whom a row is about, so that a number can open the list behind it."""
        return {"kind": self.by, "id": key} if isinstance(key, int) and self.by in ("person", "department") else None
