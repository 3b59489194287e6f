"""What happens when a record looks like one that exists: allow, warn or block, per entity and moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.matching.judge import VERDICTS
from kezhou.platform import audit
from kezhou.platform.audit import actions
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.epochs import bump_schema

from .models import ACTIONS, LEVELS, MOMENTS, DuplicateRule, Watched
from .watch import watched

TELL = ("tell_owner", "tell_pool", "tell_last_follow_up")

actions.register("duplicate_rules", _("changed the rules of the duplicate check"))


@dataclass(frozen=True, slots=True)
class Rule:
    """From this level on, this happens."""

    level: str
    action: str

    def meets(self, verdict: str) -> bool:
        return VERDICTS.index(verdict) >= VERDICTS.index(self.level)


DEFAULTS: Mapping[str, Rule] = {
    "check": Rule("possible", "warn"),
    "save": Rule("likely", "warn"),
    "import": Rule("likely", "allow"),
    "convert": Rule("likely", "warn"),
}
"""Without a rule nobody is stopped. `save` is a form or a call of the API; an import is compared afterwards, by the
scan."""


def rule_for(entity: CompiledEntity, moment: str) -> Rule:
    """The rule in force at a moment."""
    found = DuplicateRule.objects.filter(entity=entity.key, moment=moment).first()
    return DEFAULTS[moment] if found is None else Rule(found.level, found.action)


def listed(entity: CompiledEntity) -> dict[str, Any]:
    """`{rules: [{moment, level, action}], tell_owner, …}`."""
    row = watched(entity)
    rules = []
    for moment in MOMENTS:
        rule = rule_for(entity, moment)
        rules.append({"moment": moment, "level": rule.level, "action": rule.action})
    return {"entity": entity.key, "rules": rules, **{name: getattr(row, name) for name in TELL}}


def put(ctx: Ctx, entity: CompiledEntity, data: Mapping[str, Any]) -> dict[str, Any]:
    """Replace rules and what may be told; absent ones stay. Raises `Invalid`."""
    errors = [
        FieldError(n[:60], "unknown_field", _("There is no such field.")) for n in data if n not in (*TELL, "rules")
    ]
    errors += [
        FieldError(name, "not_boolean", _("This must be true or false."))
        for name in TELL
        if name in data and not isinstance(data[name], bool)
    ]
    sent = data.get("rules", [])
    rules: list[Mapping[str, Any]] = sent if isinstance(sent, list) else []
    if not isinstance(sent, list) or len(rules) > len(MOMENTS) or not all(isinstance(rule, dict) for rule in rules):
        errors.append(FieldError("rules", "not_a_list", _("Rules are a list of moment, level and action.")))
        rules = []
    for at, rule in enumerate(rules):
        for name, known in (("moment", MOMENTS), ("level", LEVELS), ("action", ACTIONS)):
            if rule.get(name) not in known:
                message = _("Known are: %(known)s.") % {"known": ", ".join(known)}
                errors.append(FieldError(f"rules.{at}.{name}", "unknown_choice", message))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    before = listed(entity)
    with transaction.atomic():
        _store(watched(entity), entity, data, rules)
        after = listed(entity)
        if after != before:
            changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
            audit.write(ctx, [audit.Entry("duplicate_rule", watched(entity).id, "duplicate_rules", changes)])
    return after


def _store(row: Watched, entity: CompiledEntity, data: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> None:
    for name in TELL:
        if name in data:
            setattr(row, name, data[name])
    row.save(update_fields=TELL)
    for rule in rules:
        DuplicateRule.objects.update_or_create(
            entity=entity.key, moment=rule["moment"], defaults={"level": rule["level"], "action": rule["action"]}
        )
    entity.cache.pop("duplicates", None)
    bump_schema()
