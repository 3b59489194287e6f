"""The rules of assignment and who is away: reading, checking and changing them, for administrators of settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Invalid, Stale
from kezhou.modules.leads.models import CHANNELS, ONLY, STRATEGIES, AssignmentRule, LeadRules
from kezhou.sdk import audit
from kezhou.sdk.org import Department, User
from kezhou.sdk.query import StoredCondition, entity, fetch_all, rule_sql

from .standing import MAX_PEOPLE

MAX_RULES = 50
MAX_AWAY = 200
MAX_NAME = 80
MAX_REGIONS = 40
DAY_MINUTES = 24 * 60
TAKES_TURNS = ("round_robin", "least_loaded")
PLAIN = ("name", "active", "condition", "channels", "strategy", "people", "departments", "regions", "pool",
         "working_days_only", "from_minute", "to_minute")  # fmt: skip
FRESH: Mapping[str, Any] = {
    "name": "", "active": True, "condition": None, "channels": [], "strategy": "", "people": [], "departments": [],
    "regions": [], "pool": None, "working_days_only": False, "from_minute": None, "to_minute": None,
}  # fmt: skip


def told() -> dict[str, Any]:
    """`{rules, away, version}` with the names of those who are named: `titles: {people, departments, pools}`."""
    rows = list(AssignmentRule.objects.order_by("position", "id"))
    kept = LeadRules.objects.filter(id=ONLY).first()
    away = kept.away if kept else []
    people = {p for row in rows for p in (*row.people, *(q for one in row.regions for q in one["people"]))}
    people |= {one["user"] for one in away} | {row.last_user for row in rows if row.last_user is not None}
    departments = {d for row in rows for d in row.departments}
    pools = fetch_all("SELECT id, name FROM pools_pool WHERE entity = 'lead' ORDER BY \"order\", id")
    return {
        "rules": [_row(row) for row in rows],
        "away": away,
        "version": kept.assignment_version if kept else 0,
        "titles": {
            "people": dict(User.objects.filter(id__in=people).values_list("id", "name")),
            "departments": dict(Department.objects.filter(id__in=departments).values_list("id", "name")),
            "pools": dict(pools),
        },
    }


def _row(row: AssignmentRule) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PLAIN if name != "pool"}
    return {"id": row.id, **plain, "pool": row.pool_id, "last_user": row.last_user}


def save(ctx: Ctx, rules: Sequence[AssignmentRule], away: Sequence[Mapping[str, Any]], version: int) -> None:
    """Exactly these, in this order; a rule that stays keeps its turn. Raises `Stale`."""
    with transaction.atomic():
        row = LeadRules.objects.select_for_update(of=("self",)).filter(id=ONLY).first()
        if version != (row.assignment_version if row else 0):
            raise Stale(_("Somebody else changed these rules first."), extra={"current": told()})
        before = told()
        known = {one.id: one for one in AssignmentRule.objects.select_for_update(of=("self",)).order_by("id")}
        kept = {rule.id for rule in rules if rule.id in known}
        AssignmentRule.objects.exclude(id__in=kept).delete()
        for rule in rules:
            if rule.id in kept:
                rule.last_user = known[rule.id].last_user
            else:
                rule.id = None
            rule.save()
        row = row or LeadRules(id=ONLY)
        row.away, row.assignment_version, row.updated_at = list(away), version + 1, ctx.clock.now()
        row.save()
        after = told()
        changes = {name: (before[name], after[name]) for name in ("rules", "away") if before[name] != after[name]}
        audit.write(ctx, [audit.Entry("lead_assignment", ONLY, "settings_changed", changes)])


def checked(ctx: Ctx, wanted: Any) -> list[AssignmentRule]:
    """The rules that were sent, unsaved. Raises `Invalid` with paths such as `rules.1.people`."""
    if not isinstance(wanted, list) or len(wanted) > MAX_RULES:
        message = _("This must be a list of at most %(limit)d rules.") % {"limit": MAX_RULES}
        raise Invalid(message, errors=[FieldError("rules", "not_a_list", message)])
    errors: list[FieldError] = []
    found = []
    for at, source in enumerate(wanted):
        if not isinstance(source, dict) or set(source) - {"id", "last_user", *PLAIN}:
            errors.append(FieldError(f"rules.{at}", "shape", _("A rule has a name, a strategy and whom it is about.")))
            continue
        values = {**FRESH, **{name: value for name, value in source.items() if name in PLAIN}}
        wrong = list(_problems(ctx, f"rules.{at}", values))
        errors += wrong
        if not wrong:
            plain = {name: value for name, value in values.items() if name != "pool"}
            number = source.get("id")
            rule = AssignmentRule(
                id=number if type(number) is int else None,
                position=at, pool_id=values["pool"] if values["strategy"] == "pool" else None, **plain,
            )  # fmt: skip
            rule.last_user = source.get("last_user") if type(source.get("last_user")) is int else None
            found.append(rule)
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return found


def _problems(ctx: Ctx, path: str, values: Mapping[str, Any]) -> Iterator[FieldError]:
    name = values["name"]
    if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_NAME:
        message = _("A name has 1 to %(limit)d characters.") % {"limit": MAX_NAME}
        yield FieldError(f"{path}.name", "required", message)
    for flag in ("active", "working_days_only"):
        if not isinstance(values[flag], bool):
            yield FieldError(f"{path}.{flag}", "not_boolean", _("This must be true or false."))
    if not isinstance(values["channels"], list) or set(map(str, values["channels"])) - set(CHANNELS):
        yield _unknown(f"{path}.channels", CHANNELS)
    if values["condition"] is not None:
        try:
            rule_sql(ctx, entity(ctx, "lead"), values["condition"], new=True)
        except BadRequest as problem:
            message = problem.errors[0].message if problem.errors else problem.message
            yield FieldError(f"{path}.condition", problem.code, message)
    yield from _hours(path, values["from_minute"], values["to_minute"])
    if values["strategy"] not in STRATEGIES:
        yield _unknown(f"{path}.strategy", STRATEGIES)
        return
    yield from _whom(path, values)


def _hours(path: str, first: Any, end: Any) -> Iterator[FieldError]:
    if first is None and end is None:
        return
    if not (type(first) is int and type(end) is int and 0 <= first < end <= DAY_MINUTES):
        message = _("Say both from when and until when, as minutes of one day.")
        yield FieldError(f"{path}.from_minute", "out_of_range", message)


def _whom(path: str, values: Mapping[str, Any]) -> Iterator[FieldError]:
    people, departments, regions = values["people"], values["departments"], values["regions"]
    if not _are_ids(people) or not _exist(User, people):
        yield _people(f"{path}.people")
        people = []
    if not _are_ids(departments) or not _exist(Department, departments):
        yield FieldError(f"{path}.departments", "unknown_department", _("There is no such department."))
        departments = []
    strategy = values["strategy"]
    if strategy in TAKES_TURNS and not people and not departments:
        yield FieldError(f"{path}.people", "required", _("Name people or departments."))
    if strategy == "named" and len(people) != 1:
        yield FieldError(f"{path}.people", "one_person", _("Name one person."))
    if strategy == "pool" and not fetch_all(
        "SELECT 1 FROM pools_pool WHERE id = %s AND entity = 'lead' AND active",
        (values["pool"] if type(values["pool"]) is int else 0,),
    ):
        yield FieldError(f"{path}.pool", "no_such_pool", _("This pool does not exist."))
    if strategy == "region":
        yield from _regions(path, regions)


def _regions(path: str, regions: Any) -> Iterator[FieldError]:
    if not isinstance(regions, list) or not 0 < len(regions) <= MAX_REGIONS:
        message = _("Name 1 to %(limit)d groups of regions.") % {"limit": MAX_REGIONS}
        yield FieldError(f"{path}.regions", "required", message)
        return
    for at, one in enumerate(regions):
        codes = one.get("regions") if isinstance(one, dict) else None
        if not isinstance(codes, list) or not codes or not all(_is_code(code) for code in codes):
            yield FieldError(f"{path}.regions.{at}.regions", "required", _("Name the regions by their codes."))
        elif not _are_ids(one.get("people")) or not one["people"] or not _exist(User, one["people"]):
            yield _people(f"{path}.regions.{at}.people")


def _is_code(code: Any) -> bool:
    return isinstance(code, str) and code.isdigit() and len(code) in (2, 4, 6)


def checked_away(wanted: Any) -> list[dict[str, Any]]:
    """Who is away when. Raises `Invalid` with paths such as `away.0.until`."""
    if not isinstance(wanted, list) or len(wanted) > MAX_AWAY:
        message = _("This must be a list of at most %(limit)d absences.") % {"limit": MAX_AWAY}
        raise Invalid(message, errors=[FieldError("away", "not_a_list", message)])
    errors, found = [], []
    for at, one in enumerate(wanted):
        days = [_day(one.get(name)) for name in ("from", "until")] if isinstance(one, dict) else [None, None]
        if None in days or str(days[0]) > str(days[1]):
            errors.append(FieldError(f"away.{at}.until", "out_of_range", _("Say from which day until which.")))
        elif not _are_ids([one.get("user")]) or not _exist(User, [one["user"]]):
            errors.append(_people(f"away.{at}.user"))
        else:
            found.append({"user": one["user"], "from": days[0], "until": days[1]})
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return found


def _day(raw: Any) -> str | None:
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        return None


def _are_ids(ids: Any) -> bool:
    return isinstance(ids, list) and len(ids) <= MAX_PEOPLE and all(type(i) is int and 0 < i < 2**63 for i in ids)


def _exist(model: Any, ids: Sequence[int]) -> bool:
    return bool(model.objects.filter(id__in=ids, deleted_at__isnull=True).count() == len(set(ids)))


def _unknown(path: str, known: Sequence[str]) -> FieldError:
    return FieldError(path, "unknown_choice", _("Known are: %(known)s.") % {"known": ", ".join(known)})


def _people(path: str) -> FieldError:
    message = _("These must be ids of at most %(limit)d people.") % {"limit": MAX_PEOPLE}
    return FieldError(path, "unknown_people", message)


def stored_conditions(key: str) -> Iterator[StoredCondition]:
    """The conditions of the rules, for whoever asks what uses a segment."""
    if key == "lead":
        for name, condition in AssignmentRule.objects.exclude(condition=None).values_list("name", "condition"):
            yield StoredCondition(_("Rule of lead assignment"), name, condition)
