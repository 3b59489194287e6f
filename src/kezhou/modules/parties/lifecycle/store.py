"""The set of rules: reading, changing, recognising by it, and what it would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Conflict, FieldError, Invalid, Stale
from kezhou.sdk import audit
from kezhou.sdk.query import LIVE, Sql, StoredCondition, all_of, entity, fetch_all, right, rule_sql, settle

from .model import Lifecycle
from .rules import SUGGESTED, WHENS, Rule, free, recognised, unknown_facts

MAX_RULES = 30
MAX_DAYS = 3_650
MAX_SAMPLE = 50
ACT = "recognised"
KEYS = ("status", "condition", "fact", "when", "days")


def current() -> tuple[bool, list[Rule], int]:
    """Whether it is on, the rules in their order, and the version; the suggestion, switched off, before the first
    save."""
    kept = Lifecycle.objects.order_by("id").first()
    if kept is None:
        return False, list(SUGGESTED), 0
    return kept.active, [Rule.of(one) for one in kept.rules], kept.version


def save(ctx: Ctx, rules: Sequence[Rule], *, active: bool, version: int | None) -> None:
    """Exactly these rules. Raises `Stale` where somebody changed them meanwhile."""
    with transaction.atomic():
        kept = Lifecycle.objects.select_for_update(of=("self",)).order_by("id").first()
        before = {"active": False, "rules": []} if kept is None else {"active": kept.active, "rules": kept.rules}
        if version is not None and version != (kept.version if kept else 0):
            raise Stale(_("Somebody else changed these rules first."), extra={"version": kept.version if kept else 0})
        row = kept or Lifecycle(version=0)
        row.active, row.rules = active, [rule.to_json() for rule in rules]
        row.version += 1
        row.changed_at = ctx.clock.now()
        row.save()
        changes = {"active": (before["active"], active), "rules": (before["rules"], row.rules)}
        audit.write(ctx, [audit.Entry("lifecycle", row.id, "settings_changed", changes)])


def checked(ctx: Ctx, wanted: Any) -> list[Rule]:
    """The rules that were sent. Raises `Invalid` with paths such as `rules.2.days`."""
    errors: list[FieldError] = []
    found: list[Rule] = []
    if not isinstance(wanted, list) or len(wanted) > MAX_RULES:
        message = _("This must be a list of at most %(limit)d rules.") % {"limit": MAX_RULES}
        raise Invalid(message, errors=[FieldError("rules", "not_a_list", message)])
    for at, source in enumerate(wanted):
        path = f"rules.{at}"
        if not isinstance(source, dict) or set(source) - set(KEYS):
            errors.append(FieldError(path, "shape", _("A rule has status, condition, fact, when and days.")))
            continue
        wrong = list(_problems(ctx, path, source))
        errors += wrong
        if not wrong:
            found.append(Rule.of(source))
    if not errors:
        unknown = unknown_facts(ctx, entity(ctx, "customer"), found)
        errors += [
            FieldError(f"rules.{at}.fact", "unknown", _("Nothing of this kind is known here."))
            for at, rule in enumerate(found)
            if rule.fact in unknown
        ]
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return found


def _problems(ctx: Ctx, path: str, source: Mapping[str, Any]) -> Iterator[FieldError]:
    customers = entity(ctx, "customer")
    if source.get("status") not in {choice.value for choice in customers.fields["status"].choices}:
        yield FieldError(f"{path}.status", "unknown", _("There is no such status."))
    if source.get("condition") is not None:
        try:
            rule_sql(ctx, customers, source["condition"], new=True)
        except BadRequest as problem:
            message = problem.errors[0].message if problem.errors else problem.message
            yield FieldError(f"{path}.condition", problem.code, message)
    if not isinstance(source.get("fact") or "", str):
        yield FieldError(f"{path}.fact", "unknown", _("Nothing of this kind is known here."))
    if not source.get("fact") and source.get("condition") is None:
        yield FieldError(path, "empty_rule", _("A rule needs a condition or a fact."))
    if (source.get("when") or "within") not in WHENS:
        yield FieldError(f"{path}.when", "unknown", _("Known are: %(known)s.") % {"known": ", ".join(WHENS)})
    days = source.get("days") or 0
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MAX_DAYS:
        message = _("This must be a whole number from 0 to %(limit)d.") % {"limit": MAX_DAYS}
        yield FieldError(f"{path}.days", "not_a_number", message)


def recognise(ctx: Ctx) -> int:
    """Give every customer the status that the rules say; how many changed. Safe to stop and to run again.

    Raises `Conflict` where a fact that a rule names is gone: then nothing changes at all.
    """
    active, rules, _version = current()
    customers = entity(ctx, "customer")
    if not active or not rules:
        return 0
    if unknown := unknown_facts(ctx, customers, rules):
        raise Conflict(_("Unknown facts: %(facts)s.") % {"facts": ", ".join(unknown)}, code="unknown_facts")
    values = {"status": recognised(ctx, customers, rules)}
    return settle(ctx, customers, values, free(ctx), action=ACT, meta={"by": "lifecycle"})


def simulate(ctx: Ctx, rules: Sequence[Rule]) -> dict[str, Any]:
    """Who would change tomorrow by these rules: `{total, flows: [{from, to, count}], counts: {status: n}, sample}`.
    Numbers are the company's; only customers that the asker sees are named. Changes nothing."""
    customers = entity(ctx, "customer")
    tomorrow = replace(ctx, clock=FixedClock(ctx.clock.now() + timedelta(days=1)))
    told = recognised(tomorrow, customers, rules)
    held = free(tomorrow)
    status = Sql(f"CASE WHEN {held.text} THEN {told.text} ELSE t.status END", (*held.params, *told.params))
    pairs = fetch_all(
        f"SELECT t.status, v.status, count(*) FROM {customers.table} t "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT {status.text} AS status) v WHERE {LIVE.text} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        status.params,
    )
    counts: dict[str, int] = {}
    for _old, new, count in pairs:
        counts[new] = counts.get(new, 0) + count
    flows = [{"from": old, "to": new, "count": count} for old, new, count in pairs if old != new]
    seen = all_of([LIVE, right(ctx, customers, "view")])
    rows = fetch_all(
        f"SELECT t.id, t.name, t.status, v.status FROM {customers.table} t "  # noqa: S608
        f"CROSS JOIN LATERAL (SELECT {status.text} AS status) v "
        f"WHERE {seen.text} AND t.status <> v.status ORDER BY t.id LIMIT %s",
        (*status.params, *seen.params, MAX_SAMPLE),
    )
    sample = [{"id": id_, "title": name, "from": old, "to": new} for id_, name, old, new in rows]
    return {"total": sum(flow["count"] for flow in flows), "flows": flows, "counts": counts, "sample": sample}


def stored_conditions(key: str) -> Iterator[StoredCondition]:
    """The conditions of the rules, for whoever asks what uses a segment."""
    if key == "customer":
        for rule in current()[1]:
            if rule.condition:
                yield StoredCondition(_("Life-cycle rule"), rule.status, rule.condition)
