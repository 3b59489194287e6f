"""Changing a year of targets at once: cells become records through the write pipeline, each with its own verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, KezhouError
from kezhou.sdk.records import Draft, create_many, delete, update_many

from .grid import FIGURES, Subject, cell_name, grid, leaders, targets
from .measures import Measure
from .split import CENT, split
from .target.rules import UNITS

MAX_CELLS = 1_000
FIRST_YEAR, LAST_YEAR = 2000, 2099
HOW = ("even", "last_year")


def save(ctx: Ctx, measure: Measure, year: int, cells: Any) -> dict[str, Any]:
    """Make, change or remove the targets of some cells. `cells`: `{subject, id, unit, number, floor, goal, stretch}`;
    without a goal the target is put into the trash. Answers how many were saved and what was refused."""
    asked = [_cell(one, at, year) for at, one in enumerate(_listed(cells))]
    known = {(one["subject"], one["cell"]): one["told"] for one in targets(ctx, measure.key, year)}
    answering = leaders(ctx, {id_ for (kind, id_), *_rest in asked if kind == "department" and id_ is not None})
    new, changed, gone = [], {}, []
    for at, (subject, unit, starts_on, figures) in enumerate(asked):
        old = known.get((subject, cell_name(unit, starts_on)))
        if figures["goal"] is None:
            gone += [(at, old["id"])] if old else []
        elif old is None:
            whose = _whose(ctx, subject, answering)
            start = {"measure": measure.key, "subject": subject[0], "unit": unit, "starts_on": starts_on.isoformat()}
            new.append((at, {**start, **whose, **figures}))
        elif any(_differs(old[name], figures[name]) for name in FIGURES):
            changed[old["id"]] = (at, figures)
    problems = _refused(create_many(ctx, "target", [values for _at, values in new]), [at for at, _values in new])
    ids = list(changed)
    drafts = update_many(ctx, "target", ids, {id_: changed[id_][1] for id_ in ids}) if ids else []
    problems += _refused(drafts, [changed[id_][0] for id_ in ids])
    for at, id_ in gone:
        try:
            delete(ctx, "target", id_)
        except KezhouError as problem:
            problems.append({"at": at, "code": problem.code, "message": str(problem.message)})
    return {"saved": len(new) + len(changed) + len(gone) - len(problems), "problems": problems}


def proposal(
    ctx: Ctx, measure: Measure, year: int, subject: Subject, total: Decimal, how: str, into: str
) -> list[dict[str, Any]]:
    """The goal of a year split into the months of the same subject (`months`), or among what lies directly below a
    department or the company (`below`); `last_year` splits as it was reached in the year before. Nothing is saved."""
    if how not in HOW:
        raise _wrong("how", "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": ", ".join(HOW)})
    step = CENT if measure.unit == "money" or total != total.to_integral() else Decimal(1)
    before = grid(ctx, measure, year - 1, None)["rows"] if how == "last_year" else []
    reached = {(row["subject"], row["id"]): [Decimal(one) for one in row["actual"] or [0] * 12] for row in before}
    if into == "months":
        weights = reached.get(subject, [Decimal(0)] * 12)
        parts = split(total, weights, step)
        return [
            {"subject": subject[0], "id": subject[1], "unit": "month", "number": at + 1, "goal": str(part)}
            for at, part in enumerate(parts)
        ]
    rows = grid(ctx, measure, year, None)["rows"]
    parent = subject[1]
    below: list[Subject] = [
        (r["subject"], r["id"]) for r in rows if r["parent"] == parent and r["subject"] != "company"
    ]
    if not below:
        raise _wrong("subject", "nobody_below", _("There is nobody below to split this among."))
    weights = [sum(reached.get(one, []), Decimal(0)) for one in below]
    return [
        {"subject": kind, "id": id_, "unit": "year", "number": 1, "goal": str(part)}
        for (kind, id_), part in zip(below, split(total, weights, step), strict=True)
    ]


def amount(raw: Any, path: str) -> Decimal | None:
    """A figure as it was sent: text or number, None for nothing. Raises `Invalid`."""
    if raw is None or raw == "":
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, bool) or not number.is_finite() or not 0 <= number < Decimal(10) ** 18:
        raise _wrong(path, "not_decimal", _("This must be a number that is not below zero."))
    return number.quantize(CENT)


def subject_of(raw: Mapping[str, Any], path: str) -> Subject:
    """Raises `Invalid` for what is no subject."""
    kind, id_ = raw.get("subject"), raw.get("id")
    if kind == "company" and id_ is None:
        return "company", None
    if kind in ("person", "department") and isinstance(id_, int) and not isinstance(id_, bool):
        return str(kind), id_
    raise _wrong(f"{path}.subject", "not_a_choice", _("Say whose target this is."))


def _listed(cells: Any) -> list[Any]:
    if not isinstance(cells, list) or not 1 <= len(cells) <= MAX_CELLS:
        raise _wrong("cells", "too_many", _("Between 1 and %(limit)d cells at a time.") % {"limit": MAX_CELLS})
    return cells


def _cell(raw: Any, at: int, year: int) -> tuple[Subject, str, date, dict[str, str | None]]:
    path = f"cells.{at}"
    if not isinstance(raw, Mapping):
        raise _wrong(path, "not_an_object", _("Say whose target this is."))
    unit, number = raw.get("unit"), raw.get("number")
    if unit not in UNITS or isinstance(number, bool) or not isinstance(number, int):
        raise _wrong(f"{path}.unit", "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": ", ".join(UNITS)})
    length = UNITS[str(unit)]
    if not 1 <= number <= 12 // length:
        raise _wrong(f"{path}.number", "out_of_range", _("There is no such period in a year."))
    figures = {name: amount(raw.get(name), f"{path}.{name}") for name in FIGURES}
    told = {name: None if value is None else str(value) for name, value in figures.items()}
    return subject_of(raw, path), str(unit), date(year, (number - 1) * length + 1, 1), told


def _whose(ctx: Ctx, subject: Subject, answering: Mapping[int, int | None]) -> dict[str, Any]:
    """Who answers for a target: the person, the leader of the department, or who sets it."""
    kind, id_ = subject
    if kind == "person":
        return {"owner": id_}
    found: dict[str, Any] = {"owner": (answering.get(id_) if id_ is not None else None) or ctx.actor.id}
    return {**found, "department": id_} if kind == "department" else found


def _differs(old: str | None, new: str | None) -> bool:
    return (None if old is None else Decimal(old)) != (None if new is None else Decimal(new))


def _refused(drafts: Sequence[Draft], places: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"at": at, "code": draft.problem.code, "message": _words(draft.problem)}
        for draft, at in zip(drafts, places, strict=True)
        if draft.problem is not None
    ]


def _words(problem: KezhouError) -> str:
    return "; ".join(str(error.message) for error in problem.errors) or str(problem.message)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(message, errors=[FieldError(path, code, message)])
