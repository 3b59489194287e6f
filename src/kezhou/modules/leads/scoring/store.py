"""The rules of the score and the bands of grades: reading, checking, changing, and what others would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import fields, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Invalid, Stale
from kezhou.modules.leads.models import ONLY, LeadRules
from kezhou.sdk import audit
from kezhou.sdk.jobs import enqueue
from kezhou.sdk.query import LIVE, StoredCondition, all_of, entity, fetch_all, right, rule_sql

from .rules import BANDS, GRADES, HIGHEST, SUGGESTED, ScoreRule, reckoning

MAX_RULES = 50
MAX_LABEL = 80
MAX_SAMPLE = 10
KEYS = {"id", "label", "condition", "points"}
OWN = {"score", "grade"}
OPEN = "t.state IN ('new', 'working', 'qualified')"


def current() -> tuple[list[ScoreRule], Mapping[str, int], int]:
    """The rules in their order, the bands, and the version; what is suggested before anybody changed it."""
    kept = LeadRules.objects.filter(id=ONLY).first()
    if kept is None or kept.scoring_version == 0:
        return list(SUGGESTED), BANDS, 0
    return [ScoreRule.of(one) for one in kept.score_rules], kept.bands, kept.scoring_version


def told() -> dict[str, Any]:
    """`{rules, bands, version}` as JSON."""
    rules, bands, version = current()
    return {"rules": [rule.to_json() for rule in rules], "bands": dict(bands), "version": version}


def save(ctx: Ctx, rules: Sequence[ScoreRule], bands: Mapping[str, int], version: int) -> None:
    """Exactly these; all leads are then reckoned anew by a job. Raises `Stale` where somebody was quicker."""
    with transaction.atomic():
        row = LeadRules.objects.select_for_update(of=("self",)).filter(id=ONLY).first()
        if version != (row.scoring_version if row else 0):
            raise Stale(_("Somebody else changed these rules first."), extra={"current": told()})
        before = told()
        row = row or LeadRules(id=ONLY)
        row.score_rules, row.bands = [rule.to_json() for rule in rules], dict(bands)
        row.scoring_version, row.updated_at = version + 1, ctx.clock.now()
        row.save()
        after = told()
        changes = {name: (before[name], after[name]) for name in ("rules", "bands") if before[name] != after[name]}
        audit.write(ctx, [audit.Entry("lead_scoring", ONLY, "settings_changed", changes)])
        enqueue("leads_score", once="leads_score")


def checked(ctx: Ctx, wanted: Any, bands: Any) -> tuple[list[ScoreRule], Mapping[str, int]]:
    """What was sent. Raises `Invalid` with paths such as `rules.2.points`."""
    if not isinstance(wanted, list) or len(wanted) > MAX_RULES:
        message = _("This must be a list of at most %(limit)d rules.") % {"limit": MAX_RULES}
        raise Invalid(message, errors=[FieldError("rules", "not_a_list", message)])
    errors: list[FieldError] = []
    for at, source in enumerate(wanted):
        if not isinstance(source, dict) or set(source) - KEYS:
            errors.append(FieldError(f"rules.{at}", "shape", _("A rule has label, condition and points.")))
        else:
            errors += _problems(ctx, f"rules.{at}", source)
    errors += _bands(bands)
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return list(_numbered(wanted)), {grade: bands[grade] for grade in GRADES[:-1]}


def _problems(ctx: Ctx, path: str, source: Mapping[str, Any]) -> Iterator[FieldError]:
    label = source.get("label")
    if not isinstance(label, str) or not 0 < len(label.strip()) <= MAX_LABEL:
        message = _("Say in at most %(limit)d characters what the rule is about.") % {"limit": MAX_LABEL}
        yield FieldError(f"{path}.label", "required", message)
    points = source.get("points")
    if isinstance(points, bool) or not isinstance(points, int) or not -HIGHEST <= points <= HIGHEST or points == 0:
        message = _("This must be a whole number from -%(limit)d to %(limit)d, and not 0.") % {"limit": HIGHEST}
        yield FieldError(f"{path}.points", "out_of_range", message)
    if source.get("condition") is None:
        yield FieldError(f"{path}.condition", "required", _("Say which leads the rule is about."))
        return
    try:
        rule_sql(ctx, entity(ctx, "lead"), source["condition"], new=True)
    except BadRequest as problem:
        message = problem.errors[0].message if problem.errors else problem.message
        yield FieldError(f"{path}.condition", problem.code, message)
        return
    if OWN & fields(parse(source["condition"])):
        # It would change with every night: what a lead scores today follows from what it scored yesterday.
        yield FieldError(f"{path}.condition", "own_score", _("A rule of the score cannot ask for the score itself."))


def _bands(bands: Any) -> Iterator[FieldError]:
    values = list(bands.values()) if isinstance(bands, dict) and set(bands) == set(GRADES[:-1]) else []
    whole = all(isinstance(value, int) and not isinstance(value, bool) and 0 < value <= HIGHEST for value in values)
    if not values or not whole or not bands["A"] > bands["B"] > bands["C"]:
        message = _("A, B and C each need a least score from 1 to 100, each lower than the one before.")
        yield FieldError("bands", "bad_bands", message)


def _numbered(wanted: Sequence[Mapping[str, Any]]) -> Iterator[ScoreRule]:
    """A rule keeps its number, so that what a lead got it for can still be told; new ones get the next."""
    taken: set[int] = set()
    free = max((one["id"] for one in wanted if type(one.get("id")) is int), default=0) + 1
    for one in wanted:
        number = one.get("id")
        if type(number) is not int or number in taken or not 0 < number < 2**31:
            number, free = free, free + 1
        taken.add(number)
        yield ScoreRule(number, one["label"].strip(), one["condition"], one["points"])


def preview(ctx: Ctx, rules: Sequence[ScoreRule], bands: Mapping[str, int]) -> dict[str, Any]:
    """What these rules would do, and whether they were right so far. Changes nothing.

    `{open, grades: {grade: {now, then}}, rules: [{id, open, over, converted}], over, converted, sample}`: how many open
    leads would have which grade; for each rule how many open leads it fits, and how many of those that are over were
    converted, to hold against all that are over. Numbers are the company's; only leads that the asker sees are named.
    """
    leads = entity(ctx, "lead")
    found = reckoning(ctx, leads, rules, bands).joins
    table = f"{leads.table} t{found.text}"
    grades = {grade: {"now": 0, "then": 0} for grade in GRADES}
    rows = fetch_all(
        f"SELECT t.grade, s.grade, count(*) FROM {table} WHERE {LIVE.text} AND {OPEN} GROUP BY 1, 2",  # noqa: S608
        found.params,
    )
    for now, then, count in rows:
        grades[now]["now"] += count
        grades[then]["then"] += count
    fits = fetch_all(
        f"SELECT hit, count(*) FILTER (WHERE {OPEN}), count(*) FILTER (WHERE NOT {OPEN}), "  # noqa: S608
        f"count(*) FILTER (WHERE t.state = 'converted') FROM {table} "
        f"CROSS JOIN LATERAL unnest(s.hits || 0::bigint) hit WHERE {LIVE.text} GROUP BY hit",
        found.params,
    )
    counted = {row[0]: row[1:] for row in fits}
    _all_open, over, converted = counted.get(0, (0, 0, 0))
    seen = all_of([LIVE, right(ctx, leads, "view")])
    sample = fetch_all(
        f"SELECT t.id, t.name, t.score, s.score, s.grade FROM {table} WHERE {seen.text} AND {OPEN} "  # noqa: S608
        "ORDER BY s.score DESC, t.id DESC LIMIT %s",
        (*found.params, *seen.params, MAX_SAMPLE),
    )
    return {
        "open": sum(count for _now, _then, count in rows),
        "over": over,
        "converted": converted,
        "grades": grades,
        "rules": [
            {"id": rule.id, **dict(zip(("open", "over", "converted"), counted.get(rule.id, (0, 0, 0)), strict=True))}
            for rule in rules
        ],
        "sample": [
            {"id": id_, "title": name, "now": now, "then": then, "grade": grade}
            for id_, name, now, then, grade in sample
        ],
    }


def reasons(rule_ids: Sequence[int]) -> list[dict[str, Any]]:
    """`[{points, label}]` of the rules that fit a lead, the heaviest first."""
    rules = current()[0]
    known = [rule for rule in rules if rule.id in set(rule_ids)]
    return [
        {"points": rule.points, "label": str(rule.label)}
        for rule in sorted(known, key=lambda rule: (-abs(rule.points), rule.id))
    ]


def stored_conditions(key: str) -> Iterator[StoredCondition]:
    """The conditions of the rules, for whoever asks what uses a segment."""
    if key == "lead":
        for rule in current()[0]:
            yield StoredCondition(_("Rule of the lead score"), str(rule.label), rule.condition)
