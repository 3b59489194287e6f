"""The calls of targets beyond their records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.sdk.endpoint import JSON, Endpoint, Input, endpoint

from . import change, grid, measures, standing
from .target.rules import UNITS

MAX_IDS = 200
SUBJECTS = ("person", "department", "customer")


def register() -> None:
    """Called once at start-up."""
    which = {"measure": Input(required=True, max_length=40), "year": Input("integer", required=True)}
    for one in (
        Endpoint("target/measures", _measures, permission="target:view", summary="What targets can be set for"),
        Endpoint("target/grid", _grid, "GET", "target:view", {**which, "department": Input("integer")},
                 "A year of targets: departments and people by months, with what was reached"),
        Endpoint("target/grid", _save, "PUT", "target:update", {**which, "cells": Input(JSON, required=True)},
                 "Set, change and remove targets of a year"),
        Endpoint("target/split", _split, "POST", "target:view",
                 {**which, "subject": Input(required=True), "id": Input("integer"),
                  "goal": Input(JSON, required=True), "how": Input(required=True), "into": Input(required=True)},
                 "How a figure would be split; nothing is saved"),
        Endpoint("target/ranking", _ranking, "GET", "target:view",
                 {"measure": Input(required=True, max_length=40), "unit": Input(required=True), "on": Input("date"),
                  "subject": Input()}, "Who is how far"),
        Endpoint("target/mine", _mine, "GET", "target:view", summary="One's own targets of today, and how they stand"),
        Endpoint("target/standing", _standing, "POST", "target:view", {"ids": Input(JSON, required=True)},
                 "The completion of some targets"),
    ):  # fmt: skip
        endpoint(one)


def _measures(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return {
        "items": [{"key": one.key, "label": str(one.label), "unit": one.unit} for one in measures.offered(ctx)],
        "next": None,
    }


def _grid(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return grid.grid(ctx, _measure(values), _year(values), values["department"])


def _save(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return change.save(ctx, _measure(values), _year(values), values["cells"])


def _split(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    goal = change.amount(values["goal"], "goal")
    if goal is None:
        raise _wrong("goal", "required", _("Say how much there is to split."))
    into = _one_of(values, "into", ("months", "below"))
    subject = change.subject_of(values, "split")
    return {"cells": change.proposal(ctx, _measure(values), _year(values), subject, goal, values["how"], into)}


def _ranking(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    unit = _one_of(values, "unit", tuple(UNITS))
    subject = _one_of({"subject": values["subject"] or "person"}, "subject", SUBJECTS)
    on = values["on"] or company_today(ctx.clock)
    return {"items": standing.ranking(ctx, _measure(values).key, unit, on, subject), "next": None}


def _mine(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    return {"items": standing.mine(ctx), "next": None}


def _standing(ctx: Ctx, values: Mapping[str, Any]) -> Any:
    ids = values["ids"]
    if not isinstance(ids, list) or len(ids) > MAX_IDS or not all(type(one) is int for one in ids):
        raise _wrong("ids", "too_many", _("This must be a list of at most %(limit)d ids.") % {"limit": MAX_IDS})
    return {"items": standing.of_ids(ctx, ids), "next": None}


def _measure(values: Mapping[str, Any]) -> measures.Measure:
    found = measures.known(values["measure"])
    if found is None:
        raise _wrong("measure", "unknown", _("There is no such measure."))
    return found


def _year(values: Mapping[str, Any]) -> int:
    year: int = values["year"]
    if not change.FIRST_YEAR <= year <= change.LAST_YEAR:
        words = {"first": change.FIRST_YEAR, "last": change.LAST_YEAR}
        raise _wrong("year", "out_of_range", _("A year from %(first)d to %(last)d.") % words)
    return year


def _one_of(values: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    if values[name] not in known:
        raise _wrong(name, "not_a_choice", _("Possible are: %(allowed)s.") % {"allowed": ", ".join(known)})
    return str(values[name])


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(message, errors=[FieldError(path, code, message)])
