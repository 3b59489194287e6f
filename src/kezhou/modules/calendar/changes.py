"""Changing or taking away one occurrence of a series, this and all that follow, or all of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.kernel.recurrence import BadRuleError, Rule, cut, last, moved, occurrences, parse
from kezhou.modules.calendar.days import moment
from kezhou.modules.calendar.undo import Tape
from kezhou.sdk import records

SCOPES = ("one", "following", "all")
CHANGEABLE = (
    *("title", "kind", "starts_at", "ends_at", "all_day", "location", "customer", "contact"),
    *("remind_minutes", "rrule", "description"),
)
MAX_LEFT_OUT = 500
MAX_EXCEPTIONS = 200


def change(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give new values to the meeting, in the extent of `scope`; the row that now holds them, and the number under which
    the change can be taken back.

    `starts_at` and `ends_at` of “one” and “following” are those of the occurrence; of “all” they move the whole series
    by as much as the occurrence was moved. Where the day moves and no other rule is named, the days of the rule move
    along. Raises `Invalid`, and what the pipeline raises.
    """
    values = {name: given[name] for name in CHANGEABLE if given.get(name) is not None}
    tape = Tape()
    with transaction.atomic():
        row = _series(ctx, given["meeting"])
        scope, at = _extent(row, given)
        if scope == "one":
            saved = _one(ctx, tape, row, at, values, given["version"])
        elif scope == "following" and at != moment(row["starts_at"]):
            saved = _following(ctx, tape, row, at, values, given["version"])
        else:
            saved = _all(ctx, tape, row, at, values, given["version"])
        return {"id": saved, "undo": tape.keep(ctx)}


def remove(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Take away one occurrence, this and those that follow, or the whole meeting (into the trash)."""
    tape = Tape()
    with transaction.atomic():
        row = _series(ctx, given["meeting"])
        scope, at = _extent(row, given)
        left: int | None = row["id"]
        if scope == "one":
            _leave_out(ctx, tape, row, at, given["version"])
        elif scope == "following" and at != moment(row["starts_at"]):
            _end_before(ctx, tape, row, at, given["version"])
        else:
            tape.delete(ctx, row["id"], given["version"])
            for exception in _exceptions(ctx, row["id"]):
                tape.delete(ctx, exception["id"])
            left = None
        return {"id": left, "undo": tape.keep(ctx)}


def _series(ctx: Ctx, meeting: int) -> dict[str, Any]:
    row = records.get(ctx, "meeting", meeting)
    if row is None:
        raise NotFound()
    return row


def _extent(row: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[str, datetime]:
    """The scope and the beginning of the occurrence; a meeting that does not repeat is always all of itself."""
    scope = given.get("scope") or "all"
    if scope not in SCOPES:
        message = _("Choose one, following or all.")
        raise Invalid(message, errors=[FieldError("scope", "unknown", message)])
    starts = moment(row["starts_at"])
    if not row["rrule"]:
        return "all", starts
    at = moment(given["occurrence"]) if given.get("occurrence") else starts
    gone = [moment(text) for text in row["left_out"].split()]
    near = occurrences(starts, parse(row["rrule"]), COMPANY_ZONE, after=at, before=at + timedelta(seconds=1))
    if at not in set(near) or (at in gone and scope == "one"):
        message = _("The series has no meeting at this time.")
        raise Invalid(message, errors=[FieldError("occurrence", "not_in_series", message)])
    return scope, at


def _one(ctx: Ctx, tape: Tape, row: Mapping[str, Any], at: datetime, values: Mapping[str, Any], version: int) -> int:
    """A row of its own in place of the occurrence."""
    if "rrule" in values:
        message = _("A single meeting of a series does not repeat.")
        raise Invalid(message, errors=[FieldError("rrule", "not_for_one", message)])
    own = _own(row, at) | dict(values)
    own |= {"series": row["id"], "instead_of": at.isoformat(), "owner": row["owner"]["id"], "rrule": ""}
    # The right to the series decides, and whoever changed it meanwhile is not overwritten.
    tape.update(ctx, row["id"], {"left_out": row["left_out"]}, version)
    made = tape.create(ctx, own)
    records.take_team_along(ctx, "meeting", row["id"], [made])
    return made


def _following(
    ctx: Ctx, tape: Tape, row: Mapping[str, Any], at: datetime, values: Mapping[str, Any], version: int
) -> int:
    """The series ends before the occurrence, and a new one begins with it."""
    _before, after = _end_before(ctx, tape, row, at, version, keep=True)
    own = _own(row, at) | dict(values)
    starts = moment(own["starts_at"])
    own.setdefault("rrule", str(moved(after, _days(at, starts))))
    gone = [text for text in row["left_out"].split() if moment(text) >= at]
    own |= {"left_out": " ".join(_stamp(moment(text) + (starts - at)) for text in gone), "owner": row["owner"]["id"]}
    made = tape.create(ctx, own)
    records.take_team_along(ctx, "meeting", row["id"], [made])
    for exception in _exceptions(ctx, row["id"], at):
        mark = (moment(exception["instead_of"]) + (starts - at)).isoformat()
        tape.update(ctx, exception["id"], {"series": made, "instead_of": mark})
    return made


def _all(ctx: Ctx, tape: Tape, row: Mapping[str, Any], at: datetime, values: Mapping[str, Any], version: int) -> int:
    """New values for the whole series; where its times move, what stands for single meetings moves its mark along."""
    starts, ends = moment(row["starts_at"]), moment(row["ends_at"])
    changed = dict(values)
    shift = (moment(values["starts_at"]) if "starts_at" in values else at) - at
    if "starts_at" in values or "ends_at" in values:
        length = (moment(values["ends_at"]) if "ends_at" in values else at + (ends - starts)) - (at + shift)
        changed |= {"starts_at": (starts + shift).isoformat(), "ends_at": (starts + shift + length).isoformat()}
    repeats = bool(row["rrule"]) and bool(shift)
    if repeats:
        changed["left_out"] = " ".join(_stamp(moment(text) + shift) for text in row["left_out"].split())
        changed.setdefault("rrule", str(moved(parse(row["rrule"]), _days(at, at + shift))))
    tape.update(ctx, row["id"], changed, version)
    exceptions = _exceptions(ctx, row["id"]) if repeats else []
    # From the end towards which they move, so that no mark meets one that has not moved yet.
    for exception in reversed(exceptions) if shift > timedelta() else exceptions:
        tape.update(ctx, exception["id"], {"instead_of": (moment(exception["instead_of"]) + shift).isoformat()})
    return int(row["id"])


def _days(before: datetime, after: datetime) -> int:
    """By how many days of the company's zone something moves."""
    return (after.astimezone(COMPANY_ZONE).date() - before.astimezone(COMPANY_ZONE).date()).days


def _own(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The values of a series as one meeting at another time has them."""
    length = moment(row["ends_at"]) - moment(row["starts_at"])
    kept = {name: row.get(name) for name in CHANGEABLE if name not in ("starts_at", "ends_at", "rrule")}
    for name in ("customer", "contact"):
        link = row.get(name)
        kept[name] = link["id"] if isinstance(link, Mapping) else None
    return kept | {"starts_at": at.isoformat(), "ends_at": (at + length).isoformat()}


def _leave_out(ctx: Ctx, tape: Tape, row: Mapping[str, Any], at: datetime, version: int) -> None:
    gone = {*row["left_out"].split(), _stamp(at)}
    if len(gone) > MAX_LEFT_OUT:
        raise Conflict(
            _("At most %(limit)d meetings of a series can be left out; end it and begin a new one.")
            % {"limit": MAX_LEFT_OUT},
            code="too_many_left_out",
        )
    tape.update(ctx, row["id"], {"left_out": " ".join(sorted(gone))}, version)


def _end_before(
    ctx: Ctx, tape: Tape, row: Mapping[str, Any], at: datetime, version: int, *, keep: bool = False
) -> tuple[Rule, Rule]:
    """The series takes place before the occurrence only. Rows that stand for later meetings go, unless they are kept
    for the series that follows."""
    before, after = cut(moment(row["starts_at"]), parse(row["rrule"]), COMPANY_ZONE, at)
    try:
        last(moment(row["starts_at"]), before, COMPANY_ZONE)
    except BadRuleError:
        raise Conflict(_("Nothing of the series would be left."), code="nothing_left") from None
    tape.update(ctx, row["id"], {"rrule": str(before)}, version)
    for exception in () if keep else _exceptions(ctx, row["id"], at):
        tape.delete(ctx, exception["id"])
    return before, after


def _exceptions(ctx: Ctx, series: int, since: datetime | None = None) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"field": "series", "op": "eq", "value": series}]
    if since is not None:
        parts.append({"field": "instead_of", "op": "gte", "value": since.isoformat()})
    page = records.find(ctx, "meeting", {"and": parts}, fields=("instead_of",), sort="instead_of", limit=MAX_EXCEPTIONS)
    return page.items


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
